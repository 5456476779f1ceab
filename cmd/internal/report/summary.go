package report

import (
	"fmt"
	"slices"
	"strings"
)

// summary writes the counts, what could not be judged, and how each file was won
// when that is worth knowing.
func (t *textWriter) summary(r *Report) {
	t.fileNotes(r.Files)
	s := &r.Summary
	if s.Devices == 0 {
		t.say("Nothing was judged" + left(s) + ".")
		return
	}
	words := counted(s.Errors, "error", red)
	words = append(words, counted(s.Warnings, "warning", yellow)...)
	rest := count(s.Infos, "info", "info") + " in " + count(s.Devices, "device", "devices") + ", " + tunnels(r) + left(s) + "."
	for _, w := range strings.Fields(rest) {
		words = append(words, word{text: w})
	}
	t.paragraph("", 4, words)
	if s.Unread > 0 {
		t.say(count(s.Unread, "statement", "statements") + " in VPN blocks not understood.")
	}
	t.notJudged(s.NotJudged)
}

func (t *textWriter) fileNotes(files []File) {
	for i := range files {
		f := &files[i]
		for _, n := range f.Notes {
			t.say(printable(f.Path) + ": " + n)
		}
	}
}

// say writes one paragraph of the summary.
func (t *textWriter) say(text string) {
	var words []word
	for _, w := range strings.Fields(text) {
		words = append(words, word{text: w})
	}
	t.paragraph("", 4, words)
}

// counted returns a count and its noun, in the noun's colour unless it is none.
func counted(n int, noun, style string) []word {
	if n == 0 {
		style = plain
	}
	number, name, _ := strings.Cut(count(n, noun, noun+"s"), " ")
	return []word{{number, style}, {name + ",", style}}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// tunnels tells how many tunnels there are, and how many of them owe the
// profile when those are fewer.
func tunnels(r *Report) string {
	s := &r.Summary
	text := count(s.Tunnels, "tunnel", "tunnels")
	switch {
	case s.Tunnels == 0 || s.Judged == s.Tunnels:
		return text
	case s.Judged > 0:
		return text + fmt.Sprintf(" (%d judged)", s.Judged)
	}
	var peers []string
	for i := range r.Files {
		for _, p := range r.Files[i].Peers {
			if !slices.Contains(peers, p) {
				peers = append(peers, p)
			}
		}
	}
	if len(peers) == 0 {
		return text + " (none of them enabled)"
	}
	return text + fmt.Sprintf(" (none of them judged: they go to %s)", printable(list(peers, 5)))
}

// left tells what is not shown.
func left(s *Summary) string {
	var parts []string
	if s.Suppressed > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", s.Suppressed))
	}
	if s.Baselined > 0 {
		parts = append(parts, fmt.Sprintf("%d in baseline", s.Baselined))
	}
	if s.Hidden > 0 {
		parts = append(parts, fmt.Sprintf("%d of them not shown: below --min-severity", s.Hidden))
	}
	if s.Skipped > 0 {
		parts = append(parts, count(s.Skipped, "other file", "other files")+" skipped")
	}
	if s.Failed > 0 {
		parts = append(parts, count(s.Failed, "file", "files")+" not read")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// notJudged groups the silent rules by the flag that would let them speak.
func (t *textWriter) notJudged(all []NotJudged) {
	for i := 0; i < len(all); {
		key, first := all[i].Key, all[i]
		var names []string
		for ; i < len(all) && all[i].Key == key && (key != "" || all[i].Reason == first.Reason); i++ {
			if !slices.Contains(names, all[i].Rule) {
				names = append(names, all[i].Rule)
			}
		}
		switch {
		case first.Flag != "":
			t.say(fmt.Sprintf("Not judged without %s: %s.", first.Flag, list(names, 6)))
		case key != "":
			t.say(fmt.Sprintf("Not judged, since no export tells %s: %s.", key, list(names, 6)))
		case first.Rule == "":
			t.say("Not judged: " + first.Reason + ".")
		default:
			t.say(fmt.Sprintf("Not judged by %s: %s.", list(names, 6), first.Reason))
		}
	}
}

func list(names []string, most int) string {
	if n := len(names) - most; n > 0 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", n)
	}
	return strings.Join(names, ", ")
}
