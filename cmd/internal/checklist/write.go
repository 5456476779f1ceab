package checklist

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// place names who does a check.
func place(w outsystems.Where) rules.Text {
	switch w {
	case outsystems.OnDevice:
		return rules.Say("on the device")
	case outsystems.OnHost:
		return rules.Say("on an internal host")
	}
	return rules.Say("with others")
}

// heading names a device. system says what a vendor's version is as people write it.
func (d *Device) heading(system func(vendor, version string) string) string {
	name := d.Path
	for _, part := range []string{d.Hostname, d.Context} {
		if part != "" {
			name += ", " + part
		}
	}
	return name + " (" + system(d.Vendor, d.Version) + ")"
}

// WriteText writes checklists for a terminal, or to be printed, in a language; nil
// is English.
func WriteText(w io.Writer, doc *Document, system func(vendor, version string) string, language rules.Language) error {
	b := bufio.NewWriter(w)
	for i := range doc.Devices {
		d := &doc.Devices[i]
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintln(b, report.Printable(d.heading(system)))
		section := ""
		for n, item := range d.Items {
			if item.Section != section {
				section = item.Section
				fmt.Fprintf(b, "\n%s\n", rules.Made(section).In(language))
			}
			fmt.Fprintf(b, "\n  [ ] %d. %s (%s)\n", n+1, item.Aim.In(language), place(item.Where).In(language))
			for _, s := range item.Steps {
				if !s.Label.IsZero() {
					fmt.Fprintf(b, "      %s:\n", report.Printable(s.Label.In(language)))
				}
				for _, c := range s.Commands {
					fmt.Fprintf(b, "          %s\n", report.Printable(c))
				}
			}
			fmt.Fprintf(b, "      %s\n", rules.Say("Good: %s", item.Good).In(language))
		}
		if note := d.open(); !note.IsZero() {
			fmt.Fprintf(b, "\n%s\n", note.In(language))
		}
	}
	return b.Flush()
}

// WriteMarkdown writes checklists with boxes to tick, in a language; nil is English.
func WriteMarkdown(w io.Writer, doc *Document, system func(vendor, version string) string, language rules.Language) error {
	b := bufio.NewWriter(w)
	for i := range doc.Devices {
		d := &doc.Devices[i]
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "# %s\n", escaped(d.heading(system)))
		section := ""
		for _, item := range d.Items {
			if item.Section != section {
				section = item.Section
				fmt.Fprintf(b, "\n## %s\n", rules.Made(section).In(language))
			}
			fmt.Fprintf(b, "\n- [ ] **%s** (%s)\n", item.Aim.In(language), place(item.Where).In(language))
			for _, s := range item.Steps {
				if !s.Label.IsZero() {
					fmt.Fprintf(b, "\n  %s:\n", escaped(s.Label.In(language)))
				}
				b.WriteString("\n  ```\n")
				for _, c := range s.Commands {
					fmt.Fprintf(b, "  %s\n", report.Printable(c))
				}
				b.WriteString("  ```\n")
			}
			fmt.Fprintf(b, "\n  %s\n", rules.Say("Good: %s", item.Good).In(language))
		}
		if note := d.open(); !note.IsZero() {
			fmt.Fprintf(b, "\n%s\n", note.In(language))
		}
	}
	return b.Flush()
}

// open says what was left to be filled in, and what would do it.
func (d *Device) open() rules.Text {
	switch {
	case d.Tunnels == 0:
		return rules.Say("No tunnel of this file is meant, so that there are no commands for any.")
	case len(d.Missing) == 0:
		return rules.Text{}
	}
	return rules.Say("Left open: %s. Set them in .vpnlint.yaml, or by their flags, and the commands hold them.", strings.Join(d.Missing, ", "))
}

// escaped keeps names from being taken for markup.
func escaped(text string) string {
	return strings.NewReplacer("*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`).Replace(report.Printable(text))
}
