package outsystems_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/asa"
)

// rightPaths are configurations of an ASA with which the rules about the path find
// nothing at all, with everything told.
var rightPaths = map[string]string{
	"as it is": "",
	"an access-list for the whole range, by objects and groups, ahead of a denial": ` mtu outside 1500
+object-group network dns-servers
+ network-object host 10.8.2.10
+ network-object host 10.8.2.11
+object-group service web tcp
+ port-object eq www
+ port-object eq https
+access-list inside_in remark to the cloud
+access-list inside_in extended permit tcp object onprem object cloud object-group web
+access-list inside_in extended permit tcp object onprem object-group dns-servers eq domain
+access-list inside_in extended permit udp object onprem object-group dns-servers eq domain
+access-list inside_in extended permit icmp object onprem object-group dns-servers echo
+access-list inside_in extended deny ip any object cloud
+access-group inside_in in interface inside
`,
	"only some hosts may use the VPN": ` mtu outside 1500
+access-list inside_in extended permit ip 10.1.5.0 255.255.255.0 object cloud
+access-list inside_in extended permit tcp any any eq https
+access-group inside_in in interface inside
`,
	"a denial behind the permit, a disabled one ahead of it": ` mtu outside 1500
+access-list inside_in extended deny ip any object cloud inactive
+access-list inside_in extended permit ip any object cloud
+access-list inside_in extended deny ip any any
+access-group inside_in in interface inside
`,
	"an access-list of the outside, which sees no decrypted traffic and none to the device": ` mtu outside 1500
+access-list outside_in extended deny udp any any eq isakmp
+access-list outside_in extended deny ip any any
+access-group outside_in in interface outside
`,
	"a control-plane list that lets the peers in": ` mtu outside 1500
+object-group network peers
+ network-object host 203.0.113.10
+ network-object host 203.0.113.20
+access-list to_box extended permit udp object-group peers any eq isakmp
+access-list to_box extended permit esp object-group peers any
+access-list to_box extended deny udp any any eq isakmp
+access-group to_box in interface outside control-plane
`,
	"translations behind the exemption": `-nat (inside,outside) source static onprem onprem destination static cloud cloud no-proxy-arp route-lookup
+nat (inside,outside) source static onprem onprem destination static cloud cloud no-proxy-arp route-lookup
+nat (inside,outside) after-auto source dynamic any interface
+object network server
+ host 10.1.7.10
+ nat (inside,outside) static 198.51.100.5
`,
	"a translation of another interface": `-nat (inside,outside) source static onprem onprem destination static cloud cloud no-proxy-arp route-lookup
+nat (dmz,outside) source dynamic any interface
`,
	"a route of its own, wider routes elsewhere, and one that drops what is left": ` route outside 0.0.0.0 0.0.0.0 198.51.100.1 1
+route outside 10.8.2.0 255.255.255.0 198.51.100.1 1
+route inside 10.0.0.0 255.0.0.0 10.1.0.254 1
+route Null0 10.8.2.0 255.255.255.0 254
`,
	"default route by DHCP": `- ip address 198.51.100.2 255.255.255.248
+ ip address dhcp setroute
...
-route outside 0.0.0.0 0.0.0.0 198.51.100.1 1
`,
}

func TestRightPaths(t *testing.T) {
	for name, diff := range rightPaths {
		text := base(t, "asa.cfg")
		if diff != "" {
			var err error
			if text, err = patch(text, diff); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, rule := range pathRules {
			r := rules.Find(outsystems.All(), rule)
			for _, f := range rules.Run(read(t, asa.Read, "asa.cfg", text), []*rules.Rule{r}, outsystems.Profile(), toldAll()).Findings {
				t.Errorf("%s: %s %s", name, rule, line(f))
			}
		}
	}
}
