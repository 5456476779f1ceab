package configxml

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// Peer returns the far side's address; an alias of one address is resolved.
func (b *Box) Peer(t Text) string {
	if a, ok := b.Alias(t.V); ok {
		return a.V
	}
	return t.V
}

// Anyone reports that a remote gateway stands for every peer, so that the
// phase 1 is not for one site.
func Anyone(remote Text) bool {
	a, err := netip.ParseAddr(remote.V)
	return err == nil && a.IsUnspecified()
}

// LocalAddress returns the address that a phase 1's IKE packets leave with.
func (b *Box) LocalAddress(p *Phase1) ipsec.Value[string] {
	return b.addressOf(p.Interface, p.Interface.V, p.Protocol.V == "inet6", nil)
}

func (b *Box) addressOf(from Text, name string, six bool, via []parser.Span) ipsec.Value[string] {
	unknown := func(format string, args ...any) ipsec.Value[string] {
		v := ipsec.UnknownAs[string](fmt.Sprintf(format, args...), from.At)
		v.Via = via
		return v
	}
	if name == "" {
		return unknown("the phase 1 names no interface")
	}
	if v := b.VIP(name); v != nil && v.Address.V != "" {
		return ipsec.ExplicitAt(v.Address.V, v.Address.At, append(via, from.At)...)
	}
	if g := b.Group(name); g != nil {
		if len(g.Items) == 0 {
			return unknown("the gateway group has no members")
		}
		first := g.Items[0]
		if first.VIP != "" && first.VIP != "address" {
			return b.addressOf(from, first.VIP, six, append(via, first.At))
		}
		if gw := b.Gateway(first.Gateway); gw != nil && gw.Interface.V != name {
			return b.addressOf(from, gw.Interface.V, six, append(via, first.At))
		}
		return unknown("the interface is a gateway group")
	}
	i := b.Interface(name)
	if i == nil {
		return unknown("the file does not define the interface")
	}
	addr := i.Address
	if six {
		addr = i.Addr6
	}
	if _, err := netip.ParseAddr(addr.V); err == nil {
		return ipsec.ExplicitAt(addr.V, addr.At, append(via, from.At)...)
	}
	if addr.V == "" {
		return unknown("the interface has no address in the file")
	}
	return unknown("the interface gets its address by %s", addr.V)
}

// DefinesInterface reports whether the file defines what a phase 1's interface
// names.
func (b *Box) DefinesInterface(name string) bool {
	return b.Interface(name) != nil || b.VIP(name) != nil || b.Group(name) != nil || !strings.HasPrefix(name, "_vip") && name == "any"
}

// CheckInterface notes a phase 1 whose interface the file does not define.
func (b *Box) CheckInterface(p *Phase1) {
	if len(b.Interfaces) > 0 && p.Interface.V != "" && !b.DefinesInterface(p.Interface.V) {
		p.Problems = append(p.Problems, ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: p.Interface.At,
			Message: "the file defines no interface, virtual address or gateway group of this name"})
	}
}

// LocalID returns the identity that this side presents.
func LocalID(p *Phase1, local ipsec.Value[string]) ipsec.Value[string] {
	switch p.MyIDType.V {
	case "", "myaddress":
		v := local
		if v.Known() {
			v.Via = append([]parser.Span{}, v.Via...)
			if p.MyIDType.Set {
				v.Via = append(v.Via, p.MyIDType.At)
			}
		}
		return v
	case "dyn_dns":
		return ipsec.UnknownAs[string]("the identity is the address that a host name resolves to", place(p.MyIDData, p.MyIDType.At))
	}
	return ipsec.ExplicitAt(p.MyIDData.V, place(p.MyIDData, p.MyIDType.At))
}

// AuthMethod gives the model's word for an authentication method.
func AuthMethod(t Text) ipsec.Value[string] {
	word := t.V
	switch {
	case !t.Set || t.V == "":
		return ipsec.UnknownAs[string]("the phase 1 names no authentication method", t.At)
	case t.V == "pre_shared_key", t.V == "xauth_psk_server":
		word = "psk"
	case strings.Contains(t.V, "eap"):
		word = "eap"
	case strings.Contains(t.V, "cert"), strings.Contains(t.V, "rsa"), t.V == "pkcs11", t.V == "public_key":
		word = "certificate"
	}
	return ipsec.ExplicitAt(word, t.At)
}

// NATTraversal gives what nat_traversal means: strongSwan always finds a NAT by
// itself, so that off is on; force wraps ESP in UDP in any case.
func NATTraversal(t Text) ipsec.Value[string] {
	switch {
	case t.V == "force":
		return ipsec.ExplicitAt("forced", t.At)
	case t.Set && t.V != "":
		return ipsec.ExplicitAt("on", t.At)
	}
	return ipsec.DefaultOf("on", "strongSwan detects a NAT by itself")
}

// DPD gives dead peer detection: without both numbers no probe is sent.
// Retries count for IKEv1 only; with IKEv2 strongSwan's retransmission decides.
func DPD(p *Phase1, ikev1 bool, vendor string) ipsec.DPD {
	d := ipsec.DPD{Answers: ipsec.DefaultOf(true, "strongSwan answers the peer's probes whatever is set")}
	delay, okDelay := p.DPDDelay.Int()
	retries, okRetries := p.DPDMaxFail.Int()
	if !okDelay || !okRetries || delay <= 0 || retries <= 0 {
		d.Enabled = ipsec.DefaultOf(false, vendor+" sends probes only with both dpd_delay and dpd_maxfail")
		for _, t := range []Text{p.DPDDelay, p.DPDMaxFail} {
			if t.V == "0" {
				d.Enabled = ipsec.ExplicitAt(false, t.At)
				break
			}
		}
		return d
	}
	d.Enabled = ipsec.ExplicitAt(true, p.DPDDelay.At)
	d.Interval = ipsec.ExplicitAt(delay, p.DPDDelay.At)
	if ikev1 {
		d.Retries = ipsec.ExplicitAt(retries, p.DPDMaxFail.At)
	}
	return d
}

