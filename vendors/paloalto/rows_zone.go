package paloalto

import "bytes"

// zoneLists is what the lists from and to of a rule say about one zone.
type zoneLists struct {
	zone      string
	from, to  bool // the list is there
	meetsFrom bool // the zone is among its members, or may be
	meetsTo   bool
}

// member notes a member of a list.
func (z *zoneLists) member(list string, name []byte) {
	meets := string(name) == z.zone || string(name) == "any" || string(name) == "..." || len(name) == 0 || bytes.IndexByte(name, '$') == 0
	if list == "from" {
		z.from, z.meetsFrom = true, z.meetsFrom || meets
	} else {
		z.to, z.meetsTo = true, z.meetsTo || meets
	}
}

// avoid reports that the rule holds for no traffic from and to the zone.
func (z *zoneLists) avoid() bool { return z.from && !z.meetsFrom || z.to && !z.meetsTo }

// avoids looks at the statements of a rule in set form.
func (r *setReader) avoids(l *setRules, i int, zone string) bool {
	z := zoneLists{zone: zone}
	for k := l.rules[i].first; k >= 0; k = l.statements[k].next {
		pos, end := int(l.statements[k].start), int(l.statements[k].end)
		word, next := r.next(pos, end)
		list := string(word)
		if list != "from" && list != "to" {
			if text := r.text[pos:end]; bytes.Contains(text, []byte(" from ")) || bytes.Contains(text, []byte(" to ")) {
				return false // one statement may tell several things
			}
			continue
		}
		word, next = r.next(next, end)
		if string(word) == "[" {
			for word, next = r.next(next, end); len(word) > 0 && string(word) != "]"; word, next = r.next(next, end) {
				z.member(list, bytes.Trim(word, `"`))
			}
		} else {
			z.member(list, bytes.Trim(word, `"`))
		}
		if word, _ = r.next(next, end); len(word) > 0 {
			return false
		}
	}
	return z.avoid()
}

// xmlAvoids looks at the element of a rule.
func xmlAvoids(text []byte, zone string) bool {
	if bytes.IndexByte(text, '&') >= 0 || bytes.Contains(text, []byte("<!")) {
		return false
	}
	z := zoneLists{zone: zone}
	for _, list := range [...]string{"from", "to"} {
		open, closing := []byte("<"+list+">"), []byte("</"+list+">")
		start := bytes.Index(text, open)
		if start < 0 || bytes.Count(text, open) > 1 {
			continue
		}
		inside := text[start+len(open):]
		end := bytes.Index(inside, closing)
		if end < 0 {
			return false
		}
		for rest := bytes.TrimSpace(inside[:end]); len(rest) > 0; rest = bytes.TrimSpace(rest) {
			name, more, ok := bytes.Cut(rest, []byte("</member>"))
			name, opened := bytes.CutPrefix(name, []byte("<member>"))
			if name = bytes.TrimSpace(name); !ok || !opened || bytes.IndexByte(name, '<') >= 0 {
				return false
			}
			z.member(list, name)
			rest = more
		}
	}
	return z.avoid()
}
