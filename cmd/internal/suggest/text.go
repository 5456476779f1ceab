package suggest

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// WriteText writes the document for people. title gives a vendor's name as people
// write it.
func WriteText(w io.Writer, doc *Document, title func(vendor string) string) error {
	b := bufio.NewWriter(w)
	for i := range doc.Devices {
		if i > 0 {
			b.WriteByte('\n')
		}
		doc.Devices[i].write(b, title)
	}
	return b.Flush()
}

func (d *DeviceText) write(b *bufio.Writer, title func(string) string) {
	fmt.Fprintln(b, d.heading(title))
	paragraph(b, "first, once:", d.Enter)
	for i := range d.Sections {
		s := &d.Sections[i]
		paragraph(b, s.heading()+":", s.Commands)
		var edits []string
		for _, e := range s.Edits {
			edits = append(edits, fmt.Sprintf("%s:%d: %s: %s → %s", e.Path, e.Line, e.What, e.Old, e.New))
		}
		paragraph(b, s.heading()+", in the file:", edits)
	}
	paragraph(b, "at the end, once:", d.Leave)
	paragraph(b, "then, tunnel by tunnel; each of these cuts its tunnel until it is up again:", d.Renew)
	paragraph(b, "must be the same at both ends:", d.BothEnds)
	paragraph(b, "to know before:", d.Notes)
	if placeholders(d) {
		fmt.Fprintf(b, "\n  Fill in what stands in < > before you type it.\n")
	}
	var left []string
	for _, l := range d.WithoutRemedy {
		left = append(left, fmt.Sprintf("%s:%d:%d: %s: %s [%s]", l.Path, l.Line, l.Column, l.Severity, l.Message, l.Rule), "  "+l.Why)
	}
	paragraph(b, "without a remedy:", left)
}

func (d *DeviceText) heading(title func(string) string) string {
	name := d.Path
	if d.Device != "" {
		name += ", " + d.Device
	}
	if d.Context != "" {
		name += ", " + d.Context
	}
	system := title(d.Vendor)
	if d.Version != "" {
		system += " " + d.Version
	}
	cured := d.Findings - len(d.WithoutRemedy)
	if cured == 0 {
		return fmt.Sprintf("%s (%s): %s, and no command for any", name, system, count(d.Findings, "finding"))
	}
	return fmt.Sprintf("%s (%s): commands for %d of %s", name, system, cured, count(d.Findings, "finding"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func paragraph(b *bufio.Writer, head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "\n  %s\n", head)
	for _, l := range lines {
		fmt.Fprintf(b, "    %s\n", report.Printable(l))
	}
}

// placeholders reports that a command leaves something to the user.
func placeholders(d *DeviceText) bool {
	for _, s := range d.Sections {
		for _, c := range s.Commands {
			if i := strings.IndexByte(c, '<'); i >= 0 && strings.IndexByte(c[i:], '>') > 0 {
				return true
			}
		}
	}
	return false
}
