package outsystems_test

import (
	"bytes"
	"fmt"
	"go/format"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// TestProfileValues holds that profile_values.go says what profile.yaml says. With
// -update it writes the Go file.
func TestProfileValues(t *testing.T) {
	data, err := os.ReadFile("profile.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := new(rules.Profile)
	if err := outsystems.DecodeProfile(want, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	source, err := format.Source([]byte("// Code generated from profile.yaml by go test ./rules/outsystems -run ProfileValues -update. DO NOT EDIT.\n\n" +
		"package outsystems\n\nimport (\n\t\"net/netip\"\n\n\t\"github.com/vpnlint/vpnlint/rules\"\n)\n\n" +
		"func profileValues() *rules.Profile {\n\treturn &" + literal(reflect.ValueOf(*want)) + "\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("profile_values.go", source, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, outsystems.Profile(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("profile_values.go is not what profile.yaml says; run go test ./rules/outsystems -run ProfileValues -update (-yaml +go)\n%s", diff)
	}
	written, err := os.ReadFile("profile_values.go")
	if err != nil || !bytes.Equal(written, source) {
		t.Errorf("profile_values.go was edited, or is old; run go test ./rules/outsystems -run ProfileValues -update (%v)", err)
	}
}

// literal writes a value as Go; what is zero is left out.
func literal(v reflect.Value) string {
	if p, ok := v.Interface().(netip.Prefix); ok {
		return fmt.Sprintf("netip.MustParsePrefix(%q)", p)
	}
	var b strings.Builder
	switch v.Kind() {
	case reflect.Struct:
		fmt.Fprintf(&b, "%s{\n", v.Type())
		for i := range v.NumField() {
			if f := v.Field(i); !f.IsZero() {
				fmt.Fprintf(&b, "%s: %s,\n", v.Type().Field(i).Name, literal(f))
			}
		}
		b.WriteString("}")
	case reflect.Slice:
		fmt.Fprintf(&b, "%s{", v.Type())
		for i := range v.Len() {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(literal(v.Index(i)))
		}
		b.WriteString("}")
	default:
		fmt.Fprintf(&b, "%#v", v.Interface())
	}
	return b.String()
}
