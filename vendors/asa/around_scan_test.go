package asa

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// wholeFiles are the configurations of the testdata, and of the corpus when it is there.
func wholeFiles(t *testing.T) map[string]string {
	t.Helper()
	out := archives(t)
	files, _ := filepath.Glob("../../testdata/asa/*")
	if root := os.Getenv("CORPUS"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "asa", "*"))
		files = append(files, more...)
	}
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil {
			out[file] = string(raw)
		}
	}
	return out
}

// encloses reports that bounds hold all that a rule may match.
func encloses(b, rule ipsec.Bounds) bool {
	return rule.SourceLow > rule.SourceHigh || rule.DestinationLow > rule.DestinationHigh ||
		b.SourceLow <= rule.SourceLow && b.SourceHigh >= rule.SourceHigh &&
			b.DestinationLow <= rule.DestinationLow && b.DestinationHigh >= rule.DestinationHigh &&
			(b.Protocol == 0 || b.Protocol == rule.Protocol) && b.PortLow <= rule.PortLow && b.PortHigh >= rule.PortHigh
}

// boundsOf is FilterRule.Bounds, closer where there are several services or ranges
// of ports.
func boundsOf(r *ipsec.FilterRule) ipsec.Bounds {
	b := r.Bounds()
	for i, s := range r.Services {
		low, high := hull(s.Destination)
		if i == 0 {
			b.PortLow, b.PortHigh, b.Protocol = low, high, uint8(s.Protocol)
		}
		b.PortLow, b.PortHigh = min(b.PortLow, low), max(b.PortHigh, high)
		if b.Protocol != uint8(s.Protocol) {
			b.Protocol = 0
		}
	}
	return b
}

// scanAgrees compares what is told quickly of the entries of access-lists and of NAT
// rules with the same when it is read in full. It returns how much is told quickly.
func scanAgrees(t *testing.T, name, text string) (entries, rows int) {
	t.Helper()
	ds, err := Read(source(t, text))
	if err != nil {
		return 0, 0
	}
	l := ds[0].Around.NATList.(*natList)
	for acl := range l.s.c.acls {
		entries += entriesAgree(t, name, l.s.r, acl)
	}
	rows = rowsAgree(t, name, l)
	found := 0
	for i := range l.Len() {
		if l.Row(i) != nil {
			found++
		}
	}
	if all := ds[0].Around.NAT.All(); len(all) != found {
		t.Errorf("%s: %d rows of %d", name, len(all), found)
	}
	return entries, rows
}

func entriesAgree(t *testing.T, name string, r *resolver, acl string) (quick int) {
	t.Helper()
	scan := entryScan{r: r}
	for line, node := range r.c.acls[acl].nodes() {
		b, kind := scan.entry(r.c.tree.Text(int(node)))
		if kind != plainEntry {
			continue
		}
		quick++
		rule := r.entry(int(node), acl, line)
		full := boundsOf(rule)
		full.Exact = b.Exact // a source of IPv4 and IPv6 is more than one range
		if !encloses(b, full) || b.Action != full.Action || rule.Disabled || b.Exact && (b != full || len(rule.Maybe) > 0) {
			t.Errorf("%s: %q: quick %+v, full %+v", name, rule.At.Text(), b, full)
		}
	}
	nearAgrees(t, name, r.rules(acl).(*aclList))
	nearAgrees(t, name, twoLists{r.rules(acl), r.rules("NOWHERE")})
	list := r.rules(acl)
	for i := range list.Len() {
		if rule := list.Rule(i); !encloses(list.Bounds(i), boundsOf(rule)) {
			t.Errorf("%s: %s: bounds %+v, full %+v", name, rule.Name, list.Bounds(i), boundsOf(rule))
		}
	}
	return quick
}

// nearAgrees holds that a question finds all that it may be about, in order.
func nearAgrees(t *testing.T, name string, l interface {
	ipsec.Narrower
	Len() int
	Bounds(i int) ipsec.Bounds
}) {
	t.Helper()
	n := l.Len()
	for k := 0; k < n; k += n/20 + 1 {
		q := l.Bounds(k)
		met, last := map[int]bool{}, -1
		for i, b := range l.Near(&q, nil, nil) {
			if i <= last || *b != l.Bounds(i) {
				t.Errorf("%s: %d behind %d: near %+v, bounds %+v", name, i, last, *b, l.Bounds(i))
			}
			met[i], last = true, i
		}
		for i := range n {
			if b := l.Bounds(i); b.Meets(&q) && !met[i] {
				t.Errorf("%s: %d is not near to %+v: %+v", name, i, q, b)
			}
		}
	}
}

