package paloalto

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// phase2 fills in the tunnel's only child: all its proxy-ids share one profile.
func (c *converter) phase2(j *joined) {
	t := j.t
	j.ipsec = c.profile(t.profile, "IPsec crypto profile", builtInIPsec, c.v.ipsecProfile)
	p := &j.ipsec
	child := &ipsec.Child{
		Name: t.name, At: p.at(t.at),
		Protocol:  c.protocol(p),
		Mode:      textOr(t.mode, ipsec.DefaultOf("tunnel", c.standard())),
		Lifetime:  c.lifetime(p, ipsecLifetime),
		Selectors: c.selectors(t),
	}
	if m := t.mode; m.known() && m.text != "tunnel" && m.text != "transport" {
		c.unreadable(m, "tunnel or transport")
		child.Mode = ipsec.UnknownAs[string]("the IPsec mode is not one that PAN-OS has", m.at)
	}
	prop := c.ipsecProposal(j)
	c.pfs(child, &prop, p)
	child.Proposals = []ipsec.Proposal{prop}
	child.LifetimeKilobytes = c.lifesize(p)
	j.model.Children = []*ipsec.Child{child}
	j.model.SAPairs = c.pairs(t)
}

func (c *converter) protocol(p *profileRef) ipsec.Value[string] {
	switch {
	case p.shown == nil && p.builtIn == nil:
		return ipsec.UnknownAs[string](p.reason, p.ref.at)
	case p.shown == nil:
		return ipsec.DefaultOf("esp", p.reason)
	}
	return textOr(p.shown.protocol, ipsec.UnknownAs[string]("the profile "+strconv.Quote(p.name)+" shows neither ESP nor AH", p.shown.at), p.via...)
}

func (c *converter) ipsecProposal(j *joined) ipsec.Proposal {
	p := &j.ipsec
	shown := p.shown
	if shown == nil {
		shown = &cryptoProfile{}
	}
	out := ipsec.Proposal{
		Name: p.name, At: p.at(j.t.at),
		Encryption: c.words(p, shown.encryption, func(b *builtIn) []string { return b.encryption }, ciphers, "encryption"),
		Integrity:  c.words(p, shown.authentication, func(b *builtIn) []string { return b.authentication }, hashes, "authentication"),
	}
	if shown.protocol.is("ah") {
		out.Encryption = modelled(shown.protocol, []string(nil), p.via...)
	}
	if allAEAD(out.Encryption) {
		out.Integrity.V, out.Integrity.Items = nil, nil
	}
	return out
}

// pfs reads the group of phase 2. Any word but no-pfs means that there is a new
// exchange. Without the word the sources disagree: the schema and the manual say
// group2, others say that there is none.
func (c *converter) pfs(child *ipsec.Child, prop *ipsec.Proposal, p *profileRef) {
	switch {
	case p.shown == nil && p.builtIn == nil:
		child.PFS = ipsec.UnknownAs[ipsec.PFS](p.reason, p.ref.at)
		child.PFSGroups = ipsec.UnknownAs[[]int](p.reason, p.ref.at)
	case p.shown == nil:
		child.PFS = ipsec.DefaultOf(ipsec.PFSRequired, p.reason)
		child.PFSGroups = ipsec.DefaultOf([]int{p.builtIn.group}, p.reason)
	case len(p.shown.dhGroup) == 0:
		const why = "the profile has no dh-group; the manual says that group 2 is then in force, but it is not certain for every release"
		child.PFS = ipsec.UnknownAs[ipsec.PFS](why, p.shown.at)
		child.PFSGroups = ipsec.UnknownAs[[]int](why, p.shown.at)
	default:
		c.pfsGroup(child, p.shown.dhGroup[0], p)
	}
	prop.DH = child.PFSGroups
}

func (c *converter) pfsGroup(child *ipsec.Child, g value, p *profileRef) {
	n, ok := groupNumber(g.text)
	switch {
	case g.text == "no-pfs":
		child.PFS = modelled(g, ipsec.PFSNone, p.via...)
		child.PFSGroups = modelled(g, []int{}, p.via...)
	case ok || g.unknown != "":
		child.PFS = modelled(g, ipsec.PFSRequired, p.via...)
		child.PFSGroups = modelled(g, []int{n}, p.via...)
	default:
		child.PFS = modelled(g, ipsec.PFSRequired, p.via...)
		child.PFSGroups = ipsec.UnknownAs[[]int]("the group is one without a number that vpnlint knows", g.at)
	}
}

func (c *converter) lifesize(p *profileRef) ipsec.Value[int] {
	switch {
	case p.shown == nil && p.builtIn == nil:
		return ipsec.UnknownAs[int](p.reason, p.ref.at)
	case p.shown == nil || !p.shown.lifesize.set():
		return ipsec.DefaultOf(0, c.standard()+": no limit")
	}
	v := c.number(p.shown.lifesize.value, ipsec.Value[int]{}, p.via...)
	v.V *= unitKilobytes[p.shown.lifesize.unit]
	return v
}

// selectors returns the proxy-ids; without any the tunnel asks for any to any.
func (c *converter) selectors(t *tunnel) []ipsec.Selector {
	if len(t.proxyIDs) == 0 {
		return []ipsec.Selector{{Local: "0.0.0.0/0", Remote: "0.0.0.0/0", Protocol: "any", At: t.at}}
	}
	out := make([]ipsec.Selector, 0, len(t.proxyIDs))
	for _, p := range t.proxyIDs {
		s := ipsec.Selector{Local: c.side(p.local, p.v6), Remote: c.side(p.remote, p.v6), Protocol: "any", At: p.at}
		if p.protocol.set() {
			s.Protocol = p.protocol.text
			if name := protocolNames[s.Protocol]; name != "" {
				s.Protocol = name
			}
		}
		s.Ports = ports(p)
		out = append(out, s)
	}
	return out
}

// side returns one end of a proxy-id in CIDR form; one that is absent is any.
func (c *converter) side(v value, v6 bool) string {
	switch {
	case !v.set() && v6:
		return "::/0"
	case !v.set():
		return "0.0.0.0/0"
	}
	v, _ = c.v.address(v)
	if p, ok := prefixOf(v.text); ok {
		return p.Masked().String()
	}
	return v.text
}

// ports returns the ports of a proxy-id: the remote one alone where the local one
// is any, which PAN-OS writes as 0.
func ports(p proxyID) string {
	local, remote := strings.TrimLeft(p.localPort.text, "0"), strings.TrimLeft(p.remotePort.text, "0")
	switch {
	case local == "":
		return remote
	case remote == "":
		return "from " + local
	}
	return "from " + local + " to " + remote
}

// pairs counts the SA pairs: each proxy-id makes its own.
func (c *converter) pairs(t *tunnel) ipsec.Value[int] {
	n := len(t.proxyIDs)
	if n == 0 {
		return ipsec.DefaultOf(1, "without a proxy-id there is one pair, any to any")
	}
	first := slices.MinFunc(t.proxyIDs, func(a, b proxyID) int { return a.at.Start - b.at.Start })
	return modelled(value{at: first.at, from: first.from}, n)
}