// Proposals turns the items of phase 1 into proposals; an item that the box
// passes over or that strongSwan refuses is a problem of the phase 1. prf tells
// whether the box writes the chosen PRFs.
func (p *Phase1) Proposals(ikev1, prf bool) []ipsec.Proposal {
	var out []ipsec.Proposal
	version := 2
	if ikev1 {
		version = 1
	}
	for i, item := range p.Items {
		if item.Name.V == "" || len(item.Hashes) == 0 {
			p.unreadable(place(item.Name, item.At), "this proposal names no encryption or no hash algorithm; the box leaves it out")
			continue
		}
		prfs := item.PRFs
		if !prf || ikev1 {
			prfs = nil
		}
		got, at, reason := parseIKE(item, prfs)
		if reason != "" {
			p.refused(at, "strongSwan refuses this phase 1: "+reason)
			continue
		}
		pr := ipsec.Proposal{Name: fmt.Sprintf("proposal %d", i+1), Version: version, At: item.At,
			Encryption: ipsec.ExplicitAt(got.Encryption, item.Name.At),
			Integrity:  ipsec.ExplicitAt(got.Integrity, item.Hashes[0].At),
			DH:         ipsec.ExplicitAt(got.DH, dhPlace(item)),
		}
		pr.Integrity.Items, pr.DH.Items = places(item.Hashes, got.Integrity), places(item.DHGroups, got.DH)
		if len(got.Integrity) == 0 {
			pr.Integrity = aead()
		}
		switch {
		case ikev1:
			pr.PRF = ipsec.DefaultOf[[]string](nil, "IKEv1 takes the hash algorithm")
		case len(prfs) > 0:
			pr.PRF = ipsec.ExplicitAt(got.PRF, prfs[0].At)
		default:
			pr.PRF = ipsec.DefaultOf(got.PRF, "the PRF goes with the hash algorithm")
			pr.PRF.Via = []parser.Span{item.Hashes[0].At}
		}
		out = append(out, pr)
	}
	return out
}

// places gives the places of the words that became values, one by one; nil when
// words were dropped or joined.
func places[T any](words []Text, values []T) []parser.Span {
	if len(words) != len(values) || len(words) < 2 {
		return nil
	}
	out := make([]parser.Span, len(words))
	for i, w := range words {
		out[i] = w.At
	}
	return out
}

func aead() ipsec.Value[[]string] {
	return ipsec.DefaultOf[[]string](nil, "the cipher needs no integrity algorithm")
}

func dhPlace(item EncryptionItem) parser.Span {
	if len(item.DHGroups) > 0 {
		return item.DHGroups[0].At
	}
	return item.At
}

// parseIKE writes an item as the box does, in strongSwan's language, and reads
// that.
func parseIKE(item EncryptionItem, prfs []Text) (p proposal.Proposal, at parser.Span, reason string) {
	words := []string{item.Name.V + item.KeyLen.V}
	for _, h := range item.Hashes {
		words = append(words, strings.TrimPrefix(h.V, "hmac_"))
	}
	for _, f := range prfs {
		words = append(words, "prf"+f.V)
	}
	for _, g := range item.DHGroups {
		word := groupWord(g.V)
		if word == "" {
			return p, g.At, "the key exchange group is unknown"
		}
		words = append(words, word)
	}
	p, err := proposal.Parse(strings.Join(words, "-"), proposal.IKE)
	if err != nil {
		return p, item.At, err.Reason
	}
	return p, item.At, ""
}

// groupWord gives strongSwan's word for the number of a key exchange group; ""
// for a number that the boxes do not write.
func groupWord(number string) string { return groupWords[number] }

// GroupWord gives strongSwan's word for a key exchange group; "" when unknown.
func GroupWord(number int) string { return groupWords[strconv.Itoa(number)] }

// IsGroupWord reports whether a word of a proposal names a key exchange group.
func IsGroupWord(word string) bool {
	for _, w := range groupWords {
		if w == word {
			return true
		}
	}
	return word == "x25519" || word == "x448"
}

var groupWords = map[string]string{
	"1": "modp768", "2": "modp1024", "5": "modp1536", "14": "modp2048", "15": "modp3072", "16": "modp4096",
	"17": "modp6144", "18": "modp8192", "19": "ecp256", "20": "ecp384", "21": "ecp521", "22": "modp1024s160",
	"23": "modp2048s224", "24": "modp2048s256", "25": "ecp192", "26": "ecp224", "27": "ecp224bp", "28": "ecp256bp",
	"29": "ecp384bp", "30": "ecp512bp", "31": "curve25519", "32": "curve448",
}

func (p *Phase1) unreadable(at parser.Span, message string) {
	p.Problems = append(p.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, Message: message, VPN: true})
}

// refused records what makes strongSwan discard the whole connection: the
// tunnel never comes up.
func (p *Phase1) refused(at parser.Span, message string) {
	p.Problems = append(p.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: at, Message: message, VPN: true, Fatal: true})
}

// Refused reports that strongSwan discards the connection.
func (p *Phase1) Refused() bool {
	return slices.ContainsFunc(p.Problems, func(p ipsec.Problem) bool { return p.Fatal })
}
