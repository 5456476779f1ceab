package configxml

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// RouteBased reports that the phase 2 is the tunnel of an interface.
func (p *Phase2) RouteBased() bool { return p.Mode.V == "vti" || p.Mode.V == "route-based" }

// Usable returns the phase 2s that the box would use: those that are enabled,
// for a site, and whose networks it can write. What keeps one out is a problem
// of the phase 1.
func (b *Box) Usable(p1 *Phase1) []*Phase2 {
	var out []*Phase2
	for _, p2 := range p1.Phase2s {
		if p2.Disabled.Set || p2.Mobile.Set {
			continue
		}
		if !p2.RouteBased() && p2.Mode.V != "transport" {
			if _, at, reason := b.cidr(p2.Local, p2.Mode.V); reason != "" {
				p1.unreadable(place(Text{At: at}, p2.At), "the box leaves this phase 2 out: its local network "+reason)
				continue
			}
			if _, at, reason := b.cidr(p2.Remote, p2.Mode.V); reason != "" {
				p1.refused(place(Text{At: at}, p2.At), "strongSwan refuses this phase 2: its remote network "+reason)
			}
		}
		out = append(out, p2)
	}
	return out
}

// cidr gives the network in CIDR form as the box writes it. A network that the
// file does not tell, such as that of an interface with DHCP, stays in the
// file's words; reason says why the box itself can write none.
func (b *Box) cidr(n Network, mode string) (text string, at parser.Span, reason string) {
	at = place(n.Address, place(n.Type, n.At))
	six := mode == "tunnel6"
	switch n.Type.V {
	case "":
		return "", at, "is missing"
	case "none", "mobile":
		return "", at, "is for mobile clients"
	case "address":
		a, err := netip.ParseAddr(n.Address.V)
		if err != nil {
			return n.Address.V, at, "holds no address"
		}
		return netip.PrefixFrom(a, a.BitLen()).String(), at, ""
	case "network":
		if n.Bits.V == "" && strings.Contains(n.Address.V, "/") {
			// OPNsense writes a network in one element in some versions.
			n.Address.V, n.Bits.V, _ = strings.Cut(n.Address.V, "/")
		}
		p, err := netip.ParsePrefix(n.Address.V + "/" + n.Bits.V)
		switch {
		case err == nil:
			return p.Masked().String(), at, ""
		case strings.Contains(n.Address.V, "/"):
			return n.Address.V, at, "names a prefix length in the address and in netbits"
		}
		return n.Address.V, at, "holds no address with a prefix length"
	}
	i := b.Interface(n.Type.V)
	if p, ok := i.Network(six); ok {
		return p.String(), place(n.Type, n.At), ""
	}
	if i != nil && i.Address.V == "" && !six {
		return n.Type.V + " net", place(n.Type, n.At), "is that of an interface without an address"
	}
	return n.Type.V + " net", place(n.Type, n.At), ""
}

// Groups tells which phase 2s share a CHILD_SA: all, or each has its own, which nth
// then names. The only one has the connection's name.
func Groups(name string, used []*Phase2, merged bool, nth func(*Phase2, int) string, add func(name string, group []*Phase2)) {
	switch {
	case len(used) == 0:
	case merged || len(used) == 1:
		add(name, used)
	default:
		for i, p2 := range used {
			add(nth(p2, i), []*Phase2{p2})
		}
	}
}

// Pairs counts the children: each sets up one pair, whatever its selectors. none
// says why there is no child.
func Pairs(children []*ipsec.Child, none string) ipsec.Value[int] {
	if len(children) == 0 {
		return ipsec.DefaultOf(0, none)
	}
	return ipsec.ExplicitAt(len(children), children[0].At)
}

