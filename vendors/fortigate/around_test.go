package fortigate

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// device reads the configuration of a feature file, after replacing some of it.
func device(t testing.TB, file string, replace ...string) *ipsec.Device {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(string(a.Files[0].Data), replace[i]) {
			t.Fatalf("%s does not hold %q", file, replace[i])
		}
	}
	ds, err := Read(source(t, strings.NewReplacer(replace...).Replace(string(a.Files[0].Data))))
	if err != nil {
		t.Fatal(err)
	}
	return ds[0]
}

func one(text string) ipsec.AddrSet { return ipsec.SetOf(netip.MustParsePrefix(text)) }

// point is an interface by its name, "tunnel" for the first tunnel, "box" for the
// device itself.
func point(d *ipsec.Device, name string) ipsec.Point {
	switch name {
	case "tunnel":
		return ipsec.Point{Tunnel: d.Tunnels[0]}
	case "box":
		return ipsec.Point{Box: true}
	}
	return ipsec.Point{Interface: name}
}

// decided names the verdict and the deciding rules.
func decided(x ipsec.Answer) string {
	out := []string{x.Verdict.String()}
	for _, by := range x.By {
		if by.Rule == nil {
			out = append(out, "default")
			continue
		}
		out = append(out, by.Rule.Name)
	}
	return strings.Join(out, ", ")
}

func TestWhatPasses(t *testing.T) {
	d := device(t, "around_filters.txtar")
	moved := device(t, "around_filters.txtar", "    edit 10\n", "    move 20 before 1\n    edit 10\n")
	ngfw := device(t, "around_filters.txtar", "config system zone", "config system settings\nset ngfw-mode policy-based\nend\nconfig system zone")
	snippet := device(t, "around_filters.txtar", "#config-version=FGT100F-7.2.8-FW-build1639-240313:opmode=0:vdom=0:user=admin\n", "")
	forwarded := device(t, "around_filters.txtar", "        set extip 10.9.0.11\n", "        set extip 198.51.100.2\n        set protocol udp\n",
		"        set extport 1433\n", "        set extport 400-600\n")
	ports := device(t, "policy_based.txtar", "        set action accept\n", "        set action accept\n        set service \"ALL\"\n")
	late := device(t, "policy_based.txtar", "        set vpntunnel \"legacy\"\n", "        set vpntunnel \"other\"\n",
		"        set action accept\n", "        set action accept\n        set service \"ALL\"\n")
	const lan, cloud = "10.1.0.0/16", "10.8.2.0/24"
	for _, c := range []struct {
		d        *ipsec.Device
		from, to string
		src, dst string
		protocol int
		port     int
		want     string
	}{
		{d, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 443, "permitted, policy 20"},
		{d, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoUDP, 53, "permitted, policy 20"},
		{d, "internal", "tunnel", lan, cloud, ipsec.ProtoTCP, 443, "partly, policy 1, policy 20"},
		{moved, "internal", "tunnel", "10.1.2.20/32", cloud, ipsec.ProtoTCP, 443, "permitted, policy 20"},
		{d, "internal", "tunnel", "10.1.2.20/32", cloud, ipsec.ProtoTCP, 443, "denied, policy 1"},
		{d, "internal", "tunnel", "10.1.7.8/29", cloud, ipsec.ProtoTCP, 443, "unknown, policy 20, default, policy 5"},
		{d, "internal", "tunnel", "10.1.7.10/31", cloud, ipsec.ProtoUDP, 53, "denied, default"},
		{d, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 1433, "unknown, default, policy 4"},
		{d, "internal", "tunnel", "10.1.8.0/24", "10.8.2.10/31", ipsec.ProtoICMP, ipsec.ICMPEcho, "permitted, policy 3"},
		{d, "internal", "tunnel", "10.1.8.0/24", "10.8.2.10/31", ipsec.ProtoTCP, 5000, "denied, default"},
		{d, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 22, "denied, default"},
		{ngfw, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 22, "unknown"},
		{snippet, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 22, "unknown"},
		{snippet, "internal", "tunnel", "10.1.8.0/24", cloud, ipsec.ProtoTCP, 443, "permitted, policy 20"},
		{d, "vlan20", "vlan30", "10.3.0.0/24", "10.4.0.0/24", ipsec.ProtoTCP, 22, "permitted, zone servers (intrazone allow)"},
		{d, "vlan20", "internal", "10.3.0.0/24", lan, ipsec.ProtoTCP, 22, "denied, default"},
		{d, "vlan20", "tunnel", "10.3.0.0/24", cloud, ipsec.ProtoTCP, 443, "permitted, policy 9"},
		{d, "vlan20", "tunnel", "10.3.0.0/24", cloud, ipsec.ProtoTCP, 8443, "unknown, default, policy 9"},
		{d, "tunnel", "internal", cloud, "10.1.7.10/31", ipsec.ProtoTCP, 1433, "permitted, policy 7"},
		{d, "tunnel", "internal", cloud, "10.1.7.12/32", ipsec.ProtoTCP, 1433, "denied, default"},
		{d, "tunnel", "vlan20", cloud, "10.9.0.10/32", ipsec.ProtoTCP, 1433, "permitted, policy 8"},
		{d, "tunnel", "vlan20", cloud, "10.9.0.11/32", ipsec.ProtoTCP, 3306, "unknown, default, policy 8"},
		{d, "wan1", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoESP, 0, "denied, local-in policy 3"},
		{d, "wan1", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "unknown, default, local-in policy 1"},
		{forwarded, "wan1", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 500, "denied, default, local-in policy 1, virtual IP sql-port"},
		{forwarded, "wan1", "box", "203.0.113.10/32", "198.51.100.2/32", ipsec.ProtoUDP, 4500, "unknown, default, local-in policy 1, default"},
		{d, "internal", "box", "10.1.8.8/32", "10.1.0.1/32", ipsec.ProtoUDP, 500, "permitted, default"},
		{ports, "internal", "tunnel", lan, cloud, ipsec.ProtoTCP, 443, "permitted, policy 1, policy 1"},
		{ports, "tunnel", "internal", cloud, lan, ipsec.ProtoTCP, 1433, "permitted, policy 1, policy 1"},
		{ports, "internal", "tunnel", "10.2.0.0/16", cloud, ipsec.ProtoTCP, 443, "denied, policy 2, policy 2, which leads past the tunnel"},
		{late, "internal", "tunnel", lan, cloud, ipsec.ProtoTCP, 443, "denied, policy 1, policy 1, which leads past the tunnel"},
	} {
		got := decided(c.d.Around.Decide(ipsec.Flow{
			From: point(c.d, c.from), To: point(c.d, c.to), Source: one(c.src), Destination: one(c.dst), Protocol: c.protocol, Port: c.port,
		}))
		if got != c.want {
			t.Errorf("%s %s to %s %s, protocol %d port %d: %s, want %s", c.from, c.src, c.to, c.dst, c.protocol, c.port, got, c.want)
		}
	}
}

