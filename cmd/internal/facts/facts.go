// Package facts says the values of a tunnel in words, each with where it comes
// from, in the order in which people read them. It holds no secret, since the
// model holds none.
package facts

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Fact is one value in words.
type Fact struct {
	Label string
	Text  string // "" when the origin is Unknown
	// Origin is None for what has no origin of its own: a heading, a proposal, a
	// selector, a keepalive.
	Origin ipsec.Origin
	Reason string // why a Default or Unknown value is what it is
	At     ipsec.Span
	Via    []ipsec.Span
	Child  *ipsec.Child // the phase 2 that it belongs to; nil = the tunnel
}

// Of returns what is known of the tunnel. Settings that do not exist on it are
// left out. The facts of each phase 2 stand behind one with its name.
func Of(t *ipsec.Tunnel) []Fact {
	l := &list{}
	k := &t.IKE
	add(l, "ike", k.Versions, words)
	add(l, "mode", k.Mode, word)
	add(l, "authentication", k.Auth, word)
	add(l, "phase 1 lifetime", k.Lifetime, seconds)
	for i := range k.Proposals {
		l.proposal("phase 1 proposal", &k.Proposals[i])
	}
	add(l, "dpd", k.DPD.Enabled, onOff)
	add(l, "dpd interval", k.DPD.Interval, seconds)
	add(l, "dpd retries", k.DPD.Retries, number)
	add(l, "nat traversal", k.NATTraversal, word)
	add(l, "local id", k.LocalID, word)
	for _, c := range t.Children {
		l.phase2(c)
	}
	add(l, "sa pairs", t.SAPairs, number)
	add(l, "initiation", t.Initiation, func(i ipsec.Initiation) string { return string(i) })
	add(l, "idle timeout", t.IdleTimeout, orNever)
	for _, a := range t.Keepalives {
		text := strings.TrimSpace(a.Kind + " " + a.Target)
		if a.Interval.Known() {
			text += " every " + seconds(a.Interval.V)
		}
		l.facts = append(l.facts, Fact{Label: "keepalive", Text: text, At: a.At})
	}
	return l.facts
}

// list collects facts; child is the phase 2 that those to come belong to.
type list struct {
	facts []Fact
	child *ipsec.Child
}

func (l *list) add(f Fact) {
	f.Child = l.child
	l.facts = append(l.facts, f)
}

func (l *list) phase2(c *ipsec.Child) {
	l.child = c
	defer func() { l.child = nil }()
	l.add(Fact{Label: "phase 2", Text: c.Name, At: c.At})
	add(l, "protocol", c.Protocol, word)
	add(l, "mode", c.Mode, word)
	for i := range c.Proposals {
		l.proposal("proposal", &c.Proposals[i])
	}
	add(l, "pfs", c.PFS, func(p ipsec.PFS) string { return string(p) })
	add(l, "pfs groups", c.PFSGroups, numbers)
	add(l, "lifetime", c.Lifetime, orUnlimited("s"))
	add(l, "volume", c.LifetimeKilobytes, orUnlimited("kB"))
	for _, s := range c.Selectors {
		text := fmt.Sprintf("%s -> %s", s.Local, s.Remote)
		if s.Protocol != "" && s.Protocol != "any" {
			text += " " + strings.TrimSpace(s.Protocol+" "+s.Ports)
		}
		l.add(Fact{Label: "selector", Text: text, At: s.At})
	}
}

func (l *list) proposal(label string, p *ipsec.Proposal) {
	parts := []string{strings.Join(p.Encryption.V, "/")}
	for _, set := range [][]string{p.Integrity.V, p.PRF.V} {
		if len(set) > 0 {
			parts = append(parts, strings.Join(set, "/"))
		}
	}
	if len(p.DH.V) > 0 {
		parts = append(parts, "group "+numbers(p.DH.V))
	}
	if p.Lifetime.Known() {
		parts = append(parts, orUnlimited("s")(p.Lifetime.V))
	}
	name := ""
	if p.Name != "" {
		name = " (" + p.Name + ")"
	}
	l.add(Fact{Label: label, Text: strings.Join(parts, " ") + name, At: p.At})
}

// add adds one value; nothing when the setting does not exist here.
func add[T any](l *list, label string, v ipsec.Value[T], show func(T) string) {
	f := Fact{Label: label, Origin: v.Origin, Reason: v.Reason, At: v.At, Via: v.Via}
	switch v.Origin {
	case ipsec.None:
		return
	case ipsec.Unknown:
		f.Reason = cmp.Or(v.Reason, "the export does not tell")
	default:
		f.Text = show(v.V)
		if v.Origin == ipsec.Default {
			f.Reason = cmp.Or(v.Reason, "default")
		}
	}
	l.add(f)
}

func word(s string) string    { return s }
func words(s []string) string { return strings.Join(s, ", ") }
func number(n int) string     { return fmt.Sprint(n) }
func seconds(n int) string    { return fmt.Sprintf("%d s", n) }

func numbers(ns []int) string {
	if len(ns) == 0 {
		return "none"
	}
	var out []string
	for _, n := range ns {
		out = append(out, fmt.Sprint(n))
	}
	return strings.Join(out, ", ")
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

func orNever(n int) string {
	if n == 0 {
		return "never"
	}
	return seconds(n)
}

func orUnlimited(unit string) func(int) string {
	return func(n int) string {
		if n == 0 {
			return "no limit"
		}
		return fmt.Sprintf("%d %s", n, unit)
	}
}
