package suppress

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
)

// cases changes the vendors' correct configurations: each pair replaces the first
// place of a text. Want lists what is suppressed, and by what, and what is said
// about suppressions.
var cases = []struct {
	name, base string
	edits      []string
	want       []string
}{
	{"fortigate phase-1 comment", "fortigate.conf",
		[]string{`set keylife 28800`, "set keylife 3600\n        set comments \"OutSystems vpnlint: ignore[ike-lifetime] until=2027-03-31 reason: agreed\""},
		[]string{"ike-lifetime of outsystems1: description"}},
	{"fortigate phase-2 comment covers that phase 2 only", "fortigate.conf",
		[]string{"set keylifeseconds 3060\n    next\n    edit \"outsystems2\"", "set keylifeseconds 86400\n        set comments \"vpnlint: ignore[ipsec-lifetime, ike-lifetime] reason: agreed\"\n    next\n    edit \"outsystems2\"",
			`set keylifeseconds 3060`, `set keylifeseconds 43200`, `set keylife 28800`, `set keylife 7200`},
		[]string{"ipsec-lifetime of outsystems1: description", "unused-suppression: no finding of ike-lifetime is suppressed by this any more; remove it"}},
	{"fortigate comment before a table", "fortigate.conf",
		[]string{`config vpn ipsec phase1-interface`, "# vpnlint: ignore[ike-lifetime] -- both\nconfig vpn ipsec phase1-interface", `set keylife 28800`, `set keylife 7200`},
		[]string{"ike-lifetime of outsystems1: comment"}},
	{"fortigate comment before one statement", "fortigate.conf",
		[]string{`        set keylife 28800`, "        # vpnlint: ignore[ike-lifetime] -- this one\n        set keylife 7200", `set keylife 28800`, `set keylife 7200`},
		[]string{"ike-lifetime of outsystems1: comment"}},
	{"fortigate text behind a statement", "fortigate.conf",
		[]string{`set timezone "Asia/Tokyo"`, `set timezone "Asia/Tokyo" # vpnlint: ignore[ike-lifetime] -- misplaced`},
		[]string{"suppression-malformed: this suppression does not work: " + errMisplaced.Error()}},
	{"pfsense descriptions", "pfsense.xml",
		[]string{`<lifetime>28800</lifetime>`, `<lifetime>14400</lifetime>`,
			`<descr><![CDATA[OutSystems tunnel 1]]></descr>`, `<descr><![CDATA[OutSystems 1 vpnlint: ignore[ike-lifetime] reason: theirs]]></descr>`,
			`<lifetime>3060</lifetime>`, `<lifetime>86400</lifetime>`,
			`<descr><![CDATA[OutSystems tunnel 1]]></descr>`, `<descr><![CDATA[vpnlint: ignore[ipsec-lifetime] reason: agreed]]></descr>`},
		[]string{"ike-lifetime of con1: description", "ipsec-lifetime of con1: description"}},
	{"pfsense comment", "pfsense.xml",
		[]string{`<phase1>`, "<!-- vpnlint: ignore[ike-lifetime] reason: theirs -->\n<phase1>", `<lifetime>28800</lifetime>`, `<lifetime>14400</lifetime>`},
		[]string{"ike-lifetime of con1: comment"}},
	{"strongswan comment before a connection", "strongswan.conf",
		[]string{"  cloud-1 {", "  # vpnlint: ignore[ike-lifetime] -- theirs\n  cloud-1 {", "rekey_time = 28260s", "rekey_time = 90000s"},
		[]string{"ike-lifetime of cloud-1: comment"}},
	{"strongswan comment before a setting of another", "strongswan.conf",
		[]string{"  cloud-2 {", "  # vpnlint: ignore[ike-lifetime] -- theirs\n  cloud-2 {", "rekey_time = 28260s", "rekey_time = 90000s"},
		[]string{"unused-suppression: no finding of ike-lifetime is suppressed by this any more; remove it"}},
	{"paloalto comment of the gateway", "paloalto.set",
		[]string{"outsystems lifetime hours 8", "outsystems lifetime hours 24",
			"set network ike gateway outsystems-1 protocol version ikev2", "set network ike gateway outsystems-1 comment \"vpnlint: ignore[ike-lifetime] reason: theirs\"\nset network ike gateway outsystems-1 protocol version ikev2"},
		nil}, // the profile is shared: the finding stays with the other tunnel
	{"asa remark of the access list", "asa.cfg",
		[]string{"access-list ", "access-list NAME remark vpnlint: ignore[ipsec-lifetime] reason: agreed\naccess-list "},
		[]string{"suppression-malformed: this suppression does not work: " + errMisplaced.Error()}},
	{"asa remark of the tunnel's access list", "asa.cfg",
		[]string{"access-list outsystems extended", "access-list outsystems remark vpnlint: ignore[ipsec-lifetime] reason: agreed\naccess-list outsystems extended",
			"lifetime seconds 3060", "lifetime seconds 86400"},
		[]string{"ipsec-lifetime of outside_map 10: description"}},
	{"a whole file", "strongswan.conf",
		[]string{"connections {", "# vpnlint: ignore-file[ike-lifetime] -- theirs\nconnections {", "rekey_time = 28260s", "rekey_time = 90000s", "rekey_time = 28260s", "rekey_time = 90000s"},
		[]string{"ike-lifetime of cloud-1: comment", "ike-lifetime of cloud-2: comment"}},
	{"expired, unknown, and nothing behind it", "strongswan.conf",
		[]string{"  cloud-1 {", "  # vpnlint: ignore[ike-lifetme] -- theirs\n  # vpnlint: ignore[ike-lifetime] until=2026-11-23 -- theirs\n  cloud-1 {",
			"rekey_time = 28260s", "rekey_time = 90000s", "\"Lb8nQv5HsJd2GcRf\"\n  }\n}\n", "\"Lb8nQv5HsJd2GcRf\"\n  }\n}\n# vpnlint: ignore[pfs] -- the end\n"},
		[]string{"suppression-unknown-rule: this suppression names a rule that there is not; did you mean ike-lifetime?",
			"suppression-expired: this suppression ended on 2026-11-23, so that its findings are reported again; mend them, or set a new day",
			"suppression-malformed: this suppression does not work: " + errNothingFollows.Error()}},
}

