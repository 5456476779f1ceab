package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// phase1 fills in the IKE part of a tunnel.
func (c *converter) phase1(j *joined) {
	ike := &j.model.IKE
	g := j.g
	if g == nil {
		c.noGateway(j)
		return
	}
	ref := j.gatewayRef.at
	ike.At = g.at
	ike.Versions = c.versions(g, ref)
	ike.CanIKEv2 = c.canIKEv2(g)
	uses := func(v string) bool { return slices.Contains(ike.Versions.V, v) }
	if !ike.Versions.Known() {
		uses = func(string) bool { return true }
	}
	if uses("ikev1") {
		j.ike1 = c.profile(g.v1.profile, "IKE crypto profile", builtInIKE, c.v.ikeProfile, ref)
		ike.Mode = c.mode(g, ref)
	}
	if uses("ikev2") {
		j.ike2 = c.profile(g.v2.profile, "IKE crypto profile", builtInIKE, c.v.ikeProfile, ref)
		ike.Proposals = append(ike.Proposals, c.ikeProposal(j, &j.ike2, 2))
	}
	if uses("ikev1") {
		ike.Proposals = append(ike.Proposals, c.ikeProposal(j, &j.ike1, 1))
	}
	if !ike.Versions.Known() {
		for i := range ike.Proposals {
			ike.Proposals[i].Name += " (if chosen)"
		}
	}
	if len(ike.Proposals) > 0 {
		ike.Lifetime = ike.Proposals[0].Lifetime
	}
	c.auth(j)
	ike.DPD = c.dpd(g, uses("ikev2"), ref)
	ike.NATTraversal = c.natTraversal(g, ref)
	ike.Port = ipsec.DefaultOf(500, "PAN-OS has no other IKE port")
	c.identity(j, ref)
	c.postQuantum(j)
}

// noGateway marks what stands in the gateway as unknown.
func (c *converter) noGateway(j *joined) {
	why, at := "the IKE gateway is not shown in this file", j.gatewayRef.at
	if j.gatewayRef.unknown != "" {
		why = j.gatewayRef.unknown
	}
	ike := &j.model.IKE
	ike.At = j.t.at
	ike.Hidden = why
	ike.Versions = ipsec.UnknownAs[[]string](why, at)
	ike.CanIKEv2 = ipsec.UnknownAs[bool](why, at)
	ike.Mode = ipsec.UnknownAs[string](why, at)
	ike.Auth = ipsec.UnknownAs[string](why, at)
	ike.PSK = ipsec.Secret{State: ipsec.SecretElsewhere}
	ike.Lifetime = ipsec.UnknownAs[int](why, at)
	ike.DPD = ipsec.DPD{
		Enabled: ipsec.UnknownAs[bool](why, at), Answers: ipsec.UnknownAs[bool](why, at),
		Interval: ipsec.UnknownAs[int](why, at), Retries: ipsec.UnknownAs[int](why, at),
	}
	ike.NATTraversal = ipsec.UnknownAs[string](why, at)
	ike.Port = ipsec.DefaultOf(500, "PAN-OS has no other IKE port")
	ike.LocalID = ipsec.UnknownAs[string](why, at)
	ike.LocalAddress = ipsec.UnknownAs[string](why, at)
}

// versions tells the IKE versions in force. Without the word it is IKEv1 in all
// releases, whatever blocks are there (pan-os-codegen, ike-gateway).
func (c *converter) versions(g *gateway, via parser.Span) ipsec.Value[[]string] {
	v := g.version
	if !v.set() {
		return ipsec.DefaultOf([]string{"ikev1"}, c.standard())
	}
	switch v.text {
	case "ikev1", "ikev2":
		return modelled(v, []string{v.text}, via)
	case "ikev2-preferred":
		return modelled(v, []string{"ikev1", "ikev2"}, via)
	}
	if v.unknown == "" {
		c.unreadable(v, "ikev1, ikev2 or ikev2-preferred")
		v.unknown = "the IKE version is not one that PAN-OS has"
	}
	return ipsec.UnknownAs[[]string](v.unknown, v.at)
}

