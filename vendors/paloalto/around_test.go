package paloalto

import (
	"fmt"
	"iter"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// deviceOf reads the configuration of a feature file, after replacing some of it.
func deviceOf(t testing.TB, file string, replace ...string) *ipsec.Device {
	t.Helper()
	return vendortest.Device(t, Read, file, replace...)
}

// question is one flow; from and to are an interface, "cloud" for the first tunnel
// or "box" for the firewall itself.
type question struct {
	from, to string
	src, dst string
	protocol int
	port     int
	want     string
}

func (q question) flow(d *ipsec.Device) ipsec.Flow {
	return ipsec.Flow{
		From: vendortest.Point(d, q.from), To: vendortest.Point(d, q.to), Source: vendortest.Set(q.src), Destination: vendortest.Set(q.dst), Protocol: q.protocol, Port: q.port,
	}
}

func ask(t *testing.T, d *ipsec.Device, questions []question) {
	t.Helper()
	for _, q := range questions {
		x := d.Around.Decide(q.flow(d))
		if got := vendortest.Decided(x); got != q.want {
			t.Errorf("%s %s to %s %s, protocol %d port %d: %s, want %s (%v)", q.from, q.src, q.to, q.dst, q.protocol, q.port, got, q.want, x.Reasons)
		}
	}
}

const (
	inside  = "ethernet1/2"
	outside = "ethernet1/1"
	dmz     = "ethernet1/3.30"
	lan     = "10.1.0.0/16"
	servers = "10.3.0.0/25"
	cloud   = "10.8.2.0/24"
	hub     = "198.51.100.2/32"
)

func TestWhatPasses(t *testing.T) {
	ask(t, deviceOf(t, "around_filters.txtar"), []question{
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, web"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 80, "permitted, web"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 8080, "unknown, default, web"},
		{inside, "cloud", lan, "10.8.2.10/32", ipsec.ProtoUDP, 53, "permitted, names"},
		{inside, "cloud", lan, "10.8.2.10/31", ipsec.ProtoTCP, 53, "permitted, names"},
		{inside, "cloud", lan, "10.8.2.12/32", ipsec.ProtoUDP, 53, "unknown, default, people"},
		{inside, "cloud", lan, "10.8.2.10/32", ipsec.ProtoICMP, ipsec.ICMPEcho, "permitted, probes"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 1433, "unknown, default, nights"},
		{inside, dmz, lan, servers, ipsec.ProtoTCP, 443, "denied, default"},
		{inside, inside, lan, lan, ipsec.ProtoTCP, 443, "permitted, intrazone-default"},
		{inside, outside, lan, "192.0.2.0/24", ipsec.ProtoTCP, 443, "unknown, default, updates"},
		{dmz, dmz, servers, servers, ipsec.ProtoTCP, 443, "denied, within"},
		{dmz, "cloud", "10.3.0.0/28", cloud, ipsec.ProtoTCP, 443, "denied, default"},
		{dmz, "cloud", "10.3.0.16/28", cloud, ipsec.ProtoTCP, 443, "permitted, branches"},
		{dmz, inside, "10.3.0.5/32", lan, ipsec.ProtoTCP, 22, "permitted, between"},
		{"cloud", dmz, cloud, servers, ipsec.ProtoTCP, 1433, "permitted, databases"},
		{"cloud", dmz, cloud, "10.3.0.128/25", ipsec.ProtoTCP, 1433, "denied, default"},
		{"cloud", inside, cloud, lan, ipsec.ProtoTCP, 443, "denied, default"},
	})
}

// TestWhatReachesTheFirewall asks about IKE and ESP. Without any rule they stay in
// their zone and pass.
func TestWhatReachesTheFirewall(t *testing.T) {
	ask(t, deviceOf(t, "around_routes.txtar"), []question{
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoUDP, 500, "permitted"},
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoESP, 0, "permitted"},
	})
	ask(t, deviceOf(t, "around_filters.txtar", "rules blocked from any", "rules blocked from dmz"), []question{
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoUDP, 500, "permitted, peer"},
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoUDP, 4500, "permitted, peer"},
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoESP, 0, "permitted, peer"},
		{outside, "box", "203.0.113.20/32", hub, ipsec.ProtoUDP, 500, "denied, no-other-ike"},
		{outside, "box", "203.0.113.20/32", hub, ipsec.ProtoUDP, 4500, "unknown, no-other-ike"},
		{outside, "box", "203.0.113.20/32", hub, ipsec.ProtoESP, 0, "permitted"},
	})
	// The second tunnel ends on a loopback, whose packets come in by another zone.
	ask(t, deviceOf(t, "around_filters.txtar", "no-other-ike from untrust", "no-other-ike from any"), []question{
		{"loopback.1", "box", "203.0.113.20/32", "198.51.100.9/32", ipsec.ProtoUDP, 500, "unknown, no-other-ike"},
	})
}

