package strongswan

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// readTree reads the first of the files with the others in its folder.
func readTree(t testing.TB, files []txtar.File) *ipsec.Device {
	t.Helper()
	tree := fstest.MapFS{}
	for _, f := range files {
		tree[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	folder := parser.NewFolder(".", tree, "")
	src, err := folder.Look(files[0].Name)
	if err != nil {
		t.Fatal(err)
	}
	devices, err := ReadIn(src, folder)
	if err != nil {
		t.Fatal(err)
	}
	return devices[0]
}

// TestAround reads the trees of testdata/around. The section questions holds one
// on each line: a flow, as "FROM TO SOURCE DESTINATION PROTOCOL PORT", or "route
// DESTINATION". FROM and TO are an interface, "box", or a tunnel. The sections rows
// and answers hold what is expected, and are rewritten with -update.
func TestAround(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "around", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata/around (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "questions" })
			if i < 0 {
				t.Fatal("no questions")
			}
			d := readTree(t, a.Files[:i])
			vendortest.CheckSpans(t, []*ipsec.Device{d})
			var answers strings.Builder
			for line := range strings.Lines(string(a.Files[i].Data)) {
				answers.WriteString(strings.TrimSpace(line) + ": " + answer(t, d, strings.Fields(line)) + "\n")
			}
			got := []txtar.File{{Name: "rows", Data: []byte(rows(d.Around))}, {Name: "answers", Data: []byte(answers.String())}}
			if vendortest.Updating() {
				a.Files = append(a.Files[:i+1:i+1], got...)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want := a.Files[i+1:]
			if len(want) != 2 || cmp.Diff(want, got) != "" {
				t.Errorf("(-want +got); run with -update and read the diff:\n%s", cmp.Diff(string(txtar.Format(&txtar.Archive{Files: want})), string(txtar.Format(&txtar.Archive{Files: got}))))
			}
		})
	}
}

