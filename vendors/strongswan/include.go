package strongswan

import (
	"errors"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// maxIncludeDepth is how deep includes may nest. Daemons set limits of their own
// (ipsec.secrets: 10); real files nest once or twice.
const maxIncludeDepth = 10

// includer finds the files that an include names and reports those that it
// cannot or must not read.
type includer struct {
	folder   *parser.Folder
	open     []string // the names of the files that are being read, outermost first
	problems []ipsec.Problem
	// missed reports that some include was not followed, so that what is undefined
	// here may be defined there.
	missed bool
}

func (inc *includer) enter(src *parser.Source) { inc.open = append(inc.open, src.Name()) }

func (inc *includer) leave(src *parser.Source) {
	for i := len(inc.open) - 1; i >= 0; i-- {
		if inc.open[i] == src.Name() {
			inc.open = append(inc.open[:i], inc.open[i+1:]...)
			return
		}
	}
}

// files returns the sources that a pattern names.
func (inc *includer) files(from *parser.Source, pattern string, at, word parser.Span) []*parser.Source {
	if at.Start == at.End {
		at = word
	}
	if len(inc.open) > maxIncludeDepth {
		inc.report(at, "the include is not followed: includes nest more than 10 deep")
		return nil
	}
	names, err := inc.folder.Match(from, pattern)
	switch {
	case errors.Is(err, parser.ErrOutside):
		inc.report(at, "the include is not followed: it names files outside the folder of the configuration; give vpnlint the folder that holds them")
		return nil
	case err != nil:
		inc.report(at, "the include is not followed: its pattern is malformed")
		return nil
	case len(names) == 0:
		inc.report(at, "the include matches no file in the folder of the configuration")
		return nil
	}
	var out []*parser.Source
	for _, name := range names {
		if src := inc.file(name, at); src != nil {
			out = append(out, src)
		}
	}
	return out
}

func (inc *includer) file(name string, at parser.Span) *parser.Source {
	for _, open := range inc.open {
		if open == name {
			inc.report(at, "the include is not followed: the file includes itself")
			return nil
		}
	}
	src, err := inc.folder.Open(name)
	if err != nil {
		inc.report(at, "an included file cannot be read")
		return nil
	}
	return src
}

func (inc *includer) report(at parser.Span, message string) {
	inc.missed = true
	inc.problems = append(inc.problems, ipsec.Problem{Kind: ipsec.Undefined, At: at, Message: message, VPN: true})
}