func TestRulesOfPanorama(t *testing.T) {
	ask(t, deviceOf(t, "around_panorama.txtar"), []question{
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, web"},
		{inside, "cloud", lan, cloud, ipsec.ProtoUDP, 53, "permitted, names"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 23, "denied, no-telnet"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 80, "unknown"},
		{inside, "cloud", lan, cloud, ipsec.ProtoICMP, ipsec.ICMPEcho, "unknown, all-ping, a rule that is not shown"},
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoUDP, 500, "unknown"},
	})
	ask(t, deviceOf(t, "around_pushed.txtar"), []question{
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, pushed-web"},
		{inside, "cloud", lan, cloud, ipsec.ProtoUDP, 53, "permitted, own-names"},
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 80, "denied, pushed-deny"},
		{inside, "tunnel.2", lan, cloud, ipsec.ProtoTCP, 443, "denied, pushed-deny"},
		{outside, "box", "203.0.113.10/32", hub, ipsec.ProtoUDP, 500, "denied, pushed-deny"},
	})
	hidden := deviceOf(t, "around_pushed.txtar", "<panorama>", "<panorama-plugin>", "</panorama>", "</panorama-plugin>")
	if got := hidden.Around.Filters; got.Extent != ipsec.Partial || !strings.Contains(got.Reason, "Panorama") {
		t.Errorf("without the pushed rules: %v %q", got.Extent, got.Reason)
	}
}

func TestWhatIsTranslated(t *testing.T) {
	d := deviceOf(t, "around_nat.txtar")
	for _, c := range []struct{ from, to, src, dst, want string }{
		{inside, "cloud", "10.1.0.0/20", cloud, "kept by keep"},
		{inside, "cloud", "10.1.16.0/24", cloud, "translated by branch"},
		{inside, "cloud", "10.1.32.0/24", cloud, "translated by all"},
		{inside, "cloud", "10.1.64.0/24", cloud, "translated by all"},
		{inside, "cloud", lan, cloud, "partly by keep branch"},
		{dmz, "cloud", "10.3.0.10/32", cloud, "translated by all"},
		{dmz, outside, "10.3.0.10/32", "192.0.2.0/24", "translated by server"},
		{dmz, outside, "10.3.0.11/32", "192.0.2.0/24", "kept by"},
		{inside, outside, lan, "192.0.2.0/24", "translated by pool"},
		{outside, outside, "192.0.2.1/32", "198.51.100.4/32", "kept by publish"},
	} {
		x := d.Around.Translate(question{from: c.from, to: c.to, src: c.src, dst: c.dst, protocol: ipsec.ProtoTCP, port: 443}.flow(d))
		got := x.Verdict.String() + " by"
		for _, r := range x.By {
			got += " " + r.Name
		}
		if got != c.want {
			t.Errorf("%s %s to %s %s: %s, want %s (%v)", c.from, c.src, c.to, c.dst, got, c.want, x.Reasons)
		}
	}
}

func TestWhereRoutesLead(t *testing.T) {
	d := deviceOf(t, "around_routes.txtar", "set rulebase pbf rules by-proxy from", "set rulebase pbf rules by-proxy disabled yes from")
	parts := d.Around.RoutesTo(netip.MustParsePrefix(cloud), "").Parts
	if len(parts) != 1 || len(parts[0].Best) != 1 || len(parts[0].Others) != 2 {
		t.Fatalf("parts %+v", parts)
	}
	if best := parts[0].Best[0]; !d.Around.LeadsInto(best, d.Tunnels[0]) || best.Monitor != "path-monitor dns" {
		t.Errorf("best route %+v", best)
	}
	if second := parts[0].Others[0]; !d.Around.LeadsInto(second, d.Tunnels[1]) || second.Monitor != "tunnel-monitor quick" || second.Metric.V != 20 {
		t.Errorf("second route %+v", second)
	}
	if !parts[0].Others[1].Blackhole {
		t.Errorf("third route %+v", parts[0].Others[1])
	}
	if wider := parts[0].Wider; len(wider) != 1 || wider[0].Interface != outside {
		t.Errorf("wider routes %+v", wider)
	}
	for prefix, why := range map[string]string{
		"10.77.3.0/24": "route lab leads on to router lab",
		"10.78.3.0/24": "the destination of route named is not an address in this file",
	} {
		if got := d.Around.RoutesTo(netip.MustParsePrefix(prefix), "").Unknown; !strings.Contains(strings.Join(got, ", "), why) {
			t.Errorf("%s: %q, want %q", prefix, got, why)
		}
	}
	withPolicy := deviceOf(t, "around_routes.txtar").Around.RoutesTo(netip.MustParsePrefix(cloud), "")
	if !strings.Contains(strings.Join(withPolicy.Unknown, ", "), "by-proxy") {
		t.Errorf("the rule of policy-based forwarding is not named: %q", withPolicy.Unknown)
	}
}