func rowsAgree(t *testing.T, name string, l *natList) (quick int) {
	t.Helper()
	nearAgrees(t, name, l)
	quick = len(l.manual) + len(l.objects) + len(l.after) - len(l.made)
	for i := range l.Len() {
		row, b := l.Row(i), l.Bounds(i)
		if row == nil {
			if b.SourceLow <= b.SourceHigh {
				t.Errorf("%s: row %d is none: %+v", name, i, b)
			}
			continue
		}
		rule := ipsec.FilterRule{Source: row.Source, Destination: row.Destination, Services: row.Services, Disabled: row.Disabled}
		if full := boundsOf(&rule); !encloses(b, full) || (b.Action == ipsec.Permit) != (row.Kind == ipsec.NATExempt) || b.Exact {
			t.Errorf("%s: row %q: quick %+v, full %+v", name, row.At.Text(), b, full)
		}
		for _, in := range [][]string{nil, {"inside"}, {"outside"}, {"dmz", "inside"}} {
			for _, out := range [][]string{nil, {"inside"}, {"outside"}} {
				if l.Misses(i, in, out) != (elsewhere(row.In, in) || elsewhere(row.Out, out)) {
					t.Errorf("%s: row %q at %v and %v", name, row.At.Text(), in, out)
				}
			}
		}
	}
	for i, row := range l.objects {
		if made := l.made[row.node]; i > 0 && before(made[0], l.made[l.objects[i-1].node][0]) {
			t.Errorf("%s: line %q is behind its place", name, made[0].At.Text())
		}
	}
	return quick
}

// before reports that a row of an object stands before another one.
func before(a, b *ipsec.NATRule) bool {
	dynamic := func(n *ipsec.NATRule) bool { return n.Kind == ipsec.NATDynamic || n.Kind == ipsec.NATInterface }
	if dynamic(a) != dynamic(b) {
		return dynamic(b)
	}
	size1, low1 := extentOf(a.Source)
	size2, low2 := extentOf(b.Source)
	return cmp.Or(size1.compare(size2), low1.Compare(low2), strings.Compare(a.Name, b.Name), cmp.Compare(a.At.Start, b.At.Start)) < 0
}

// TestScanAgrees holds that for every configuration of the testdata, and of the
// corpus when it is there.
func TestScanAgrees(t *testing.T) {
	entries, rows := 0, 0
	for name, text := range wholeFiles(t) {
		e, r := scanAgrees(t, name, text)
		entries, rows = entries+e, rows+r
	}
	if entries == 0 || rows == 0 {
		t.Errorf("%d entries and %d rows are told quickly", entries, rows)
	}
	t.Logf("%d entries, %d rows", entries, rows)
}

