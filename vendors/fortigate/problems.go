package fortigate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// checkOptions reports the options of an IPsec object that FortiOS does not have,
// values that it does not take, and values that matter and that no rule judges.
// The tunnel is nil for objects that make none.
func (c *converter) checkOptions(o *object, s schema, t *ipsec.Tunnel) {
	for _, name := range o.order {
		opt := o.options[name]
		u, known := s[name]
		switch {
		case !known:
			c.problem(t, ipsec.Unread, opt.statement, unknownOption(name))
		case opt.unset || u.ignored || t == nil:
		case u.quiet != nil:
			if v := o.text(name); !slices.Contains(u.quiet, v) {
				c.problem(t, ipsec.Unread, opt.statement, fmt.Sprintf("vpnlint does not judge %s: %s", name, u.reason))
			}
		case !u.accepts(o.list(name)):
			c.unreadable(t, o, name)
		}
	}
	c.noise(t, o.noise)
	for _, n := range o.tables {
		name := ""
		if len(n.Words) > 0 {
			name = c.file.tree.Text(n.Words[0])
		}
		if !slices.Contains(phase1Tables, name) {
			c.problem(t, ipsec.Unread, c.file.tree.Source.Span(n.Start, n.End), "FortiOS documents no table "+plain(name)+" here; vpnlint does not read it")
		}
	}
}

// noise reports lines that are no statements; lines that follow each other are
// one problem.
func (c *converter) noise(t *ipsec.Tunnel, lines []parser.ConfigStatement) {
	text := c.file.tree.Source.Text()
	for i := 0; i < len(lines); {
		start, end := lines[i].Start, lines[i].End
		for i++; i < len(lines) && lines[i].Start > end && len(bytes.TrimSpace(text[end:lines[i].Start])) == 0; i++ {
			end = lines[i].End
		}
		c.problem(t, ipsec.Unread, c.file.tree.Source.Span(start, end), "this is no statement of FortiOS")
	}
}

func unknownOption(name string) string {
	return "FortiOS documents no option " + plain(name) + " here and refuses unknown ones, so that the default is in force"
}

// plain returns a name that looks like one of FortiOS's; anything else may be part
// of a secret.
func plain(name string) string {
	if name == "" || len(name) > 40 {
		return "of that name"
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return "of that name"
		}
	}
	return name
}

// accepts reports whether the words are ones that the option takes.
func (u use) accepts(words []string) bool {
	if u.fits != nil {
		return u.fits(words)
	}
	return u.values == nil || len(words) > 0 && slices.Contains(u.values, words[0])
}

// checkTables reports what stands in the IPsec tables beside their entries, and
// IPsec tables that vpnlint does not know.
func (c *converter) checkTables() {
	for _, t := range []*table{c.vdom.phase1Interface, c.vdom.phase1, c.vdom.phase2Interface, c.vdom.phase2} {
		c.noise(nil, t.noise)
	}
	if c.vdom == c.file.vdoms[0] {
		c.otherTables()
	}
}

// otherTables reports the IPsec tables of the whole file that vpnlint does not know.
func (c *converter) otherTables() {
	tree := c.file.tree
	for _, s := range tree.Sections {
		if len(s.Path) < 3 || tree.Text(s.Path[0]) != "vpn" || tree.Text(s.Path[1]) != "ipsec" {
			continue
		}
		switch name := tree.Text(s.Path[2]); name {
		case "phase1-interface", "phase1", "phase2-interface", "phase2":
		default:
			if !slices.Contains(otherIPsecTables, name) {
				c.problem(nil, ipsec.Unread, tree.Span(s.Path[2]), "vpnlint does not know the table vpn ipsec "+plain(name))
			}
		}
	}
}

// faults reports where the file breaks its own shape. Each is reported with the
// first device of the file only.
func (c *converter) faults() {
	if c.vdom != c.file.vdoms[0] {
		return
	}
	for _, f := range c.file.tree.Faults {
		p := ipsec.Problem{At: f.At}
		switch f.Kind {
		case parser.OpenQuote:
			p.Kind, p.Message = ipsec.Unreadable, "a quote is never closed; vpnlint takes the string to end with its line"
		case parser.OpenSection:
			p.Kind, p.Message = ipsec.Truncated, "the block has no end before the next one begins"
		case parser.OpenEnd:
			p.Kind, p.Message = ipsec.Truncated, "the file ends inside this block"
		}
		p.VPN = c.inIPsec(f.At.Start)
		c.dev.Problems = append(c.dev.Problems, p)
	}
	c.dev.Problems = append(c.dev.Problems, c.file.openLine()...)
	for _, s := range c.file.tree.Sections {
		if len(s.Path) == 1 && s.Container == "" && slices.Contains(shape.Containers, c.file.tree.Text(s.Path[0])) {
			c.dev.Problems = append(c.dev.Problems, ipsec.Problem{Kind: ipsec.Unread, At: c.file.tree.Span(s.Path[0]), VPN: true,
				Message: "vpnlint does not read VDOMs in the YAML form; export the configuration in the CLI form"})
		}
	}
}

// inIPsec reports whether the offset lies in a section of vpn ipsec.
func (c *converter) inIPsec(offset int) bool {
	all := c.file.tree.Sections
	n, _ := slices.BinarySearchFunc(all, offset+1, func(s parser.ConfigSection, at int) int { return s.Start - at })
	if n == 0 {
		return false
	}
	s := all[n-1] // the last one that begins at or in front of the offset
	return offset < max(s.End, s.Body) && len(s.Path) > 1 && c.file.tree.Text(s.Path[0]) == "vpn"
}

// reportVersion tells, once, that a value depended on a version that the file
// does not name.
func (f *file) reportVersion(devices []*ipsec.Device) {
	if !f.needsVersion || len(devices) == 0 {
		return
	}
	d := devices[0]
	for _, dev := range devices {
		if len(dev.Tunnels) > 0 {
			d = dev
			break
		}
	}
	p := ipsec.Problem{Kind: ipsec.NoVersion, At: f.start(), Tunnels: d.Tunnels,
		Message: "the file does not name the FortiOS version, on which some defaults depend: the first line of a backup does"}
	d.Problems = append([]ipsec.Problem{p}, d.Problems...)
}

// openLine tells of a last line without a line end, unless it is the end of a block
// or the file is known to be cut off already.
func (f *file) openLine() []ipsec.Problem {
	for _, fault := range f.tree.Faults {
		if fault.Kind == parser.OpenEnd {
			return nil
		}
	}
	out := ipsec.OpenLine(f.tree.Source)
	if len(out) > 0 && strings.TrimSpace(out[0].At.Text()) == "end" {
		return nil
	}
	return out
}
