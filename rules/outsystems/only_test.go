package outsystems_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// beside are the rules that cannot but speak beside another one, in every vendor or
// in the one that stands behind a slash, with the reason.
var beside = map[string]map[string]string{
	"asymmetric-routing": {
		"traffic-permitted": "replies are told apart where filters look at the tunnel's own interface or zone, for which the good configuration has no rules",
		"nat-exemption":     "the rule against NAT names the zone that the second tunnel leaves",
	},
	"idle-timeout": {
		"dpd":            "only a legacy phase 1 has the timer, and it stands in for the connection with DPD",
		"ike-lifetime":   "only a legacy phase 1 has the timer, and it stands in for the connection with the lifetime",
		"keepalive":      "a tunnel without a probe is what the timer closes",
		"route-to-cloud": "the route leads into the interface of the connection that the legacy phase 1 stands in for",
	},
	"keepalive": {"failover-detection": "the probe that keeps the traffic up is also what withdraws the route"},
	"keepalive-target": {
		"keepalive-source": "the monitor of a gateway leaves with the address inside the tunnel whatever its target is",
	},
	"nat-traversal":  {"ike-identity": "a device with a private address names itself by it"},
	"onprem-range":   {"single-sa-pair": "a selector beside the registered one is a second selector"},
	"route-to-cloud": {"failover-detection": "a route to a part of the range has no second one that waits"},
	"selector-coverage": {
		"keepalive-interval": "a tunnel by policy has no gateway to monitor, and its keep alive is slow",
		"single-sa-pair":     "a selector of IPv6 stands beside that of IPv4",
	},
	"selector-overlap": {
		"keepalive":          "the probe of the good configuration does not enter such a tunnel",
		"keepalive-interval": "a tunnel by policy has no gateway to monitor, and its keep alive is slow",
	},
	"single-sa-pair": {
		"keepalive-interval": "a tunnel by policy has no gateway to monitor, and its keep alive is slow",
	},
	"supplied-config":      {"ike-authentication": "a key that was copied from the other tunnel is wrong in both ways"},
	"truncated-config":     {"unreadable-statement": "the file ends within a phase 2"},
	"undefined-reference":  {"keepalive": "a tunnel without a phase 2 that is known has no probe in it"},
	"unknown-version":      {"ike-weakest-wins": "the default proposals depend on the release, and are weak in all", "pfs": "the default proposals depend on the release, and require PFS in none"},
	"unreadable-statement": {"second-tunnel": "the box refuses the tunnel, so that it is not there"},
}

// TestWrongInOneThing holds that each rule has, for each vendor, an example that is
// wrong in nothing else: no other rule finds an error or a warning in it that it does
// not find in the good configuration, whatever of the intent is told.
func TestWrongInOneThing(t *testing.T) {
	used := map[string]bool{}
	for _, d := range dialects {
		for _, r := range outsystems.All() {
			var also [][]string
			for _, e := range outsystems.Examples(r, d.vendor) {
				if e.None == "" {
					also = append(also, othersIn(t, d.vendor, r, e))
				}
			}
			if len(also) == 0 {
				continue // TestEveryRuleHasExamples asks for the reason
			}
			best := slices.MinFunc(also, func(a, b []string) int { return len(a) - len(b) })
			for _, other := range best {
				name, _, _ := strings.Cut(other, " ")
				key := name
				if beside[r.Name][name+"/"+d.vendor] != "" {
					key = name + "/" + d.vendor
				}
				if used[r.Name+" "+key] = true; beside[r.Name][key] == "" {
					t.Errorf("%s %s: every example is wrong in something else, too: %s", d.vendor, r.Name, other)
				}
			}
		}
	}
	for rule, names := range beside {
		for name := range names {
			if !used[rule+" "+name] {
				t.Errorf("%s: %s does not speak beside it any more; take it out of the list", rule, name)
			}
		}
	}
}

// othersIn returns the errors and warnings of other rules that an example has more
// than its good configuration, both with its own intent and with all told.
func othersIn(t *testing.T, vendor string, r *rules.Rule, e outsystems.Example) []string {
	t.Helper()
	for _, d := range dialects {
		if d.vendor != vendor {
			continue
		}
		good := base(t, d.base)
		bad, err := e.Apply(good)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, intent := range []*rules.Intent{parseIntent(t, e.Intent), toldAll()} {
			grave := func(text string) []rules.Finding {
				all := rules.Run(read(t, d.read, d.base, text), outsystems.All(), outsystems.Profile(), intent).Findings
				return slices.DeleteFunc(all, func(f rules.Finding) bool { return f.Severity == rules.Info || f.Rule == r })
			}
			had := map[string]bool{}
			for _, f := range grave(good) {
				had[f.Rule.Name+f.Message.String()] = true
			}
			for _, f := range grave(bad) {
				if text := f.Rule.Name + " " + line(f); !had[f.Rule.Name+f.Message.String()] && !slices.Contains(out, text) {
					out = append(out, text)
				}
			}
		}
		return out
	}
	t.Fatalf("no vendor is called %s", vendor)
	return nil
}