// Child builds the CHILD_SA that the box generates from phase 2s: one of them,
// or several that it merges. Lifetimes are left to the vendor.
func (b *Box) Child(name string, p1 *Phase1, peer string, group []*Phase2) *ipsec.Child {
	last := group[len(group)-1]
	c := &ipsec.Child{
		Name: name, At: last.At,
		Protocol:  explicitOr(last.Protocol, "esp", "the phase 2 names no protocol"),
		Mode:      mode(last),
		Selectors: b.selectors(p1, peer, group),

		LifetimeKilobytes: ipsec.DefaultOf(0, "the box writes no limit by volume"),
	}
	for _, p2 := range group {
		for _, p := range p1.phase2Proposals(p2) {
			if !slices.ContainsFunc(c.Proposals, func(o ipsec.Proposal) bool { return sameAlgorithms(o, p) }) {
				c.Proposals = append(c.Proposals, p)
			}
		}
	}
	c.PFS, c.PFSGroups = PFS(c.Proposals)
	if len(c.Proposals) == 0 && !p1.Refused() {
		c.Hidden = "the phase 2 names no encryption algorithm: strongSwan's own list applies"
	}
	return c
}

func sameAlgorithms(a, b ipsec.Proposal) bool {
	return slices.Equal(a.Encryption.V, b.Encryption.V) && slices.Equal(a.Integrity.V, b.Integrity.V) && slices.Equal(a.DH.V, b.DH.V)
}

func explicitOr(t Text, def, reason string) ipsec.Value[string] {
	if t.V == "" {
		return ipsec.DefaultOf(def, reason)
	}
	return ipsec.ExplicitAt(t.V, t.At)
}

func mode(p *Phase2) ipsec.Value[string] {
	switch p.Mode.V {
	case "":
		return ipsec.DefaultOf("tunnel", "the phase 2 names no mode")
	case "transport":
		return ipsec.ExplicitAt("transport", p.Mode.At)
	}
	return ipsec.ExplicitAt("tunnel", p.Mode.At)
}

// selectors gives the product of the local and the remote networks: that is
// what one CHILD_SA with several traffic selectors protects.
func (b *Box) selectors(p1 *Phase1, peer string, group []*Phase2) []ipsec.Selector {
	var locals, remotes []Text
	add := func(list []Text, text string, at parser.Span) []Text {
		if text == "" || slices.ContainsFunc(list, func(t Text) bool { return t.V == text }) {
			return list
		}
		return append(list, Text{V: text, At: at})
	}
	for _, p2 := range group {
		switch {
		case p2.RouteBased():
			locals, remotes = add(locals, "0.0.0.0/0", p2.At), add(remotes, "0.0.0.0/0", p2.At)
		case p2.Mode.V == "transport":
			local := b.LocalAddress(p1)
			text := "local address"
			if local.Known() {
				text = host(local.V)
			}
			locals, remotes = add(locals, text, p2.At), add(remotes, host(peer), p2.At)
		default:
			local, at, _ := b.cidr(p2.Local, p2.Mode.V)
			if !p2.NAT.At.IsZero() {
				if nat, natAt, reason := b.cidr(p2.NAT, p2.Mode.V); reason == "" {
					local, at = nat, natAt
				}
			}
			remote, remoteAt, _ := b.cidr(p2.Remote, p2.Mode.V)
			locals, remotes = add(locals, local, at), add(remotes, remote, remoteAt)
		}
	}
	return Product(locals, remotes)
}

// Product pairs each local network with each remote one. It points at what there is
// several of.
func Product(locals, remotes []Text) []ipsec.Selector {
	var out []ipsec.Selector
	for _, l := range locals {
		for _, r := range remotes {
			at := l.At
			if len(remotes) > 1 {
				at = r.At
			}
			out = append(out, ipsec.Selector{Local: l.V, Remote: r.V, Protocol: "any", At: at})
		}
	}
	return out
}

// host gives an address as a prefix of one host; anything else as it is.
func host(text string) string {
	if a, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(a, a.BitLen()).String()
	}
	return text
}

