package fortigate

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"
)

// use says what vpnlint does with one documented option.
type use struct {
	// ignored options are known and no rule needs them.
	ignored bool
	// fits says whether the words have the form that the option takes; nil = any form.
	fits func(words []string) bool
	// values are the words that the option takes; nil = any.
	values []string
	// quiet lists the values with which an option that vpnlint does not judge does
	// nothing towards a far side that is no FortiGate; any other value is reported
	// with the reason.
	quiet  []string
	reason string
}

// schema is the documented options of one table.
type schema map[string]use

var (
	onOff     = use{values: []string{"enable", "disable"}}
	aNumber   = use{fits: isNumber}
	anAddress = use{fits: isAddress}
	aSubnet   = use{fits: isPrefix}
	free      = use{}
	nothing   = use{ignored: true}
)

// resolve returns the option that a word stands for: options may be cut short as
// long as one alone begins so. An unknown word comes back as it is.
func (s schema) resolve(word string) string {
	if _, ok := s[word]; ok || len(word) < 3 {
		return word
	}
	found := ""
	for name := range s {
		if strings.HasPrefix(name, word) {
			if found != "" {
				return word
			}
			found = name
		}
	}
	if found == "" {
		return word
	}
	return found
}

// phase1Schema is the options of vpn ipsec phase1-interface and phase1 (FortiOS
// CLI references 5.0 to 8.0).
var phase1Schema = sync.OnceValue(func() schema {
	return merged(map[string]use{
		"type":                 {values: []string{"static", "dynamic", "ddns"}},
		"interface":            free,
		"ip-version":           {values: []string{"4", "6"}},
		"ike-version":          {values: []string{"1", "2"}},
		"mode":                 {values: []string{"main", "aggressive"}},
		"remote-gw":            anAddress,
		"remote-gw6":           anAddress,
		"remotegw-ddns":        free,
		"local-gw":             anAddress,
		"local-gw6":            anAddress,
		"proposal":             {fits: areTransforms},
		"dhgrp":                {fits: areNumbers},
		"keylife":              aNumber,
		"authmethod":           {values: []string{"psk", "signature", "rsa-signature", "certificate"}},
		"psksecret":            free,
		"localid":              free,
		"dpd":                  {values: []string{"disable", "on-idle", "on-demand", "enable"}},
		"dpd-retrycount":       aNumber,
		"dpd-retryinterval":    free,
		"nattraversal":         {values: []string{"enable", "disable", "forced"}},
		"passive-mode":         onOff,
		"auto-negotiate":       onOff,
		"idle-timeout":         onOff,
		"idle-timeoutinterval": aNumber,
		"monitor":              free,
		"mesh-selector-type":   {values: []string{"disable", "subnet", "host"}},
		"ip-fragmentation":     {values: []string{"pre-encapsulation", "post-encapsulation"}},
		"comments":             free,
		"suite-b":              {quiet: []string{"disable"}, reason: "it takes the place of the proposal"},
		"ppk":                  {quiet: []string{"disable", "allow"}, reason: "only a FortiGate on the far side knows it"},
		"qkd":                  {quiet: []string{"disable", "allow"}, reason: "only a FortiGate on the far side knows it"},
		"esn":                  {quiet: []string{"disable", "allow"}, reason: "not every far side takes extended sequence numbers"},
		"transport":            {quiet: []string{"udp", "auto", "udp-fallback-tcp"}, reason: "AWS takes IKE over UDP and ESP only"},
		"fortinet-esp":         {quiet: []string{"disable"}, reason: "only a FortiGate on the far side knows it"},
		"encapsulation":        {quiet: []string{"none"}, reason: "the far side takes plain IP in the tunnel only"},
		"network-overlay":      {quiet: []string{"disable"}, reason: "only a FortiGate on the far side knows it"},
		"fec-egress":           {quiet: []string{"disable"}, reason: "only a FortiGate on the far side knows it"},
		"childless-ike":        {quiet: []string{"disable"}, reason: "the far side must know RFC 6023"},
	}, `acct-verify add-gw-route add-route aggregate-member aggregate-weight assign-ip assign-ip-from
	authmethod-remote authpasswd authusr authusrgrp auto-discovery-crossover
	auto-discovery-dialup-placeholder auto-discovery-forwarder auto-discovery-offer-interval
	auto-discovery-psk auto-discovery-receiver auto-discovery-sender auto-discovery-shortcuts
	auto-transport-threshold azure-ad-autoconnect backup-gateway banner cert-id-validation
	cert-peer-username-strip cert-peer-username-validation cert-trust-store certificate
	client-auto-negotiate client-keep-alive client-resume client-resume-interval default-gw
	default-gw-priority dev-id dev-id-notification dhcp-ra-giaddr dhcp6-ra-linkaddr
	digital-signature-auth distance dns-mode dns-suffix-search domain eap eap-cert-auth
	eap-exclude-peergrp eap-identity ems-sn-check encap-local-gw4 encap-local-gw6 encap-remote-gw4
	encap-remote-gw6 encapsulation-address enforce-ipsec enforce-unique-id exchange-fgt-device-id
	exchange-interface-ip exchange-ip-addr4 exchange-ip-addr6 fallback-tcp-threshold fec-base
	fec-codec fec-health-check fec-ingress fec-mapping-profile fec-receive-timeout fec-redundant
	fec-send-timeout fgsp-sync forticlient-enforcement fragmentation fragmentation-mtu
	group-authentication group-authentication-secret ha-sync-esp-seqno inbound-dscp-copy
	include-local-lan internal-domain-list ip-delay-interval ipv4-dns-server1 ipv4-dns-server2
	ipv4-dns-server3 ipv4-end-ip ipv4-name ipv4-netmask ipv4-split-exclude ipv4-split-include
	ipv4-start-ip ipv4-wins-server1 ipv4-wins-server2 ipv6-auto-linklocal ipv6-dns-server1
	ipv6-dns-server2 ipv6-dns-server3 ipv6-end-ip ipv6-name ipv6-prefix ipv6-split-exclude
	ipv6-split-include ipv6-start-ip keepalive kms link-cost localid-type loopback-asymroute
	mode-cfg mode-cfg-allow-client-selector mode-cfg-ip-version monitor-hold-down-delay
	monitor-hold-down-time monitor-hold-down-type monitor-hold-down-weekday monitor-min name
	negotiate-timeout net-device network-id npu-offload packet-redistribution
	passive-tunnel-interface peer peergrp peerid peertype ppk-identity ppk-secret priority
	psksecret-remote qkd-hybrid qkd-profile reauth rekey remote-gw-country remote-gw-end-ip
	remote-gw-match remote-gw-start-ip remote-gw-subnet remote-gw-ztna-tags remote-gw6-country
	remote-gw6-end-ip remote-gw6-match remote-gw6-start-ip remote-gw6-subnet rsa-signature-format
	rsa-signature-hash-override save-password send-cert-chain shared-idle-timeout
	signature-hash-alg split-include-service tunnel-search unity-support usrgrp vni wizard-type
	xauthtype addke1 addke2 addke3 addke4 addke5 addke6 addke7 interface-mode dhcp-server
	azure-ad-auto-connect device-notification peer-egress-shaping sdwan-zone
	remote-gw-validation link-cost6 auto-discovery-key-provider`)
})