func TestWhatIsTranslated(t *testing.T) {
	for _, c := range []struct{ file, to, src, dst, want string }{
		{"around_nat.txtar", "tunnel", "10.1.4.0/24", "10.8.2.0/24", "kept by policy 2"},
		{"around_nat.txtar", "tunnel", "10.1.9.0/24", "10.8.2.0/24", "translated by policy 1"},
		{"around_nat.txtar", "tunnel", "10.1.0.0/16", "10.8.2.0/24", "partly by policy 1, policy 2"},
		{"around_nat.txtar", "tunnel", "10.1.4.0/24", "10.8.0.0/16", "partly by policy 2, policy 3 to 169.254.44.2/32"},
		{"around_nat.txtar", "wan1", "10.1.4.0/24", "192.0.2.0/24", "translated by policy 3 to unknown"},
		{"around_nat_central.txtar", "tunnel", "10.1.4.0/24", "10.8.2.0/24", "kept by central-snat-map 3"},
		{"around_nat_central.txtar", "tunnel", "10.1.4.0/24", "10.8.3.0/24", "translated by central-snat-map 1"},
		{"around_nat_central.txtar", "wan1", "10.2.4.0/24", "192.0.2.0/24", "kept by "},
	} {
		d := device(t, c.file)
		x := d.Around.Translate(ipsec.Flow{
			From: point(d, "internal"), To: point(d, c.to), Source: one(c.src), Destination: one(c.dst), Protocol: ipsec.ProtoTCP, Port: 443,
		})
		var by []string
		for _, r := range x.By {
			by = append(by, r.Name)
			if r.Kind == ipsec.NATInterface {
				by[len(by)-1] += " to " + r.To.String()
			}
		}
		if got := x.Verdict.String() + " by " + strings.Join(by, ", "); got != c.want {
			t.Errorf("%s: %s to %s %s: %s, want %s (%v)", c.file, c.src, c.to, c.dst, got, c.want, x.Reasons)
		}
	}
}

