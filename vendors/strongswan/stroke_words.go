package strongswan

import (
	"slices"
	"strings"
	"sync"
)

// The keywords of strongSwan's ipsec.conf with what their values may be. The
// starter drops a conn for a bad value and only warns of a keyword that it does
// not know (ipsec.conf(5); src/starter/args.c and confread.c). Those that no
// rule needs are here so that they count as read.
var strokeWords = sync.OnceValue(func() map[string]check {
	return map[string]check{
		"aaa_identity": anything, "aggressive": confBool, "ah": anything, "authby": confAuthBy,
		"auto": confOneOf("ignore", "add", "route", "start"), "closeaction": confOneOf("none", "clear", "hold", "restart"),
		"compress": confBool, "dpdaction": confOneOf("none", "clear", "hold", "restart"), "dpddelay": confTimeOK, "dpdtimeout": confTimeOK,
		"eap_identity": anything, "esp": anything, "forceencaps": confBool,
		"fragmentation": confOneOf("no", "yes", "accept", "force"), "ike": anything, "ikedscp": checkBinary, "ikelifetime": confTimeOK,
		"inactivity": confTimeOK, "installpolicy": confBool, "keyexchange": confOneOf("ike", "ikev1", "ikev2"),
		"keyingtries": confTries, "keylife": confTimeOK, "lifetime": confTimeOK, "lifebytes": confNumber, "lifepackets": confNumber,
		"marginbytes": confNumber, "marginpackets": confNumber, "margintime": confTimeOK, "rekeymargin": confTimeOK,
		"mark": anything, "mark_in": anything, "mark_out": anything, "me_peerid": anything, "mediated_by": anything, "mediation": confBool,
		"mobike": confBool, "modeconfig": confOneOf("push", "pull"), "reauth": confBool, "rekey": confBool, "rekeyfuzz": confPercent,
		"replay_window": anything, "reqid": confNumber, "sha256_96": confBool, "tfc": anything,
		"type":  confOneOf("tunnel", "transport", "transport_proxy", "beet", "passthrough", "pass", "drop", "reject"),
		"xauth": confOneOf("client", "server"), "xauth_identity": anything,
		// Deprecated and without effect.
		"pfs": anything, "pfsgroup": anything, "eap": anything, "auth": anything,
	}
})

// strokeEndWords stand behind left and right.
var strokeEndWords = sync.OnceValue(func() map[string]check {
	return map[string]check{
		"": anything, "allowany": confBool, "auth": anything, "auth2": anything, "ca": anything, "ca2": anything, "cert": anything,
		"cert2": anything, "certpolicy": anything, "dns": anything, "firewall": confBool, "groups": anything, "groups2": anything,
		"hostaccess": confBool, "id": anything, "id2": anything, "ikeport": anything, "protoport": anything, "rsasigkey": anything,
		"sigkey": anything, "sendcert": confOneOf("always", "ifasked", "never", "yes", "no"), "sourceip": anything, "subnet": anything,
		"updown": anything, "nexthop": anything, "natip": anything, "subnetwithin": anything,
	}
})

// libreswanKnown are the keywords of libreswan's and openswan's conns that are
// read or that no rule needs (ipsec.conf(5) of libreswan).
var libreswanKnown = strings.Fields(`
	authby auto type keyexchange ikev2 ike esp ah phase2 phase2alg pfs pfsgroup rekey rekeymargin rekeyfuzz keyingtries
	ikelifetime salifetime lifetime keylife ipsec-lifetime dpddelay dpdtimeout dpdaction retransmit-timeout retransmit-interval
	compress encapsulation forceencaps nat-keepalive nat_keepalive nat-ikev1-method narrowing mobike fragmentation replay-window
	sha2-truncbug sha2_truncbug esn mtu mark mark-in mark-out vti-interface vti-routing vti-shared ipsec-interface reqid priority
	tfc send-no-esp-tfc nflog-group metric labeled_ipsec policy_label policy-label sec-label modecfgpull modecfgdns modecfgdns1
	modecfgdns2 modecfgdomain modecfgdomains modecfgbanner aggressive aggrmode xauthby xauthfail ppk cisco-unity fake-strongswan
	send-vendorid sendca initial-contact initial_contact overlapip reauth decap-dscp nopmtudisc connalias remote_peer_type
	nm_configured clientaddrfamily hostaddrfamily connaddrfamily ms-dh-downgrade dns-match-id accept-redirect accept-redirect-to
	send-redirect redirect-to ipsec-max-bytes ipsec-max-packets share-lease debug require-id-on-certificate failureshunt
	negotiationshunt intermediate enable-tcp tcp-remoteport ikepad nic-offload session-resumption iptfs`)

var libreswanEndKnown = append(strings.Fields(`
	id subnet subnets subnetwithin protoport sourceip nexthop updown cert ckaid rsasigkey rsasigkey2 ecdsakey pubkey ca sendcert
	firewall xauthserver xauthclient xauthusername username modecfgserver modecfgclient addresspool auth autheap interface-ip
	interface_ip vti cat iface ikeport groups`), "")

// isStrokeWord reports whether strongSwan knows a keyword, and its check.
func isStrokeWord(key string) (check, bool) {
	if c, ok := strokeWords()[key]; ok {
		return c, true
	}
	if _, end, ok := cutEnd(key); ok {
		c, ok := strokeEndWords()[end]
		return c, ok
	}
	return nil, false
}

func isLibreswanWord(key string) bool {
	if slices.Contains(libreswanKnown, key) {
		return true
	}
	_, end, ok := cutEnd(key)
	return ok && slices.Contains(libreswanEndKnown, end)
}

// cutEnd splits a keyword of one side.
func cutEnd(key string) (side, end string, ok bool) {
	for _, side := range []string{"left", "right"} {
		if end, ok := strings.CutPrefix(key, side); ok {
			return side, end, true
		}
	}
	return "", "", false
}

// confOneOf takes one of the words, in exactly this spelling.
func confOneOf(words ...string) check {
	return func(text string) bool { return slices.Contains(words, text) }
}

func confBool(text string) bool { return text == "yes" || text == "no" }

func confNumber(text string) bool { _, ok := decimal(text); return ok }

func confTries(text string) bool { return text == "%forever" || confNumber(text) }

func confPercent(text string) bool {
	n, ok := strings.CutSuffix(text, "%")
	return ok && confNumber(n)
}

func confTimeOK(text string) bool { _, ok := confTime(text); return ok }

func confAuthBy(text string) bool {
	for _, w := range strings.Split(text, "|") {
		if !slices.Contains([]string{"rsa", "rsasig", "ecdsa", "ecdsasig", "pubkey", "secret", "psk", "xauthrsasig", "xauthpsk", "never", "eap"}, w) {
			return false
		}
	}
	return true
}

// confTime reads a time of ipsec.conf as the starter does: a decimal number, with
// a sign if need be, and at most one of s m h d.
func confTime(text string) (uint64, bool) {
	if text == "" {
		return 0, false
	}
	n, rest := cNumber(text, 10)
	switch rest {
	case "", "s":
		return n, true
	case "m":
		return n * 60, true
	case "h":
		return n * 60 * 60, true
	case "d":
		return n * 24 * 60 * 60, true
	}
	return 0, false
}
