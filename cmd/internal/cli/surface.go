package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/surface"
)

// completion prints the script for one shell.
func (p *Program) completion(args []string) int {
	fs := newFlags("completion")
	rest, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(rest) != 1 || !slices.Contains(surface.Shells(), rest[0]) {
		hint := ""
		if len(rest) == 1 {
			hint = didYouMean(rest[0], surface.Shells())
		}
		p.complain("completion needs the name of one shell: %s%s", strings.Join(surface.Shells(), ", "), hint)
		return exitUsage
	}
	_, err := io.WriteString(p.Stdout, p.surface().Completion(rest[0]))
	return p.finish(err, exitOK)
}

// surface returns the commands with the flags that they define themselves.
func (p *Program) surface() *surface.Program {
	out := &surface.Program{Name: "vpnlint", Summary: purpose, Default: "check"}
	words := map[string][]string{"RULE": p.ruleNames(), "COMMAND": commandNames()}
	for _, c := range commands() {
		s := surface.Command{Name: c.name, Args: c.args, Summary: c.summary, Details: details[c.name], Words: words}
		fs := p.flagsOf(c)
		for _, g := range fs.groups {
			s.Groups = append(s.Groups, surface.Group{Title: g.title, Flags: surface.FlagsOf(g.FlagSet)})
		}
		s.Groups = append(s.Groups, surface.Group{Flags: []surface.Flag{{Name: "help", Short: "h", Usage: "print this help"}}})
		out.Commands = append(out.Commands, s)
	}
	return out
}

// flagsOf lets a command define its flags, and stops it there.
func (p *Program) flagsOf(c command) (fs *flagSet) {
	look := *p
	look.Stdin, look.Stdout, look.Stderr = strings.NewReader(""), io.Discard, io.Discard
	look.inspect = func(found *flagSet) { fs = found }
	c.run(&look, nil)
	if fs == nil {
		panic("the command " + c.name + " does not parse its flags first") // a test looks at all of them
	}
	return fs
}

// manualEdition says of which version and day the manual page is; a build without
// them, such as that of a test, leaves them out.
func manualEdition() surface.Edition {
	e := surface.Edition{Version: strings.TrimPrefix(buildVersion, "v")}
	if day, err := time.Parse(time.RFC3339, buildDate); err == nil {
		e.Date = day.UTC().Format("January 2, 2006")
	}
	return e
}

// manualNotes is what the manual page says beside commands and flags.
func manualNotes() []surface.Note {
	return []surface.Note{
		{Title: "Environment", Items: []surface.Item{
			{Term: "VPNLINT_CONFIG", Text: "The configuration file, unless --config names one."},
			{Term: "NO_COLOR", Text: "Not empty: no colour, unless --color asks for it."},
			{Term: "FORCE_COLOR", Text: "Neither empty nor 0: colour also where there is no terminal."},
			{Term: "TERM", Text: "dumb: no colour."},
			{Term: "CI_PROJECT_DIR", Text: "Where GitLab checks out: paths of the format gitlab start from there."},
		}},
		{Title: "Files", Items: []surface.Item{
			{Term: ".vpnlint.yaml", Text: "The configuration, nearest upward to the root of the repository. vpnlint init writes one with every key explained."},
			{Term: defaultBaseline, Text: "Where vpnlint baseline writes known findings when nothing names another file."},
		}},
		{Title: "Exit status", Items: []surface.Item{
			{Term: fmt.Sprint(exitOK), Text: "No finding at or above --fail-on."},
			{Term: fmt.Sprint(exitFindings), Text: "Findings at or above --fail-on."},
			{Term: fmt.Sprint(exitUsage), Text: "Wrong usage: an unknown flag or rule, a value that cannot be, a configuration file that cannot be read."},
			{Term: fmt.Sprint(exitInput), Text: "A named input could not be read or recognised, or an internal error. The others are still judged."},
		}, Text: "The largest that applies wins."},
	}
}
