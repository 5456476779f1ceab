package outsystems_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// What an export cannot tell is never an error. These tests take something away from
// every whole configuration, one place at a time: a name then stands for nothing that
// the file defines, or a value is hidden, as devices and people hide them. No rule may
// find an error then that it did not find before.

// references are the names that a vendor's statements refer to objects by: the first
// group of each expression is the name. Interfaces and zones in policies are not among
// them: a device exports no policy with an interface that it does not have.
var references = map[string][]string{
	"asa": {
		`(?m)\bobject(?:-group)? (\S+)(?: .*)?$`, `match address (\S+)`, `(?m)(?:ipsec-proposal|transform-set) (\S+)$`, `vpn-filter value (\S+)`,
		`(?m)^access-group (\S+) `, `default-group-policy (\S+)`, `(?m)^ tunnel protection ipsec profile (\S+)`, `source static (\S+) `,
		`destination static (\S+) `, `route-map (\S+) (?:in|out)`,
	},
	"fortigate": {
		`set (?:srcaddr|dstaddr|service|poolname|schedule|phase1name) ("[^"]+")`, `(?m)^        set device ("[^"]+")`,
		`set (?:src-name|dst-name|route-map-in|route-map-out) ("[^"]+")`,
	},
	"paloalto": {
		`(?m)(?:ike-crypto-profile|ipsec-crypto-profile|auto-key ike-gateway) ([^\s;{]+);?$`, `(?m)rules \S+ (?:source|destination|service) (\S+)$`,
		`(?m)static-route \S+ interface (\S+)$`, `<(?:ike-crypto-profile|ipsec-crypto-profile)>([^<]+)<`,
	},
	"pfsense":    {`<address>([A-Z_]+)</address>`, `<gateway>([A-Za-z0-9_]+)</gateway>`},
	"opnsense":   {`<address>([A-Z_]+)</address>`, `<gateway>([A-Za-z0-9_]+)</gateway>`},
	"strongswan": {`(?m)^\s*also\s*=\s*(\S+)$`, `certs = (\S+)`, `pools = (\S+)`},
}

// owners are the names by which a phase 2 says whose it is. They are taken from the
// good configurations only: where a tunnel has two phase 2s, the other one may be wrong
// by itself.
var owners = map[string][]string{
	"fortigate": {`set phase1name ("[^"]+")`},
	"pfsense":   {`<phase2>\s*<ikeid>(\d+)</ikeid>`},
	"opnsense":  {`<connection>([^<]+)</connection>`},
}

// values are what people hide: keys, addresses of peers, and times.
var values = map[string][]string{
	"asa": {
		`(?m)pre-shared-key (\S+)$`, `lifetime (?:seconds )?(\d+)`, `threshold (\d+)`, `set peer (\S+)`, `(?m)^tunnel-group (\d\S+) type`, `frequency (\d+)`,
	},
	"fortigate": {
		`set psksecret (.+)`, `set (?:keylife|keylifeseconds) (\d+)`, `set remote-gw (\S+)`, `set dpd-retryinterval (\d+)`, `set interval (\d+)`,
	},
	"paloalto": {
		`(?m)pre-shared-key key (\S+)$`, `(?m)lifetime (?:hours|minutes|seconds) (\S+)$`, `(?m)peer-address ip (\S+)$`, `(?m)dpd interval (\S+)$`, `<(?:key|hours|minutes|seconds)>([^<]+)<`,
	},
	"pfsense": {
		`<pre-shared-key>([^<]+)<`, `<(?:lifetime|rekey_time|rand_time|dpd_delay|dpd_maxfail)>([^<]+)<`, `<remote-gateway>([^<]+)<`,
	},
	"opnsense": {`<(?:Key|pre-shared-key)>([^<]+)<`, `<(?:rekey_time|over_time|dpd_delay|lifetime)>([^<]+)<`, `<(?:remote_addrs|remote-gateway)>([^<]+)<`},
	"strongswan": {
		`secret\s*=\s*(\S+)`, `(?:rekey_time|life_time|over_time|rand_time|dpd_delay)\s*=\s*(\S+)`, `(?m)^\s*(?:ikelifetime|lifetime|dpddelay)\s*=\s*(\S+)`, `(?m)^\s*(?:remote_addrs|right)\s*=\s*(\S+)`,
	},
}

// masks are what hidden values look like; masksOf has those of single vendors.
var (
	masks   = []string{"*****", "<removed>", "XXXXXXXX"}
	masksOf = map[string][]string{"fortigate": {"ENC XXXXXXXX"}}
)

// TestUndefinedNames gives every reference a name that nothing has.
func TestUndefinedNames(t *testing.T) {
	takeAway(t, references, []string{"nothing-has-this-name"}, true)
	takeAway(t, owners, []string{"nothing-has-this-name"}, false)
}

// TestHiddenValues hides every value in each of the ways.
func TestHiddenValues(t *testing.T) { takeAway(t, values, masks, true) }

func takeAway(t *testing.T, places map[string][]string, with []string, whole bool) {
	for _, d := range dialects {
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", d.vendor, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no configurations of %s (%v)", d.vendor, err)
		}
		if !whole {
			files = nil
		}
		by := slices.Concat(with, masksOf[d.vendor])
		changed := 0
		for _, file := range append(files, filepath.Join("testdata", "base", d.base)) {
			for _, expression := range places[d.vendor] {
				changed += takeFrom(t, d.read, file, regexp.MustCompile(expression), by)
			}
		}
		if changed == 0 && len(places[d.vendor]) > 0 {
			t.Errorf("%s: no place was found in any file", d.vendor)
		}
	}
}

// takeFrom puts each word in each place of a file that the expression finds, and
// returns how many files that made.
func takeFrom(t *testing.T, reader func(*parser.Source) ([]*ipsec.Device, error), file string, expression *regexp.Regexp, with []string) (changed int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	had := errorsOf(t, reader, file, string(data))
	for _, at := range expression.FindAllSubmatchIndex(data, -1) {
		for _, by := range with {
			if strings.HasSuffix(file, ".xml") {
				by = strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(by)
			}
			text := string(data[:at[2]]) + by + string(data[at[3]:])
			for about, message := range errorsOf(t, reader, file, text) {
				if had[about] == "" {
					line := strings.Count(string(data[:at[2]]), "\n") + 1
					t.Errorf("%s: line %d with %q for %q: %s [%s]", file, line, by, data[at[2]:at[3]], message, about)
				}
			}
			changed++
		}
	}
	return changed
}

// errorsOf returns the errors with all told, and without, by rule and tunnel.
func errorsOf(t *testing.T, reader func(*parser.Source) ([]*ipsec.Device, error), name, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	devices := read(t, reader, name, text)
	for _, intent := range []*rules.Intent{{}, toldAll()} {
		for _, f := range rules.Run(devices, outsystems.All(), outsystems.Profile(), intent).Findings {
			if f.Severity == rules.Error {
				out[f.Rule.Name] = f.Message.String()
				for _, tunnel := range f.Tunnels {
					out[f.Rule.Name+" of "+tunnel.Name] = f.Message.String()
				}
			}
		}
	}
	return out
}
