package suggest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestEveryKindHasItsPlace holds that the order of typing knows every kind of
// change that a rule can ask for.
func TestEveryKindHasItsPlace(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "..", "vendors", "ipsec", "change.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	kinds := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "ChangeKind" {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		kinds++
		if !slices.Contains(order, ipsec.ChangeKind(value)) {
			t.Errorf("%s has no place in the order", spec.Names[0].Name)
		}
		return true
	})
	if kinds != len(order) {
		t.Errorf("%d kinds, and %d places in the order", kinds, len(order))
	}
}
