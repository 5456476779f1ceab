package opnsense

import "github.com/vpnlint/vpnlint/vendors/configxml"

// legacyDialect names what OPNsense documents for the legacy section and no rule needs.
var legacyDialect = configxml.Dialect{
	Vendor: "OPNsense",
	Phase1: configxml.Set("peerid_type", "peerid_data", "certref", "caref", "private-key", "local-kpref", "peer-kpref",
		"dpd_action", "keyingtries", "noinstallpolicy", "authservers", "unique", "dpd_enable", "proposal_check", "remote.certref",
		"rightallowany", "sha256_96", "created", "updated", "splitconn"),
	Phase2: configxml.Set("uniqid", "spd", "created", "updated"),
	Global: configxml.Set("client", "mobilekey", "disablevpnrules", "auto_routes_disable", "passthrough_networks", "preferoldsa",
		"preferred_oldsa", "logging", "keyPairs", "general", "charon", "preSharedKeys", "max_ikev1_exchanges", "uniqueids",
		"ipsec_dmn", "ipsec_mgr", "ipsec_ike", "ipsec_chd", "ipsec_job", "ipsec_cfg", "ipsec_knl", "ipsec_net", "ipsec_asn",
		"ipsec_enc", "ipsec_imc", "ipsec_imv", "ipsec_pts", "ipsec_tls", "ipsec_esp", "ipsec_lib", "ipsec_app", "ipsec_tnc",
		"failoverforcereload", "maxmss", "maxmss_enable", "cisco_unity"),
}

// The elements of the Swanctl model that are read or ignored on purpose.
// Source: OPNsense, models/OPNsense/IPsec/Swanctl.xml.
var (
	connectionIgnored = configxml.Set("unique", "local_port", "send_certreq", "send_cert", "keyingtries", "mobike", "fragmentation",
		"childless", "if_id_in", "if_id_out")
	authIgnored  = configxml.Set("eap_id", "certs", "cacerts", "pubkeys", "groups", "description", "revocation")
	childIgnored = configxml.Set("sha256_96", "close_action", "dpd_action", "updown", "start_on_boot", "replay_window",
		"hw_offload", "if_id_in", "if_id_out", "copy_df", "copy_dscp", "copy_ecn")
)

const (
	// ownList is the reason for the algorithms of a list that is "default".
	ownList = "strongSwan's own list"
	// ownPFS says what that list means for PFS.
	ownPFS = "strongSwan's own list has no PFS group before strongSwan 6.0.2 and only an optional one since"
)
