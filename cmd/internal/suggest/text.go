package suggest

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
)

// WriteText writes the document for people, in a language; nil is English. system
// says what a device runs as people write it.
func WriteText(w io.Writer, doc *Document, system func(vendor, version string) string, language rules.Language) error {
	t := &textWriter{bufio.NewWriter(w), language}
	for i := range doc.Devices {
		if i > 0 {
			t.WriteByte('\n')
		}
		t.device(&doc.Devices[i], system)
	}
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	language rules.Language
}

func (t *textWriter) say(format string, args ...any) string {
	return rules.Say(format, args...).In(t.language)
}

func (t *textWriter) device(d *DeviceText, system func(vendor, version string) string) {
	fmt.Fprintln(t, d.heading(system).In(t.language))
	t.paragraph(t.say("first, once:"), d.Enter)
	for i := range d.Sections {
		s := &d.Sections[i]
		t.paragraph(t.say("%s:", s.heading()), s.Commands)
		var edits []string
		for _, e := range s.Edits {
			edits = append(edits, fmt.Sprintf("%s:%d: %s: %s → %s", e.Path, e.Line, e.What, e.Old, e.New))
		}
		t.paragraph(t.say("%s, in the file:", s.heading()), edits)
	}
	t.paragraph(t.say("at the end, once:"), d.Leave)
	t.paragraph(t.say("then, tunnel by tunnel; each of these cuts its tunnel until it is up again:"), d.Renew)
	t.paragraph(t.say("must be the same at both ends:"), t.made(d.BothEnds))
	t.paragraph(t.say("to know before:"), t.made(d.Notes))
	if placeholders(d) {
		fmt.Fprintf(t, "\n  %s\n", t.say("Fill in what stands in < > before you type it."))
	}
	var left []string
	for i := range d.WithoutRemedy {
		l := &d.WithoutRemedy[i]
		severity := rules.Made(l.Severity).In(t.language)
		left = append(left, fmt.Sprintf("%s:%d:%d: %s: %s [%s]", l.Path, l.Line, l.Column, severity, l.message.In(t.language), l.Rule), "  "+l.why.In(t.language))
	}
	t.paragraph(t.say("without a remedy:"), left)
}

// made says sentences that were made in English.
func (t *textWriter) made(sentences []string) []string {
	var out []string
	for _, s := range sentences {
		out = append(out, rules.Made(s).In(t.language))
	}
	return out
}

func (d *DeviceText) heading(system func(vendor, version string) string) rules.Text {
	name := d.Path
	if d.Device != "" {
		name += ", " + d.Device
	}
	if d.Context != "" {
		name += ", " + d.Context
	}
	runs := system(d.Vendor, d.Version)
	all := rules.Say("%d findings", d.Findings)
	if d.Findings == 1 {
		all = rules.Say("1 finding")
	}
	cured := d.Findings - len(d.WithoutRemedy)
	if cured == 0 {
		return rules.Say("%s (%s): %s, and no command for any", name, rules.Made(runs), all)
	}
	return rules.Say("%s (%s): commands for %d of %s", name, rules.Made(runs), cured, all)
}

func (t *textWriter) paragraph(head string, lines []string) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(t, "\n  %s\n", head)
	for _, l := range lines {
		fmt.Fprintf(t, "    %s\n", report.Printable(l))
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