// phase1Tables are nested tables of phase 1 that only remote access uses.
var phase1Tables = []string{"ipv4-exclude-range", "ipv6-exclude-range", "internal-domain-list", "backup-gateway"}

// phase2Schema is the options of vpn ipsec phase2-interface and phase2 (FortiOS
// CLI references 5.0 to 8.0).
var phase2Schema = sync.OnceValue(func() schema {
	return merged(map[string]use{
		"phase1name":     free,
		"proposal":       {fits: areTransforms},
		"pfs":            onOff,
		"dhgrp":          {fits: areNumbers},
		"keylife-type":   {values: []string{"seconds", "kbs", "both"}},
		"keylifeseconds": aNumber,
		"keylifekbs":     aNumber,
		"keepalive":      onOff,
		"auto-negotiate": onOff,
		"src-addr-type":  {values: addressTypes},
		"dst-addr-type":  {values: addressTypes},
		"src-subnet":     free, "src-subnet6": free, "src-start-ip": free, "src-end-ip": free,
		"src-start-ip6": anAddress, "src-end-ip6": anAddress, "src-name": free, "src-name6": free,
		"dst-subnet": aSubnet, "dst-subnet6": aSubnet, "dst-start-ip": anAddress, "dst-end-ip": anAddress,
		"dst-start-ip6": anAddress, "dst-end-ip6": anAddress, "dst-name": free, "dst-name6": free,
		"protocol": aNumber, "src-port": aNumber, "dst-port": aNumber,
		"replay":        onOff,
		"encapsulation": {values: []string{"tunnel-mode", "transport-mode"}},
		"ipv4-df":       onOff,
		"l2tp":          {quiet: []string{"disable"}, reason: "the far side takes plain IP in the tunnel only"},
	}, `add-route auto-discovery-forwarder auto-discovery-sender comments dhcp-ipsec diffserv diffservcode
	inbound-dscp-copy initiator-ts-narrow name route-overlap selector-match single-source use-natip
	addke1 addke2 addke3 addke4 addke5 addke6 addke7`)
})

var addressTypes = []string{"subnet", "range", "ip", "name", "subnet6", "range6", "ip6", "name6"}

// otherIPsecTables are tables of vpn ipsec that hold no site-to-site tunnel with
// IKE: manual keys, remote access, bundles of tunnels, statistics.
var otherIPsecTables = []string{"manualkey", "manualkey-interface", "concentrator", "forticlient", "fec", "stats", "tunnel"}

// merged adds the options that are ignored on purpose.
func merged(read map[string]use, ignored string) schema {
	for _, name := range strings.Fields(ignored) {
		if _, ok := read[name]; !ok {
			read[name] = nothing
		}
	}
	return read
}

func isNumber(words []string) bool {
	if len(words) == 0 {
		return false
	}
	_, err := strconv.ParseUint(words[0], 10, 32)
	return err == nil
}

func areNumbers(words []string) bool {
	for i := range words {
		if !isNumber(words[i:]) {
			return false
		}
	}
	return len(words) > 0
}

func isAddress(words []string) bool {
	if len(words) != 1 {
		return false
	}
	_, err := netip.ParseAddr(words[0])
	return err == nil
}

func isPrefix(words []string) bool {
	_, ok := parsePrefix(words)
	return ok
}

func areTransforms(words []string) bool {
	for _, w := range words {
		if _, ok := parseTransform(w); !ok {
			return false
		}
	}
	return true
}
