package strongswan

import (
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// A check tells whether charon takes the text for an option. charon refuses a
// whole connection for one option that it does not know or take.
type check func(text string) bool

// connOptions are the options of a connection, childOptions those of a child
// and authOptions those of a local or remote round. All are documented in
// swanctl.conf(5); those that no rule needs are here all the same, since an
// option that is missing here counts as unknown.
var connOptions = sync.OnceValue(func() map[string]check {
	return map[string]check{
		"version": checkUint, "local_addrs": printable, "remote_addrs": printable,
		"local_port": checkUint, "remote_port": checkUint, "proposals": checkProposals(proposal.IKE),
		"vips": printable, "pools": printable, "aggressive": checkBool, "pull": checkBool, "dscp": checkBinary,
		"encap": checkBool, "mobike": checkBool, "dpd_delay": checkTime, "dpd_timeout": checkTime,
		"fragmentation": oneOf("yes", "accept", "no", "force"), "childless": oneOf("allow", "never", "prefer", "force"),
		"send_certreq": checkBool, "send_cert": oneOf("ifasked", "always", "never"),
		"ppk_id": printable, "ppk_required": checkBool, "keyingtries": checkUint,
		"unique": oneOf("never", "no", "replace", "keep"), "ocsp": oneOf("never", "reply", "request", "both"),
		"reauth_time": checkTime, "rekey_time": checkTime, "over_time": checkTime, "rand_time": checkTime,
		"if_id_in": checkInterfaceID, "if_id_out": checkInterfaceID,
		"mediation": checkBool, "mediated_by": printable, "mediation_peer": printable,
	}
})

var childOptions = sync.OnceValue(func() map[string]check {
	return map[string]check{
		"ah_proposals": checkProposals(proposal.AH), "esp_proposals": checkProposals(proposal.ESP),
		"local_ts": checkSelectors, "remote_ts": checkSelectors,
		"updown": printable, "hostaccess": checkBool, "ipcomp": checkBool, "inactivity": checkTime,
		"mode":     oneOf("tunnel", "transport", "transport_proxy", "beet", "drop", "pass", "iptfs"),
		"policies": checkBool, "policies_fwd_out": checkBool, "replay_window": checkUint,
		"rekey_time": checkTime, "life_time": checkTime, "rand_time": checkTime,
		"rekey_bytes": checkBytes, "life_bytes": checkBytes, "rand_bytes": checkBytes,
		"rekey_packets": checkUint, "life_packets": checkUint, "rand_packets": checkUint,
		"dpd_action": checkAction, "start_action": checkAction, "close_action": checkAction,
		"reqid": checkUint, "mark_in": checkMark, "mark_out": checkMark, "mark_in_sa": checkBool,
		"set_mark_in": checkSetMark, "set_mark_out": checkSetMark, "tfc_padding": checkPadding, "priority": checkUint,
		"interface": printable, "if_id_in": checkInterfaceID, "if_id_out": checkInterfaceID, "sha256_96": checkBool,
		"hw_offload": oneOf("no", "yes", "auto", "crypto", "packet"),
		"copy_df":    checkBool, "copy_ecn": checkBool, "copy_dscp": oneOf("no", "in", "out", "yes"),
		"label": printable, "label_mode": oneOf("system", "simple", "selinux"), "per_cpu_sas": oneOf("yes", "no", "encap"),
	}
})

var authOptions = sync.OnceValue(func() map[string]check {
	return map[string]check{
		"auth": checkAuth, "id": printable, "aaa_id": printable, "eap_id": printable, "xauth_id": printable,
		"revocation": oneOf("strict", "ifuri", "relaxed"), "round": checkUint, "ca_id": printable,
		"groups": printable, "cert_policy": printable,
		// These name files, whose presence no export shows.
		"certs": anything, "cacerts": anything, "pubkeys": anything,
	}
})

func anything(string) bool { return true }

// printable reports whether a text consists of printable ASCII, the only text
// that charon takes for values and names.
func printable(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

func checkUint(text string) bool { _, ok := parseUint(text); return ok }

func checkTime(text string) bool { _, ok := parseTime(text); return ok }

func checkBytes(text string) bool { _, ok := parseBytes(text); return ok }

func checkBool(text string) bool { _, ok := parseBool(text); return ok }

func checkAction(text string) bool { _, ok := parseAction(text); return ok }

func checkBinary(text string) bool {
	_, rest := cNumber(text, 2)
	return rest == ""
}

func checkPadding(text string) bool { return text == "mtu" || checkUint(text) }

// checkMark takes a mark: a number or a word for a number of the daemon's choice,
// and a mask.
func checkMark(text string) bool {
	mark, mask, _ := strings.Cut(text, "/")
	return (mark == "%unique" || mark == "%unique-dir" || checkUint(mark)) && checkUint(mask)
}

// checkSetMark takes the mark that packets get: a number, or the SA's own.
func checkSetMark(text string) bool {
	mark, mask, _ := strings.Cut(text, "/")
	return (mark == "%same" || checkUint(mark)) && checkUint(mask)
}

// checkInterfaceID takes an XFRM interface identifier, which has no mask.
func checkInterfaceID(text string) bool {
	return text == "%unique" || text == "%unique-dir" || checkUint(text)
}

func oneOf(words ...string) check {
	return func(text string) bool {
		for _, w := range words {
			if strings.EqualFold(w, text) {
				return true
			}
		}
		return false
	}
}

func checkAuth(text string) bool {
	for _, prefix := range []string{"ike:", "pubkey", "rsa", "ecdsa", "bliss", "any"} {
		if strings.HasPrefix(text, prefix) {
			return prefix != "any" || text == "any"
		}
	}
	lower := strings.ToLower(text)
	return lower == "psk" || strings.HasPrefix(lower, "xauth") || strings.HasPrefix(lower, "eap")
}

func checkProposals(p proposal.Protocol) check {
	return func(text string) bool {
		for _, w := range proposal.Split(text) {
			if proposal.IsDefault(w.Text) {
				continue
			}
			if _, err := proposal.Parse(w.Text, p); err != nil {
				return false
			}
		}
		return true
	}
}

func checkSelectors(text string) bool {
	for _, w := range proposal.Split(text) {
		if _, ok := parseSelector(w.Text); !ok {
			return false
		}
	}
	return true
}

// action is what to do at start, at a dead peer or at a close.
type action uint8

const (
	actionTrap  action = 1 << iota // negotiate at the first packet
	actionStart                    // negotiate at once
)

// parseAction reads an action; since strongSwan 5.9.6 several may be joined.
func parseAction(text string) (action, bool) {
	var out action
	for _, word := range strings.Split(text, "|") {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "start", "restart":
			out |= actionStart
		case "trap", "route":
			out |= actionTrap
		case "none", "clear", "": // charon skips empty words
		default:
			return 0, false
		}
	}
	return out, true
}
