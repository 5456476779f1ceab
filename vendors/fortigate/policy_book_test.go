package fortigate

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// encloses reports that bounds hold all that a rule may match.
func encloses(b, rule ipsec.Bounds) bool {
	return rule.SourceLow > rule.SourceHigh || rule.DestinationLow > rule.DestinationHigh ||
		b.SourceLow <= rule.SourceLow && b.SourceHigh >= rule.SourceHigh &&
			b.DestinationLow <= rule.DestinationLow && b.DestinationHigh >= rule.DestinationHigh &&
			(b.Protocol == 0 || b.Protocol == rule.Protocol) && b.PortLow <= rule.PortLow && b.PortHigh >= rule.PortHigh
}

// bothWays compares the policies of a file as the scan finds them with those that
// are read one and all, and what they do to addresses. It returns how many the scan
// has left unread.
func bothWays(t *testing.T, name, text string) (unread int) {
	t.Helper()
	ds, err := Read(source(t, text))
	if err != nil {
		return 0
	}
	for _, d := range ds {
		list, ok := d.Around.NATList.(*policyNAT)
		if !ok {
			continue
		}
		s := list.s
		book, want := s.readPolicies(), collect(s.v, s.policy, "firewall", "policy")
		if len(book.rows) != len(want) {
			t.Fatalf("%s: %d policies, want %d", name, len(book.rows), len(want))
		}
		rules, rule := book.list(nil), 0
		for i := range want {
			row := &book.rows[i]
			if row.flags&rowRead == 0 {
				unread++
			}
			if p := book.policy(int32(i)); !reflect.DeepEqual(p.rules, want[i].rules) || row.flags.nat() != want[i].kind || int(row.parts) != len(want[i].rules) {
				t.Fatalf("%s: policy %+v\nwant %+v", name, p, want[i])
			}
			for part, r := range want[i].rules {
				at := ruleAt{int32(i), uint8(part)}
				b := book.bounds(at)
				if !encloses(b, r.Bounds()) || b.Action != r.Action {
					t.Errorf("%s, %s: bounds %+v do not hold %+v", name, r.Name, b, r.Bounds())
				}
				if rules.Misses(rule, r.In, r.Out) || rules.Misses(rule, nil, nil) || len(r.Out) > 0 != rules.Misses(rule, nil, []string{"elsewhere"}) {
					t.Errorf("%s, %s: passed over at its own places, or not elsewhere", name, r.Name)
				}
				rule++
				if in, out := book.where(at); !reflect.DeepEqual(in, r.In) || !reflect.DeepEqual(out, r.Out) {
					t.Errorf("%s, %s: from %v to %v, want %v and %v", name, r.Name, in, out, r.In, r.Out)
				}
			}
		}
		rows := d.Around.NAT.All()
		if list.Len() != len(rows) {
			t.Fatalf("%s: %d rows of NAT, want %d", name, list.Len(), len(rows))
		}
		for i, row := range rows {
			if !reflect.DeepEqual(row, list.Row(i)) {
				t.Errorf("%s: %+v\nwant %+v", name, list.Row(i), row)
			}
			if list.Misses(i, row.In, row.Out) {
				t.Errorf("%s: row %+v is passed over at its own places", name, row)
			}
			if at := list.rows[i]; at.out != 0 && !reflect.DeepEqual(list.outs[at.out-1], row.Out) {
				t.Errorf("%s: leaves by %v, want %v", name, list.outs[at.out-1], row.Out)
			}
		}
	}
	return unread
}

// TestPoliciesAgree holds that for every configuration of the testdata, and of the
// corpus when it is there.
func TestPoliciesAgree(t *testing.T) {
	unread := 0
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range archives {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		unread += bothWays(t, file, string(a.Files[0].Data))
	}
	files, _ := filepath.Glob("../../testdata/fortigate/*")
	if root := os.Getenv("CORPUS"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "fortigate", "*"))
		files = append(files, more...)
	}
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil {
			unread += bothWays(t, file, string(raw))
		}
	}
	if unread == 0 {
		t.Error("the scan has told nothing of any policy")
	}
}