func answer(t *testing.T, d *ipsec.Device, words []string) string {
	if words[0] == "route" {
		var out []string
		for _, part := range d.Around.RoutesTo(netip.MustParsePrefix(words[1]), "").Parts {
			for _, r := range part.Best {
				out = append(out, fmt.Sprintf("%s by %q into %s", part.Prefix, r.Interface, into(d, r)))
			}
		}
		return strings.Join(out, "; ")
	}
	point := func(name string) ipsec.Point {
		for _, x := range d.Tunnels {
			if x.Name == name {
				return ipsec.Point{Tunnel: x}
			}
		}
		return ipsec.Point{Interface: name, Box: name == "box"}
	}
	protocol, _ := protocolNumber(words[4])
	port, err := strconv.Atoi(words[5])
	if err != nil {
		t.Fatal(err)
	}
	flow := ipsec.Flow{From: point(words[0]), To: point(words[1]), Protocol: protocol, Port: port,
		Source: ipsec.SetOf(netip.MustParsePrefix(words[2])), Destination: ipsec.SetOf(netip.MustParsePrefix(words[3]))}
	if port == 500 {
		flow.SourcePort = 500 // IKE
	}
	x := d.Around.Decide(flow)
	out := []string{x.Verdict.String()}
	for _, by := range x.By {
		if by.Rule != nil {
			out = append(out, by.Rule.Name)
		} else {
			out = append(out, "default")
		}
	}
	nat := d.Around.Translate(flow)
	out = append(out, "source "+nat.Verdict.String())
	for _, r := range nat.By {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

func into(d *ipsec.Device, r *ipsec.Route) string {
	var out []string
	for _, t := range d.Tunnels {
		if d.Around.LeadsInto(r, t) {
			out = append(out, t.Name)
		}
	}
	if out == nil {
		return "no tunnel"
	}
	return strings.Join(out, " and ")
}

// rows writes what was read, one row on a line.
func rows(a *ipsec.Around) string {
	var b strings.Builder
	for _, i := range a.Interfaces.All() {
		var carries []string
		for _, t := range i.Carries {
			carries = append(carries, t.Name)
		}
		fmt.Fprintf(&b, "interface %s %v carries %v\n", i.Name, i.Addresses, carries)
	}
	for _, f := range a.Filters.All() {
		fmt.Fprintf(&b, "filter %s, stateful %v, default %s\n", f.Name, f.Stateful, f.Default)
		for i := range f.Rules.Len() {
			r := f.Rules.Rule(i)
			fmt.Fprintf(&b, "  %s %s %s\n", r.Name, r.Action, conditions(r.In, r.Out, r.Source, r.Destination, r.Services, r.Maybe))
		}
	}
	for _, r := range a.NAT.All() {
		fmt.Fprintf(&b, "nat %s %s to %q %s\n", r.Name, r.Kind, r.To.String(), conditions(r.In, r.Out, r.Source, r.Destination, r.Services, r.Maybe))
	}
	for _, r := range a.Limits.All() {
		fmt.Fprintf(&b, "limit %s %d %s, drops %v, exempts %s, %s\n", r.Name, r.Rate.V, r.Unit, r.Drops, set(r.Exempts), conditions(r.In, nil, r.Source, r.Destination, r.Services, r.Maybe))
	}
	for _, r := range a.Routes.All() {
		fmt.Fprintf(&b, "route %s by %q via %q metric %d blackhole %v %v%s\n", r.Prefix, r.Interface, r.Gateway, r.Metric.V, r.Blackhole, r.Maybe, withdrawn(r))
	}
	for _, e := range []struct {
		name   string
		extent ipsec.Extent
		reason string
	}{
		{"interfaces", a.Interfaces.Extent, a.Interfaces.Reason}, {"filters", a.Filters.Extent, a.Filters.Reason}, {"nat", a.NAT.Extent, a.NAT.Reason},
		{"limits", a.Limits.Extent, a.Limits.Reason}, {"routes", a.Routes.Extent, a.Routes.Reason}, {"bgp", a.BGP.Extent, a.BGP.Reason}, {"forwarders", a.Forwarders.Extent, a.Forwarders.Reason},
	} {
		fmt.Fprintf(&b, "%s %s: %s\n", e.name, e.extent, e.reason)
	}
	return b.String()
}

// withdrawn says what takes a route away; nothing when it goes with its interface.
func withdrawn(r *ipsec.Route) string {
	switch {
	case r.Learned:
		return " learned"
	case !r.LinkOnly:
		return " stays, but " + r.MayGo
	}
	return ""
}

func conditions(in, out ipsec.Places, source, destination ipsec.AddrSet, services []ipsec.Service, maybe []string) string {
	var w []string
	if len(in) > 0 {
		w = append(w, fmt.Sprint("in ", in))
	}
	if len(out) > 0 {
		w = append(w, fmt.Sprint("out ", out))
	}
	w = append(w, fmt.Sprintf("from %s to %s", set(source), set(destination)))
	if len(services) > 0 {
		w = append(w, fmt.Sprint(services))
	}
	if len(maybe) > 0 {
		w = append(w, "maybe: "+strings.Join(maybe, "; "))
	}
	return strings.Join(w, " ")
}

func set(s ipsec.AddrSet) string {
	if isAnywhere(s) {
		return "any"
	}
	return fmt.Sprint(s.Prefixes(), s.Unknown)
}

// TestCutRuleset cuts a ruleset off behind every word: the spans stay inside of what is left.
func TestCutRuleset(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "around", "nftables.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	config, ruleset := a.Files[0], a.Files[1]
	for n, c := range ruleset.Data {
		if strings.IndexByte(" ;\n", c) < 0 {
			continue
		}
		d := readTree(t, []txtar.File{config, {Name: ruleset.Name, Data: ruleset.Data[:n]}})
		vendortest.CheckSpans(t, []*ipsec.Device{d})
		rows(d.Around)
	}
}

// FuzzAround feeds any bytes as a dump beside a swanctl.conf: it ends without a
// panic, and spans are sound.
func FuzzAround(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "around", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	var first txtar.File
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		first = a.Files[0]
		for _, part := range a.Files[1:] {
			f.Add(part.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := parser.NewSource("fuzz", data, ""); err != nil {
			return
		}
		d := readTree(t, []txtar.File{first, {Name: filepath.Join(filepath.Dir(first.Name), "rules.v4"), Data: data}})
		vendortest.CheckSpans(t, []*ipsec.Device{d})
		rows(d.Around)
	})
}
