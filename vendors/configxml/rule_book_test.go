package configxml

import (
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// scene makes the surroundings of a config.xml as far as filter rules need them;
// nil for a file without rules.
func scene(t testing.TB, name string, raw []byte) *Scene {
	t.Helper()
	src, err := parser.NewSource(name, raw, "")
	if err != nil {
		t.Fatal(err)
	}
	doc := parser.ReadXML(src, parser.XMLOptions{})
	root := doc.Document.Child("pfsense")
	if root == nil {
		root = doc.Document.Child("opnsense")
	}
	if root.Child("filter") == nil {
		return nil
	}
	s := NewScene(ReadBox(root), "test", true, func() *parser.Element { return root })
	s.Section, s.AllRules = root.Child("filter"), func() *parser.Element { return root.Child("filter") }
	s.Interfaces(nil, parser.Span{})
	return s
}

// encloses reports that bounds hold all that a rule may match.
func encloses(b, rule ipsec.Bounds) bool {
	return rule.SourceLow > rule.SourceHigh || rule.DestinationLow > rule.DestinationHigh ||
		b.SourceLow <= rule.SourceLow && b.SourceHigh >= rule.SourceHigh &&
			b.DestinationLow <= rule.DestinationLow && b.DestinationHigh >= rule.DestinationHigh &&
			(b.Protocol == 0 || b.Protocol == rule.Protocol) &&
			(b.PortLow <= rule.PortLow && b.PortHigh >= rule.PortHigh || rule.Protocol == 0)
}

// bothWays compares the rules as the scan finds them with those read by elements.
func bothWays(t *testing.T, name string, raw []byte) (rules int) {
	t.Helper()
	s, careful := scene(t, name, raw), scene(t, name, raw)
	if s == nil {
		return 0
	}
	careful.Broken = true
	none := func() []*Rule { return nil }
	book, want := s.readBook(none), careful.readBook(none)
	for _, outward := range []bool{false, true} {
		got, all := book.list(outward, nil, nil), want.list(outward, nil, nil)
		if got.Len() != all.Len() {
			t.Fatalf("%s: %d rules, want %d", name, got.Len(), all.Len())
		}
		for i := range all.Len() {
			rule, read := got.Rule(i), all.Rule(i)
			rule.At, read.At = parser.Span{}, parser.Span{}
			rule.Source.At, rule.Destination.At, read.Source.At, read.Destination.At = rule.At, rule.At, rule.At, rule.At
			if !reflect.DeepEqual(rule, read) {
				t.Errorf("%s: %+v\nwant %+v", name, rule, read)
			}
			b, full := got.Bounds(i), read.Bounds()
			if !encloses(b, full) || b.Quick != read.Quick || b.Action != read.Action && !read.Disabled {
				t.Errorf("%s, %s: bounds %+v do not hold %+v", name, read.Name, b, full)
			}
			rules++
		}
	}
	for i := range want.rows {
		if book.rows[i].flags != want.rows[i].flags || book.rows[i].number != want.rows[i].number {
			t.Errorf("%s, rule %d: %b on %d, want %b on %d", name, i, book.rows[i].flags, book.rows[i].number, want.rows[i].flags, want.rows[i].number)
		}
	}
	return rules
}

// TestScanAgrees compares both ways to read rules on every config.xml of the
// testdata, and of the corpus when it is there.
func TestScanAgrees(t *testing.T) {
	roots := []string{"../../testdata/pfsense", "../../testdata/opnsense"}
	if corpus := os.Getenv("CORPUS"); corpus != "" {
		roots = append(roots, filepath.Join(corpus, "pfsense"), filepath.Join(corpus, "opnsense"))
	}
	rules := 0
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".xml" {
				return err
			}
			raw, err := os.ReadFile(path)
			if err == nil {
				rules += bothWays(t, path, raw)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if rules == 0 {
		t.Error("no rule was seen")
	}
}

const someRules = `<pfsense><interfaces>
<wan><if>igb0</if><ipaddr>198.51.100.2</ipaddr><subnet>24</subnet></wan><lan><if>igb1</if><ipaddr>10.1.0.1</ipaddr><subnet>16</subnet></lan>
</interfaces><aliases><alias><name>servers</name><type>host</type><address>10.1.7.10 10.1.7.20</address></alias>
<alias><name>web</name><type>port</type><address>80 443</address></alias><alias><name>80</name><type>port</type><address>8080</address></alias></aliases>
<filter><separator><wan/></separator>%s</filter></pfsense>`

// TestScanOfUnusualRules holds the same where a rule is written in a form that the
// scan leaves to the elements, or that is easily read wrongly.
func TestScanOfUnusualRules(t *testing.T) {
	for _, rule := range []string{
		`<type>PASS</type><interface>lan, wan</interface><protocol>tcp/udp</protocol><source><network>lan</network></source><destination><address>servers</address><port>web</port></destination>`,
		`<interface>lan</interface><source><any></any><not></not></source><destination><not>1</not><address>10.1.0.0/16</address></destination>`,
		`<interface>lan</interface><protocol>udp</protocol><source><address>10.1.0.1</address></source><destination><any/><port>80</port></destination>`,
		`<interface>lan</interface><source><any/></source><destination><network></network><address>010.1.0.1</address><port>500:4500</port></destination>`,
		`<interface>lan</interface><protocol>icmp</protocol><icmptype>echoreq</icmptype><destination><address>10.1.0.0/016</address></destination>`,
		`<interface>lan</interface><floating>yes</floating><direction>any</direction><quick>0</quick><type>block</type><source><any/></source><destination><any/></destination>`,
		`<interface>lan</interface><floating>no</floating><quick>0</quick><disabled>0</disabled><gateway>default</gateway><source><any/></source>`,
		`<interface><![CDATA[lan]]></interface><!-- <rule> --><descr><![CDATA[</rule>]]></descr><max>20</max><source><any/></source><destination><any/></destination>`,
		`<interface>lan</interface><protocol>&#117;dp</protocol><protocol>tcp</protocol><source><any/></source><destination><address>2001:db8::1</address></destination>`,
		`<interface note="a>b">lan</interface><interfacenot/><ipprotocol>inet6</ipprotocol><source><any/></source><destination><any/></destination>`,
		`<interface>lan</interface><type>match</type>`,
		`<interface>lan</interface><source><address>10.1.0.1</address><address>10.1.0.2</address></source><destination><address>10.1.0.9<b/></address></destination>`,
	} {
		raw := fmt.Sprintf(someRules, "<rule>"+rule+"</rule><rule><type>block</type><interface>lan</interface><source><any/></source><destination><any/></destination></rule>")
		if bothWays(t, rule, []byte(raw)) == 0 && !strings.Contains(rule, "match") {
			t.Errorf("no rule was seen in %s", raw)
		}
	}
}

// TestScanGivesUp holds that a section which is not well-formed is left to the
// elements.
func TestScanGivesUp(t *testing.T) {
	for _, content := range []string{
		"<rule><interface>lan</rule></interface>", "<rule><interface>lan</interface>", "<rule><a <b></rule>", "</rule>", "<rule><![CDATA[</rule>", "<rule><descr>a < b</descr></rule>", "<Rule></Rule>",
	} {
		scan := ruleScan{text: []byte(content), lower: true, each: func(*rawRule) {}}
		if scan.run(0, len(content)) && content != "" {
			t.Errorf("%q was taken for well-formed", content)
		}
	}
}

// TestRulesUnread holds that a question reads the rules that it is near to, and no
// others.
func TestRulesUnread(t *testing.T) {
	var b strings.Builder
	for n := range 500 {
		fmt.Fprintf(&b, "<rule><interface>%s</interface><protocol>tcp</protocol><source><network>lan</network></source><destination><address>10.8.2.%d</address><port>%d</port></destination></rule>",
			[]string{"lan", "wan"}[n%2], n%4, 443+n/4)
	}
	s := scene(t, "large", []byte(fmt.Sprintf(someRules, b.String())))
	s.Filters(true, func() []*Rule { return nil })
	prefix := func(text string) ipsec.AddrSet { return ipsec.SetOf(netip.MustParsePrefix(text)) }
	s.Around.Decide(ipsec.Flow{
		From: ipsec.Point{Interface: "lan"}, To: ipsec.Point{Interface: "wan"}, Source: prefix("10.1.0.0/16"), Destination: prefix("10.8.2.0/24"), Protocol: ipsec.ProtoTCP, Port: 443,
	})
	list := s.Around.Filters.All()[0].Rules.(*ruleList)
	if len(list.made) != 2 || len(list.rows) != 500 {
		t.Errorf("%d of %d rules are read, want 2 of 500", len(list.made), len(list.rows))
	}
}
