package rules_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/vpnlint/vpnlint/"

// exceptions to "no vendor imports another": what pfSense, OPNsense and strongSwan
// truly share, since the first two generate configurations of the third.
var exceptions = map[string][]string{
	"vendors/pfsense":   {"vendors/configxml", "vendors/strongswan/proposal"},
	"vendors/opnsense":  {"vendors/configxml", "vendors/strongswan/proposal"},
	"vendors/configxml": {"vendors/strongswan/proposal"},
}

// mayImport reports whether the arrows of the house allow one package of the
// module to import another.
func mayImport(from, to string) bool {
	under := func(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }
	if under(to, "parser") {
		return !under(from, "rules")
	}
	switch {
	case under(from, "parser"):
		return false
	case under(from, "rules"):
		return under(to, "rules") || to == "vendors/ipsec"
	case from == "vendors/ipsec":
		return false
	case from == "vendors":
		return under(to, "vendors")
	case under(from, "vendors"):
		own := strings.Join(strings.SplitN(from, "/", 3)[:2], "/")
		return to == "vendors/ipsec" || under(to, "vendors/internal") || under(to, own) || slices.Contains(exceptions[own], to)
	case under(from, "cmd"):
		return true
	}
	return false
}

// TestImportsPointDown asks the go command for what each package imports, tests
// left out.
func TestImportsPointDown(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(words[0], module)
		for _, to := range words[1:] {
			if to, ours := strings.CutPrefix(to, module); ours {
				seen++
				if !mayImport(from, to) {
					t.Errorf("%s must not import %s", from, to)
				}
			}
		}
	}
	if seen == 0 {
		t.Error("the go command lists no import inside the module")
	}
}

// TestArrows holds the table against the cases that matter most.
func TestArrows(t *testing.T) {
	for _, arrow := range [][2]string{
		{"rules/outsystems", "vendors/asa"}, {"rules", "parser"}, {"rules", "vendors"}, {"vendors/asa", "vendors/fortigate"},
		{"vendors/asa", "rules"}, {"vendors/ipsec", "rules"}, {"parser", "vendors/ipsec"}, {"vendors/strongswan", "vendors/pfsense"}, {"rules", "cmd/internal/cli"},
	} {
		if mayImport(arrow[0], arrow[1]) {
			t.Errorf("%s must not be allowed to import %s", arrow[0], arrow[1])
		}
	}
}

// TestCodeStandsInItsPlaces finds Go files outside of the top-level places.
func TestCodeStandsInItsPlaces(t *testing.T) {
	places := []string{"cmd", "parser", "rules", "vendors"}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() != ".." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		}
		top := strings.Split(filepath.ToSlash(path), "/")[1]
		if !slices.Contains(places, top) {
			t.Errorf("%s: Go code stands only in %s", path, strings.Join(places, ", "))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
