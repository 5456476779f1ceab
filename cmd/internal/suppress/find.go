package suppress

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// maxDirectives is how many suppressions of one file are read. Hand-written files
// hold a few; each costs a look at the block that follows it.
const maxDirectives = 1000

// entry is a suppression with what it covers.
type entry struct {
	Directive
	bad    error          // why it cannot be read; nil when it can
	place  ipsec.Span     // findings that point into it are covered; zero = none
	tunnel []tunnelOrPart // findings about these are covered
	device *ipsec.Device  // the device that a finding about the suppression belongs to
	used   map[string]bool
}

// tunnelOrPart is a tunnel, or one phase 2 of it.
type tunnelOrPart struct {
	tunnel *ipsec.Tunnel
	child  *ipsec.Child // nil: the whole tunnel
}

// hit is a text in a statement that reads like a suppression.
type hit struct {
	Directive
	bad  error
	text string
}

// reader finds the suppressions in one file and those that it includes.
type reader struct {
	devices []*ipsec.Device
	vendor  string
	entries []*entry
	hits    []*hit
	byHit   map[*hit]*entry
}

// find returns the suppressions of the file, in its order.
func find(in *Input) []*entry {
	r := &reader{devices: in.Devices, vendor: in.Vendor, byHit: map[*hit]*entry{}}
	for _, s := range sources(in.Source, in.Devices) {
		words := in.Words
		if s != in.Source || words == nil {
			words = Search(s)
		}
		r.scan(s, words())
	}
	if len(r.hits) > 0 {
		r.descriptions()
		r.leftOver()
	}
	slices.SortStableFunc(r.entries, func(a, b *entry) int {
		return cmp.Or(strings.Compare(a.At.Source.Name(), b.At.Source.Name()), cmp.Compare(a.At.Start, b.At.Start))
	})
	return r.entries
}