func TestVendors(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "rules", "outsystems", "testdata", "base", c.base))
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			for i := 0; i < len(c.edits); i += 2 {
				if !strings.Contains(text, c.edits[i]) {
					t.Fatalf("%s does not hold %q", c.base, c.edits[i])
				}
				text = strings.Replace(text, c.edits[i], c.edits[i+1], 1)
			}
			out := apply(t, c.base, text)
			var got []string
			for _, s := range out.Suppressed {
				got = append(got, fmt.Sprintf("%s of %s: %s", s.Rule.Name, s.Tunnels[0].Name, s.By.Kind))
			}
			for _, f := range out.Findings {
				if f.Rule.Category == "suppressions" {
					got = append(got, f.Rule.Name+": "+f.Message.String())
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// apply reads the text and sorts what all rules find, as on 24 November 2026.
func apply(t *testing.T, name, text string) Outcome {
	t.Helper()
	src, err := parser.NewSource(name, []byte(text), "auto")
	if err != nil {
		t.Fatal(err)
	}
	v, err := vendors.Detect(vendors.All(), src)
	if err != nil {
		t.Fatal(err)
	}
	devices, err := v.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	all := outsystems.All()
	set := &Set{Today: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}
	ran := map[string]rules.Severity{}
	for _, r := range append(all, Rules()...) {
		ran[r.Name] = r.Severity
	}
	for _, r := range all {
		set.Names = append(set.Names, r.Name)
	}
	intent := &rules.Intent{}
	found := rules.Run(devices, all, outsystems.Profile(), intent).Findings
	return set.Apply(Input{Path: name, Vendor: v.Name, Source: src, Devices: devices, Findings: found, Intent: intent, Ran: ran})
}

// FuzzFind: no text makes the search fail, hang, or leave the file.
func FuzzFind(f *testing.F) {
	for _, c := range cases {
		f.Add(strings.SplitN(c.base, ".", 2)[0], strings.Join(c.edits, "\n"))
	}
	f.Fuzz(func(t *testing.T, vendor, text string) {
		src, err := parser.NewSource("x", []byte(text), "utf-8")
		if err != nil {
			t.Skip()
		}
		for _, e := range find(&Input{Source: src, Vendor: vendor}) {
			if e.At.Start < 0 || e.At.End > len(src.Text()) || e.At.Start >= e.At.End || e.place.Start > e.place.End || e.place.End > len(src.Text()) {
				t.Errorf("span %d-%d, place %d-%d in %d bytes", e.At.Start, e.At.End, e.place.Start, e.place.End, len(src.Text()))
			}
		}
	})
}
