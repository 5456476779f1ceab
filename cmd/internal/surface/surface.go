// Package surface is what a user can type: the commands, their flags and their
// arguments, as data. The completion scripts and the manual page are made of it,
// so that neither can know another set of flags than the program.
package surface

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// Program is all commands.
type Program struct {
	Name    string
	Summary string // one sentence without a full stop
	Default string // the command that is meant when none is named
	// Commands in the order of the help.
	Commands []Command
}

// Command is one word after the program's name.
type Command struct {
	Name    string
	Args    string // as the usage line shows them, such as "[PATH|GLOB|-]..."
	Summary string
	Details string // what the help says beside the flags; lines that begin with a blank are examples
	Groups  []Group
	// Words are the values that may be put in the place of a name in Args, such as
	// the rules for RULE.
	Words map[string][]string
}

// Group is flags under a title.
type Group struct {
	Title string
	Flags []Flag
}

// Flag is one flag.
type Flag struct {
	Name  string
	Short string // one letter, or ""
	Arg   string // what the value is called in the help; "" when the flag takes none
	Usage string
	// Default is the value without the flag, as the help shows it; "" when there is
	// none to show.
	Default  string
	Optional string // the value that stands for the flag alone: it takes one only as --flag=value
	Value    Value
}

// Value says what may stand as a value or an argument.
type Value struct {
	Words []string // these, and only these unless Files
	List  bool     // several of Words, with commas
	Files bool     // a path
	// Then is a path that may follow a word behind "=".
	Then bool
}

// wordy is a flag value that is one of a few words.
type wordy interface{ Words() []string }

// listing is a flag value that takes commas.
type listing interface{ IsList() bool }

// FlagsOf reads the flags of a set, in its order.
func FlagsOf(fs *pflag.FlagSet) []Flag {
	var out []Flag
	fs.VisitAll(func(f *pflag.Flag) { out = append(out, flagOf(f)) })
	return out
}

func flagOf(f *pflag.Flag) Flag {
	arg, usage := pflag.UnquoteUsage(f)
	out := Flag{Name: f.Name, Short: f.Shorthand, Arg: arg, Usage: usage, Default: shownDefault(f.DefValue), Optional: f.NoOptDefVal}
	if f.Value.Type() == "bool" {
		out.Arg = ""
	}
	if w, ok := f.Value.(wordy); ok {
		out.Value.Words = w.Words()
	}
	if l, ok := f.Value.(listing); ok && l.IsList() {
		out.Value.List = true
	}
	switch {
	case arg == "FILE", arg == "DIR", arg == "GLOB", strings.HasSuffix(arg, "|FILE"):
		out.Value.Files = true
	case strings.HasSuffix(arg, "[=FILE]"):
		out.Value.Then, out.Value.List = true, false
	}
	return out
}

// shownDefault leaves out the defaults that say nothing.
func shownDefault(s string) string {
	if s == "false" || s == "0" {
		return ""
	}
	return s
}

// Takes reports whether the next argument is the flag's value.
func (f *Flag) Takes() bool { return f.Arg != "" && f.Optional == "" }

// Brief is the usage cut to what fits a line of a menu.
func (f *Flag) Brief() string {
	cut := len(f.Usage)
	for _, end := range []string{"; ", ": ", " (", ", "} {
		if i := strings.Index(f.Usage, end); i > 0 {
			cut = min(cut, i)
		}
	}
	return f.Usage[:cut]
}

// Spellings are the ways to type the flag.
func (f *Flag) Spellings() []string {
	if f.Short == "" {
		return []string{"--" + f.Name}
	}
	return []string{"--" + f.Name, "-" + f.Short}
}

// Flags are the flags of all groups.
func (c *Command) Flags() []Flag {
	var out []Flag
	for _, g := range c.Groups {
		out = append(out, g.Flags...)
	}
	return out
}

// Values returns what may stand at the command's arguments, in their order; the
// last one stands for all that follow when the usage line ends in dots. Unknown
// are the names of the usage line that stand for nothing known.
func (c *Command) Values() (values []Value, repeats bool, unknown []string) {
	for _, word := range strings.Fields(c.Args) {
		word, repeats = strings.CutSuffix(word, "...")
		word = strings.Trim(word, "[]")
		var v Value
		for _, name := range strings.Split(word, "|") {
			words, known := c.Words[name]
			switch {
			case known:
				v.Words = append(v.Words, words...)
			case slices.Contains([]string{"PATH", "GLOB", "FILE", "DIR", "-"}, name):
				v.Files = true
			case name == strings.ToLower(name):
				v.Words = append(v.Words, name)
			default:
				unknown = append(unknown, name)
			}
		}
		values = append(values, v)
	}
	return values, repeats, unknown
}

// Find returns the command of that name.
func (p *Program) Find(name string) *Command {
	for i := range p.Commands {
		if p.Commands[i].Name == name {
			return &p.Commands[i]
		}
	}
	return nil
}

// Shells are the shells that [Program.Completion] knows.
func Shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

// Completion returns the script for one of the [Shells].
func (p *Program) Completion(shell string) string {
	switch shell {
	case "bash":
		return p.bash()
	case "zsh":
		return p.zsh()
	case "fish":
		return p.fish()
	}
	return p.powershell()
}

// quoted is a text in single quotes, as all POSIX shells read it.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
