package asa

// The tables of this file hold the documented options that no rule needs. They
// are passed over on purpose; anything that is in no table is reported as unread.

// groupPolicyRead are the attributes of a group-policy that the model holds.
var groupPolicyRead = set("vpn-idle-timeout", "vpn-session-timeout", "vpn-tunnel-protocol", "vpn-filter")

// groupPolicyIgnored are attributes of a group-policy about clients and addresses.
var groupPolicyIgnored = set(
	"address-pools", "backup-servers", "banner", "client-access-rule", "client-bypass-protocol",
	"client-firewall", "default-domain", "dhcp-network-scope", "dns-server", "gateway-fqdn", "group-lock",
	"intercept-dhcp", "ip-comp", "ip-phone-bypass", "ipsec-udp", "ipsec-udp-port", "ipv6-address-pools",
	"ipv6-split-tunnel-policy", "ipv6-vpn-filter", "leap-bypass", "msie-proxy", "nac-settings", "nem",
	"password-storage", "periodic-authentication", "pfs", "re-xauth", "scep-forwarding-url",
	"secure-unit-authentication", "security-group-tag", "smartcard-removal-disconnect", "split-dns",
	"split-tunnel-all-dns", "split-tunnel-network-list", "split-tunnel-policy", "user-authentication",
	"user-authentication-idle-timeout", "vlan", "vpn-access-hours", "vpn-simultaneous-logins",
	"webvpn", "wins-server", "anyconnect-custom", "internal", "vpn-idle-timeout-alert-interval",
)

// generalIgnored are general attributes of a tunnel-group about users and addresses.
var generalIgnored = set(
	"accounting-server-group", "address-pool", "annotation", "authenticated-session-username",
	"authentication-attr-from-server", "authentication-server-group", "authorization-dn-attributes",
	"authorization-required", "authorization-server-group", "default-domain", "dhcp-server",
	"ipv6-address-pool", "nat-assigned-to-public-ip", "override-account-disable", "password-management",
	"scep-enrollment", "secondary-authentication-server-group", "secondary-username-from-certificate",
	"strip-group", "strip-realm", "username-from-certificate", "radius-reject-message", "proxy-auth_map",
)

// ipsecIgnored are IPsec attributes of a tunnel-group that decide nothing which a rule asks for.
var ipsecIgnored = set("peer-id-validate", "chain", "client-update", "radius-with-expiry", "radius-sdi-xauth",
	"authorization-dn-attributes")

// cryptoIgnored are commands under crypto that concern certificates, hardware
// and remote access, by their second word.
var cryptoIgnored = set("ca", "key", "engine", "large-cert-acceleration", "dynamic-map")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
