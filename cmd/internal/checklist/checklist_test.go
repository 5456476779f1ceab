package checklist_test

import (
	"bytes"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/cmd/internal/checklist"
	"github.com/vpnlint/vpnlint/cmd/internal/language"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
)

var update = flag.Bool("update", false, "rewrite the expected checklists")

// TestChecklists compares the checklist of one configuration of each vendor with
// testdata/VENDOR.txt. The intent tells all that can be told.
func TestChecklists(t *testing.T) {
	nat := true
	told := &rules.Intent{
		CIDR: netip.MustParsePrefix("10.8.2.0/24"), DNS: []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")},
		OnPrem: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, DBPorts: []int{1433, 1521}, BehindNAT: &nat, Routing: "bgp",
	}
	for vendor, file := range map[string]string{
		"asa": "asa-9.18.cfg", "fortigate": "fortios-6.4-vdoms.conf", "paloalto": "panos-11.1.xml", "pfsense": "pfsense-2.7.xml",
		"opnsense": "opnsense-25.7.xml", "strongswan": "swanctl-right.conf",
	} {
		doc := listOf(t, vendor, file, told)
		var text bytes.Buffer
		if err := checklist.WriteText(&text, doc, system, nil); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", vendor+".txt")
		if *update {
			if err := os.WriteFile(golden, text.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", golden, diff)
		}
		if strings.Contains(text.String(), "<outsystems.") {
			t.Errorf("%s: a placeholder is left although all is told", vendor)
		}
	}
}

// TestPlaceholdersAreNamed holds that what is not told stands as its key, and that
// the keys are listed.
func TestPlaceholdersAreNamed(t *testing.T) {
	doc := listOf(t, "strongswan", "swanctl-right.conf", &rules.Intent{})
	var text bytes.Buffer
	if err := checklist.WriteMarkdown(&text, doc, system, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ip route get <outsystems.dns>", "Left open: outsystems.db_ports, outsystems.dns", "- [ ] **"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
}

// TestStopsBeforeTheEndOfATest holds that a test and its end are two blocks, with a
// line between them in the reader's language: pasted in one go, they test nothing.
func TestStopsBeforeTheEndOfATest(t *testing.T) {
	nat := true
	doc := listOf(t, "paloalto", "panos-11.1.xml", &rules.Intent{BehindNAT: &nat})
	var text bytes.Buffer
	if err := checklist.WriteMarkdown(&text, doc, system, language.Find("ja")); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`
  cloud-a、ピア203.0.113.10:

  '''
  configure
  set network ike gateway cloud-a protocol-common nat-traversal enable no
  commit
  exit
  '''

  ここで結果を確認し、その後テストを終了します:

  '''
  configure
  set network ike gateway cloud-a protocol-common nat-traversal enable yes
  commit
  exit
  '''
`, "'''", "```")
	if !strings.Contains(text.String(), want) {
		t.Errorf("no %s\nin %s", want, text.String())
	}
}

func system(vendor, version string) string { return vendors.System(vendors.All(), vendor, version) }

func listOf(t *testing.T, vendor, file string, intent *rules.Intent) *checklist.Document {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", vendor, file))
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(file, raw, "")
	if err != nil {
		t.Fatal(err)
	}
	v, _ := vendors.Find(vendors.All(), vendor)
	devices, err := v.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	doc := &checklist.Document{}
	for _, d := range devices {
		doc.Devices = append(doc.Devices, checklist.Build(d, file, intent, outsystems.Profile()))
	}
	return doc
}

// TestNoEmptyBlock: a line without commands for the device has no block for them.
func TestNoEmptyBlock(t *testing.T) {
	var text bytes.Buffer
	if err := checklist.WriteMarkdown(&text, listOf(t, "strongswan", "swanctl-right.conf", &rules.Intent{}), system, nil); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "```\n  ```") {
		t.Errorf("an empty block in\n%s", text.String())
	}
}

// TestLeavesNATTraversalOff: a test ends with what was there before. Where nothing
// says that the device is behind a NAT, what is off stays off, and forced stays so.
func TestLeavesNATTraversalOff(t *testing.T) {
	steps := func(file string) string {
		var text bytes.Buffer
		if err := checklist.WriteText(&text, listOf(t, "fortigate", file, &rules.Intent{}), system, nil); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	if got := steps("fortios-6.4-vdoms.conf"); strings.Count(got, "set nattraversal disable") != strings.Count(got, "set nattraversal enable") ||
		strings.Contains(got, "to-cloud, peer 203.0.113.30:\n          config vdom\n              edit \"branch\"\n                  config vpn ipsec phase1-interface\n                      edit \"to-cloud\"\n                          set nattraversal") {
		t.Errorf("the test touches a tunnel without NAT traversal:\n%s", got)
	}
	if got := steps("fortios-7.4-shared.conf"); !strings.Contains(got, "set nattraversal forced") {
		t.Errorf("the test does not end with what was there:\n%s", got)
	}
}
