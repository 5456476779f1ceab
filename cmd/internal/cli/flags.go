package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// flagSet is the flags of one command, in groups as its help shows them.
type flagSet struct {
	command command
	all     *pflag.FlagSet
	groups  []flagGroup
}

type flagGroup struct {
	title string
	*pflag.FlagSet
}

func newFlags(name string) *flagSet {
	c, _ := findCommand(name)
	fs := &flagSet{command: c, all: quietFlags(name)}
	fs.all.BoolP("help", "h", false, "print this help")
	return fs
}

func quietFlags(name string) *pflag.FlagSet {
	fs := pflag.NewFlagSet(name, pflag.ContinueOnError)
	fs.SortFlags = false
	fs.Usage = func() {}
	return fs
}

// group starts a group of flags under a title.
func (fs *flagSet) group(title string) *pflag.FlagSet {
	g := quietFlags(title)
	fs.groups = append(fs.groups, flagGroup{title, g})
	return g
}

// drop takes a flag out of the groups, and a group that it leaves empty. The value
// stays what it is without the flag.
func (fs *flagSet) drop(name string) {
	for i, g := range fs.groups {
		if g.Lookup(name) == nil {
			continue
		}
		left := quietFlags(g.title)
		g.VisitAll(func(f *pflag.Flag) {
			if f.Name != name {
				left.AddFlag(f)
			}
		})
		fs.groups[i].FlagSet = left
	}
	fs.groups = slices.DeleteFunc(fs.groups, func(g flagGroup) bool { return !g.HasFlags() })
}

// parse reads the arguments and returns those that are no flags. When done is
// true the command ends here, with the code: help was asked for, something is
// wrong and has been said, or the flags were only to be looked at.
func (fs *flagSet) parse(p *Program, args []string) (rest []string, code int, done bool) {
	for _, g := range fs.groups {
		fs.all.AddFlagSet(g.FlagSet)
	}
	if p.inspect != nil {
		p.inspect(fs)
		return nil, exitOK, true
	}
	err := fs.all.Parse(args)
	if help, _ := fs.all.GetBool("help"); help || errors.Is(err, pflag.ErrHelp) {
		return nil, p.finish(fs.printHelp(p.Stdout), exitOK), true
	}
	if err != nil {
		p.complain("%s", fs.explain(err))
		return nil, exitUsage, true
	}
	return fs.all.Args(), exitOK, false
}

// explain says what is wrong with a flag and what to do.
func (fs *flagSet) explain(err error) string {
	more := "; vpnlint " + fs.command.name + " --help lists the flags"
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			return fmt.Sprintf("unknown flag -%s%s", unknown.GetSpecifiedName(), more)
		}
		name := unknown.GetSpecifiedName()
		var names []string
		fs.all.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if n := nearest(name, names); n != "" {
			return fmt.Sprintf("unknown flag --%s; did you mean --%s?", name, n)
		}
		return "unknown flag --" + name + more
	case errors.As(err, &invalid):
		return fmt.Sprintf("--%s %q: %v", invalid.GetFlag().Name, invalid.GetValue(), errors.Unwrap(err))
	}
	return err.Error() + more
}

// choice is a flag that takes one of a few words.
type choice struct {
	value *string
	names []string
}

// oneOf defines a flag that takes one of the words.
func oneOf(fs *pflag.FlagSet, name, usage, preset string, words []string) *string {
	value := preset
	fs.Var(&choice{&value, words}, name, usage+": "+strings.Join(words, ", "))
	return &value
}

func (c *choice) String() string { return *c.value }
func (c *choice) Type() string   { return "WORD" }

// Words are what a shell may offer.
func (c *choice) Words() []string { return c.names }

func (c *choice) Set(s string) error {
	for _, n := range c.names {
		if s == n {
			*c.value = s
			return nil
		}
	}
	return fmt.Errorf("not one of %s%s", strings.Join(c.names, ", "), didYouMean(s, c.names))
}

// items is a flag that repeats and takes commas; each element is checked by add.
type items struct {
	kind  string
	seen  []string
	words []string // what a shell may offer; nil = nothing
	add   func(string) error
}

func (l *items) String() string { return strings.Join(l.seen, ",") }
func (l *items) Type() string   { return l.kind }

// Words are what a shell may offer.
func (l *items) Words() []string { return l.words }

// IsList reports that the value takes commas.
func (l *items) IsList() bool { return true }

func (l *items) Set(s string) error {
	for _, one := range strings.Split(s, ",") {
		one = strings.TrimSpace(one)
		if one == "" {
			continue
		}
		if err := l.add(one); err != nil {
			if one == s {
				return err
			}
			return fmt.Errorf("%q: %w", one, err)
		}
		l.seen = append(l.seen, one)
	}
	return nil
}

// nameOrFile is a flag that takes one of a few names, or a path.
type nameOrFile struct {
	value *string
	names []string
}

func (n *nameOrFile) String() string     { return *n.value }
func (n *nameOrFile) Type() string       { return "NAME|FILE" }
func (n *nameOrFile) Set(s string) error { *n.value = s; return nil }

// Words are what a shell may offer beside paths.
func (n *nameOrFile) Words() []string { return n.names }