// oddObjects are objects and groups of every kind, and of what may be read wrongly.
const oddObjects = ": Saved\nASA Version 9.16(4)\nhostname fw\ninterface GigabitEthernet0/0\n nameif outside\n ip address 198.51.100.2 255.255.255.0\nname 10.1.0.9 alias\nname 10.1.0.9 10.1.0.1\n" +
	"object network HOST\n host 10.1.0.1\nobject network SAME\n host 10.1.0.1\nobject network NET\n subnet 10.1.0.0 255.255.0.0\nobject network RANGE\n range 10.1.0.2 10.1.0.5\n" +
	"object network WRONG\n range 10.1.0.5 10.1.0.2\nobject network HOLES\n subnet 10.1.0.0 255.0.255.0\nobject network ZERO\n host 010.1.0.1\nobject network FQDN\n fqdn example.com\n" +
	"object network V6\n host 2001:db8::1\nobject network EMPTY\n description nothing\nobject network ALIAS\n host alias\nobject network NINE\n host 10.1.0.9\nobject network P§1\n host 10.8.0.1\nobject network CIDR\n subnet 10.2.0.0/16\n" +
	"object network TWICE\n host 10.3.0.1\nobject network TWICE\n description other\nobject network TWICE\n host 10.3.0.2\nOBJECT NETWORK UPPER\n host 10.4.0.1\n" +
	"object-group network GROUP\n network-object object HOST\n network-object 10.9.0.0 255.255.0.0\nobject-group network EQUAL\n network-object host 10.1.0.1\n group-object NETS\n" +
	"object-group network NETS\n network-object 10.9.0.0 255.255.0.0\nobject-group network ONE\n network-object object HOST\n Network-Object object SAME\n" +
	"object-group network NONE\n description nothing\nobject-group network CYCLE\n group-object CYCLE2\n network-object host 10.5.0.1\nobject-group network CYCLE2\n group-object CYCLE\n network-object host 10.6.0.1\n" +
	"object-group network ODD\n network-object object\nobject-group network LATE\n network-object object NOWHERE\nobject-group network PARTS\n network-object host 10.7.0.1\nobject-group network PARTS\n network-object host 10.7.0.9\n" +
	"object service WEB\n service tcp destination eq https\nobject service FROM\n service tcp source eq 443\nobject service PING\n service icmp echo\nobject service ANY\n service ip\nobject service BAD\n service tcp destination eq nothing\n" +
	"object-group service PORTS tcp\n port-object eq 80\n port-object range 8000 8080\nobject-group service BOTH\n service-object tcp destination eq 53\n service-object udp destination eq 53\n" +
	"object-group protocol PROTOCOLS\n protocol-object tcp\n protocol-object udp\nobject-group service ALL\n service-object ip\n service-object tcp destination eq 22\n"

// TestUnusualLines holds that what is told quickly agrees with what is read in full,
// for all that the words of a line may be.
func TestUnusualLines(t *testing.T) {
	names := strings.Fields("any HOST SAME NET RANGE WRONG HOLES ZERO FQDN V6 EMPTY ALIAS NINE P§1 CIDR TWICE UPPER GROUP EQUAL NETS ONE NONE CYCLE ODD LATE PARTS NOWHERE interface pat-pool service")
	ends := []string{
		"", " inactive", " unidirectional", " description inactive", " destination static GROUP GROUP", " destination static NET HOST no-proxy-arp", " destination static interface HOST service WEB FROM",
		" destination static FQDN NONE", " service WEB WEB", " service NOWHERE WEB", " service BAD BAD", " service PING ANY destination static HOST", " DESTINATION STATIC NET NET INACTIVE", "\tinactive", "\u00a0unidirectional",
	}
	var b strings.Builder
	b.WriteString(oddObjects)
	for i, real := range names {
		for k, mapped := range append(names, "") {
			for n, how := range []string{"static", "dynamic", "Static"} {
				where := []string{"", "1 ", "after-auto ", "after-auto 2 ", "7 after-auto ", "-1 ", "99999 "}[(i+k)%7]
				b.WriteString("nat (outside,any) " + where + "source " + how + " " + real + " " + mapped + ends[(i+k+n)%len(ends)] + "\n")
			}
		}
	}
	for i, end := range ends {
		b.WriteString("nat (any,outside) source static HOST HOST" + end + "\nnat (dmz, outside) source static A B" + end + "\nnat (dmz,outside) 3 sauce static A B" + end + "\n")
		for k, name := range names {
			how := []string{"static", "dynamic"}[(i+k)%2]
			b.WriteString("object network " + name + "\n nat (inside,outside) " + how + " " + names[(i*7+k*3)%len(names)] + []string{"", " service tcp 80 8080"}[k%2] + "\n")
			b.WriteString("object network " + name + "\n nat " + how + " " + []string{"10.1.0.1", "10.1.0.0", "alias", "2001:db8::1", "10.1.0.2"}[(i+k)%5] + "\n")
		}
	}
	sides := []string{"any", "any4", "any6", "host 10.1.0.1", "host alias", "host 010.1.0.1", "10.1.0.0 255.255.0.0", "10.1.0.0 0.0.255.255", "interface outside"}
	for _, name := range names[1:27] {
		sides = append(sides, "object "+name, "object-group "+name)
	}
	for i, proto := range strings.Fields("ip tcp udp icmp esp TCP 6 tcp-udp icmp6 object-group=PROTOCOLS object-group=BOTH object-group=ALL object=WEB object=FROM object=PING object=ANY object=BAD object=NOWHERE object-group=NOWHERE") {
		for k, port := range []string{
			"", " eq https", " eq 5000", " EQ 1", " neq 7", " lt 1024", " lt 0", " gt 65535", " gt 1023", " range 20 10", " range www https", " eq nothing", " eq", " range 1", " object-group PORTS", " object-group BOTH",
			" object-group NOWHERE", " echo", " 8 0", " 300", " log", " log disable", " log Inactive", " inactive", " time-range night", " log informational interval 300", " eq 80 log time-range x", "\tlog",
		} {
			for n, src := range sides {
				dst := sides[(n*5+k+i)%len(sides)]
				from := []string{"", " eq 53", " range 1 2", " object-group PORTS", " user LOCAL\\x"}[(i+k+n)%5]
				if (i+n)%3 > 0 {
					from = ""
				}
				b.WriteString("access-list A extended " + []string{"permit ", "deny "}[n%2] + strings.Replace(proto, "=", " ", 1) + " " + src + from + " " + dst + port + "\n")
			}
		}
	}
	b.WriteString("access-list A remark permit ip any any\naccess-list A line 1 extended permit ip any any\naccess-list A standard permit host 10.1.0.1\naccess-list A extended permit ip any\n: end\n")
	entries, rows := scanAgrees(t, "unusual", b.String())
	t.Logf("%d entries, %d rows", entries, rows)
}

