package paloalto

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
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

// enclosesAll holds it for each service and each range of ports by itself.
func enclosesAll(b ipsec.Bounds, rule *ipsec.FilterRule) bool {
	one := *rule
	if len(rule.Services) == 0 {
		return encloses(b, one.Bounds())
	}
	for _, s := range rule.Services {
		for k := range max(len(s.Destination), 1) {
			part := s
			if len(s.Destination) > 0 {
				part.Destination = s.Destination[k : k+1]
			}
			if one.Services = []ipsec.Service{part}; !encloses(b, one.Bounds()) {
				return false
			}
		}
	}
	return true
}

// allRead calls load of a book, which then reads all rules of a kind.
func allRead(s *surroundings, kind string, load func() int) {
	for _, v := range s.vsys {
		for _, base := range v.bases {
			if n := base.node.path(kind, "rules"); n != nil && n.rules != nil {
				scan := n.rules.scan
				n.rules.scan = nil
				defer func() { n.rules.scan = scan }()
			}
		}
	}
	load()
}

// bothRead compares the rules of a file as their text sorts them with those that are
// read one and all. It returns how many the text has told enough of.
func bothRead(t *testing.T, name string, raw []byte) (light int) {
	t.Helper()
	src, err := parser.NewSource(name, raw, "")
	if err != nil {
		return 0 // no text at all, as a fuzzer may write it
	}
	ds, err := Read(src)
	if err != nil {
		return 0
	}
	for _, d := range ds {
		for _, f := range d.Around.Filters.All() {
			book, ok := f.Rules.(*rulebook)
			if !ok {
				continue
			}
			n := book.Len()
			for i := range n {
				book.Bounds(i) // before a rule is read
			}
			light += len(book.light)
			want := &rulebook{lightBook: lightBook{s: book.s}, v: book.v}
			allRead(book.s, "security", want.Len)
			if n != want.Len() {
				t.Fatalf("%s: %d rows, want %d", name, n, want.Len())
			}
			for i := range n {
				sameRow(t, name, book, want, i)
			}
			foundBetween(t, name, book)
			for _, zone := range book.s.zoneNames(book.v) {
				few, all := &boxRules{book: book, zone: zone}, &boxRules{book: want, zone: zone}
				if few.Len() != all.Len() || !slices.Equal(few.rows, all.rows) {
					t.Errorf("%s, zone %s: rows %v, want %v", name, zone, few.rows, all.rows)
				}
			}
		}
	}
	for _, d := range ds {
		light += natBothRead(t, name, d.Around.NATList.(*natBook))
	}
	return light
}

// natBothRead does the same for NAT rules.
func natBothRead(t *testing.T, name string, book *natBook) (light int) {
	t.Helper()
	n := book.Len()
	for i := range n {
		book.Bounds(i) // before a rule is read
	}
	want := &natBook{lightBook: lightBook{s: book.s}}
	allRead(book.s, "nat", want.Len)
	if n != want.Len() {
		t.Fatalf("%s: %d rows of NAT, want %d", name, n, want.Len())
	}
	for i := range n {
		row, b := want.Row(i), book.Bounds(i)
		if got := book.Row(i); !reflect.DeepEqual(got, row) || got != book.Row(i) {
			t.Fatalf("%s: row %d is %+v\nwant %+v", name, i, got, row)
		}
		rule := ipsec.FilterRule{Disabled: row.Disabled, Source: row.Source, Destination: row.Destination, Services: row.Services, In: row.In, Out: row.Out}
		if row.Kind != ipsec.NATExempt {
			rule.Action = ipsec.Deny
		}
		if !enclosesAll(b, &rule) || b.Action != rule.Action || b.Exact || b.Quick {
			t.Errorf("%s, %s: bounds %+v do not hold %+v", name, row.Name, b, row)
		}
		if in, out := book.places(i); !reflect.DeepEqual(in, row.In) || !reflect.DeepEqual(out, row.Out) {
			t.Errorf("%s, %s: from %v to %v, want %v and %v", name, row.Name, in, out, row.In, row.Out)
		}
		if book.Misses(i, nil, nil) || book.Misses(i, row.In, nil) || book.Misses(i, nil, row.Out) {
			t.Errorf("%s, %s: misses its own places", name, row.Name)
		}
	}
	return len(book.light)
}

