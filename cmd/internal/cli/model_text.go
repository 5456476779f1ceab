package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/facts"
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
	for _, f := range facts.Of(t) {
		writeFact(w, &f)
	}
}

// writeFact prints one value. Those of a phase 2 are indented below its name.
func writeFact(w io.Writer, f *facts.Fact) {
	label := f.Label
	if f.Child != nil && label != "phase 2" {
		label = "  " + label
	}
	text := f.Text
	switch f.Origin {
	case ipsec.Unknown:
		text = "unknown: " + f.Reason + lineOf(f.At)
	case ipsec.Default:
		text += " [" + f.Reason + "]"
	case ipsec.Inherited:
		text += " inherited" + lineOf(f.At)
	default:
		text += lineOf(f.At)
	}
	fmt.Fprintf(w, "    %-20s %s\n", label, text)
}

func lineOf(at ipsec.Span) string {
	if at.IsZero() {
		return ""
	}
	return fmt.Sprintf(" (line %d)", at.Position().Line)
}
