package report

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// summary writes the counts, what could not be judged, and how each file was won
// when that is worth knowing.
func (t *textWriter) summary(r *Report) {
	t.fileNotes(r.Files)
	s := &r.Summary
	if s.Devices == 0 {
		t.line(t.say("Nothing was judged%s.", left(s)))
		return
	}
	all := t.counted(s.Errors, rules.Say("1 error,"), rules.Say("%d errors,", s.Errors), red)
	all = append(all, t.counted(s.Warnings, rules.Say("1 warning,"), rules.Say("%d warnings,", s.Warnings), yellow)...)
	rest := t.say("%s in %s, %s%s.", severityCount(rules.Info, s.Infos), deviceCount(s.Devices), tunnels(r), left(s))
	t.paragraph("", 4, append(all, words(rest, plain)...))
	if s.Unread > 0 {
		t.line(t.say("%s in VPN blocks not understood.", statementCount(s.Unread)))
	}
	t.notJudged(s.NotJudged)
}

func (t *textWriter) fileNotes(files []File) {
	for i := range files {
		f := &files[i]
		for _, n := range f.Notes {
			t.line(printable(f.Path) + ": " + t.made(n))
		}
	}
}

// line writes one paragraph of the summary.
func (t *textWriter) line(text string) { t.paragraph("", 4, words(text, plain)) }

// counted returns a count in the colour of what is counted unless it is none.
func (t *textWriter) counted(n int, one, many rules.Text, style string) []word {
	if n == 0 {
		style = plain
	}
	return words(count(n, one, many).In(t.language), style)
}

// severityCount says how many findings of a severity there are.
func severityCount(level rules.Severity, n int) rules.Text {
	switch level {
	case rules.Error:
		return count(n, rules.Say("1 error"), rules.Say("%d errors", n))
	case rules.Warning:
		return count(n, rules.Say("1 warning"), rules.Say("%d warnings", n))
	}
	return rules.Say("%d info", n)
}

func deviceCount(n int) rules.Text {
	return count(n, rules.Say("1 device"), rules.Say("%d devices", n))
}

func statementCount(n int) rules.Text {
	return count(n, rules.Say("1 statement"), rules.Say("%d statements", n))
}

// tunnels tells how many tunnels there are, and how many of them owe the
// profile when those are fewer.
func tunnels(r *Report) rules.Text {
	s := &r.Summary
	text := count(s.Tunnels, rules.Say("1 tunnel"), rules.Say("%d tunnels", s.Tunnels))
	switch {
	case s.Tunnels == 0 || s.Judged == s.Tunnels:
		return text
	case s.Judged > 0:
		return rules.Say("%s (%d judged)", text, s.Judged)
	}
	var peers []string
	for i := range r.Files {
		for _, p := range r.Files[i].Peers {
			if !slices.Contains(peers, printable(p)) {
				peers = append(peers, printable(p))
			}
		}
	}
	if len(peers) == 0 {
		return rules.Say("%s (none of them enabled)", text)
	}
	return rules.Say("%s (none of them judged: they go to %s)", text, list(peers, 5))
}

// left tells what is not shown.
func left(s *Summary) rules.Text {
	var parts []rules.Text
	if s.Suppressed > 0 {
		parts = append(parts, rules.Say("%d suppressed", s.Suppressed))
	}
	if s.Baselined > 0 {
		parts = append(parts, rules.Say("%d in baseline", s.Baselined))
	}
	if s.Hidden > 0 {
		parts = append(parts, rules.Say("%d of them not shown: below --min-severity", s.Hidden))
	}
	if s.Skipped > 0 {
		parts = append(parts, count(s.Skipped, rules.Say("1 other file skipped"), rules.Say("%d other files skipped", s.Skipped)))
	}
	if s.Failed > 0 {
		parts = append(parts, count(s.Failed, rules.Say("1 file not read"), rules.Say("%d files not read", s.Failed)))
	}
	if len(parts) == 0 {
		return rules.Text{}
	}
	return rules.Say(" (%s)", series(parts))
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
			t.line(t.say("Not judged without %s: %s.", first.Flag, list(names, 6)))
		case key != "":
			t.line(t.say("Not judged, since no export tells %s: %s.", key, list(names, 6)))
		case first.Rule == "":
			t.line(t.say("Not judged: %s.", first.reason()))
		default:
			t.line(t.say("Not judged by %s: %s.", list(names, 6), first.reason()))
		}
	}
}

// why says what keeps the rule from judging.
func (n *NotJudged) why() rules.Text {
	switch {
	case n.Flag != "":
		return rules.Say("not judged without %s", n.Flag)
	case n.Key != "":
		return rules.Say("not judged, since no export tells %s", n.Key)
	}
	return rules.Say("not judged: %s", n.reason())
}

// reason is the reason in words; of one that was built without texts, the string.
func (n *NotJudged) reason() rules.Text {
	if n.said.IsZero() {
		return rules.Plain(n.Reason)
	}
	return n.said
}

// list joins names, and counts those beyond the first few.
func list(names []string, most int) rules.Text {
	if n := len(names) - most; n > 0 {
		return rules.Say("%s and %d more", strings.Join(names[:most], ", "), n)
	}
	return rules.Plain(strings.Join(names, ", "))
}
