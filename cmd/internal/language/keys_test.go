package language

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/suppress"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// keys are the texts to translate and where each is first made.
type keys map[string]string

func (k keys) add(text, where string) {
	if _, ok := k[text]; !ok && hasWords(text) {
		k[text] = where
	}
}

// hasWords reports whether a format says anything besides its arguments.
func hasWords(format string) bool {
	for _, verb := range []string{"%s", "%d", "%q", "%v"} {
		format = strings.ReplaceAll(format, verb, "")
	}
	return format != ""
}

// allKeys collects what must be translated: the formats of say and what stands
// where a fixed sentence is asked for, in the sources, and the documentation of
// the rules.
func allKeys(t *testing.T) keys {
	all := keys{}
	for _, dir := range []string{"rules", "cmd/internal/report", "cmd/internal/cli", "cmd/internal/suppress", "cmd/internal/suggest", "cmd/internal/checklist", "cmd/internal/lsp"} {
		inspect(t, dir, func(where string, n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if i := keyArgument(call); i >= 0 && i < len(call.Args) {
					if text, ok := literal(call.Args[i]); ok {
						all.add(text, where)
					}
				}
			}
			return true
		})
	}
	for _, line := range outsystems.Checklist() {
		all.add(line.Section, "checklist "+string(line.Kind))
	}
	for _, r := range append(outsystems.All(), suppress.Rules()...) {
		for _, text := range []string{r.Title, r.What, r.Why, r.Undecided, r.Clause} {
			if text != "" {
				all.add(text, "rule "+r.Name)
			}
		}
		for _, e := range outsystems.Examples(r, "") {
			if e.None != "" {
				all.add(e.None, "example of "+r.Name)
			}
		}
	}
	return all
}

// keyArgument returns which argument of a call is a key; -1 for none.
func keyArgument(call *ast.CallExpr) int {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	switch name {
	case "say", "Say", "made", "Made":
		return 0
	case "reportProblems":
		return 2
	case "tell":
		return 4
	}
	return -1
}

// literal returns a string that stands in the source whole or as a sum.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, ok2 := literal(e.Y)
		return a + b, ok && ok2
	}
	return "", false
}

// inspect walks the syntax of every Go file below a directory of the module, tests
// left out.
func inspect(t *testing.T, dir string, visit func(where string, n ast.Node) bool) {
	t.Helper()
	root := filepath.Join("..", "..", "..")
	fset := token.NewFileSet()
	err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			return visit(name+":"+strconv.Itoa(fset.Position(n.Pos()).Line), n)
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// shape returns the format of which a sum or a Sprintf makes a sentence, for
// packages that make theirs in English. A percent sign of a sum is itself, and is
// doubled; of a sum that is a format itself it is left alone.
func shape(e ast.Expr, percent string) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, ok := literal(e)
		return strings.ReplaceAll(text, "%", percent), ok
	case *ast.ParenExpr:
		return shape(e.X, percent)
	case *ast.BinaryExpr:
		a, ok := shape(e.X, percent)
		b, ok2 := shape(e.Y, percent)
		if !ok {
			a = "%s"
		}
		if !ok2 {
			b = "%s"
		}
		return a + b, e.Op == token.ADD && (ok || ok2)
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Sprintf" || f.Sel.Name == "Errorf") {
			return literal(e.Args[0])
		}
	}
	return "", false
}

// madeInEnglish collects the sentences of the packages that make theirs as strings.
func madeInEnglish(t *testing.T) keys {
	all := keys{}
	for _, dir := range []string{"vendors", "parser", "cmd/internal", "rules"} {
		inspect(t, dir, func(where string, n ast.Node) bool {
			for _, percent := range []string{"%", "%%"} {
				switch n := n.(type) {
				case ast.Expr:
					if text, ok := shape(n, percent); ok {
						all.add(text, where)
					}
				case *ast.AssignStmt:
					if text, ok := shape(n.Rhs[0], percent); ok && n.Tok == token.ADD_ASSIGN {
						all.add("%s"+text, where)
					}
				}
			}
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) == 3 { // parser's note(n, noun, format)
				if noun, ok := literal(call.Args[1]); ok {
					all.add("%d "+noun, where)
					all.add("%d "+noun+"s", where)
				}
			}
			return true
		})
	}
	return all
}

// readCatalogue returns the entries of the Japanese PO file.
func readCatalogue(t *testing.T) []entry {
	t.Helper()
	data, err := os.ReadFile("ja.po")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := readPO(string(data))
	if err != nil {
		t.Fatalf("ja.po: %v", err)
	}
	return entries
}

// sorted returns the keys by the place where each is made.
func (k keys) sorted() []string {
	var all []string
	for text := range k {
		all = append(all, text)
	}
	slices.SortFunc(all, func(a, b string) int {
		if c := strings.Compare(k[a], k[b]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return all
}

var _ rules.Language = (*language)(nil)
