package outsystems_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/fortigate"
)

// rightPathsFortiGate are configurations of a FortiGate with which the rules about
// the path and about routing find nothing at all, with everything told.
var rightPathsFortiGate = map[string]string{
	"as it is": "",
	"the second tunnel comes up when the first is down": `-    set auxiliary-session enable
+    set gui-dns-database enable
...
         set remote-gw 203.0.113.20
+        set monitor "outsystems1"
...
-        set priority 10
`,
	"zones in the place of interfaces": `+config system zone
+    edit "cloud"
+        set interface "outsystems1" "outsystems2"
+    next
+    edit "office"
+        set interface "internal"
+    next
+end
 config firewall policy
     edit 1
         set name "to-outsystems"
-        set srcintf "internal"
-        set dstintf "outsystems1" "outsystems2"
+        set srcintf "office"
+        set dstintf "cloud"
...
-        set srcintf "outsystems1" "outsystems2"
-        set dstintf "internal"
+        set srcintf "cloud"
+        set dstintf "office"
`,
	"groups, ranges and services of their own, ahead of a denial": `     edit "cloud"
         set subnet 10.8.2.0 255.255.255.0
     next
+    edit "dns-servers"
+        set type iprange
+        set start-ip 10.8.2.10
+        set end-ip 10.8.2.11
+    next
...
 config firewall policy
     edit 1
         set name "to-outsystems"
         set srcintf "internal"
         set dstintf "outsystems1" "outsystems2"
         set action accept
         set srcaddr "onprem"
         set dstaddr "cloud"
         set schedule "always"
-        set service "ALL"
+        set service "HTTP" "HTTPS"
     next
+    edit 4
+        set srcintf "internal"
+        set dstintf "outsystems1" "outsystems2"
+        set action accept
+        set srcaddr "onprem"
+        set dstaddr "dns-servers"
+        set schedule "always"
+        set service "DNS" "PING"
+    next
+    edit 5
+        set srcintf "any"
+        set dstintf "outsystems1" "outsystems2"
+        set srcaddr "onprem"
+        set dstaddr "cloud"
+        set schedule "always"
+        set service "ALL"
+    next
`,
	"some hosts only, and a disabled denial ahead": `     edit "cloud"
         set subnet 10.8.2.0 255.255.255.0
     next
+    edit "staff"
+        set subnet 10.1.5.0 255.255.255.0
+    next
...
 config firewall policy
+    edit 4
+        set srcintf "any"
+        set dstintf "any"
+        set srcaddr "onprem"
+        set dstaddr "cloud"
+        set schedule "always"
+        set service "ALL"
+        set status disable
+    next
     edit 1
         set name "to-outsystems"
         set srcintf "internal"
         set dstintf "outsystems1" "outsystems2"
         set action accept
-        set srcaddr "onprem"
+        set srcaddr "staff"
`,
	"sessions of each source are counted by themselves": `+config firewall DoS-policy
+    edit 1
+        set name "wan"
+        set interface "wan1"
+        set srcaddr "all"
+        set dstaddr "all"
+        set service "ALL"
+        config anomaly
+            edit "udp_scan"
+                set status enable
+                set log enable
+                set action block
+                set threshold 2000
+            next
+            edit "udp_src_session"
+                set status enable
+                set action block
+                set threshold 5000
+            next
+            edit "ip_src_session"
+                set status enable
+                set action block
+                set threshold 5000
+            next
+        end
+    next
+end
 config router static
`,
	"VPN services for the peers only": `     edit "cloud"
         set subnet 10.8.2.0 255.255.255.0
     next
+    edit "peer1"
+        set subnet 203.0.113.10 255.255.255.255
+    next
+    edit "peer2"
+        set subnet 203.0.113.20 255.255.255.255
+    next
+end
+config firewall addrgrp
+    edit "peers"
+        set member "peer1" "peer2"
+    next
...
 config firewall local-in-policy
+    edit 2
+        set intf "wan1"
+        set srcaddr "peers"
+        set dstaddr "all"
+        set action accept
+        set service "IKE" "ESP"
+        set schedule "always"
+    next
+    edit 3
+        set intf "any"
+        set srcaddr "all"
+        set dstaddr "all"
+        set service "IKE" "ESP"
+        set schedule "always"
+    next
`,
	"flood thresholds that exempt the peers, look at another port, or only log": `     edit "cloud"
         set subnet 10.8.2.0 255.255.255.0
     next
+    edit "peers"
+        set subnet 203.0.113.0 255.255.255.0
+    next
...
+config firewall DoS-policy
+    edit 1
+        set interface "internal"
+        set srcaddr "all"
+        set dstaddr "all"
+        set service "ALL"
+        config anomaly
+            edit "udp_flood"
+                set status enable
+                set action block
+            next
+        end
+    next
+    edit 2
+        set interface "wan1"
+        set srcaddr "peers"
+        set dstaddr "all"
+        set service "ALL"
+    next
+    edit 3
+        set interface "wan1"
+        set srcaddr "all"
+        set dstaddr "all"
+        set service "ALL"
+        config anomaly
+            edit "udp_flood"
+                set status enable
+                set action block
+            next
+            edit "tcp_syn_flood"
+                set status enable
+                set action block
+            next
+            edit "ip_src_session"
+                set status enable
+            next
+        end
+    next
+end
 config firewall policy
`,
	"central NAT with an exemption ahead, and a pool for the internet": ` config system settings
     set auxiliary-session enable
+    set central-nat enable
...
+config firewall ippool
+    edit "public"
+        set startip 198.51.100.4
+        set endip 198.51.100.5
+    next
+end
+config firewall central-snat-map
+    edit 2
+        set srcintf "internal"
+        set dstintf "any"
+        set orig-addr "onprem"
+        set dst-addr "cloud"
+        set nat disable
+    next
+    edit 1
+        set srcintf "internal"
+        set dstintf "any"
+        set orig-addr "onprem"
+        set dst-addr "all"
+        set nat-ippool "public"
+    next
+end
 config firewall policy
`,
	"translation to a registered address": `         set srcaddr "onprem"
         set dstaddr "cloud"
         set schedule "always"
         set service "ALL"
+        set nat enable
+        set ippool enable
+        set poolname "inside"
     next
...
+config firewall ippool
+    edit "inside"
+        set startip 10.1.255.1
+        set endip 10.1.255.4
+    next
+end
 config firewall local-in-policy
`,
	"a virtual IP for the internet, which the tunnels do not use": `+config firewall vip
+    edit "web"
+        set extip 198.51.100.3
+        set mappedip "10.1.7.10"
+        set extintf "wan1"
+        set portforward enable
+        set extport 443
+        set mappedport 443
+    next
+end
 config firewall policy
+    edit 4
+        set srcintf "wan1"
+        set dstintf "internal"
+        set action accept
+        set srcaddr "all"
+        set dstaddr "web"
+        set schedule "always"
+        set service "HTTPS"
+    next
`,
	"SD-WAN with rules, and a policy route for mail": `+config system sdwan
+    set status enable
+    config zone
+        edit "virtual-wan-link"
+        next
+        edit "cloud"
+        next
+    end
+    config members
+        edit 1
+            set interface "outsystems1"
+            set zone "cloud"
+        next
+        edit 2
+            set interface "outsystems2"
+            set zone "cloud"
+        next
+    end
+    config health-check
+        edit "dns"
+            set server "10.8.2.10"
+            set members 0
+        next
+    end
+    config service
+        edit 1
+            set mode priority
+            set dst "cloud"
+            set priority-members 1 2
+        next
+    end
+end
 config firewall policy
     edit 1
         set name "to-outsystems"
         set srcintf "internal"
-        set dstintf "outsystems1" "outsystems2"
+        set dstintf "cloud"
...
-        set srcintf "outsystems1" "outsystems2"
+        set srcintf "cloud"
...
     edit 2
         set dst 10.8.2.0 255.255.255.0
-        set device "outsystems1"
+        set sdwan-zone "cloud"
         set comment "primary"
     next
-    edit 3
-        set dst 10.8.2.0 255.255.255.0
-        set device "outsystems2"
-        set priority 10
-        set comment "secondary"
-    next
...
 end
+config router policy
+    edit 1
+        set input-device "internal"
+        set protocol 6
+        set start-port 25
+        set end-port 25
+        set gateway 198.51.100.1
+        set output-device "wan1"
+    next
+end
`,
}

func TestRightPathsFortiGate(t *testing.T) {
	list := append([]string{"asymmetric-routing", "failover-detection", "bgp-preference", "bgp-session", "onprem-range"}, pathRules...)
	for name, diff := range rightPathsFortiGate {
		text := base(t, "fortigate.conf")
		if diff != "" {
			var err error
			if text, err = patch(text, diff); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, rule := range list {
			r := rules.Find(outsystems.All(), rule)
			for _, f := range rules.Run(read(t, fortigate.Read, "fortigate.conf", text), []*rules.Rule{r}, outsystems.Profile(), toldAll()).Findings {
				t.Errorf("%s: %s %s", name, rule, line(f))
			}
		}
	}
}