// sources returns the file and those that its tunnels stand in.
func sources(src *parser.Source, devices []*ipsec.Device) []*parser.Source {
	var out []*parser.Source
	add := func(s *parser.Source) {
		if s != nil && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(src)
	for _, d := range devices {
		for _, t := range d.Tunnels {
			add(t.At.Source)
			for _, c := range t.Children {
				add(c.At.Source)
			}
		}
	}
	return out
}

// scan looks for the word vpnlint and sorts what it finds into comments, which
// are entries at once, and hits.
func (r *reader) scan(src *parser.Source, words []int) {
	text := src.Text()
	d := dialectOf(r.vendor, text)
	for _, at := range words {
		if len(r.entries)+len(r.hits) >= maxDirectives {
			return
		}
		line := bytes.LastIndexByte(text[:at], '\n') + 1
		end := lineEnd(text, at)
		comment := !d.xml && d.isComment(text[line:end])
		behind := end
		if d.xml {
			from := max(0, at-4096)
			if open := bytes.LastIndex(text[from:at], []byte("<!--")); open >= 0 && !bytes.Contains(text[from+open:at], []byte("-->")) {
				comment = true
				end = at + bytes.Index(append(bytes.Clone(text[at:min(len(text), at+4096)]), "-->"...), []byte("-->"))
				behind = min(end+len("-->"), len(text))
			}
		}
		raw := strings.TrimRight(string(text[at:end]), " \t\r\n")
		body := raw
		if !comment {
			body = unquote(raw, d.xml)
		}
		dir, ok, err := parse(strings.Join(strings.Fields(body), " "))
		if !ok {
			continue
		}
		dir.Kind, dir.At = InComment, src.Span(at, at+len(raw))
		if !comment {
			dir.Kind = InDescription
			r.hits = append(r.hits, &hit{dir, err, body})
			continue
		}
		e := &entry{Directive: dir, bad: err, device: r.deviceAt(dir.At)}
		if !d.xml {
			behind = max(behind-1, at) // on the comment's own line
		}
		if start, end, ok := d.next(text, behind); ok {
			e.place = src.Span(start, end)
		} else if err == nil && !dir.File {
			e.bad = errNothingFollows
		}
		e.heads(r.devices)
		r.entries = append(r.entries, e)
	}
}

// heads adds the tunnels and phase 2s whose head is the statement that the
// comment stands before, or inside of its block: all that is said about them is
// covered, also where the finding points elsewhere.
func (e *entry) heads(devices []*ipsec.Device) {
	in := func(s ipsec.Span) bool {
		return s.Source == e.place.Source && e.place.Source != nil && s.Start >= e.place.Start && s.Start < e.place.End
	}
	for _, d := range devices {
		for _, t := range d.Tunnels {
			if in(t.At) {
				e.tunnel = append(e.tunnel, tunnelOrPart{tunnel: t})
				continue
			}
			for _, c := range t.Children {
				if in(c.At) {
					e.tunnel = append(e.tunnel, tunnelOrPart{t, c})
				}
			}
		}
	}
}

// deviceAt returns the device that the place belongs to: the last one that begins
// before it.
func (r *reader) deviceAt(at ipsec.Span) *ipsec.Device {
	var best *ipsec.Device
	for _, d := range r.devices {
		if best == nil || d.At.Source == at.Source && d.At.Start <= at.Start && (best.At.Source != at.Source || d.At.Start >= best.At.Start) {
			best = d
		}
	}
	return best
}

// descriptions gives each description of a tunnel or phase 2 the hit that it was
// read from.
func (r *reader) descriptions() {
	for _, d := range r.devices {
		for _, t := range d.Tunnels {
			r.claim(d, t.Description, t.At, tunnelOrPart{tunnel: t})
			for _, c := range t.Children {
				r.claim(d, c.Description, c.At, tunnelOrPart{t, c})
			}
		}
	}
}

func (r *reader) claim(d *ipsec.Device, description string, at ipsec.Span, covers tunnelOrPart) {
	from := strings.Index(strings.ToLower(description), "vpnlint")
	if from < 0 {
		return
	}
	words := strings.Join(strings.Fields(description[from:]), " ")
	var best *hit
	far := func(h *hit) int {
		if h.At.Start < at.Start { // a description stands behind the head
			return 2 * (at.Start - h.At.Start)
		}
		return h.At.Start - at.Start
	}
	for _, h := range r.hits {
		text := strings.Join(strings.Fields(h.text), " ")
		if h.At.Source == at.Source && strings.HasPrefix(words, text[:min(len(text), 40)]) && (best == nil || far(h) < far(best)) {
			best = h
		}
	}
	if best != nil {
		r.add(best, d, covers)
	}
}

// add makes an entry of a hit, or lets the one that there is cover more.
func (r *reader) add(h *hit, d *ipsec.Device, covers ...tunnelOrPart) {
	e := r.byHit[h]
	if e == nil {
		e = &entry{Directive: h.Directive, bad: h.bad, device: d}
		r.byHit[h] = e
		r.entries = append(r.entries, e)
	}
	e.tunnel = append(e.tunnel, covers...)
}

// leftOver finds what the hits that no description is known for belong to: the
// access list of a remark, else the innermost block that a tunnel or phase 2
// begins.
func (r *reader) leftOver() {
	for _, h := range r.hits {
		if r.byHit[h] != nil {
			continue
		}
		d := r.deviceAt(h.At)
		covers := r.byRemark(h)
		if len(covers) == 0 {
			covers = r.byBlock(h)
		}
		r.add(h, d, covers...)
		if len(covers) == 0 && !h.File && h.bad == nil {
			r.byHit[h].bad = errMisplaced
		}
	}
}

// byRemark returns the tunnels whose traffic the access list chooses that the
// remark stands in.
func (r *reader) byRemark(h *hit) (out []tunnelOrPart) {
	if r.vendor != "asa" {
		return nil
	}
	name := accessList(h.At)
	if name == "" {
		return nil
	}
	for _, d := range r.devices {
		for _, t := range d.Tunnels {
			uses := func(c *ipsec.Child) bool {
				return slices.ContainsFunc(c.Selectors, func(s ipsec.Selector) bool { return s.At.Source == h.At.Source && accessList(s.At) == name })
			}
			if slices.ContainsFunc(t.Children, uses) {
				out = append(out, tunnelOrPart{tunnel: t})
			}
		}
	}
	return out
}

// accessList returns the name of the access list that the line at the span
// belongs to, "" for other lines.
func accessList(at ipsec.Span) string {
	text := at.Source.Text()
	start := bytes.LastIndexByte(text[:at.Start], '\n') + 1
	words := strings.Fields(string(text[start:lineEnd(text, at.Start)]))
	if len(words) < 3 || words[0] != "access-list" {
		return ""
	}
	return words[1]
}

// byBlock returns the tunnels and phase 2s in whose smallest block the hit stands.
func (r *reader) byBlock(h *hit) []tunnelOrPart {
	dialect := dialectOf(r.vendor, h.At.Source.Text())
	var out []tunnelOrPart
	smallest := 0
	try := func(head ipsec.Span, covers tunnelOrPart) {
		if head.Source != h.At.Source {
			return
		}
		b := dialect.block(head)
		if h.At.Start < b.Start || h.At.Start >= b.End {
			return
		}
		switch size := b.End - b.Start; {
		case len(out) > 0 && size > smallest:
			return
		case len(out) == 0 || size < smallest:
			out, smallest = nil, size
		}
		out = append(out, covers)
	}
	for _, d := range r.devices {
		for _, t := range d.Tunnels {
			try(t.At, tunnelOrPart{tunnel: t})
			try(t.IKE.At, tunnelOrPart{tunnel: t})
			for _, c := range t.Children {
				try(c.At, tunnelOrPart{t, c})
			}
		}
	}
	return out
}
