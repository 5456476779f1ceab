package configxml

import "bytes"

// vpnContainers are elements whose children are all known by name, or reported
// as unread; what an unknown one holds must not be shown.
var vpnContainers = Set("phase1", "phase2", "ipsec", "Swanctl", "Connection", "child", "local", "remote", "preSharedKey")

// shownNames are the children of those, and what stands in them.
var shownNames = Set("phase1", "phase2", "enable", "ikeid", "iketype", "mode", "disabled", "mobile", "interface", "remote-gateway", "protocol",
	"myid_type", "myid_data", "peerid_type", "peerid_data", "authentication_method", "descr", "prfselect_enable", "lifetime",
	"rekey_time", "reauth_time", "rand_time", "margintime", "rekeyfuzz", "reauth_enable", "rekey_enable", "nat_traversal", "mobike",
	"dpd_delay", "dpd_maxfail", "dpd_enable", "dpd_action", "startaction", "closeaction", "responderonly", "auto", "splitconn",
	"tunnel_isolation", "inactivity_timeout", "ikeport", "nattport", "encryption", "encryption-algorithm", "hash-algorithm",
	"prf-algorithm", "dhgroup", "item", "name", "keylen", "uniqid", "reqid", "localid", "remoteid", "natlocalid", "type", "address",
	"netbits", "encryption-algorithm-option", "hash-algorithm-option", "pfsgroup", "pinghost", "keepalive", "gw_duplicates",
	"certref", "caref", "tunnel_local", "tunnel_remote", "client", "mobilekey", "ident", "vtimaps", "index", "ifnum", "uniqueids",
	"enabled", "proposals", "unique", "aggressive", "version", "local_addrs", "local_port", "remote_addrs", "remote_port", "encap",
	"over_time", "dpd_timeout", "pools", "send_certreq", "send_cert", "keyingtries", "description", "connection", "round", "auth",
	"id", "eap_id", "esp_proposals", "sha256_96", "start_action", "close_action", "policies", "local_ts", "remote_ts",
	"remote_ident", "keyType", "Connections", "locals", "remotes", "children", "Pools", "VTIs", "SPDs",
	// Elsewhere in the file, so that most lines need no look around.
	"rule", "source", "destination", "any", "network", "port", "tracker", "ipprotocol", "alias", "detail", "gateway", "ipaddr", "subnet", "if")

// unknownBack bounds how far before a line its parent element is looked for.
const unknownBack = 16 << 10

// isUnknown reports whether the element of that name, whose tag starts at pos,
// is one that vpnlint does not know in a VPN section, or stands in such a one.
func isUnknown(text []byte, pos int, name []byte) bool {
	for range 3 {
		if shownNames[string(name)] {
			return false
		}
		parent, at := enclosing(text, pos)
		if parent == nil {
			return false
		}
		if vpnContainers[string(parent)] {
			return true
		}
		name, pos = parent, at
	}
	return false
}

// enclosing returns the name of the element around pos and where its tag starts.
func enclosing(text []byte, pos int) ([]byte, int) {
	low, depth := max(0, pos-unknownBack), 0
	for at := pos; ; {
		i := bytes.LastIndexByte(text[low:at], '<')
		if i < 0 {
			return nil, 0
		}
		at = low + i
		rest := text[at+1 : pos]
		gt := bytes.IndexByte(rest, '>')
		switch {
		case len(rest) == 0 || gt < 0 || rest[0] == '!' || rest[0] == '?' || gt > 0 && rest[gt-1] == '/':
		case rest[0] == '/':
			depth++
		case depth > 0:
			depth--
		default:
			return tagName(rest), at
		}
	}
}