// sameRow holds that row i is what reading it makes of it, and that what sorts it out
// sorts out no traffic that it takes.
func sameRow(t *testing.T, name string, book, want *rulebook, i int) {
	t.Helper()
	rule, b := want.Rule(i), book.Bounds(i)
	if got := book.Rule(i); !reflect.DeepEqual(got, rule) {
		t.Fatalf("%s: row %d is %+v\nwant %+v", name, i, got, rule)
	}
	other := len(rule.Maybe) > 0 && rule.Maybe[0] == otherTraffic
	if !other && !enclosesAll(b, rule) || b.Action != rule.Action || b.Exact || b.Quick {
		t.Errorf("%s, %s: bounds %+v do not hold %+v", name, rule.Name, b, rule.Bounds())
	}
	if in, out := book.places(i); !reflect.DeepEqual(in, rule.In) || !reflect.DeepEqual(out, rule.Out) {
		t.Errorf("%s, %s: from %v to %v, want %v and %v", name, rule.Name, in, out, rule.In, rule.Out)
	}
	if book.Misses(i, nil, nil) || book.Misses(i, rule.In, nil) || book.Misses(i, nil, rule.Out) {
		t.Errorf("%s, %s: misses its own places", name, rule.Name)
	}
	for _, at := range [][2][]string{{nil, nil}, {rule.In, nil}, {nil, rule.Out}, {{"elsewhere"}, {"elsewhere"}}} {
		sure := !rule.Disabled && len(rule.Maybe) == 0 && (at[0] != nil || len(rule.In) == 0) && (at[1] != nil || len(rule.Out) == 0)
		if services, ok := book.Doubts(i, at[0], at[1]); ok && (sure || rule.Disabled || !reflect.DeepEqual(services, rule.Services)) {
			t.Errorf("%s, %s: is doubted at %v", name, rule.Name, at)
		}
	}
}

// foundBetween holds that the rows which are found between points are those that miss no
// packet there, each asked by itself.
func foundBetween(t *testing.T, name string, book *rulebook) {
	t.Helper()
	points := [][]string{nil, {}, {"elsewhere"}}
	for _, zone := range book.s.zoneNames(book.v) {
		points = append(points, []string{"tunnel.1", zone})
	}
	for range 2 { // the second time they are known
		for _, in := range points {
			for _, out := range points {
				var rows []int32
				var bounds []ipsec.Bounds
				for i := range book.Len() {
					if !book.Misses(i, in, out) {
						rows, bounds = append(rows, int32(i)), append(bounds, book.Bounds(i))
					}
				}
				if got, b := book.between(in, out); got == nil || !slices.Equal(got, rows) || !slices.Equal(b, bounds) {
					t.Errorf("%s: from %v to %v there are rows %v, want %v", name, in, out, got, rows)
				}
			}
		}
	}
}