// canIKEv2 tells whether the software knows IKEv2, which came with 7.0.
func (c *converter) canIKEv2(g *gateway) ipsec.Value[bool] {
	switch {
	case c.release.known():
		return ipsec.DefaultOf(!c.release.before(7, 0), c.release.String())
	case g.version.set() || g.hasV2:
		return ipsec.DefaultOf(true, "the gateway has settings for IKEv2")
	}
	c.needVersion()
	return ipsec.UnknownAs[bool]("the file does not name the PAN-OS release", parser.Span{})
}

// mode tells how IKEv1 starts. With auto, the default, it starts in main mode.
func (c *converter) mode(g *gateway, via parser.Span) ipsec.Value[string] {
	v := g.exchangeMode
	switch {
	case !v.set():
		return ipsec.DefaultOf("main", "default of "+c.release.String()+": auto, which starts in main mode")
	case v.text == "auto" || v.text == "main":
		return modelled(v, "main", via)
	case v.text == "aggressive" || v.unknown != "":
		return modelled(v, "aggressive", via)
	}
	c.unreadable(v, "auto, main or aggressive")
	return ipsec.UnknownAs[string]("the exchange mode is not one that PAN-OS has", v.at)
}

// ikeProposal makes the proposal of one IKE version: the lists of a profile multiply.
func (c *converter) ikeProposal(j *joined, p *profileRef, version int) ipsec.Proposal {
	shown := p.shown
	if shown == nil {
		shown = &cryptoProfile{}
	}
	out := ipsec.Proposal{
		Name: p.name, Version: version, At: p.at(j.g.at),
		Encryption: c.words(p, shown.encryption, func(b *builtIn) []string { return b.encryption }, ciphers, "encryption"),
		Integrity:  c.words(p, shown.authentication, func(b *builtIn) []string { return b.authentication }, hashes, "hash"),
		DH:         c.groups(p),
		Lifetime:   c.lifetime(p, ikeLifetime),
	}
	if version == 2 {
		out.PRF = out.Integrity
	} else {
		out.Encryption = without(out.Encryption, func(w string) bool { return onlyIKEv2(w, 0) })
		out.DH = without(out.DH, func(g int) bool { return onlyIKEv2("", g) })
	}
	if allAEAD(out.Encryption) {
		out.Integrity.V, out.Integrity.Items = nil, nil
	}
	return out
}

// without returns a list without the elements for which drop says so.
func without[T any](v ipsec.Value[[]T], drop func(T) bool) ipsec.Value[[]T] {
	var keep []T
	var items []parser.Span
	for i, e := range v.V {
		if drop(e) {
			continue
		}
		keep = append(keep, e)
		if i < len(v.Items) {
			items = append(items, v.Items[i])
		}
	}
	v.V, v.Items = keep, items
	return v
}

// allAEAD reports whether each cipher protects integrity by itself.
func allAEAD(v ipsec.Value[[]string]) bool {
	for _, w := range v.V {
		if w != "aes128gcm16" && w != "aes256gcm16" && w != "aes128ccm16" {
			return false
		}
	}
	return len(v.V) > 0
}

// auth tells how the gateway proves who it is. The key's text goes no further.
func (c *converter) auth(j *joined) {
	ike, g := &j.model.IKE, j.g
	switch {
	case !g.certificate.IsZero():
		ike.Auth = modelled(value{at: g.certificate, from: g.from}, "certificate", j.gatewayRef.at)
	case g.keyAt:
		how := value{at: g.key.at, from: g.key.from}
		if !g.key.set() {
			how = value{at: g.at, from: g.from}
		}
		ike.Auth = modelled(how, "psk", j.gatewayRef.at)
		ike.PSK = c.secret(g.key)
	default:
		ike.Auth = ipsec.UnknownAs[string]("the gateway shows no authentication", g.at)
		ike.PSK = ipsec.Secret{State: ipsec.SecretElsewhere}
	}
}

