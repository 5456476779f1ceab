package surface

import (
	"fmt"
	"strings"
)

// Edition says of which build a manual page is. Both may be "".
type Edition struct{ Version, Date string }

// Note is a section of the manual page beside those of the commands.
type Note struct {
	Title string
	Items []Item
	Text  string // behind the items
}

// Item is a term and what it means.
type Item struct{ Term, Text string }

// Manual returns the manual page, in mdoc(7).
func (p *Program) Manual(notes []Note, e Edition) string {
	m := &manual{}
	m.linef(".\\\" Made by %s help --man of the flags themselves: do not edit.", p.Name)
	m.linef("%s", strings.TrimRight(".Dd "+e.Date, " "))
	m.linef(".Dt %s 1", strings.ToUpper(p.Name))
	m.linef("%s", strings.TrimRight(".Os "+strings.TrimSpace(p.Name+" "+e.Version), " "))
	m.section("Name")
	m.linef(".Nm %s\n.Nd %s", p.Name, p.Summary)
	m.section("Synopsis")
	for _, c := range p.Commands {
		name := c.Name
		if name == p.Default {
			name = "Op Cm " + name
		} else {
			name = "Cm " + name
		}
		m.linef(".Nm\n.%s\n.Op Ar flags", name)
		m.arguments(c.Args)
	}
	m.section("Description")
	m.linef(".Nm")
	m.text(p.Summary + ".\nThe first argument is a command when it is exactly the name of one; else all arguments belong to " + p.Default + ".")
	for i := range p.Commands {
		m.command(&p.Commands[i])
	}
	for _, n := range notes {
		m.section(n.Title)
		m.linef(".Bl -tag -width Ds")
		for _, i := range n.Items {
			m.linef(".It %s", mdocArg(i.Term))
			m.text(i.Text)
		}
		m.linef(".El")
		if n.Text != "" {
			m.linef(".Pp")
			m.text(n.Text)
		}
	}
	return m.String()
}

// manual writes mdoc. Text is escaped, so that no word of it is taken for a request.
type manual struct{ strings.Builder }

func (m *manual) linef(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m *manual) section(title string) { m.linef(".Sh %s", strings.ToUpper(title)) }

func (m *manual) command(c *Command) {
	m.linef(".Ss vpnlint %s", c.Name)
	m.text(strings.ToUpper(c.Summary[:1]) + c.Summary[1:] + ".")
	if c.Details != "" {
		m.details(c.Details)
	}
	for _, g := range c.Groups {
		if g.Title == "" {
			continue // help, which every command has
		}
		m.linef(".Pp\n%s:\n.Bl -tag -width Ds", mdocText(g.Title))
		for i := range g.Flags {
			m.flag(&g.Flags[i])
		}
		m.linef(".El")
	}
}

// details writes paragraphs and, where lines begin with blanks, examples.
func (m *manual) details(text string) {
	for _, part := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if !strings.HasPrefix(part, "  ") {
			m.linef(".Pp")
			m.text(part)
			continue
		}
		m.linef(".Bd -literal -offset indent")
		for line := range strings.Lines(part) {
			m.linef("%s", mdocText(strings.TrimPrefix(strings.TrimRight(line, "\n"), "  ")))
		}
		m.linef(".Ed")
	}
}

func (m *manual) flag(f *Flag) {
	head := ".It "
	if f.Short != "" {
		head += "Fl " + f.Short + " , "
	}
	head += "Fl \\-" + mdocText(f.Name)
	switch {
	case f.Takes():
		head += " Ar " + mdocArg(f.Arg)
	case f.Arg != "":
		head += " Ns Op = Ns Ar " + mdocArg(f.Arg)
	}
	m.linef("%s", head)
	m.text(strings.ToUpper(f.Usage[:1]) + f.Usage[1:] + ".")
	if f.Default != "" {
		m.linef("The default is %s.", mdocText(f.Default))
	}
}

func (m *manual) arguments(args string) {
	if args != "" {
		m.linef(".Ar %s", mdocText(args))
	}
}

// text writes sentences, each beginning on a line of its own, as mdoc wants them.
func (m *manual) text(s string) {
	line := ""
	for _, w := range strings.Fields(s) {
		if line != "" && (strings.HasSuffix(line, ".") || len(line)+len(w) >= 72) {
			m.linef("%s", mdocText(line))
			line = ""
		}
		line = strings.TrimLeft(line+" "+w, " ")
	}
	m.linef("%s", mdocText(line))
}

var mdocEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`)

// mdocText escapes a line, so that it is shown as it stands.
func mdocText(s string) string {
	s = mdocEscapes.Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

// mdocArg is an argument of a request.
func mdocArg(s string) string { return `"` + strings.ReplaceAll(mdocText(s), `"`, `\(dq`) + `"` }