// routesTo writes the parts of an answer as "PREFIX: best | others".
func routesTo(d *ipsec.Device, to string) string {
	x := d.Around.RoutesTo(netip.MustParsePrefix(to), "")
	var out []string
	for _, p := range x.Parts {
		names := func(rs []*ipsec.Route) string {
			var out []string
			for _, r := range rs {
				name := r.Interface
				if r.Blackhole {
					name = "blackhole"
				}
				if r.Monitor != "" {
					name += " (" + r.Monitor + ")"
				}
				out = append(out, name)
			}
			return strings.Join(out, " ")
		}
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s: %s | %s", p.Prefix, names(p.Best), names(p.Others)), " | "))
	}
	return strings.Join(slices.Concat(out, x.Unknown, d.Around.Learns), "; ")
}

func TestWhereRoutesLead(t *testing.T) {
	d := device(t, "around_routes.txtar", "        set dst <the network of Osaka>\n", "        set dst 10.66.0.0 255.255.0.0\n")
	equal := device(t, "around_routes.txtar", "        set priority 10\n", "", "        set dst <the network of Osaka>\n", "        set dst 10.66.0.0 255.255.0.0\n")
	rules := device(t, "around_routes.txtar", "    config health-check\n", "    config service\n        edit 1\n            set mode priority\n        next\n    end\n    config health-check\n",
		"        set dst <the network of Osaka>\n", "        set dst 10.66.0.0 255.255.0.0\n")
	ospf := device(t, "around_routes.txtar", "config router access-list", "config router ospf\nconfig network\nedit 1\nset prefix 10.0.0.0 255.0.0.0\nnext\nend\nend\nconfig router access-list",
		"        set dst <the network of Osaka>\n", "        set dst 10.66.0.0 255.255.0.0\n")
	for _, c := range []struct {
		d        *ipsec.Device
		to, want string
	}{
		{d, "10.8.2.0/24", "10.8.2.0/24: one (link-monitor watch-one) | two blackhole"},
		{equal, "10.8.2.0/24", "10.8.2.0/24: one (link-monitor watch-one) two | blackhole"},
		{d, "10.12.0.0/16", "10.12.0.0/16: one (health-check cloud-dns) | two"},
		{rules, "10.12.0.0/16", "10.12.0.0/16: one (health-check cloud-dns) two; SD-WAN rules choose among the members"},
		{d, "10.8.0.0/24", "0.0.0.0/0: wan1"},
		{d, "10.7.1.0/24", "10.7.0.0/16: one"},
		{d, "10.13.1.0/24", "0.0.0.0/0: wan1; policy route 1 decides about what it matches"},
		{d, "10.14.1.0/24", "0.0.0.0/0: wan1"},
		{d, "169.254.45.0/30", "169.254.45.0/30: two"},
		{ospf, "10.14.1.0/24", "0.0.0.0/0: wan1; OSPF"},
	} {
		if got := routesTo(c.d, c.to); got != c.want {
			t.Errorf("to %s: %s, want %s", c.to, got, c.want)
		}
	}
	for _, r := range d.Around.Routes.All() {
		if leads := d.Around.LeadsInto(r, d.Tunnels[1]); leads != (r.Interface == "two") {
			t.Errorf("route to %s by %q leads into the second tunnel: %v", r.Prefix, r.Interface, leads)
		}
	}
}

// TestExemptFromLimits: what an earlier policy of the interface matches is
// exempt, unless that policy looks at some services only.
func TestExemptFromLimits(t *testing.T) {
	for _, c := range []struct{ service, want string }{{"ALL", "10.1.0.0/16"}, {"HTTPS", "none"}} {
		d := device(t, "around_filters.txtar", "        set srcaddr \"lan\"\n        set dstaddr \"all\"\n        set service \"ALL\"\n",
			"        set srcaddr \"lan\"\n        set dstaddr \"all\"\n        set service \""+c.service+"\"\n")
		if got := d.Around.Limits.All()[0].Exempts.String(); got != c.want {
			t.Errorf("earlier policy with service %s: exempt %s, want %s", c.service, got, c.want)
		}
	}
}

