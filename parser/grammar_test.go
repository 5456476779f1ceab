package parser

import (
	"strings"
	"testing"
)

type lifetimeStatement struct {
	Parts []lifetimePart `parser:"'set' 'lifetime' @@+"`
}

type lifetimePart struct {
	Unit  Word `parser:"@@"`
	Value Word `parser:"@@"`
}

var lifetimeGrammar = NewGrammar[lifetimeStatement]()

func statement(t *testing.T, text string) (*Source, []Field) {
	t.Helper()
	src, err := NewSource("fw.cfg", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(text, "\n") + 1
	return src, src.Words(at, len(text))
}

func TestGrammarKeepsAbsolutePositions(t *testing.T) {
	src, fields := statement(t, "! コメント\n!\n  SET lifetime seconds 3600 kilobytes 100000")
	got, serr := lifetimeGrammar.Parse(src, fields)
	if serr != nil {
		t.Fatal(serr)
	}
	p := got.Parts[1].Value.Span(src)
	if p.Text() != "100000" || p.Position().Line != 3 || p.Position().Column != 39 {
		t.Errorf("second value is %q at %d:%d, want 100000 at 3:39", p.Text(), p.Position().Line, p.Position().Column)
	}
}

func TestStatementErrorNamesThePlaceAndNoWord(t *testing.T) {
	for _, tt := range []struct{ text, at string }{
		{"set lifetime seconds", "seconds"},
		{"set s3cr3tkey seconds 5", "s3cr3tkey"},
	} {
		src, fields := statement(t, tt.text)
		_, serr := lifetimeGrammar.Parse(src, fields)
		if serr == nil {
			t.Fatalf("%q parsed", tt.text)
		}
		if serr.At.Text() != tt.at {
			t.Errorf("%q: error at %q, want at %q", tt.text, serr.At.Text(), tt.at)
		}
		if strings.Contains(serr.Error(), "s3cr3t") {
			t.Errorf("%q: the error quotes the statement: %s", tt.text, serr)
		}
	}
}

func TestWordsTakeNoBreakSpaceForABlank(t *testing.T) {
	src, _ := NewSource("fw.cfg", []byte("set\u00a0peer \t192.0.2.1"), "")
	var got []string
	for _, f := range src.Words(0, len(src.Text())) {
		got = append(got, string(src.FieldText(f)))
	}
	if strings.Join(got, "|") != "set|peer|192.0.2.1" {
		t.Errorf("got %q", got)
	}
}
