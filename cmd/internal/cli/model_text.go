package cli

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// writeDevice prints one device and its tunnels for people: each value with
// what says so.
func writeDevice(w io.Writer, d *ipsec.Device) {
	head := []string{d.Vendor}
	for _, part := range []string{d.Version, d.Hostname, d.Context} {
		if part != "" {
			head = append(head, part)
		}
	}
	fmt.Fprintf(w, "%s: %s\n", d.Path, strings.Join(head, ", "))
	if len(d.Tunnels) == 0 {
		fmt.Fprintln(w, "  no site-to-site tunnels")
	}
	for _, t := range d.Tunnels {
		writeTunnel(w, t)
	}
}

func writeTunnel(w io.Writer, t *ipsec.Tunnel) {
	head := []string{string(t.Kind), "peer " + t.Peer}
	if t.Role == ipsec.Backup {
		head = append(head, string(t.Role))
	}
	if t.Interface != "" {
		head = append(head, "on "+t.Interface)
	}
	if !t.Enabled {
		head = append(head, "disabled")
	}
	fmt.Fprintf(w, "\n  %s: %s%s\n", t.Name, strings.Join(head, ", "), lineOf(t.At))
	k := &t.IKE
	line(w, "ike", k.Versions, words)
	line(w, "mode", k.Mode, word)
	line(w, "authentication", k.Auth, word)
	line(w, "phase 1 lifetime", k.Lifetime, seconds)
	for i := range k.Proposals {
		writeProposal(w, "phase 1 proposal", &k.Proposals[i])
	}
	line(w, "dpd", k.DPD.Enabled, onOff)
	line(w, "dpd interval", k.DPD.Interval, seconds)
	line(w, "dpd retries", k.DPD.Retries, number)
	line(w, "nat traversal", k.NATTraversal, word)
	line(w, "local id", k.LocalID, word)
	for _, c := range t.Children {
		writeChild(w, c)
	}
	line(w, "sa pairs", t.SAPairs, number)
	line(w, "initiation", t.Initiation, func(i ipsec.Initiation) string { return string(i) })
	line(w, "idle timeout", t.IdleTimeout, orNever)
	for _, a := range t.Keepalives {
		text := strings.TrimSpace(a.Kind + " " + a.Target)
		if a.Interval.Known() {
			text += " every " + seconds(a.Interval.V)
		}
		fmt.Fprintf(w, "    %-20s %s%s\n", "keepalive", text, lineOf(a.At))
	}
}

func writeChild(w io.Writer, c *ipsec.Child) {
	fmt.Fprintf(w, "    %-20s %s%s\n", "phase 2", c.Name, lineOf(c.At))
	line(w, "  protocol", c.Protocol, word)
	line(w, "  mode", c.Mode, word)
	for i := range c.Proposals {
		writeProposal(w, "  proposal", &c.Proposals[i])
	}
	line(w, "  pfs", c.PFS, func(p ipsec.PFS) string { return string(p) })
	line(w, "  pfs groups", c.PFSGroups, numbers)
	line(w, "  lifetime", c.Lifetime, orUnlimited("s"))
	line(w, "  volume", c.LifetimeKilobytes, orUnlimited("kB"))
	for _, s := range c.Selectors {
		text := fmt.Sprintf("%s -> %s", s.Local, s.Remote)
		if s.Protocol != "" && s.Protocol != "any" {
			text += " " + strings.TrimSpace(s.Protocol+" "+s.Ports)
		}
		fmt.Fprintf(w, "    %-20s %s%s\n", "  selector", text, lineOf(s.At))
	}
}

func writeProposal(w io.Writer, label string, p *ipsec.Proposal) {
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
	fmt.Fprintf(w, "    %-20s %s%s%s\n", label, strings.Join(parts, " "), name, lineOf(p.At))
}

// line prints one value; nothing when the setting does not exist here.
func line[T any](w io.Writer, label string, v ipsec.Value[T], show func(T) string) {
	switch {
	case v.Origin == ipsec.None:
	case v.Origin == ipsec.Unknown:
		fmt.Fprintf(w, "    %-20s unknown: %s%s\n", label, cmp.Or(v.Reason, "the export does not tell"), lineOf(v.At))
	case v.Origin == ipsec.Default:
		fmt.Fprintf(w, "    %-20s %s [%s]\n", label, show(v.V), cmp.Or(v.Reason, "default"))
	default:
		origin := ""
		if v.Origin == ipsec.Inherited {
			origin = " inherited"
		}
		fmt.Fprintf(w, "    %-20s %s%s%s\n", label, show(v.V), origin, lineOf(v.At))
	}
}

func lineOf(at ipsec.Span) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf(" (line %d)", at.Position().Line)
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