// dpd tells dead peer detection. The device answers probes in any case. With
// IKEv2 the liveness check is always there; enable only adds probes of its own
// (web help, IKE Gateway Advanced Options). What is set for the IKE version that
// is not in force does not count.
func (c *converter) dpd(g *gateway, v2 bool, via parser.Span) ipsec.DPD {
	d := ipsec.DPD{Answers: ipsec.DefaultOf(true, "PAN-OS answers the peer's probes")}
	if v2 {
		d.Enabled = c.yesNo(g.v2.dpdEnable, ipsec.DefaultOf(true, c.standard()), via)
		d.Interval = c.number(g.v2.dpdInterval, ipsec.DefaultOf(dpdInterval, c.standard()), via)
		return d
	}
	d.Enabled = c.yesNo(g.v1.dpdEnable, ipsec.UnknownAs[bool]("PAN-OS does not document whether IKEv1 DPD is on when the gateway does not say", g.at), via)
	d.Interval = c.number(g.v1.dpdInterval, ipsec.DefaultOf(dpdInterval, c.standard()), via)
	d.Retries = c.number(g.v1.retry, ipsec.DefaultOf(dpdRetry, c.standard()), via)
	return d
}

func (c *converter) natTraversal(g *gateway, via parser.Span) ipsec.Value[string] {
	on := c.yesNo(g.natTraversal, ipsec.DefaultOf(false, c.standard()), via)
	out := ipsec.Value[string]{V: "off", Origin: on.Origin, At: on.At, Via: on.Via, Reason: on.Reason}
	if on.V {
		out.V = "on"
	}
	return out
}

// identity fills in the address that IKE leaves from and the identity that it
// shows, which is that address unless the gateway names another.
func (c *converter) identity(j *joined, via parser.Span) {
	ike, g := &j.model.IKE, j.g
	ike.LocalAddress = c.localAddress(g, via)
	local := ike.LocalAddress
	def := ipsec.UnknownAs[string]("PAN-OS identifies itself by its local address, which this file does not tell", g.at)
	if local.Known() {
		def = ipsec.DefaultOf(local.V, "PAN-OS identifies itself by its local address")
		def.Via = []parser.Span{local.At}
	}
	ike.LocalID = textOr(g.localID, def, via)
}

func (c *converter) localAddress(g *gateway, via parser.Span) ipsec.Value[string] {
	if v, ok := c.v.address(g.localIP); v.set() {
		if a, isAddr := addressOf(v.text); isAddr && ok {
			v.text = a.String()
		} else if v.unknown == "" {
			v.unknown = "the local address is an object that this file does not define"
		}
		return modelled(v, v.text, via)
	}
	if !g.localInterface.known() {
		return ipsec.UnknownAs[string]("the gateway shows no local address", g.at)
	}
	n := c.v.interfaceNode(g.localInterface.text)
	if ips := c.v.members(n, "ip"); len(ips) == 1 {
		v, _ := c.v.address(ips[0])
		if a, ok := addressOf(v.text); ok && v.known() {
			out := ipsec.DefaultOf(a.String(), "the only address of "+g.localInterface.text)
			out.Via = []parser.Span{via, g.localInterface.at, v.at}
			return out
		}
	}
	return ipsec.UnknownAs[string]("the gateway names an interface whose address this file does not tell", g.localInterface.at)
}

// postQuantum notes a key exchange that the far side does not know.
func (c *converter) postQuantum(j *joined) {
	if j.g.ppk.yes() && j.g.ppkMode.is("mandatory") {
		j.model.Blockers = append(j.model.Blockers, ipsec.Blocker{
			Message: "the gateway demands post-quantum pre-shared keys (RFC 8784), which the far side does not have", At: j.g.ppkMode.at,
		})
	}
}
