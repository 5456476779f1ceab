package paloalto

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
)

// statementsOf tells what the statements of a file say of its rules and its addresses by name. With
// split, each statement is a span by itself, as when no neighbours were alike.
func statementsOf(src *parser.Source, split bool) map[string][]string {
	e := readSet(src)
	r := e.addresses.form.(*setReader)
	if split {
		r.late, r.policies = oneByOne(r, r.late), oneByOne(r, r.policies)
	}
	all := map[string][]string{}
	note := func(of string, at setSpan, differing bool) {
		r.each(at, differing, func(start, end int) bool {
			all[of] = append(all[of], string(bytes.TrimLeft(r.text[start:end], " ")))
			return true
		})
	}
	e.findPolicy()
	rules := 0
	var walk func(n *node)
	walk = func(n *node) {
		if n.rules != nil {
			rules++
			for i, chain := range n.rules.set.rules {
				of := fmt.Sprintf("list %d, rule %d: %s", rules, i, n.rules.set.names.name(int32(i)))
				for k := chain.first; k >= 0; k = n.rules.set.runs[k].next {
					note(of, n.rules.set.runs[k].setSpan, true)
				}
			}
		}
		for _, sub := range n.sub {
			walk(sub)
		}
	}
	walk(e.own.root)
	x := e.addresses
	x.load()
	for i := range x.names.names {
		name := x.names.name(int32(i))
		x.named(name, func(o *addressObject) { note("address "+string(name), x.lists[o.list].span(o), false) })
	}
	return all
}

// oneByOne makes a span of each statement.
func oneByOne(r *setReader, spans []setSpan) (out []setSpan) {
	for _, at := range spans {
		r.each(at, false, func(start, end int) bool {
			out = append(out, setSpan{start: uint32(start), end: uint32(end)})
			return true
		})
	}
	return out
}

// putOffOneByOne returns where the statements start that a look at each of them would put
// off. It reports false for a script that edits.
func putOffOneByOne(src *parser.Source, r *setReader) (all []int, ok bool) {
	r.shared = false
	for scan := parser.NewSetScanner(src); scan.Next(); {
		start, end := scan.Rest()
		switch string(scan.Verb()) {
		case "set", "override":
			switch what, _ := r.need(start, end); {
			case what == needLate && r.placed(start), what >= needPolicy:
				all = append(all, start)
			}
		default:
			return nil, false
		}
	}
	return all, true
}

// checkPutOff compares what is put off with what a look at each statement would put off.
func checkPutOff(t *testing.T, src *parser.Source) {
	t.Helper()
	r := readSet(src).addresses.form.(*setReader)
	var got []int
	for _, at := range append(oneByOne(r, r.late), oneByOne(r, r.policies)...) {
		got = append(got, int(at.start))
	}
	slices.Sort(got)
	if want, ok := putOffOneByOne(src, r); ok && !slices.Equal(got, want) {
		t.Fatalf("statements at %v are put off, want %v\n%.2000q", got, want, src.Text())
	}
}

// checkSpans compares neighbours that are read as alike with statements read one by one.
func checkSpans(t *testing.T, data []byte) {
	t.Helper()
	src, err := parser.NewSource("fw", data, "")
	if err != nil {
		return
	}
	checkPutOff(t, src)
	if diff := cmp.Diff(statementsOf(src, true), statementsOf(src, false)); diff != "" {
		t.Fatalf("%s\n%.2000q", diff, data)
	}
}

var spanTexts = []string{
	"set rulebase security rules a from x\nset rulebase security rules a to y\nset rulebase security rules b from x\nset rulebase security rules a action allow\n",
	"set rulebase security rules \"a b\" from x\nset rulebase security rules \"a b\" description \"c \"d\"\nset rulebase security rules \"a b\" to y \r\nset rulebase security rules a\nset rulebase security rules a to z\n",
	"set rulebase nat rules a description \"of\ntwo lines\"\nset rulebase nat rules a to y\nset rulebase security rules rules from rules\nset vsys rulebase rulebase nat rules a to y\n",
	"set rulebase a\nset rulebase security rules a to b\nset rulebase default-security-rules rules interzone-default action allow\nset rulebase security rules a to c\nset service rules x\nset service rules x y\n",
	"set address a ip-netmask 10.1.0.1\nset address a description \"b\nc\"\nset address a tag x\nset address \"b c\" ip-netmask 10.2.0.1\nset vsys address address a fqdn d\nset shared address a ip-netmask 10.3.0.1\n",
	" set address a ip-netmask 10.1.0.1\nset address a tag x\nadmin@fw# set address b fqdn c\noverride address c fqdn d\nset address d\nset address  e fqdn f\n",
	"set device-group g address a ip-netmask 10.1.0.1\nset device-group devices devices x\nset device-group g pre-rulebase security rules a to b\nset service s protocol tcp port 1\n",
}

func TestSpans(t *testing.T) {
	for _, text := range spanTexts {
		checkSpans(t, []byte(text))
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		if a, err := txtar.ParseFile(file); err == nil && len(a.Files) > 0 {
			checkSpans(t, a.Files[0].Data)
		}
	}
}

func FuzzSpans(f *testing.F) {
	for _, text := range spanTexts {
		f.Add([]byte(text))
	}
	f.Fuzz(checkSpans)
}
