// Package vendortest runs the tests that every vendor's reader has in common:
// golden files of features, sound spans, and no secret in anything it returns.
package vendortest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var update = flag.Bool("update", false, "rewrite the expected parts of the testdata files")

// Read is a vendor's reader.
type Read func(*parser.Source) ([]*ipsec.Device, error)

// Marker stands in for every secret of the testdata: a file that holds it in the
// place of a key must not have it in anything that the reader returns.
const Marker = "S3CRETmarker"

// Golden runs every testdata/*.txtar of the vendor. The first file of an archive
// is the configuration; the sections model.json and problems hold what is
// expected of it and are rewritten with -update. The archive's comment says in
// words what the feature is.
func Golden(t *testing.T, read Read) {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/*.txtar (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file, read) })
	}
}

func golden(t *testing.T, file string, read Read) {
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Files) == 0 {
		t.Fatal("the archive holds no configuration")
	}
	config := a.Files[0]
	src, err := parser.NewSource(config.Name, config.Data, "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := read(src)
	if err != nil {
		t.Fatal(err)
	}
	CheckSpans(t, devices)
	model, problems := Render(t, devices)
	if *update {
		a.Files = append(a.Files[:1:1], txtar.File{Name: "model.json", Data: model}, txtar.File{Name: "problems", Data: problems})
		if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	compare(t, a, "model.json", model)
	compare(t, a, "problems", problems)
}

func compare(t *testing.T, a *txtar.Archive, name string, got []byte) {
	t.Helper()
	for _, f := range a.Files {
		if f.Name != name {
			continue
		}
		if diff := cmp.Diff(string(f.Data), string(got)); diff != "" {
			t.Errorf("%s differs (-want +got); run with -update and read the diff:\n%s", name, diff)
		}
		return
	}
	t.Errorf("the archive has no section %s; run with -update", name)
}

// Render gives the model as JSON and the problems as one line each, and fails
// the test when a secret marker is in either.
func Render(t testing.TB, devices []*ipsec.Device) (model, problems []byte) {
	t.Helper()
	var m, p bytes.Buffer
	if err := ipsec.WriteJSON(&m, devices); err != nil {
		t.Fatal(err)
	}
	for _, d := range devices {
		for _, pr := range d.Problems {
			pos := pr.At.Position()
			fmt.Fprintf(&p, "%d:%d: %s: %s", pos.Line, pos.Column, pr.Kind, pr.Message)
			for i, tun := range pr.Tunnels {
				fmt.Fprintf(&p, "%s%s", map[bool]string{true: " (tunnel ", false: ", "}[i == 0], tun.Name)
			}
			if len(pr.Tunnels) > 0 {
				p.WriteByte(')')
			}
			p.WriteByte('\n')
		}
	}
	for _, out := range [][]byte{m.Bytes(), p.Bytes()} {
		if bytes.Contains(out, []byte(Marker)) {
			t.Errorf("a secret is in the output:\n%s", out)
		}
	}
	return m.Bytes(), p.Bytes()
}

// CheckSpans walks everything that the devices hold and fails the test when a
// span lies outside its source, or when a written value has no place.
func CheckSpans(t testing.TB, devices []*ipsec.Device) {
	t.Helper()
	for _, d := range devices {
		c := checker{t: t, seen: map[uintptr]bool{}}
		c.walk(reflect.ValueOf(d), "device")
	}
}

type checker struct {
	t    testing.TB
	seen map[uintptr]bool
}

var spanType = reflect.TypeFor[parser.Span]()

func (c *checker) walk(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !c.seen[v.Pointer()] && v.Type() != reflect.TypeFor[*parser.Source]() {
			c.seen[v.Pointer()] = true
			c.walk(v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.walk(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Struct:
		if v.Type() == spanType {
			c.span(v.Interface().(parser.Span), path)
			return
		}
		c.origin(v, path)
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "Remedier" {
				c.walk(v.Field(i), path+"."+f.Name)
			}
		}
	}
}

func (c *checker) span(s parser.Span, path string) {
	if s.Source != nil && (s.Start < 0 || s.End < s.Start || s.End > len(s.Source.Text())) {
		c.t.Errorf("%s: span [%d,%d) is outside the file of %d bytes", path, s.Start, s.End, len(s.Source.Text()))
	}
}

// origin checks a Value: one that the file says has a place.
func (c *checker) origin(v reflect.Value, path string) {
	o := v.FieldByName("Origin")
	at := v.FieldByName("At")
	if !o.IsValid() || !at.IsValid() || o.Type() != reflect.TypeFor[ipsec.Origin]() {
		return
	}
	origin := o.Interface().(ipsec.Origin)
	if (origin == ipsec.Explicit || origin == ipsec.Inherited) && at.Interface().(parser.Span).IsZero() {
		c.t.Errorf("%s: the value is %s and has no place", path, origin)
	}
	if origin == ipsec.Unknown && v.FieldByName("Reason").String() == "" {
		c.t.Errorf("%s: the value is unknown and gives no reason", path)
	}
}

// Updating reports whether the test run rewrites what it expects.
func Updating() bool { return *update }
