package outsystems_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// TestValues holds that a rule lists the values of the profile that its own file
// names, and that each has its source. What a rule compares with by way of a
// helper is not found here.
func TestValues(t *testing.T) {
	uses := regexp.MustCompile(`\bProfile\.([A-Z]\w+)(?:\.([A-Z]\w+))?`)
	for _, r := range outsystems.All() {
		source, err := os.ReadFile(strings.ReplaceAll(r.Name, "-", "_") + ".go")
		if err != nil {
			t.Fatal(err)
		}
		values := outsystems.Values(r)
		for _, v := range values {
			if v.Source == "" || v.Value == "" {
				t.Errorf("%s: %s has no value or no source: %+v", r.Name, v.Key, v)
			}
		}
		for _, use := range uses.FindAllStringSubmatch(string(source), -1) {
			key := profileKey(t, use[1], use[2])
			if !slices.ContainsFunc(values, func(v outsystems.Value) bool { return v.Key == key || strings.HasPrefix(v.Key, key+".") }) {
				t.Errorf("%s compares with %s of the profile, which valueKeys does not list", r.Name, key)
			}
		}
	}
}

// profileKey returns the key in the YAML file of a field, and of one inside it.
func profileKey(t *testing.T, section, field string) string {
	t.Helper()
	outer, ok := reflect.TypeFor[rules.Profile]().FieldByName(section)
	if !ok {
		t.Fatalf("the profile has no field %s", section)
	}
	key := outer.Tag.Get("yaml")
	if inner, ok := outer.Type.FieldByName(field); ok {
		key += "." + inner.Tag.Get("yaml")
	}
	return key
}
