package outsystems_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/asa"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestRoutingOfASA starts from a rule's bad example for the ASA, changes it and
// says what the rule finds then: nothing where it is right, or info where the file
// cannot tell. Findings are given by their severity and how their message begins.
func TestRoutingOfASA(t *testing.T) {
	const zone1, zone2 = " nameif cloud1\n zone-member clouds", " nameif cloud2\n zone-member clouds"
	const sla = "sla monitor 20\n type echo protocol ipIcmpEcho 10.8.2.10 interface cloud1\n frequency 5\nsla monitor schedule 20 life forever start-time now\ntrack 1 rtr 20 reachability\n!\nmtu outside 1500"
	const second = "  neighbor 169.254.11.1 activate\n"
	for _, c := range []struct {
		name, rule string
		example    string // "" for the first
		intent     string // "" for the example's own
		change     []string
		want       []string
	}{
		{name: "one zone takes replies on both", rule: "asymmetric-routing", change: []string{" nameif cloud1", zone1, " nameif cloud2", zone2}},
		{name: "the user says that they are taken", rule: "asymmetric-routing", intent: "asymmetric-ok true\n"},
		{name: "without a cloud range, each prefix", rule: "asymmetric-routing", intent: "peer 203.0.113.10\npeer 203.0.113.20\n",
			want: []string{"warning: 10.8.2.0/24 goes into Tunnel1 and Tunnel2 at once"}},
		{name: "other prefixes are no pair", rule: "asymmetric-routing", intent: "peer 203.0.113.10\n",
			change: []string{"route cloud2 10.8.2.0", "route cloud2 10.7.2.0"}},
		{name: "a tunnel that is meant for something else", rule: "asymmetric-routing", intent: "peer 203.0.113.10\n"},
		{name: "a tunnel that is shut", rule: "asymmetric-routing", change: []string{" nameif cloud2", " shutdown\n nameif cloud2"}},
		{name: "a snippet may lack routes", rule: "asymmetric-routing", change: []string{"Cryptochecksum:00000000000000000000000000000000\n: end\n", ""},
			want: []string{"info: cannot be sure, since the file is no whole running-config, so it may not show all routes: 10.8.2.0/24 goes into"}},
		{name: "a longer prefix wins, and the other tunnel is up too", rule: "asymmetric-routing",
			change: []string{"route cloud2 10.8.2.0 255.255.255.0", "route cloud2 10.8.0.0 255.255.0.0"},
			want:   []string{"info: 10.8.2.0/24 goes into Tunnel1, and Tunnel2 is up as well"}},

		{name: "dead peer detection watches", rule: "failover-detection", change: []string{" isakmp keepalive disable", " isakmp keepalive threshold 10 retry 3"}},
		{name: "a probe through the tunnel decides", rule: "failover-detection",
			change: []string{"169.254.10.1 1\n", "169.254.10.1 1 track 1\n", "mtu outside 1500", sla}},
		{name: "a probe elsewhere decides", rule: "failover-detection",
			change: []string{"169.254.10.1 1\n", "169.254.10.1 1 track 1\n", "mtu outside 1500", strings.Replace(sla, "interface cloud1", "interface outside", 1)},
			want:   []string{"warning: the route to 10.8.2.0/24 through Tunnel1 hangs on track 1 (sla monitor 20), which sends nothing through that tunnel"}},
		{name: "the second tunnel waits", rule: "failover-detection", example: "2",
			change: []string{"169.254.10.1 1\n", "169.254.10.1 1\nroute cloud2 10.8.2.0 255.255.255.0 169.254.11.1 100\n"}},
		{name: "it may be another connection", rule: "failover-detection", example: "2", intent: "cidr 10.8.2.0/24\n"},
		{name: "a snippet may lack its route", rule: "failover-detection", example: "2", change: []string{": Saved\n", "", "hostname fw-example\n", ""}},

		{name: "prepend and local preference", rule: "bgp-preference", example: "2",
			change: []string{"169.254.10.1 route-map FIRST-IN in", "169.254.11.1 route-map FIRST-IN in"}},
		{name: "both prepend alike", rule: "bgp-preference", example: "3",
			change: []string{second, second + "  neighbor 169.254.10.1 route-map SECOND-OUT out\n"},
			want:   []string{"warning: both Tunnel1 and Tunnel2 prepend their AS path alike"}},
		{name: "only this device has a preference", rule: "bgp-preference", example: "2",
			change: []string{"  neighbor 169.254.11.1 route-map SECOND-OUT out\n", ""},
			want:   []string{"info: this device prefers Tunnel2"}},
		{name: "the user lets replies come by either", rule: "bgp-preference", intent: "asymmetric-ok true\n"},
		{name: "one session is no pair", rule: "bgp-preference", change: []string{second, second + "  neighbor 169.254.11.1 shutdown\n"}},
		{name: "another AS is another connection", rule: "bgp-preference",
			change: []string{"169.254.11.1 remote-as 64512", "169.254.11.1 remote-as 65515"}},
		{name: "a snippet", rule: "bgp-preference", change: []string{"Cryptochecksum:00000000000000000000000000000000\n: end\n", ""},
			want: []string{"info: cannot be sure, since the file is no whole running-config"}},

		{name: "neighbours behind the tunnels", rule: "bgp-preference",
			change: []string{"neighbor 169.254.10.1", "neighbor 10.8.2.4", "neighbor 169.254.11.1", "neighbor 10.8.2.5",
				"mtu inside 1500", "mtu inside 1500\nroute cloud1 10.8.2.4 255.255.255.255 169.254.10.1 1\nroute cloud2 10.8.2.5 255.255.255.255 169.254.11.1 1"},
			want: []string{"warning: neither AS path nor local preference"}},
		{name: "a private number", rule: "bgp-session", change: []string{"router bgp 4200000001", "router bgp 65010"}},
		{name: "a number of its own towards the cloud", rule: "bgp-session",
			change: []string{second, second + "  neighbor 169.254.10.1 local-as 65010\n  neighbor 169.254.11.1 local-as 65011\n"}},
		{name: "BGP on one tunnel only", rule: "bgp-session", intent: "routing bgp\n", change: []string{"router bgp 4200000001", "router bgp 65010", second, second + "  neighbor 169.254.11.1 shutdown\n"},
			want: []string{"warning: no active BGP session goes through Tunnel2"}},
		{name: "a neighbour somewhere", rule: "bgp-session", intent: "routing bgp\n", change: []string{"router bgp 4200000001", "router bgp 65010", "neighbor 169.254.11.1", "neighbor 172.20.0.1"},
			want: []string{"info: cannot be sure, since the file does not tell how neighbour 172.20.0.1 is reached: no active BGP session goes through Tunnel2"}},
		{name: "static routing needs none", rule: "bgp-session", intent: "routing static\n", change: []string{"router bgp 4200000001", "router bgp 65010", "neighbor 169.254.11.1", "neighbor 172.20.0.1"}},
		{name: "short timers notice no later", rule: "bgp-session", change: []string{"router bgp 4200000001", "router bgp 65010", "timers 10 30 30", "timers 5 15"},
			want: []string{"info: BGP has a keepalive of 5 s and a hold time of 15 s; AWS's samples have 10 s and 30 s", "info: BGP has a keepalive of 5 s"}},
		{name: "a snippet may lack the timers, and shows its default route", rule: "bgp-session", example: "3",
			change: []string{"Cryptochecksum:00000000000000000000000000000000\n: end\n", ""},
			want:   []string{"info: cannot be sure, since the file is no whole running-config, so it may not show all BGP neighbours: a default route is announced"}},
		{name: "a filter holds the default route back", rule: "bgp-session", example: "3",
			change: []string{"route-map SECOND-OUT permit 10", "prefix-list ONPREM seq 5 permit 10.1.0.0/16\nroute-map SECOND-OUT permit 10",
				second, second + "  neighbor 169.254.11.1 prefix-list ONPREM out\n  neighbor 169.254.10.1 prefix-list ONPREM out\n"},
			want: []string{"info: BGP has a keepalive of 60 s"}},

		{name: "one range that holds the registered one", rule: "onprem-range",
			change: []string{"10.1.0.0 255.255.0.0 10.8.2.0 255.255.255.0\naccess-list outsystems extended permit ip 10.9.0.0", "10.0.0.0 255.252.0.0 10.8.2.0 255.255.255.0\naccess-list outsystems extended permit ip 10.1.0.0"}},
		{name: "selectors that hold nothing of it are another rule's", rule: "onprem-range", intent: "onprem 10.77.0.0/16\n"},
		{name: "a changed range", rule: "selector-coverage", example: "5", intent: "onprem 10.77.0.0/16\nrouting bgp\n",
			want: []string{"error: the local selectors (10.1.0.0/24) hold nothing of the on-premises ranges (10.77.0.0/16); if the ranges have changed, register the new ones by a support case"}},
		{name: "the registered range is announced", rule: "onprem-range", example: "3", intent: "onprem 10.2.0.0/16\n"},
		{name: "a smaller part of it does not do", rule: "onprem-range", example: "3", intent: "onprem 10.2.0.0/15\n",
			want: []string{"warning: BGP does not announce the registered range 10.2.0.0/15"}},
		{name: "what is redistributed is not followed", rule: "onprem-range", example: "3", intent: "onprem 10.2.0.0/16\nonprem 10.1.0.0/16\n",
			change: []string{second, second + "  redistribute static\n"}},
		{name: "0.0.0.0/0 cannot be registered", rule: "onprem-range", intent: "onprem 0.0.0.0/0\n",
			want: []string{"error: 0.0.0.0/0 cannot be registered with OutSystems"}},
		{name: "21 ranges", rule: "onprem-range", example: "2", intent: strings.Repeat("onprem 10.1.0.0/16\n", 21),
			want: []string{"warning: 21 on-premises ranges are given, and OutSystems takes at most 20"}},
	} {
		t.Run(c.rule+": "+c.name, func(t *testing.T) {
			r := rules.Find(outsystems.All(), c.rule)
			cases := outsystems.Examples(r, "asa")
			e := cases[slices.IndexFunc(cases, func(e outsystems.Example) bool { return e.Case == c.example })]
			text, err := e.Apply(base(t, "asa.cfg"))
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(c.change); i += 2 {
				if !strings.Contains(text, c.change[i]) {
					t.Fatalf("the example does not have %q", c.change[i])
				}
				text = strings.ReplaceAll(text, c.change[i], c.change[i+1])
			}
			if c.intent == "" {
				c.intent = e.Intent
			}
			var got []string
			for _, f := range rules.Run(read(t, asa.Read, "fw.cfg", text), []*rules.Rule{r}, outsystems.Profile(), parseIntent(t, c.intent)).Findings {
				got = append(got, f.Severity.String()+": "+f.Message.String())
			}
			if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
				t.Errorf("findings begin otherwise (-want +got):\n%s", cmp.Diff(c.want, got))
			}
		})
	}
}

