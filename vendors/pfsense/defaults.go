package pfsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
)

// revision is config.xml's own version number. pfSense counts it up with every
// change of the format; it names the release only roughly.
type revision struct {
	major, minor int
	known        bool
}

func parseRevision(text string) revision {
	major, minor, _ := strings.Cut(text, ".")
	a, err := strconv.Atoi(major)
	if err != nil {
		return revision{}
	}
	b, _ := strconv.Atoi(minor)
	return revision{a, b, true}
}

func (r revision) before(major, minor int) bool {
	return r.known && (r.major < major || r.major == major && r.minor < minor)
}

// The revisions that matter.
// Source: pfSense, upgrade_config.inc and globals.inc of the releases.
//
//	15    pfSense 2.3: ipsec/enable counts no more
//	20    between 2.4.5 (19.1) and 2.5.0 (21.4): swanctl.conf in place of ipsec.conf
//	22.9  pfSense 2.7.0: a phase 1 without an encryption item is left out
func (c *config) needsEnable() bool { return c.rev.before(15, 0) }
func (c *config) skipsEmpty() bool  { return c.rev.known && !c.rev.before(22, 9) }

// release names the software that a revision belongs to, for reasons.
func (c *config) release() string {
	switch {
	case !c.rev.known && c.oldWriter:
		return "pfSense 2.4 and before"
	case !c.rev.known:
		return "pfSense 2.5 and later"
	case c.rev.before(15, 0):
		return "pfSense 2.2"
	case c.rev.before(17, 0):
		return "pfSense 2.3"
	case c.rev.before(20, 0):
		return "pfSense 2.4"
	case c.rev.before(22, 0):
		return "pfSense 2.5"
	case c.rev.before(22, 9):
		return "pfSense 2.6"
	case c.rev.before(24, 0):
		return "pfSense 2.7"
	}
	return "pfSense 2.8 and later"
}

// Elements that one side of pfSense 2.5 only writes; they tell the writer where
// the revision is missing.
var (
	newElements = []string{"prf-algorithm", "prfselect_enable", "rekey_time", "reauth_time", "rand_time", "startaction", "keepalive", "nattport", "ikeport", "vtimaps"}
	oldElements = []string{"responderonly", "reauth_enable", "rekey_enable"}
)

// dialect names what pfSense documents and no rule needs.
var dialect = configxml.Dialect{
	Vendor: "pfSense",
	Phase1: configxml.Set("name", "peerid_type", "peerid_data", "certref", "caref", "private-key", "pkcs11certref", "pkcs11pin",
		"dpd_enable", "gw_duplicates", "tfc_enable", "tfc_bytes", "authservers", "proposal_check", "generate_policy",
		"dns-resolve", "created", "updated", "encryption_algorithm_options", "keepalive"),
	Phase2: configxml.Set("uniqid", "created", "updated"),
	Global: configxml.Set("client", "mobilekey", "logging", "uniqueids", "vtimaps", "compression", "enableinterfacesuse",
		"unityplugin", "strictcrlpolicy", "makebeforebreak", "noshuntlaninterfaces", "shuntlaninterfaces", "acceptunencryptedmainmode",
		"maxexchange", "pkcs11support", "async_crypto", "ipsecbypass", "bypassrules", "filtermode", "port", "port_nat_t",
		"ikev2_retransmit_tries", "ikev2_retransmit_timeout", "ikev2_retransmit_base", "ikev2_retransmit_jitter",
		"ikev2_retransmit_limit", "dns-interval", "preferredoldsa", "preferoldsa", "ipsec-mss", "autoexcludelanaddress",
		"noikev2filter", "debug", "maximum_tunnels", "ipsec_dmn", "ipsec_mgr", "ipsec_ike", "ipsec_chd", "ipsec_job", "ipsec_cfg",
		"ipsec_knl", "ipsec_net", "ipsec_asn", "ipsec_enc", "ipsec_imc", "ipsec_imv", "ipsec_pts", "ipsec_tls", "ipsec_esp", "ipsec_lib",
		"multimatch_disable", "pc-sc", "racoondebug", "failoverforcereload", "ikeid"),
}
