package fortigate

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ike converts phase 1.
func (c *converter) ike(t *ipsec.Tunnel, p1 *object) {
	k := &t.IKE
	k.At = p1.head
	k.Versions = c.ikeVersions(p1)
	k.CanIKEv2 = c.canIKEv2(t, p1)
	if !c.onlyIKEv2(t) {
		k.Mode = enum(c, p1, "mode", defaultMode, map[string]string{"main": "main", "aggressive": "aggressive"})
	}
	k.Auth = enum(c, p1, "authmethod", defaultAuth, map[string]string{
		"psk": "psk", "signature": "certificate", "rsa-signature": "certificate", "certificate": "certificate"})
	k.PSK = c.psk(p1, k.Auth)
	k.Lifetime = c.number(p1, "keylife", defaultKeylife)
	k.Proposals, k.Hidden = c.ikeProposals(p1, k), hiddenProposals(p1)
	k.DPD = c.dpd(p1)
	k.NATTraversal = enum(c, p1, "nattraversal", defaultNAT, map[string]string{"enable": "on", "disable": "off", "forced": "forced"})
	k.Port = c.ikePort()
	k.LocalAddress = c.localAddress(p1)
	k.LocalID = c.localID(p1, k.LocalAddress)
}

func (c *converter) ikeVersions(p1 *object) ipsec.Value[[]string] {
	if _, sure := builtIn(defaultIKEVersion, c.file.releases); !sure && !p1.has("ike-version") {
		if at := prfProposal(p1); !at.IsZero() {
			return ipsec.Value[[]string]{V: []string{"ikev2"}, Origin: ipsec.Default, Via: []ipsec.Span{at},
				Reason: "the proposal names a pseudo-random function, which IKEv2 alone has"}
		}
		if p1.has("mode") { // shown with IKEv1 only
			return ipsec.Value[[]string]{V: []string{"ikev1"}, Origin: ipsec.Default, Via: []ipsec.Span{p1.at("mode")},
				Reason: "phase 1 has an exchange mode, which IKEv1 alone has"}
		}
	}
	return enum(c, p1, "ike-version", defaultIKEVersion, map[string][]string{"1": {"ikev1"}, "2": {"ikev2"}})
}

// prfProposal returns the place of the proposals when one names a pseudo-random function.
func prfProposal(p1 *object) parser.Span {
	for _, w := range p1.list("proposal") {
		if strings.Contains(w, "-prf") {
			return p1.at("proposal")
		}
	}
	return parser.Span{}
}

// canIKEv2 says whether the software could do IKEv2 for this tunnel. Policy-based
// tunnels got it with 6.0 or later; documents do not agree on when.
func (c *converter) canIKEv2(t *ipsec.Tunnel, p1 *object) ipsec.Value[bool] {
	if p1.text("ike-version") == "2" {
		return ipsec.ExplicitAt(true, p1.at("ike-version"))
	}
	if t.Kind == ipsec.PolicyBased {
		return ipsec.UnknownAs[bool]("Fortinet's documents do not agree on which releases know IKEv2 for policy-based tunnels", ipsec.Span{})
	}
	return ipsec.DefaultOf(true, "every FortiOS since 4.0 knows IKEv2 for route-based tunnels")
}

// enum converts an option that takes one of a few words.
func enum[T any](c *converter, o *object, name string, table []since[T], meaning map[string]T) ipsec.Value[T] {
	if !o.has(name) {
		return byDefault(c.file, table)
	}
	if v, ok := meaning[o.text(name)]; ok {
		return ipsec.ExplicitAt(v, o.at(name))
	}
	return ipsec.UnknownAs[T](unreadableValue, o.at(name))
}

// number converts an option that holds a whole number. With no table, an option
// that is not set has no value.
func (c *converter) number(o *object, name string, table []since[int]) ipsec.Value[int] {
	switch {
	case o.has(name):
		if n, err := strconv.Atoi(o.text(name)); err == nil && n >= 0 {
			return ipsec.ExplicitAt(n, o.at(name))
		}
		return ipsec.UnknownAs[int](unreadableValue, o.at(name))
	case table == nil:
		return ipsec.Value[int]{}
	}
	return byDefault(c.file, table)
}

// psk says what the file shows of the pre-shared key. A device keeps no phase 1
// with a pre-shared key and without the key, so where a part of a configuration
// leaves it out, somebody has taken it out.
func (c *converter) psk(p1 *object, auth ipsec.Value[string]) ipsec.Secret {
	if !p1.has("psksecret") {
		if auth.V == "certificate" || c.dev.Whole {
			return ipsec.Secret{State: ipsec.SecretAbsent}
		}
		return ipsec.Secret{State: ipsec.SecretMasked, At: p1.head}
	}
	return secret(&c.keys, p1, "psksecret")
}

// secret reads a key. It is the only place where the text of one is looked at.
func secret(keys *ipsec.Keyring, o *object, name string) ipsec.Secret {
	at, words := o.at(name), o.options[name].words
	if len(words) == 0 {
		return ipsec.Secret{State: ipsec.SecretMasked, At: at}
	}
	first := o.tree.Text(words[0])
	switch {
	case first == "ENC" && len(words) > 1:
		if isBase64(o.tree.Text(words[1])) {
			return ipsec.Secret{State: ipsec.SecretEncrypted, At: at}
		}
		return ipsec.Secret{State: ipsec.SecretMasked, At: at}
	case first == "" || first == "ENC" || strings.HasPrefix(first, "*") || isPlaceholder(first) || len(words) > 1:
		return ipsec.Secret{State: ipsec.SecretMasked, At: at}
	}
	return keys.Visible(fromHex(first), at)
}