// TestRulesAgree holds that for the testdata, and for the corpus when it is there.
func TestRulesAgree(t *testing.T) {
	light := 0
	roots := []string{"testdata", "../../testdata/paloalto"}
	if corpus := os.Getenv("CORPUS"); corpus != "" {
		roots = append(roots, filepath.Join(corpus, "paloalto"))
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if a := txtar.Parse(raw); filepath.Ext(path) == ".txtar" {
				raw = a.Files[0].Data
			}
			light += bothRead(t, path, raw)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if light == 0 {
		t.Error("the text has told enough of no rule")
	}
}

const zoned = "set deviceconfig system hostname fw\nset network interface ethernet ethernet1/1 layer3 ip 198.51.100.2/24\nset network interface tunnel units tunnel.1\n" +
	"set network ike gateway gw peer-address ip 203.0.113.10\nset network ike gateway gw local-address interface ethernet1/1\n" +
	"set network tunnel ipsec t auto-key ike-gateway gw\nset network tunnel ipsec t tunnel-interface tunnel.1\n" +
	"set zone untrust network layer3 ethernet1/1\nset zone \"big trust\" network layer3 ethernet1/2\n"

// TestUnusualRules holds the same for rules that are easily read wrongly.
func TestUnusualRules(t *testing.T) {
	const rest = " source any destination any application any service any action allow\n"
	for _, rule := range []string{
		"from untrust to untrust" + rest, "from any to any" + rest, "from [ \"big trust\" untrust ]\nto any", "from \"big trust\"\nto any", "from untrust\nfrom \"big trust\"\nto untrust",
		"source any from untrust to any" + rest, "description \"from here to there\"\nfrom untrust\nto untrust", "from [ ]\nto untrust", "to \"big trust\"", "rule-type intrazone\nfrom untrust",
		"rule-type interzone\nfrom untrust\nto any", "from ...\nto untrust", "negate-source no",
		"source \"", "destination \"\"", "source [ \"\" 10.1.0.0/16 ]", "application \"", "service \"\"", "from \"", "to \"\"",
	} {
		text := zoned
		for line := range strings.Lines(rule) {
			text += "set rulebase security rules r " + strings.TrimRight(line, "\n") + "\n"
		}
		bothRead(t, rule, []byte(text))
	}
	const nat = " source any destination any service any"
	for _, rule := range []string{
		"from any to any" + nat, "from any to untrust" + nat + " source-translation dynamic-ip-and-port interface-address interface ethernet1/1",
		"from any to any" + nat + "\nsource-translation dynamic-ip-and-port interface-address interface ethernet1/1\nsource-translation dynamic-ip-and-port interface-address ip 198.51.100.2/24",
		"from any to any" + nat + "\nsource-translation dynamic-ip translated-address 198.51.100.9\nsource-translation static-ip translated-address 198.51.100.9",
		"from any to any" + nat + "\nsource-translation static-ip bi-directional yes translated-address 198.51.100.9", "from any to any" + nat + " source-translation static-ip translated-address any",
		"source-translation dynamic-ip translated-address 198.51.100.9 from untrust to any" + nat, "from any to any source 10.1.0.0/16 destination 10.8.0.0/16 service service-http",
		"from any to any to-interface ethernet1/1" + nat, "from any to any to-interface any disabled yes" + nat, "from any to any source [ 10.1.0.1-10.1.0.9 10.2.0.0/24 ] destination [ x 10.8.2.0/24 ] service \"service-https\"",
		"from any to any" + nat + " destination-translation translated-address 10.1.0.9 translated-port 443", "from any to any" + nat + "\ntarget negate no\ndescription \"a b\"", "source-translation",
		"from any to any source \"", "from any to any destination \"\"", "service \"", "to-interface \"\"",
		"from any to any" + nat + " source-translation none", "from any to any" + nat + "\nsource-translation",
	} {
		text := zoned
		for line := range strings.Lines(rule) {
			text += "set rulebase nat rules r " + strings.TrimRight(line, "\n") + "\n"
		}
		bothRead(t, rule, []byte(text))
	}
	for _, lists := range []string{
		"<from><member>untrust</member></from><to><member>untrust</member></to>", "<from><member>trust</member></from><to><member>any</member></to>",
		"<from admin=\"x\"><member>untrust</member></from><to><member>any</member></to>", "<from><member admin=\"x\">untrust</member></from><to><member>untrust</member></to>",
		"<from><member>trust</member><!-- <member>trust</member> --><member>untrust</member></from><to><member>untrust</member></to>",
		"<from><member><![CDATA[untrust]]></member></from><to><member>untrust</member></to>", "<from/><to><member>untrust</member></to>", "<to><member>\n untrust </member></to>",
		"<description>from a to b</description><from><member>untrust</member></from><to><member>trust</member><member>untrust</member></to>",
	} {
		bothRead(t, lists, []byte("<config version=\"10.1.0\"><devices><entry name=\"localhost.localdomain\"><network/><vsys><entry name=\"vsys1\">"+
			"<zone><entry name=\"untrust\"><network><layer3><member>ethernet1/1</member></layer3></network></entry><entry name=\"trust\"><network/></entry></zone>"+
			"<rulebase><security><rules><entry name=\"r\">"+lists+"<source><member>any</member></source><action>allow</action></entry></rules></security></rulebase></entry></vsys></entry></devices></config>"))
	}
	for _, how := range []string{
		"", "<source-translation/>", "<source-translation><dynamic-ip-and-port><translated-address><member>198.51.100.9</member></translated-address></dynamic-ip-and-port></source-translation>",
		"<source-translation><static-ip><bi-directional>yes</bi-directional><translated-address>198.51.100.9</translated-address></static-ip></source-translation>",
		"<source-translation><dynamic-ip/></source-translation>", "<source-translation>x</source-translation>", "<to-interface>ethernet1/1</to-interface><disabled>yes</disabled>",
		"<destination-translation><translated-address>10.1.0.9</translated-address></destination-translation>",
	} {
		bothRead(t, how, []byte("<config version=\"10.1.0\"><devices><entry name=\"localhost.localdomain\"><network/><vsys><entry name=\"vsys1\">"+
			"<rulebase><nat><rules><entry name=\"r\"><from><member>any</member></from><to><member>untrust</member></to><source><member>10.1.0.0/16</member></source><destination><member>any</member></destination>"+
			"<service> any </service>"+how+"</entry></rules></nat></rulebase></entry></vsys></entry></devices></config>"))
	}
}

// TestEmptyRule has an entry that closes itself, as one of which everything was deleted.
func TestEmptyRule(t *testing.T) {
	for _, kind := range []string{"security", "nat"} {
		bothRead(t, kind, []byte("<config version=\"10.1.0\"><devices><entry name=\"localhost.localdomain\"><network/><vsys><entry name=\"vsys1\">"+
			"<rulebase><"+kind+"><rules><entry name=\"r\"/><entry name=\"s\"></entry><entry name=\"t\" /></rules></"+kind+"></rulebase></entry></vsys></entry></devices></config>"))
	}
}

// severalRules are rules whose neighbours have some of the same lines.
var severalRules = []string{
	"a from untrust\na to any\na source any\na action allow\nb from untrust\nb to any\nb source 10.1.0.0/16\nb action allow\nc from untrust\nc to untrust\nc source any\nc action deny",
	"a from untrust\na to any\nb from untrust to any source any\nc from untrust\nc to any\nd from untrust to any source any\ne to any\ne from untrust\nf to any\nf from untrust\na action deny",
	"a from untrust \r\na to any\r\na description \"x \"y\"\r\nb from untrust \r\nb to any\r\nb description \"x \"y\"\r\nb to untrust\r\nb disabled yes\r",
	"\"a b\" from \"big trust\"\n\"a b\" to any\nc from \"big trust\"\nc to any\nc description \"one\ntwo\"\nc to untrust\nd from \"big trust\"\nd to any\nd to any",
	"a tag x\na log-end yes\na service [ any ]\nb tag x\nb log-end yes\nb service [ any ]\nb service any\nc tag x\nc\nc log-end yes\nc service [ any ] ",
	"a source-translation none\na service any\nb source-translation none\nb source-translation dynamic-ip translated-address x\nc source-translation none\nc service any",
}

// rulesText makes a file of rules of a kind.
func rulesText(kind, rules string) []byte {
	text := zoned
	for line := range strings.Lines(rules) {
		text += "set rulebase " + kind + " rules " + line
	}
	return []byte(text)
}

// TestSeveralRules holds the same for rules that are alike.
func TestSeveralRules(t *testing.T) {
	for _, kind := range []string{"security", "nat"} {
		for _, rules := range severalRules {
			bothRead(t, rules, rulesText(kind, rules))
		}
	}
}

func FuzzRules(f *testing.F) {
	for _, rules := range severalRules {
		f.Add(rules, true)
		f.Add(rules, false)
	}
	f.Fuzz(func(t *testing.T, rules string, nat bool) {
		kind := "security"
		if nat {
			kind = "nat"
		}
		if text := rulesText(kind, rules); utf8.ValidString(rules) && !strings.Contains(rules, "\x00") {
			bothRead(t, rules, text)
		}
	})
}

// TestUnusualAddresses holds the same for addresses that are easily read wrongly.
func TestUnusualAddresses(t *testing.T) {
	type object struct{ path, set, xml string }
	objects := []object{
		{"", "ip-netmask 10.1.0.0/16", "<ip-netmask>10.1.0.0/16</ip-netmask>"}, {"", "ip-netmask 10.1.2.3/16", "<ip-netmask> 10.1.2.3/16 </ip-netmask>"},
		{"", "ip-netmask 10.1.2.3", "<ip-netmask>10.1.2.3</ip-netmask><description>ip-netmask 10.9.9.9</description>"}, {"", "ip-range 10.1.0.1-10.1.0.9", "<ip-range>10.1.0.1-10.1.0.9</ip-range>"},
		{"", "ip-range 10.1.0.9-10.1.0.1", "<ip-range>10.1.0.9-10.1.0.1</ip-range>"}, {"", "ip-range \"10.1.0.1 - 10.1.0.9\"", "<ip-range>10.1.0.1 - 10.1.0.9</ip-range>"},
		{"", "ip-netmask 10.1.0.0/016", "<ip-netmask>10.1.0.0/016</ip-netmask>"}, {"", "ip-netmask 10.1.0.0/33", "<ip-netmask>10.1.0.0/33</ip-netmask>"}, {"", "ip-netmask 10.01.0.1", "<ip-netmask>10.01.0.1</ip-netmask>"},
		{"", "ip-netmask 2001:db8::/32", "<ip-netmask>2001:db8::/32</ip-netmask>"}, {"", "ip-netmask 0.0.0.0/0", "<ip-netmask>0.0.0.0/0</ip-netmask>"}, {"", "fqdn www.example.com", "<fqdn>www.example.com</fqdn>"},
		{"", "ip-wildcard 10.1.0.0/0.0.255.0", "<ip-wildcard>10.1.0.0/0.0.255.0</ip-wildcard>"}, {"", "ip-netmask $net", "<ip-netmask>$net</ip-netmask>"}, {"", "ip-netmask", "<ip-netmask/>"},
		{"", "description \"ip-netmask 10.1.0.0/16\"", "<description>10.1.0.0/16</description>"}, {"", "ip-netmask 10.1.0.1 fqdn www.example.com", "<ip-netmask>10.1.0.1</ip-netmask><fqdn>www.example.com</fqdn>"},
		{"", "ip-netmask 10.1.0.1\nset address a ip-netmask 10.2.0.1", "<ip-netmask>10.1.0.1</ip-netmask><ip-netmask>10.2.0.1</ip-netmask>"},
		{"", "ip-netmask 10.1.0.1\nset address b ip-netmask 10.3.0.1\nset address a ip-netmask 10.2.0.1", "<ip-netmask>10.1.0.1</ip-netmask></entry><entry name=\"a\"><ip-netmask>10.2.0.1</ip-netmask>"},
		{"", "ip-netmask 10.1.0.1\nset address-group a static b", "<ip-netmask>10.1.0.1</ip-netmask><!-- x -->"}, {"", "ip-netmask 10.1.0.1 description \"a \"b\" c\"", "<description>a &amp; b</description><ip-netmask>10.1.0.1</ip-netmask>"},
		{"shared", "ip-netmask 10.1.0.1", "<ip-netmask>10.1.0.1</ip-netmask>"}, {"shared", "ip-netmask 10.1.0.1\nset address a fqdn www.example.com", "<ip-netmask>10.1.0.1</ip-netmask>"},
		{"shared", "ip-netmask 10.1.0.1\nset address-group a dynamic filter x", "<ip-netmask>10.1.0.1</ip-netmask>"}, {"shared", "ip-netmask 10.1.0.1\nset external-list a type ip", "<ip-netmask>10.1.0.1</ip-netmask>"},
	}
	for _, o := range objects {
		for _, members := range [][]string{{"a"}, {"a", "10.9.0.0/16"}, {"any"}, {"{{x}}"}, {"panw-known-ip-list"}, {"JP"}, {"10.1.0.1-10.1.0.3", "10.0.0.1/24"}, {"fe80::1"}, {"nowhere"}} {
			text := zoned + "set shared tag x color red\nset " + o.path + " address a " + o.set + "\nset address-group g static a\nset rulebase security rules r from any to any source [ " +
				strings.Join(members, " ") + " ] destination g application any service any action deny\nset rulebase nat rules r from any to any source any destination [ " + strings.Join(members, " ") + " ] service any\n"
			bothRead(t, o.set, []byte(text))
			list := "<address><entry name=\"a\">" + o.xml + "</entry></address>"
			near, far := list, ""
			if o.path != "" {
				near, far = "<address-group><entry name=\"b\"/></address-group>", list
			}
			bothRead(t, o.xml, []byte("<config version=\"10.1.0\"><shared>"+far+"</shared><devices><entry name=\"localhost.localdomain\"><network/><vsys><entry name=\"vsys1\">"+near+
				"<rulebase><security><rules><entry name=\"r\"><from><member>any</member></from><to><member>any</member></to><source><member>"+strings.Join(members, "</member>\n<member>")+"</member></source>"+
				"<destination><member>a</member></destination><application><member>any</member></application><service><member>any</member></service><action>deny</action></entry></rules></security></rulebase>"+
				"</entry></vsys></entry></devices></config>"))
		}
	}
}

// TestSharedAddressAlone finds an address where nothing but addresses is shared.
func TestSharedAddressAlone(t *testing.T) {
	for _, place := range []string{"", "shared "} {
		src, err := parser.NewSource("fw", []byte(zoned+"set "+place+"address other ip-netmask 10.9.0.0/16\nset "+place+"address cloud ip-netmask 10.8.2.0/24\n"+
			"set "+place+"address cloud description far\nset rulebase security rules r from any to any source any destination cloud application any service any action deny\n"), "")
		if err != nil {
			t.Fatal(err)
		}
		ds, err := Read(src)
		if err != nil {
			t.Fatal(err)
		}
		list := ds[0].Around.Filters.All()[0].Rules
		if list.Len() == 0 {
			t.Fatal("no rule")
		}
		if got := list.Rule(0).Destination; !got.Exact() || fmt.Sprint(got.Prefixes()) != "[10.8.2.0/24]" {
			t.Errorf("%saddress: the rule is for %v, %v", place, got.Prefixes(), got.Unknown)
		}
	}
}

// TestAskedAtOnce asks questions of a list in several goroutines.
func TestAskedAtOnce(t *testing.T) {
	var text strings.Builder
	text.WriteString(zoned)
	for n := range 1000 {
		fmt.Fprintf(&text, "set address host-%[1]d ip-netmask 10.1.%[2]d.%[3]d\nset rulebase security rules rule-%[1]d from any to any source host-%[1]d destination any application any service any action allow\n"+
			"set rulebase nat rules rule-%[1]d from any to any source host-%[1]d destination any service any\n", n, n/250, n%250)
	}
	src, err := parser.NewSource("fw", []byte(text.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(src)
	if err != nil {
		t.Fatal(err)
	}
	a := d[0].Around
	f := ipsec.Flow{
		From: ipsec.Point{Interface: "ethernet1/2"}, To: ipsec.Point{Interface: "ethernet1/1"}, Source: vendortest.Set("10.1.0.0/24"), Destination: vendortest.Set(cloud), Protocol: ipsec.ProtoTCP, Port: 443,
	}
	var wait sync.WaitGroup
	for k := range 4 {
		wait.Go(func() {
			f := f
			f.Port += k
			a.Decide(f)
			a.Translate(f)
			list := a.Filters.All()[0].Rules
			for i := range list.Len() {
				list.Bounds(i)
			}
		})
	}
	wait.Wait()
	book := a.Filters.All()[0].Rules.(*rulebook)
	if len(book.made) != 250 || len(book.light) != 1000 || len(a.NATList.(*natBook).made) != 250 {
		t.Errorf("%d of %d rules are read, want 250 of 1000", len(book.made), len(book.light))
	}
}

// TestRowsUnread holds that rules and addresses which a question is not about are
// not read.
func TestRowsUnread(t *testing.T) {
	const rows = 10_000
	var set, xml strings.Builder
	set.WriteString(zoned)
	xml.WriteString("<config version=\"10.1.0\"><devices><entry name=\"localhost.localdomain\"><network><interface><ethernet><entry name=\"ethernet1/1\"><layer3><ip><entry name=\"198.51.100.2/24\"/></ip></layer3></entry></ethernet></interface>" +
		"<ike><gateway><entry name=\"gw\"><peer-address><ip>203.0.113.10</ip></peer-address><local-address><interface>ethernet1/1</interface></local-address></entry></gateway></ike>" +
		"<tunnel><ipsec><entry name=\"t\"><auto-key><ike-gateway><entry name=\"gw\"/></ike-gateway></auto-key><tunnel-interface>tunnel.1</tunnel-interface></entry></ipsec></tunnel></network>" +
		"<vsys><entry name=\"vsys1\"><zone><entry name=\"untrust\"><network><layer3><member>ethernet1/1</member></layer3></network></entry></zone><rulebase><security><rules>\n")
	for n := range rows {
		fmt.Fprintf(&set, "set address host-%[1]d ip-netmask 10.1.%[2]d.%[3]d\n", n, n/250, n%250)
		fmt.Fprintf(&set, "set rulebase security rules rule-%[1]d from \"big trust\"\nset rulebase security rules rule-%[1]d to untrust\nset rulebase security rules rule-%[1]d source host-%[1]d\n"+
			"set rulebase security rules rule-%[1]d destination any\nset rulebase security rules rule-%[1]d application any\nset rulebase security rules rule-%[1]d service any\nset rulebase security rules rule-%[1]d action allow\n", n)
		fmt.Fprintf(&xml, "<entry name=\"rule-%[1]d\"><from><member>trust</member></from><to><member>untrust</member></to><source><member>10.1.%[2]d.%[3]d</member></source><destination><member>any</member></destination>"+
			"<application><member>any</member></application><service><member>any</member></service><action>allow</action></entry>\n", n, n/250, n%250)
	}
	xml.WriteString("</rules></security></rulebase></entry></vsys></entry></devices></config>\n")
	// A rule's name is one; in XML it is an attribute, beside what an element takes; reading a rule takes 20 to 35.
	for _, c := range []struct {
		form, text string
		most       int
	}{{"set", set.String(), 1}, {"XML", xml.String(), 4}} {
		t.Run(c.form, func(t *testing.T) { vendortest.RowsUnread(t, Read, c.text, "ethernet1/1", rows, c.most) })
	}
}