func TestAsymmetricReplies(t *testing.T) {
	const header = "#config-version=FGT100F-%s-FW-build1:opmode=0:vdom=0:user=admin\nconfig system global\nend\nconfig firewall policy\nend\n"
	for _, c := range []struct{ text, want string }{
		{fmt.Sprintf(header, "7.2.8"), " unknown"},
		{fmt.Sprintf(header, "6.2.1"), "yes default"},
		{fmt.Sprintf(header, "6.2.3"), "no default"},
		{fmt.Sprintf(header, "6.2.4"), " unknown"},
		{"config system settings\nset auxiliary-session enable\nend\n", "yes explicit"},
		{"config system settings\nset asymroute enable\nend\n", "yes explicit"},
		{"config system settings\nset auxiliary-session disable\nend\n", " unknown"},
		{"config system settings\nend\n", " unknown"},
		{"config firewall policy\nend\n", " unknown"},
	} {
		ds, err := Read(source(t, c.text))
		if err != nil {
			t.Fatal(err)
		}
		v := ds[0].Around.AsymmetricReplies
		if got := v.V + " " + v.Origin.String(); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// TestGroupsInCircles: FortiOS refuses them, files need not.
func TestGroupsInCircles(t *testing.T) {
	ds, err := Read(source(t, `config firewall addrgrp
edit a
set member b c
next
edit b
set member a
set exclude enable
set exclude-member a c
next
end
config firewall service group
edit s
set member s t
next
edit t
set member s
next
end
config firewall vipgrp
edit v
set member v
next
end
config firewall policy
edit 1
set srcaddr a
set dstaddr v
set service s
set action accept
next
end
`))
	if err != nil {
		t.Fatal(err)
	}
	rule := ds[0].Around.Filters.All()[0].Rules.Rule(0)
	if !slices.Contains(rule.Source.Unknown, "address c is not defined in this file") {
		t.Errorf("source %v", rule.Source.Unknown)
	}
	vendortest.CheckSpans(t, ds)
}

// BenchmarkDecide asks ten questions of a backup of 10 MB: most of them are about
// policies that many are like.
func BenchmarkDecide(b *testing.B) {
	src := source(b, string(backup(10<<20, 100)))
	b.ReportAllocs()
	for b.Loop() {
		ds, err := Read(src)
		if err != nil {
			b.Fatal(err)
		}
		for i := range 10 {
			dst := []string{"10.8.2.0/24", "192.0.2.0/24"}[i%2]
			ds[0].Around.Decide(ipsec.Flow{
				From: ipsec.Point{Interface: "internal"}, To: ipsec.Point{Interface: "wan1"},
				Source: one("10.0.0.0/8"), Destination: one(dst), Protocol: ipsec.ProtoTCP, Port: 443,
			})
		}
	}
}

// TestEachVDOMHasItsOwn: the same names and numbers mean other things in another
// VDOM.
func TestEachVDOMHasItsOwn(t *testing.T) {
	part := func(vdom, lan, nat string) string {
		return "config vdom\nedit " + vdom + "\nconfig system zone\nedit inside\nset interface lan-" + vdom + "\nnext\nend\n" +
			"config firewall address\nedit lan\nset subnet " + lan + "\nnext\nend\n" +
			"config firewall policy\nedit 1\nset srcintf inside\nset dstintf any\nset srcaddr lan\nset dstaddr all\nset action accept\n" +
			"set schedule always\nset service ALL\nset nat " + nat + "\nnext\nend\n" +
			"config router static\nedit 1\nset device lan-" + vdom + "\nnext\nend\nend\n"
	}
	ds, err := Read(source(t, "#config-version=FGT100F-7.2.8-FW-build1:opmode=0:vdom=1:user=admin\n#global_vdom=1\n"+
		"config global\nconfig system global\nend\nconfig system interface\nedit lan-a\nset vdom a\nset ip 10.1.0.1/16\nnext\n"+
		"edit lan-b\nset vdom b\nset ip 10.2.0.1/16\nnext\nend\nend\n"+part("a", "10.1.0.0/16", "enable")+part("b", "10.2.0.0/16", "disable")))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ iface, src, nat string }{{"lan-a", "10.1.0.0/16", "translated"}, {"lan-b", "10.2.0.0/16", "kept"}} {
		a := ds[i].Around
		if got := a.Interfaces.All(); len(got) != 1 || got[0].Name != want.iface || !slices.Contains(got[0].Zones, "inside") {
			t.Errorf("VDOM %s: interfaces %+v", ds[i].Context, got)
		}
		f := ipsec.Flow{From: point(ds[i], want.iface), To: point(ds[i], "wan1"), Source: one("10.0.0.0/8"), Destination: one("192.0.2.0/24"), Protocol: ipsec.ProtoTCP, Port: 443}
		if got := a.Decide(f); got.Verdict != ipsec.Partly || got.Passes.Source.String() != want.src[:len(want.src)-3] {
			t.Errorf("VDOM %s: %s, passes %v", ds[i].Context, decided(got), got.Passes)
		}
		f.Source = one(want.src)
		if got := a.Translate(f).Verdict.String(); got != want.nat {
			t.Errorf("VDOM %s: %s, want %s", ds[i].Context, got, want.nat)
		}
		if got := a.Routes.All(); len(got) != 1 || got[0].Interface != want.iface {
			t.Errorf("VDOM %s: routes %+v", ds[i].Context, got)
		}
	}
}
