package outsystems_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/paloalto"
)

// rightPathsPANOS are configurations of PAN-OS with which the rules about the path
// find nothing at all, with everything told.
var rightPathsPANOS = map[string]string{
	"as it is": "",
	"applications on their standard ports, groups, and a denial of everything behind them": `-set rulebase security rules to-outsystems source office
-set rulebase security rules to-outsystems destination outsystems-cloud
-set rulebase security rules to-outsystems application any
-set rulebase security rules to-outsystems service any
+set rulebase security rules to-outsystems source offices
+set rulebase security rules to-outsystems destination outsystems-cloud
+set rulebase security rules to-outsystems application cloud-traffic
+set rulebase security rules to-outsystems service application-default
+set application-group cloud-traffic members [ ssl web-browsing dns ping ]
+set address-group offices static office
...
 set rulebase security rules from-outsystems action allow
+set rulebase security rules peers from untrust
+set rulebase security rules peers to untrust
+set rulebase security rules peers source [ 203.0.113.10 203.0.113.20 ]
+set rulebase security rules peers destination any
+set rulebase security rules peers application ipsec
+set rulebase security rules peers service application-default
+set rulebase security rules peers action allow
+set rulebase security rules deny-all from any
+set rulebase security rules deny-all to any
+set rulebase security rules deny-all source any
+set rulebase security rules deny-all destination any
+set rulebase security rules deny-all application any
+set rulebase security rules deny-all service any
+set rulebase security rules deny-all action deny
`,
	"applications of other traffic and known malicious hosts are denied first": `+set rulebase security rules no-sharing from any
+set rulebase security rules no-sharing to any
+set rulebase security rules no-sharing source any
+set rulebase security rules no-sharing destination any
+set rulebase security rules no-sharing application [ bittorrent tor ]
+set rulebase security rules no-sharing service any
+set rulebase security rules no-sharing action deny
+set rulebase security rules malicious from any
+set rulebase security rules malicious to any
+set rulebase security rules malicious source any
+set rulebase security rules malicious destination [ panw-highrisk-ip-list panw-known-ip-list ]
+set rulebase security rules malicious application any
+set rulebase security rules malicious service any
+set rulebase security rules malicious action drop
 set rulebase security rules to-outsystems from trust
`,
	"some hosts only, a disabled denial ahead of them": `+set rulebase security rules old from any
+set rulebase security rules old to any
+set rulebase security rules old source any
+set rulebase security rules old destination outsystems-cloud
+set rulebase security rules old application any
+set rulebase security rules old service any
+set rulebase security rules old action deny
+set rulebase security rules old disabled yes
 set rulebase security rules to-outsystems from trust
 set rulebase security rules to-outsystems to outsystems
-set rulebase security rules to-outsystems source office
+set rulebase security rules to-outsystems source 10.1.5.0/24
`,
	"the names below the domain only": `-set network dns-proxy office domain-servers outsystems domain-name [ outsystemsenterprise.com *.outsystemsenterprise.com ]
+set network dns-proxy office domain-servers outsystems domain-name *.outsystemsenterprise.com
`,
	"sessions of each source are counted by themselves": ` set rulebase security rules from-outsystems action allow
+set profiles dos-protection each type classified
+set profiles dos-protection each resource sessions enabled yes
+set profiles dos-protection each resource sessions max-concurrent-limit 32768
+set rulebase dos rules wan from zone untrust
+set rulebase dos rules wan to zone untrust
+set rulebase dos rules wan source any
+set rulebase dos rules wan destination any
+set rulebase dos rules wan service any
+set rulebase dos rules wan action protect
+set rulebase dos rules wan protection classified profile each
+set rulebase dos rules wan protection classified classification-criteria address source-ip-only
`,
	"sessions of other hosts are limited, the peers go first": ` set rulebase security rules from-outsystems action allow
+set profiles dos-protection few type classified
+set profiles dos-protection few resource sessions enabled yes
+set profiles dos-protection few resource sessions max-concurrent-limit 10
+set rulebase dos rules peers from zone untrust
+set rulebase dos rules peers to zone untrust
+set rulebase dos rules peers source [ 203.0.113.10 203.0.113.20 ]
+set rulebase dos rules peers destination any
+set rulebase dos rules peers service any
+set rulebase dos rules peers action allow
+set rulebase dos rules others from zone untrust
+set rulebase dos rules others to zone untrust
+set rulebase dos rules others source any
+set rulebase dos rules others destination any
+set rulebase dos rules others service any
+set rulebase dos rules others action protect
+set rulebase dos rules others protection classified profile few
`,
}

func TestRightPathsPANOS(t *testing.T) {
	for name, diff := range rightPathsPANOS {
		text := base(t, "paloalto.set")
		if diff != "" {
			var err error
			if text, err = patch(text, diff); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for _, rule := range pathRules {
			r := rules.Find(outsystems.All(), rule)
			for _, f := range rules.Run(read(t, paloalto.Read, "paloalto.set", text), []*rules.Rule{r}, outsystems.Profile(), toldAll()).Findings {
				t.Errorf("%s: %s %s", name, rule, line(f))
			}
		}
	}
}