// TestRoutingOfOthers holds what no ASA can show: a route that nothing withdraws,
// replies of which the file does not tell, a route with a condition.
func TestRoutingOfOthers(t *testing.T) {
	m := newModel(t)
	cloud := netip.MustParsePrefix("10.8.2.0/24")
	told := rules.Intent{Peers: []string{"203.0.113.10", "203.0.113.20"}, CIDR: cloud, DNS: []netip.Addr{netip.MustParseAddr("10.8.2.10")}}
	routed := func(distance int) (*ipsec.Device, *ipsec.Around) {
		a, b := m.tunnel("a", "203.0.113.10", 10), m.tunnel("b", "203.0.113.20", 20)
		d := m.device(a, b)
		d.Around = &ipsec.Around{}
		d.Around.Routes.Extent, d.Around.BGP.Extent = ipsec.Complete, ipsec.Complete
		for i, tunnel := range d.Tunnels {
			tunnel.Kind = ipsec.RouteBased
			r := &ipsec.Route{Prefix: cloud, Tunnel: tunnel, At: m.line(30 + i), Distance: ipsec.DefaultOf(1+i*(distance-1), "")}
			d.Around.Routes.Rows = append(d.Around.Routes.Rows, r)
		}
		return d, d.Around
	}

	d, around := routed(10)
	wantFindings(t, findings(t, "failover-detection", d, told), "30: warning: nothing withdraws the route to 10.8.2.0/24 through a")
	d.Tunnels[0].KeepalivesHidden = "the file shows no monitors"
	around.Routes.Rows[0].Monitor = "monitor 1"
	wantFindings(t, findings(t, "failover-detection", d, told), "30: info: cannot be sure, since the file shows no monitors")
	d.Tunnels[0].Keepalives = []ipsec.Keepalive{{Kind: "path-monitor", ControlsState: true}}
	wantFindings(t, findings(t, "failover-detection", d, told))
	wantFindings(t, findings(t, "asymmetric-routing", d, told)) // b waits for traffic

	d, around = routed(1)
	wantFindings(t, findings(t, "asymmetric-routing", d, told), "31: info: 10.8.2.0/24 goes into a and b at once, and it cannot be told")
	around.AsymmetricReplies = ipsec.ExplicitAt("no", m.line(40))
	wantFindings(t, findings(t, "asymmetric-routing", d, told), "31: warning: 10.8.2.0/24 goes into a and b at once, and the device drops")
	around.Routes.Rows[1].Table = "other"
	wantFindings(t, findings(t, "asymmetric-routing", d, told))

	around.Routes.Rows[1].Table, around.Routes.Rows[1].At = "", around.Routes.Rows[0].At // one statement for both
	wantFindings(t, findings(t, "asymmetric-routing", d, told))
	wantFindings(t, findings(t, "failover-detection", d, told))

	d, around = routed(1)
	around.Routes.Rows[1].Maybe = []string{"a policy route takes some traffic only"}
	wantFindings(t, findings(t, "asymmetric-routing", d, told))
	wantFindings(t, findings(t, "failover-detection", d, told)) // it may be the second tunnel's route
	around.Routes.Rows[1].Disabled = true
	wantFindings(t, findings(t, "failover-detection", d, told), "20: warning: no route leads into b")

	a := d.Tunnels[0]
	a.Keepalives = []ipsec.Keepalive{{Kind: "link-monitor", Name: "probe", Target: "10.8.2.10", At: m.line(50), ControlsState: true}}
	registered := rules.Intent{OnPrem: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}}
	wantFindings(t, findings(t, "keepalive-source", d, registered), "50: info: cannot tell the source address of the probe")
	tunnelInterface := &ipsec.Interface{Name: "a", Enabled: true, Addresses: []netip.Prefix{netip.MustParsePrefix("169.254.10.2/30")}, Carries: []*ipsec.Tunnel{a}, At: m.line(9)}
	around.Interfaces.Rows = []*ipsec.Interface{tunnelInterface}
	wantFindings(t, findings(t, "keepalive-source", d, registered), "50: error: the probe that controls the route or the tunnel leaves with source 169.254.10.2")
	tunnelInterface.Addresses[0] = netip.MustParsePrefix("10.1.255.1/30")
	wantFindings(t, findings(t, "keepalive-source", d, registered))
	tunnelInterface.Dynamic = true
	wantFindings(t, findings(t, "keepalive-source", d, registered), "50: info: cannot tell")

	// One probe through two tunnels leaves each with an address of its own.
	b := d.Tunnels[1]
	kept := b.Keepalives
	b.Keepalives, tunnelInterface.Dynamic, tunnelInterface.Addresses[0] = a.Keepalives, false, netip.MustParsePrefix("169.254.10.2/30")
	other := &ipsec.Interface{Name: "b", Enabled: true, Addresses: []netip.Prefix{netip.MustParsePrefix("169.254.11.2/30")}, Carries: []*ipsec.Tunnel{b}, At: m.line(19)}
	around.Interfaces.Rows = []*ipsec.Interface{tunnelInterface, other}
	wantFindings(t, findings(t, "keepalive-source", d, registered),
		"50: error: the probe that controls the route or the tunnel leaves with source 169.254.10.2", "50: error: the probe that controls the route or the tunnel leaves with source 169.254.11.2")
	b.Keepalives, tunnelInterface.Dynamic, around.Interfaces.Rows = kept, true, []*ipsec.Interface{tunnelInterface}

	for i, tunnel := range d.Tunnels {
		tunnel.Kind = ipsec.PolicyBased
		tunnel.Children = []*ipsec.Child{{Selectors: []ipsec.Selector{{Local: "10.1.0.0/16", Remote: "10.8.2.0/24", At: m.line(60 + i)}}}}
	}
	wantFindings(t, findings(t, "failover-detection", d, told), "20: info: a and b select the same traffic")
	d.Tunnels[1].Role = ipsec.Backup
	wantFindings(t, findings(t, "failover-detection", d, told))

	d.Around = nil
	for _, rule := range []string{"asymmetric-routing", "failover-detection", "bgp-preference", "bgp-session"} {
		wantFindings(t, findings(t, rule, d, told))
	}
}
