package paloalto

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

// insideZones compares what is found for traffic within each zone of a file by the text
// of its rules with what is found by reading them all.
func insideZones(t *testing.T, name string, raw []byte) (zones, left int) {
	t.Helper()
	src, err := parser.NewSource(name, raw, "")
	if err != nil {
		t.Fatal(err)
	}
	ds, err := Read(src)
	if err != nil {
		return 0, 0
	}
	for _, d := range ds {
		for _, f := range d.Around.Filters.All() {
			book, ok := f.Rules.(*rulebook)
			if !ok {
				continue
			}
			for _, zone := range book.s.zoneNames(book.v) {
				few := &boxRules{book: &rulebook{s: book.s, v: book.v, within: book.s.written(book.v, zone)}, zone: zone}
				all := &boxRules{book: book, zone: zone}
				if few.Len() != all.Len() {
					t.Fatalf("%s, zone %s: %d rules, want %d", name, zone, few.Len(), all.Len())
				}
				for i := range few.Len() {
					if !reflect.DeepEqual(few.Rule(i), all.Rule(i)) || few.Bounds(i) != all.Bounds(i) {
						t.Errorf("%s, zone %s: %+v, want %+v", name, zone, few.Rule(i), all.Rule(i))
					}
				}
				zones++
				left += book.Len() - few.book.Len()
			}
		}
	}
	return zones, left
}

// TestRulesWithinZones holds that for the testdata, and for the corpus when it is there.
func TestRulesWithinZones(t *testing.T) {
	zones, left := 0, 0
	add := func(z, l int) { zones, left = zones+z, left+l }
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
			add(insideZones(t, path, raw))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if zones == 0 || left == 0 {
		t.Errorf("%d zones, %d rules left unread", zones, left)
	}
}

const zoned = "set deviceconfig system hostname fw\nset network interface ethernet ethernet1/1 layer3 ip 198.51.100.2/24\nset network interface tunnel units tunnel.1\n" +
	"set network ike gateway gw peer-address ip 203.0.113.10\nset network ike gateway gw local-address interface ethernet1/1\n" +
	"set network tunnel ipsec t auto-key ike-gateway gw\nset network tunnel ipsec t tunnel-interface tunnel.1\n" +
	"set zone untrust network layer3 ethernet1/1\nset zone \"big trust\" network layer3 ethernet1/2\n"

// TestUnusualZoneLists holds the same for lists that are easily read wrongly.
func TestUnusualZoneLists(t *testing.T) {
	const rest = " source any destination any application any service any action allow\n"
	for _, rule := range []string{
		"from untrust to untrust" + rest, "from any to any" + rest, "from [ \"big trust\" untrust ]\nto any", "from \"big trust\"\nto any", "from untrust\nfrom \"big trust\"\nto untrust",
		"source any from untrust to any" + rest, "description \"from here to there\"\nfrom untrust\nto untrust", "from [ ]\nto untrust", "to \"big trust\"", "rule-type intrazone\nfrom untrust",
		"rule-type interzone\nfrom untrust\nto any", "from ...\nto untrust", "negate-source no",
	} {
		text := zoned
		for line := range strings.Lines(rule) {
			text += "set rulebase security rules r " + strings.TrimRight(line, "\n") + "\n"
		}
		insideZones(t, rule, []byte(text))
	}
	for _, lists := range []string{
		"<from><member>untrust</member></from><to><member>untrust</member></to>", "<from><member>trust</member></from><to><member>any</member></to>",
		"<from admin=\"x\"><member>untrust</member></from><to><member>any</member></to>", "<from><member admin=\"x\">untrust</member></from><to><member>untrust</member></to>",
		"<from><member>trust</member><!-- <member>trust</member> --><member>untrust</member></from><to><member>untrust</member></to>",
		"<from><member><![CDATA[untrust]]></member></from><to><member>untrust</member></to>", "<from/><to><member>untrust</member></to>", "<to><member>\n untrust </member></to>",
		"<description>from a to b</description><from><member>untrust</member></from><to><member>trust</member><member>untrust</member></to>",
	} {
		insideZones(t, lists, []byte("<config version=\"10.1.0\"><devices><entry name=\"localhost.localdomain\"><network/><vsys><entry name=\"vsys1\">"+
			"<zone><entry name=\"untrust\"><network><layer3><member>ethernet1/1</member></layer3></network></entry><entry name=\"trust\"><network/></entry></zone>"+
			"<rulebase><security><rules><entry name=\"r\">"+lists+"<source><member>any</member></source><action>allow</action></entry></rules></security></rulebase></entry></vsys></entry></devices></config>"))
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