// TestRepliesInOtherZones: one zone for both tunnels lets replies in by either.
func TestRepliesInOtherZones(t *testing.T) {
	for _, c := range []struct {
		replace []string
		want    string
	}{
		{nil, "yes"},
		{[]string{"zone cloud network layer3 [ tunnel.1 tunnel.2 ]", "zone cloud network layer3 tunnel.1\nset zone cloud2 network layer3 tunnel.2"}, "no"},
		{[]string{"zone cloud network layer3 [ tunnel.1 tunnel.2 ]", "zone cloud network layer3 tunnel.1"}, ""},
		{[]string{"zone cloud network layer3 [ tunnel.1 tunnel.2 ]", "zone cloud network layer3 tunnel.1\nset zone cloud2 network layer3 tunnel.2\n" +
			"set deviceconfig setting tcp asymmetric-path bypass\nset deviceconfig setting session tcp-reject-non-syn no"}, ""},
	} {
		got := deviceOf(t, "around_filters.txtar", c.replace...).Around.AsymmetricReplies
		if got.Known() != (c.want != "") || got.V != c.want {
			t.Errorf("%q: %q %v, want %q", c.replace, got.V, got.Origin, c.want)
		}
	}
}

// TestScriptsKeepTheOrder: rules that a script moves, renames and deletes stand
// where it leaves them.
func TestScriptsKeepTheOrder(t *testing.T) {
	const all = " from any to any source any destination any application any service "
	text := "set rulebase security rules a" + all + "service-http action allow\nset rulebase security rules b" + all + "any action deny\n" +
		"set rulebase security rules c" + all + "service-https action allow\nset rulebase security rules d" + all + "any action allow\n" +
		"move rulebase security rules c before a\nrename rulebase security rules a to e\ndelete rulebase security rules d\n" +
		"set rulebase security rules f" + all + "any action deny\nmove rulebase security rules f top\nmove rulebase security rules f bottom\n"
	src, err := parser.NewSource("script.set", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	ds, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	rules := ds[0].Around.Filters.All()[0].Rules
	got := ""
	for i := range rules.Len() {
		got += rules.Rule(i).Name + " "
	}
	if got != "c e b f " {
		t.Errorf("the rules stand in the order %q", got)
	}
}

// TestVirtualSystems: each has zones and rules of its own, and what passes from one
// to the other is not followed.
func TestVirtualSystems(t *testing.T) {
	d := deviceOf(t, "around_filters.txtar",
		"set zone untrust network layer3 ethernet1/1\n", "set vsys vsys1 zone untrust network layer3 ethernet1/1\nset vsys vsys2 zone trust network layer3 ae1\n"+
			"set vsys vsys2 rulebase security rules stop from trust to trust source any destination any application any service any action deny\n",
		"set zone", "set vsys vsys1 zone", "set rulebase", "set vsys vsys1 rulebase", "set address", "set vsys vsys1 address",
		"set service", "set vsys vsys1 service", "set application", "set vsys vsys1 application", "set external", "set vsys vsys1 external")
	ask(t, d, []question{
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 443, "permitted, web"},
		{inside, inside, lan, lan, ipsec.ProtoTCP, 443, "permitted, intrazone-default"},
		{"ae1", "ae1", "10.4.0.0/24", "10.4.0.0/24", ipsec.ProtoTCP, 443, "denied, stop"},
		{"ae1", "cloud", "10.4.0.0/24", cloud, ipsec.ProtoTCP, 443, "unknown, default"},
	})
}