// FuzzScan holds the same for any text that the parser takes for one.
func FuzzScan(f *testing.F) {
	f.Add(oddObjects + "nat (inside,outside) 1 after-auto 1 source static HOST HOST destination static GROUP GROUP service WEB WEB unidirectional inactive\naccess-list A extended permit tcp object HOST object-group GROUP eq www log\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := parser.NewSource("fuzz", []byte(text), ""); err == nil {
			scanAgrees(t, "fuzz", text)
		}
	})
}

// TestLinesUnread holds that a question reads the lines that it is near to, and no
// others, and that long lists are told in parts.
func TestLinesUnread(t *testing.T) {
	const lines = 3 * longPart
	var b strings.Builder
	b.WriteString(": Saved\nASA Version 9.16(4)\nhostname fw\ninterface GigabitEthernet0/0\n nameif outside\n ip address 198.51.100.2 255.255.255.0\n" +
		"interface GigabitEthernet0/1\n nameif inside\n ip address 10.1.0.1 255.255.0.0\nobject network CLOUD\n subnet 10.8.2.0 255.255.255.0\n")
	for n := range lines {
		fmt.Fprintf(&b, "object network host-%d\n host 10.1.%d.%d\nnat (inside,outside) source static host-%[1]d host-%[1]d destination static CLOUD CLOUD\n", n, n/250, n%250)
		fmt.Fprintf(&b, "access-list A remark host %d\naccess-list A extended permit tcp object host-%[1]d object CLOUD eq www\n", n)
	}
	b.WriteString("access-group A in interface inside\nCryptochecksum:0\n: end\n")
	ds, err := Read(source(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	a := ds[0].Around
	f := ipsec.Flow{
		From: ipsec.Point{Interface: "inside"}, To: ipsec.Point{Interface: "outside"}, Source: vendortest.Set("10.1.1.0/31"), Destination: vendortest.Set("10.8.2.0/24"), Protocol: ipsec.ProtoTCP, Port: 80,
	}
	if got := a.Translate(f); got.Verdict != ipsec.NATKept || len(got.By) != 2 {
		t.Errorf("%+v", got)
	}
	if got := a.Decide(f); vendortest.Decided(got) != "permitted, A line 502, A line 504" {
		t.Error(vendortest.Decided(got))
	}
	l := a.NATList.(*natList)
	if len(l.made) != 2 || len(l.bounds) != 2 || l.Len() != 2*lines {
		t.Errorf("%d and %d lines are read for %d rows, want 2 for %d", len(l.made), len(l.bounds), l.Len(), 2*lines)
	}
	if n := len(l.s.c.objects.objects); n > 3 {
		t.Errorf("%d objects are read, want 3", n)
	}
	if allocs := testing.AllocsPerRun(1, func() {
		l := &natList{s: l.s}
		l.Len()
		l.s.r.rules("A").Len()
	}); allocs > 1000 {
		t.Errorf("%.0f allocations for %d lines that no question is about", allocs, 2*lines)
	}
}
