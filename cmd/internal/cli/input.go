package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors"
)

// inputFlags are the flags that say how files are read.
type inputFlags struct {
	vendor    *string
	encoding  *string
	stdinName *string
}

func defineInputFlags(fs *pflag.FlagSet, all []vendors.Vendor) *inputFlags {
	return &inputFlags{
		vendor:    oneOf(fs, "vendor", "whose configuration it is", "auto", append([]string{"auto"}, vendors.Names(all)...)),
		encoding:  oneOf(fs, "encoding", "character encoding", "auto", parser.Encodings()),
		stdinName: fs.String("stdin-filename", "<stdin>", "`NAME` shown for standard input"),
	}
}

// input is one file to read.
type input struct {
	name  string // as it is shown
	named bool   // the user named this file: it must be a configuration
	stdin bool
	root  string // the directory or pattern that it was found by; "" when named

	lenient bool // when named, it need not be of a known dialect

	suppressing bool // suppressions in the file count

	folder string // the directory that it was found in by a walk; "" otherwise

	text []byte // what an editor holds instead of the file's bytes; nil = read them
	room []byte // memory that the file may be read into, when it is large enough
}

// failure is an input that could not be judged, and why.
type failure struct {
	name   string
	status report.Status
	what   string
}

func unreadable(name, what string) failure { return failure{name, report.Unreadable, what} }

// collect finds the files that the arguments mean, each once, by name.
func (p *Program) collect(paths []string, stdinName string) ([]input, []failure) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var ins []input
	var bad []failure
	for _, path := range paths {
		found, fails := collectOne(path, stdinName)
		ins, bad = append(ins, found...), append(bad, fails...)
	}
	// A file that is named, too, stays named: it sorts first and wins.
	slices.SortStableFunc(ins, func(a, b input) int {
		return cmp.Or(cmp.Compare(a.name, b.name), compareBool(b.named, a.named))
	})
	ins = slices.CompactFunc(ins, func(a, b input) bool { return a.name == b.name && a.stdin == b.stdin })
	return ins, bad
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func collectOne(path, stdinName string) ([]input, []failure) {
	if path == "-" {
		return []input{{name: stdinName, named: true, stdin: true}}, nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return walk(path)
	case err == nil:
		return []input{{name: filepath.Clean(path), named: true}}, nil
	case strings.ContainsAny(path, "*?[{") && errors.Is(err, fs.ErrNotExist):
		return expand(path)
	}
	return nil, []failure{unreadable(path, whyUnreadable(path, err))}
}

// whyUnreadable says what is wrong with a path, and what to do.
func whyUnreadable(path string, err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if n := nearest(path, commandNames()); n != "" {
			return "no such file; did you mean the command " + n + "?"
		}
		return "no such file; check the path"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied; make the file readable"
	}
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "cannot be read (" + err.Error() + "); check the file"
}

// walk lists the files below a directory. What is hidden, such as .git, is left out.
func walk(root string) (ins []input, bad []failure) {
	_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		hidden := path != root && strings.HasPrefix(d.Name(), ".")
		switch {
		case err != nil:
			bad = append(bad, unreadable(path, whyUnreadable(path, err)))
		case hidden && d.IsDir():
			return fs.SkipDir
		case !hidden && isFile(path, d):
			ins = append(ins, input{name: path, root: root, folder: root})
		}
		return nil
	})
	if len(ins) == 0 && len(bad) == 0 {
		bad = append(bad, unreadable(root, "no files in this directory; name the configuration"))
	}
	return ins, bad
}

// isFile reports whether the entry is a regular file or a link to one.
func isFile(path string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		return err == nil && info.Mode().IsRegular()
	}
	return d.Type().IsRegular()
}

// expand lists the files that a pattern matches.
func expand(pattern string) (ins []input, bad []failure) {
	names, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly(), doublestar.WithNoHidden())
	if err != nil {
		return nil, []failure{unreadable(pattern, "not a pattern ("+err.Error()+"); write it as 'configs/**/*.cfg'")}
	}
	for _, n := range names {
		ins = append(ins, input{name: n, root: pattern})
	}
	if len(ins) == 0 {
		bad = append(bad, unreadable(pattern, "no file matches this pattern; check the path"))
	}
	return ins, bad
}
