// Package cli is the command line: commands, flags, inputs and exit codes. What
// is wrong with a run goes to standard error; standard output holds only what
// was asked for.
package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"golang.org/x/term"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
)

// Exit codes. When several apply, the largest wins.
const (
	exitOK       = 0
	exitFindings = 1 // a finding at or above --fail-on
	exitUsage    = 2 // unknown flag, unknown rule, a value that cannot be
	exitInput    = 3 // an input that the user named could not be judged, or an internal error
)

// Program is one run of the command. Nothing in it is global, so that tests can
// run many at once.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Env            func(string) string
	// Columns returns the width of the terminal that standard output is; ok is
	// false when it is none.
	Columns func() (n int, ok bool)
	// Now is the clock that suppressions expire by; nil is the process's.
	Now func() time.Time

	Vendors []vendors.Vendor
	Rules   []*rules.Rule
	// Profile returns the built-in profile, the same at each call. It may be called
	// from several goroutines.
	Profile  func() *rules.Profile
	Examples func(*rules.Rule) []Example
	Values   func(*rules.Rule) []outsystems.Value

	// inspect is called with the flags of a command instead of running it.
	inspect func(*flagSet)
}

// NewProgram returns the program with the process's own streams, all vendors and
// the built-in profile.
func NewProgram() *Program {
	return &Program{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Getenv, Columns: stdoutColumns,
		Vendors: vendors.All(), Rules: builtinRules(), Profile: builtinProfile(), Examples: builtinExamples, Values: outsystems.Values,
	}
}

// Main runs vpnlint and returns the exit code.
func Main(args []string) int {
	tuneHeap()
	return NewProgram().Run(args)
}

func stdoutColumns() (int, bool) {
	fd := int(os.Stdout.Fd())
	if !term.IsTerminal(fd) {
		return 0, false
	}
	width, _, err := term.GetSize(fd)
	if err != nil || width < 40 {
		width = 80
	}
	return width, true
}

// command is one word after "vpnlint".
type command struct {
	name    string
	args    string // what follows the flags, for the usage line
	summary string
	run     func(*Program, []string) int
}

func commands() []command {
	return []command{
		{"check", "[PATH|GLOB|-]...", "check configurations (the default command)", (*Program).check},
		{"model", "PATH...", "print the tunnels as vpnlint understands them", (*Program).model},
		{"suggest", "PATH...", "print the commands that cure the findings, in one order that is safe to paste", (*Program).suggest},
		{"checklist", "PATH...", "print what no configuration can answer, with the device's own commands", (*Program).checklist},
		{"redact", "PATH...", "write a copy without keys, passwords and users, fit for a support case", (*Program).redact},
		{"rules", "", "list the rules", (*Program).listRules},
		{"explain", "RULE...", "say what a rule checks, why, and how it looks right and wrong", (*Program).explain},
		{"baseline", "write|prune|show [PATH|GLOB]...", "keep a list of known findings, so that only new ones are shown", (*Program).baseline},
		{"init", "[PATH]...", "write a commented configuration file", (*Program).init},
		{"config", "[PATH]", "print what is in force, and where each value comes from", (*Program).config},
		{"lsp", "", "show findings in an editor: a language server on standard input and output", (*Program).lsp},
		{"completion", "bash|zsh|fish|powershell", "print a script by which a shell completes what is typed", (*Program).completion},
		{"version", "", "print version, commit and profile", (*Program).version},
		{"help", "[COMMAND]", "print help", (*Program).help},
	}
}

func findCommand(name string) (command, bool) {
	all := commands()
	i := slices.IndexFunc(all, func(c command) bool { return c.name == name })
	if i < 0 {
		return command{}, false
	}
	return all[i], true
}

// Run runs one command. The first argument is a command when it is exactly the
// name of one; else all arguments belong to check.
func (p *Program) Run(args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			p.complain("internal error at %s (please report it at %s)", panicPlace(r), issuesURL)
			code = exitInput
		}
	}()
	if len(args) > 0 {
		switch args[0] {
		case "-h", "--help":
			return p.help(nil)
		case "--version":
			return p.version(nil)
		}
		if c, ok := findCommand(args[0]); ok {
			return c.run(p, args[1:])
		}
	}
	return p.check(args)
}

// complain writes one message about the run.
func (p *Program) complain(format string, args ...any) {
	fmt.Fprintf(p.Stderr, "vpnlint: "+format+"\n", args...)
}

// finish reports a failed write of the output: a full disk must not look like success.
func (p *Program) finish(err error, code int) int {
	if err != nil {
		p.complain("cannot write the output: %v", err)
		return exitInput
	}
	return code
}