func isBase64(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '=') {
			return false
		}
	}
	return s != ""
}

// fromHex gives the bytes of a key in the form 0x….
func fromHex(s string) string {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok || len(digits)%2 != 0 || digits == "" {
		return s
	}
	var b []byte
	for i := 0; i < len(digits); i += 2 {
		n, err := strconv.ParseUint(digits[i:i+2], 16, 8)
		if err != nil {
			return s
		}
		b = append(b, byte(n))
	}
	return string(b)
}

// isPlaceholder reports whether a word stands for a value that the file does not
// hold: a variable of a template, a masked address, a remark in brackets.
func isPlaceholder(s string) bool {
	for _, p := range []string{"{%", "%%", "<", "[", "YOUR_"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.Contains(s, "${") || strings.Contains(s, "{{") || strings.Contains(s, "$(") || isMaskedAddress(s)
}

// isMaskedAddress recognises 40.x.x.x and 203.0.113.***.
func isMaskedAddress(s string) bool {
	return strings.Count(s, ".") == 3 && strings.ContainsAny(s, "xX*") && strings.Trim(s, "0123456789.xX*") == ""
}

// dpd converts dead peer detection. FortiOS answers probes whatever it is set to.
func (c *converter) dpd(p1 *object) ipsec.DPD {
	return ipsec.DPD{
		Enabled: enum(c, p1, "dpd", defaultDPD, map[string]bool{
			"disable": false, "on-idle": true, "on-demand": true, "enable": true}),
		Answers:  ipsec.DefaultOf(true, "FortiOS answers probes even with dpd disable"),
		Interval: c.retryInterval(p1),
		Retries:  c.number(p1, "dpd-retrycount", defaultRetryCount),
	}
}

// retryInterval reads seconds: 10, 10s, or seconds and milliseconds side by side.
func (c *converter) retryInterval(p1 *object) ipsec.Value[int] {
	if !p1.has("dpd-retryinterval") {
		return byDefault(c.file, defaultRetryInterval)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(p1.text("dpd-retryinterval"), "s"))
	if err != nil || n < 0 {
		return ipsec.UnknownAs[int](unreadableValue, p1.at("dpd-retryinterval"))
	}
	return ipsec.ExplicitAt(n, p1.at("dpd-retryinterval"))
}

// ikePort reads the port of the whole VDOM.
func (c *converter) ikePort() ipsec.Value[int] {
	s := c.vdom.single("system", "settings")
	switch {
	case s.has("ike-port"):
		n, err := strconv.Atoi(s.text("ike-port"))
		if err != nil {
			return ipsec.UnknownAs[int](unreadableValue, s.at("ike-port"))
		}
		return ipsec.InheritedAt(n, s.at("ike-port"))
	case s == nil && !c.dev.Whole && c.file.releases.to >= rel(7, 0, 0):
		return ipsec.UnknownAs[int]("the file does not show system settings, which can change the port", c.dev.At)
	}
	return byDefault(c.file, defaultPort)
}

// localAddress finds the address that IKE leaves with: local-gw, else that of the interface.
func (c *converter) localAddress(p1 *object) ipsec.Value[string] {
	option := "local-gw"
	if p1.text("ip-version") == "6" {
		option = "local-gw6"
	}
	if gw := p1.text(option); gw != "" && gw != "0.0.0.0" && gw != "::" {
		if !isAddress([]string{gw}) {
			return ipsec.UnknownAs[string](unreadableValue, p1.at(option))
		}
		return ipsec.ExplicitAt(gw, p1.at(option))
	}
	o := c.interfaces.byName[p1.text("interface")]
	mode := o.text("mode")
	switch {
	case option == "local-gw6" || o == nil || !o.has("ip") && mode == "":
		return ipsec.UnknownAs[string]("the file does not show an address of the interface", p1.at("interface"))
	case mode != "" && mode != "static":
		return ipsec.UnknownAs[string]("the interface gets its address by "+mode, o.at("mode"))
	}
	p, ok := parsePrefix(o.list("ip"))
	if !ok || p.Addr().IsUnspecified() {
		return ipsec.UnknownAs[string](unreadableValue, o.at("ip"))
	}
	return ipsec.ExplicitAt(p.Addr().String(), o.at("ip"), p1.at("interface"))
}

// localID finds the identity: the device sends its address when none is set.
func (c *converter) localID(p1 *object, address ipsec.Value[string]) ipsec.Value[string] {
	if id := p1.text("localid"); id != "" {
		if isPlaceholder(id) {
			return ipsec.UnknownAs[string](unreadableValue, p1.at("localid"))
		}
		return ipsec.ExplicitAt(id, p1.at("localid"))
	}
	if !address.Known() {
		return ipsec.UnknownAs[string]("without localid the identity is the address of IKE, which the file does not tell", ipsec.Span{})
	}
	return ipsec.Value[string]{V: address.V, Origin: ipsec.Default, Via: []parser.Span{address.At},
		Reason: "without localid the identity is the address of IKE"}
}