// TestUnusualPolicies holds the same for what the scan may read wrongly.
func TestUnusualPolicies(t *testing.T) {
	const frame = "config firewall address\n edit \"lan\"\n set subnet 10.1.0.0 255.255.0.0\n next\n edit \"r\"\n set type iprange\n set start-ip 10.1.0.1\n set end-ip 10.1.0.9\n next\n" +
		" edit \"x\"\n set comment \"set subnet 10.9.0.0 255.255.0.0\"\n next\n edit \"odd\"\n set subnet 10.1.0.1 255.0.255.0\n next\nend\n" +
		"config firewall vip\n edit \"v\"\n set extip 198.51.100.9\n set mappedip \"10.1.0.9\"\n next\nend\n" +
		"config firewall service custom\n edit \"web\"\n set tcp-portrange 80 443-444\n next\n edit \"dns\"\n set udp-portrange 53\n set tcp-portrange 53\n next\nend\n" +
		"config firewall policy\n%s\nend\n"
	const usual = "set srcintf \"a\"\n set dstintf \"b\"\n set action accept\n set srcaddr \"lan\"\n set dstaddr \"all\"\n set service \"ALL\"\n"
	for _, policy := range []string{
		usual, usual + " set nat enable\n", usual + " set nat enable\n set ippool enable\n set poolname p\n", usual + " set status disable\n",
		strings.Replace(usual, `"lan"`, `"lan" "r" "x"`, 1), strings.Replace(usual, `"lan"`, `lan odd`, 1), strings.Replace(usual, `"all"`, `"v" "lan"`, 1),
		strings.Replace(usual, `"ALL"`, `"web" "unknown"`, 1), strings.Replace(usual, `"ALL"`, `"dns"`, 1), strings.Replace(usual, `"ALL"`, `web`, 1),
		strings.Replace(usual, "set service \"ALL\"\n", "", 1), strings.Replace(usual, "set srcaddr \"lan\"\n", "", 1), strings.Replace(usual, "set srcintf \"a\"\n", "set srcintf \"any\"\n", 1),
		usual + " set srcaddr-negate enable\n", usual + " set service-negate enable\n", usual + " set internet-service enable\n", usual + " set schedule none\n", usual + " set schedule night\n",
		usual + " unset nat\n", usual + " set comments \"a\n set nat enable\n b\"\n", usual + " set comments 'it is'\n", usual + " append srcaddr \"r\"\n", usual + " set action ipsec\n set vpntunnel t\n",
		usual + " set srcaddr \"r\"\n", strings.Replace(usual, "set srcaddr", "set srcaddr \"r\"\n set srcaddr", 1), usual + " set status enable\n set status disable\n",
		usual + " set action learn\n", strings.Replace(usual, "accept", "deny", 1) + " set nat enable\n",
	} {
		bothWays(t, policy, fmt.Sprintf(frame, " edit 1\n "+policy+" next\n edit 2\n set name \"n\"\n set srcintf \"a\"\n set dstintf \"b\"\n next\n"+
			" edit 3\n "+usual+" next\n edit 4\n "+policy+" next\n edit 5\n "+policy+" next\n edit 6\n "+usual+" next"))
	}
}

// TestRowsUnread holds that policies and addresses which a question is not about
// are not read.
func TestRowsUnread(t *testing.T) {
	const rows = 10_000
	var b strings.Builder
	b.WriteString("config system interface\n edit \"wan\"\n set ip 198.51.100.2 255.255.255.0\n next\nend\nconfig firewall address\n")
	for n := range rows {
		fmt.Fprintf(&b, "    edit \"host-%d\"\n        set subnet 10.1.%d.%d 255.255.255.255\n    next\n", n, n/250, n%250)
	}
	b.WriteString("end\nconfig firewall policy\n")
	for n := range rows {
		fmt.Fprintf(&b, "    edit %d\n        set srcintf \"lan\"\n        set dstintf \"wan\"\n        set action accept\n        set srcaddr \"host-%d\"\n        set dstaddr \"all\"\n"+
			"        set schedule \"always\"\n        set service \"HTTPS\"\n        set nat enable\n    next\n", n+1, n)
	}
	b.WriteString("end\n")
	vendortest.RowsUnread(t, Read, b.String(), "wan", rows, 0)
}

// TestPoliciesUnread holds that a question about transit reads the policies that it
// is near to, and no others.
func TestPoliciesUnread(t *testing.T) {
	var b strings.Builder
	b.WriteString("config firewall address\n")
	for n := range 500 {
		fmt.Fprintf(&b, " edit \"host-%d\"\n set subnet 10.1.%d.%d 255.255.255.255\n next\n", n, n/250, n%250)
	}
	b.WriteString("end\nconfig firewall policy\n")
	for n := range 500 {
		fmt.Fprintf(&b, " edit %d\n set srcintf \"lan\"\n set dstintf \"wan\"\n set action accept\n set srcaddr \"host-%d\"\n set dstaddr \"all\"\n set service \"ALL\"\n set nat enable\n next\n", n+1, n)
	}
	b.WriteString("end\n")
	ds, err := Read(source(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	a := ds[0].Around
	f := ipsec.Flow{
		From: ipsec.Point{Interface: "lan"}, To: ipsec.Point{Interface: "wan"}, Source: one("10.1.0.0/30"), Destination: one("10.8.2.0/24"), Protocol: ipsec.ProtoTCP, Port: 443,
	}
	a.Decide(f)
	a.Translate(f)
	f.From, f.To = f.To, f.From
	f.Source = one("10.1.0.0/24")
	a.Decide(f)
	book := a.NATList.(*policyNAT).book
	if len(book.made) != 4 || len(book.rows) != 500 {
		t.Errorf("%d of %d policies are read, want 4 of 500", len(book.made), len(book.rows))
	}
}
