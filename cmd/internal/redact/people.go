package redact

import (
	"bytes"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// patterns find names of users where the dialects keep them. They are compiled
// when first used.
var patterns = sync.OnceValue(func() (p struct{ mail, leaf, entry, name, set, header, edit, item *regexp.Regexp }) {
	p.mail = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*`)
	p.leaf = regexp.MustCompile(`<(?:username|user|login|email|authname|(?:auth|proxy|ldap|smtp)_?user|ldap_binddn)>([^<>]+)</`)
	p.entry = regexp.MustCompile(`<entry name="([^"]+)"`)
	p.name = regexp.MustCompile(`<(?:name|descr|full_name|email|comment)>(?:<!\[CDATA\[)?([^<>\]]+)`)
	p.set = regexp.MustCompile(`(?m)^[ \t]*set .*?\b(?:mgt-config users|local-user-database user) ("[^"\n]+"|[^"\s]+)`)
	p.header = regexp.MustCompile(`(?m)^#config-version=\S*:user=([^:\s]+)`)
	p.edit = regexp.MustCompile(`^[ \t]*edit[ \t]+"?([^"\r\n]+?)"?[ \t\r]*$`)
	p.item = regexp.MustCompile(`^[ \t]+- "?([^":\r\n]+)"?:[ \t\r]*$`)
	return p
})

// people replaces names of users and e-mail addresses, each by the same stand-in
// wherever it stands.
func (r *redactor) people() {
	text := r.src.Text()
	p := patterns()
	var found []change
	add := func(list [][]int, base int) {
		for _, m := range list {
			found = append(found, change{base + m[2], base + m[3], ""})
		}
	}
	add(p.leaf.FindAllSubmatchIndex(text, -1), 0)
	add(p.set.FindAllSubmatchIndex(text, -1), 0)
	add(p.header.FindAllSubmatchIndex(text, -1), 0)
	for _, b := range blocks(text, "<users>", "</users>") {
		add(p.entry.FindAllSubmatchIndex(text[b[0]:b[1]], -1), b[0])
	}
	for _, b := range blocks(text, "<user>", "</user>") {
		add(p.name.FindAllSubmatchIndex(text[b[0]:b[1]], -1), b[0])
	}
	found = append(found, r.edits(text)...)
	slices.SortStableFunc(found, func(a, b change) int { return a.start - b.start })
	for _, c := range found {
		old := string(text[c.start:c.end])
		c.text = quotedLike(old, r.standIn(strings.Trim(old, `"`)))
		r.changes = append(r.changes, c)
	}
	r.references(text)
	for _, m := range p.mail.FindAllIndex(text, -1) {
		mail := string(text[m[0]:m[1]])
		r.changes = append(r.changes, change{m[0], m[1], r.mail(mail)})
	}
}

// standIn returns the name that stands for a user's.
func (r *redactor) standIn(name string) string {
	name = strings.TrimSpace(name)
	if i := strings.IndexByte(name, '@'); i > 0 {
		return r.mail(name)
	}
	if r.users[name] == "" {
		r.users[name] = fmt.Sprintf("user%d", len(r.users)+1)
	}
	return r.users[name]
}

// mail returns the stand-in for an address: its host stays when it is an address
// of the network, which tells nobody's name.
func (r *redactor) mail(text string) string {
	name, host, _ := strings.Cut(text, "@")
	if address, _, _ := strings.Cut(host, " "); isAddress(address) {
		return r.standIn(name) + "@" + host
	}
	return r.standIn(name) + "@example.invalid"
}

func isAddress(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil
}

// references finds the names that were found where they stand alone: in quotes,
// or as the whole text of an element.
func (r *redactor) references(text []byte) {
	for name, stand := range r.users {
		if len(name) < 3 {
			continue
		}
		for _, around := range [][2]string{{`"`, `"`}, {">", "<"}} {
			old := []byte(around[0] + name + around[1])
			for at := 0; ; {
				i := bytes.Index(text[at:], old)
				if i < 0 {
					break
				}
				at += i + 1
				r.changes = append(r.changes, change{at, at + len(name), stand})
			}
		}
	}
}

// blocks returns the ranges between two marks.
func blocks(text []byte, open, close string) [][2]int {
	var out [][2]int
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(open))
		if i < 0 {
			return out
		}
		at += i + len(open)
		end := bytes.Index(text[at:], []byte(close))
		if end < 0 {
			return out
		}
		out = append(out, [2]int{at, at + end})
		at += end
	}
}

// userTables are the tables of FortiOS whose rows are people.
var userTables = []string{"user local", "system admin", "system api-user", "user_local", "system_admin", "system_api-user"}

// edits finds the rows of FortiOS's tables of users, in both forms of its backups.
func (r *redactor) edits(text []byte) []change {
	var out []change
	depth, yaml := 0, false // depth of blocks inside such a table; 0 outside
	for start := 0; start < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		line := text[start:end]
		trimmed := strings.TrimSpace(string(line))
		switch {
		case strings.HasPrefix(trimmed, "config "):
			if depth > 0 || slices.Contains(userTables, strings.TrimPrefix(trimmed, "config ")) {
				depth++
			}
		case trimmed == "end" && depth > 0:
			depth--
		case len(line) > 0 && line[0] != ' ' && strings.HasSuffix(trimmed, ":"):
			yaml = slices.Contains(userTables, strings.TrimSuffix(trimmed, ":"))
		}
		m := patterns().edit.FindSubmatchIndex(line)
		if depth != 1 || m == nil {
			m = nil
			if yaml {
				m = patterns().item.FindSubmatchIndex(line)
			}
		}
		if m != nil {
			out = append(out, change{start + m[2], start + m[3], ""})
		}
		start = end + 1
	}
	return out
}