// phase2Proposals gives one proposal for each cipher of the phase 2; hash
// algorithms and the key lengths of "auto" are sets inside it.
func (p1 *Phase1) phase2Proposals(p2 *Phase2) []ipsec.Proposal {
	dh := pfsGroup(p2)
	if p2.PFSGroup.Filled() && groupWord(p2.PFSGroup.V) == "" {
		p1.unreadable(p2.PFSGroup.At, "this PFS group is unknown; the box writes none")
	}
	var hashes []string
	hashAt := p2.At
	for i, h := range p2.Hashes {
		if i == 0 {
			hashAt = h.At
		}
		hashes = append(hashes, strings.TrimPrefix(h.V, "hmac_"))
	}
	if p2.Protocol.V == "ah" {
		got, err := proposal.Parse(strings.Join(hashes, "-"), proposal.AH)
		if err != nil {
			p1.refused(hashAt, "strongSwan refuses this phase 2: "+err.Reason)
			return nil
		}
		return []ipsec.Proposal{{At: p2.At, Integrity: ipsec.ExplicitAt(got.Integrity, hashAt), DH: dh,
			Encryption: ipsec.DefaultOf([]string{"null"}, "AH does not encrypt")}}
	}
	var out []ipsec.Proposal
	for _, c := range p2.Ciphers {
		words := append(cipherWords(c), hashes...)
		got, err := proposal.Parse(strings.Join(words, "-"), proposal.ESP)
		if err != nil {
			p1.refused(place(c.Name, c.At), "strongSwan refuses this phase 2: "+err.Reason)
			continue
		}
		pr := ipsec.Proposal{Name: c.Name.V, At: c.At, DH: dh, Encryption: ipsec.ExplicitAt(got.Encryption, place(c.Name, c.At)),
			Integrity: ipsec.ExplicitAt(got.Integrity, hashAt)}
		pr.Integrity.Items = places(p2.Hashes, got.Integrity)
		switch {
		case got.AEAD():
			pr.Integrity = aead()
		case len(hashes) == 0:
			pr.Integrity = ipsec.DefaultOf[[]string](nil, "the phase 2 names no hash algorithm")
		}
		out = append(out, pr)
	}
	return out
}

func pfsGroup(p2 *Phase2) ipsec.Value[[]int] {
	if !p2.PFSGroup.Set || p2.PFSGroup.V == "" {
		return ipsec.DefaultOf[[]int](nil, "no PFS unless pfsgroup names a group")
	}
	n, ok := p2.PFSGroup.Int()
	if !ok || n == 0 || groupWord(p2.PFSGroup.V) == "" {
		return ipsec.ExplicitAt[[]int](nil, p2.PFSGroup.At)
	}
	return ipsec.ExplicitAt([]int{n}, p2.PFSGroup.At)
}

// cipherWords gives strongSwan's words for one cipher. The length "auto" stands
// for all lengths of the cipher, the longest first; with GCM the length is that
// of the integrity check value.
func cipherWords(c Cipher) []string {
	if c.KeyLen.V != "auto" {
		return []string{c.Name.V + c.KeyLen.V}
	}
	lengths := []string{"256", "192", "128"}
	if strings.Contains(c.Name.V, "gcm") {
		lengths = []string{"128", "96", "64"}
	}
	out := make([]string, len(lengths))
	for i, l := range lengths {
		out[i] = c.Name.V + l
	}
	return out
}

// PFS sums up the groups of the proposals: PFS is required when all have one,
// and optional when some have.
func PFS(list []ipsec.Proposal) (ipsec.Value[ipsec.PFS], ipsec.Value[[]int]) {
	var with, without *ipsec.Proposal
	var groups []int
	for i := range list {
		p := &list[i]
		if len(p.DH.V) == 0 {
			without = p
			continue
		}
		if with == nil {
			with = p
		}
		for _, g := range p.DH.V {
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	kind, from := ipsec.PFSRequired, with
	switch {
	case with == nil && without == nil:
		reason := "no proposal could be read"
		return ipsec.UnknownAs[ipsec.PFS](reason, parser.Span{}), ipsec.UnknownAs[[]int](reason, parser.Span{})
	case with == nil:
		kind, from = ipsec.PFSNone, without
	case without != nil:
		kind, from = ipsec.PFSOptional, without
	}
	v := ipsec.Value[ipsec.PFS]{V: kind, Origin: from.DH.Origin, At: from.DH.At, Reason: from.DH.Reason}
	g := ipsec.Value[[]int]{V: groups, Origin: v.Origin, At: v.At, Reason: v.Reason}
	if with != nil {
		g = ipsec.ExplicitAt(groups, with.DH.At)
	}
	return v, g
}