// TestRulesAlone reads rules of a file that shows no zone.
func TestRulesAlone(t *testing.T) {
	src, err := parser.NewSource("rules.set", []byte("set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/16\n"+
		"set rulebase security rules all from trust to any source any destination any application any service any action deny\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	ds, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	ask(t, ds[0], []question{{outside, outside, lan, cloud, ipsec.ProtoTCP, 443, "unknown"}})
	if n := ds[0].Around.Filters.All()[0].Rules.Len(); n != 1 {
		t.Errorf("%d rules, want 1", n)
	}
}

// TestPlainXMLAgrees compares the quick reading of a rule's element with the whole
// one, on every rule of the testdata and of the corpus when it is there.
func TestPlainXMLAgrees(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	forms, _ := filepath.Glob("testdata/forms/*.xml")
	files = append(files, forms...)
	if root := os.Getenv("CORPUS"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "paloalto", "*.xml"))
		files = append(files, more...)
	}
	rules, plain := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if a := txtar.Parse(raw); len(a.Files) > 0 {
			raw = a.Files[0].Data
		}
		src, err := parser.NewSource(file, raw, "")
		if err != nil {
			t.Fatal(err)
		}
		for list := range ruleLists(parser.ReadXML(src, parser.XMLOptions{}).Document) {
			for e := range list.All("entry") {
				rules++
				if quick, full, ok := bothWays(src, list.Parent().Name, e); ok {
					plain++
					if diff := cmp.Diff(full, quick); diff != "" {
						t.Errorf("%s:%d: quick and whole differ:\n%s", file, e.Span().Position().Line, diff)
					}
				}
			}
		}
	}
	if plain < rules/2 || plain == 0 {
		t.Errorf("%d of %d rules are read quickly", plain, rules)
	}
}

// ruleLists walks over the lists of rules of a document.
func ruleLists(e *parser.Element) iter.Seq[*parser.Element] {
	return func(yield func(*parser.Element) bool) {
		for c := range e.Children() {
			kind := c.Parent().Name
			if c.Name == "rules" && (kind == "security" || kind == "nat" || kind == "pbf" || kind == "dos") {
				if !yield(c) {
					return
				}
				continue
			}
			for l := range ruleLists(c) {
				if !yield(l) {
					return
				}
			}
		}
	}
}

// bothWays prints the tree of a rule as both readers make it; ok is false where the
// quick one declines.
func bothWays(src *parser.Source, kind string, e *parser.Element) (quick, full string, ok bool) {
	s := knownWords().words["vsys"].entry.words["rulebase"].words[kind].words["rules"]
	b := newBuilder(src)
	quick = outline(b.apart("rule", parser.Span{}, s, func() { ok = b.plainXML(e.Span()) }), "")
	return quick, outline(b.apart("rule", parser.Span{}, s, func() { b.children(e) }), ""), ok
}

func outline(n *node, indent string) string {
	out := fmt.Sprintf("%s%s %v\n", indent, n.word, n.at)
	for _, c := range n.sub {
		out += outline(c, indent+" ")
	}
	return out
}

// BenchmarkDecide asks ten questions of the rules of a large export.
func BenchmarkDecide(b *testing.B) {
	for name, text := range map[string][]byte{"set": benchSet(), "xml": benchXML()} {
		b.Run(name, func(b *testing.B) {
			src, err := parser.NewSource("fw", text, "")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				ds, err := Read(src)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				for i := range 10 {
					dst := []string{cloud, "192.0.2.0/24"}[i%2]
					ds[0].Around.Decide(ipsec.Flow{
						From: ipsec.Point{Interface: inside}, To: ipsec.Point{Interface: outside},
						Source: vendortest.Set(lan), Destination: vendortest.Set(dst), Protocol: ipsec.ProtoTCP, Port: 443,
					})
				}
			}
		})
	}
}

// TestRulesInPart: a snippet may show a rule in part, and then it may match anything
// and nothing.
func TestRulesInPart(t *testing.T) {
	d := deviceOf(t, "around_nat.txtar", "set rulebase nat rules keep source 10.1.0.0/20\n", "")
	x := d.Around.Translate(question{from: inside, to: "cloud", src: "10.1.32.0/24", dst: cloud, protocol: ipsec.ProtoTCP, port: 443}.flow(d))
	if x.Verdict != ipsec.NATUndecided || !strings.Contains(strings.Join(x.Reasons, " "), "all of the rule's addresses") {
		t.Errorf("without its source: %v %q", x.Verdict, x.Reasons)
	}
	ask(t, deviceOf(t, "around_filters.txtar", "set rulebase security rules web to cloud\n", ""), []question{
		{inside, "cloud", lan, cloud, ipsec.ProtoTCP, 443, "unknown, default, web"},
	})
}
