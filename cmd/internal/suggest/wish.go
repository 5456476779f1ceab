package suggest

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// wish is one change with what asks for it.
type wish struct {
	ipsec.Change
	severity rules.Severity // of the gravest finding that asks
	remedy   ipsec.Remedy
	lost     []int // wishes that take its place, where both set one thing
}

// order is the order of typing, and the order of precedence where two kinds of
// change set one thing: the later counts. What the device can do alone comes
// first, what the far side must follow later.
var order = []ipsec.ChangeKind{
	ipsec.AddTunnel, ipsec.SetMSS, ipsec.SetDontFragment, ipsec.SetFragmentation, ipsec.SetReplayWindow,
	ipsec.SetInitiation, ipsec.AddKeepalive, ipsec.SetKeepalive,
	ipsec.PermitFlow, ipsec.ExemptNAT, ipsec.AddRoute, ipsec.AddForwarder, ipsec.ExemptLimit,
	ipsec.AddBackupRoute, ipsec.MonitorRoute, ipsec.SetRouteDistance, ipsec.AnnounceRange, ipsec.SetBGPTimers, ipsec.SetBGPPreference, ipsec.DropDefaultRoute,
	ipsec.SetIdleTimeout, ipsec.SetSessionTimeout, ipsec.SetDPD,
	ipsec.SetIPsecVolume, ipsec.SetIPsecLifetime, ipsec.SetIKELifetime,
	ipsec.SetPFS, ipsec.DropProposals, ipsec.NarrowProposal, ipsec.SetIPsecProposal, ipsec.SetIKEProposal, ipsec.SetIPsecMode,
	ipsec.SetSelectors, ipsec.SetIKEMode, ipsec.SetIKEVersion, ipsec.EnableIKE, ipsec.SetNATTraversal, ipsec.SetIKEPort, ipsec.SetIdentity,
	ipsec.SetInsideAddress, ipsec.SetIKEAuth, ipsec.SetPSK,
}

// bothEnds says what a change asks of the far side; "" when nothing.
func bothEnds(k ipsec.ChangeKind) string {
	switch k {
	case ipsec.SetIKEProposal, ipsec.DropProposals, ipsec.NarrowProposal, ipsec.SetIPsecProposal:
		return "algorithms: the far side must offer what is left here"
	case ipsec.SetPFS:
		return "PFS: the far side must use it, too, with the same group"
	case ipsec.SetIKEVersion, ipsec.EnableIKE:
		return "IKE version: the far side must be set up for the same one"
	case ipsec.SetIKEMode:
		return "main mode: the far side must not ask for aggressive mode"
	case ipsec.SetSelectors:
		return "traffic selectors: the far side must have the same pair, with local and remote exchanged"
	case ipsec.SetIKEAuth, ipsec.SetPSK:
		return "pre-shared key: the same text on both sides, of its own for each tunnel"
	case ipsec.SetIdentity:
		return "identity: the far side must expect the one that is set here"
	case ipsec.SetIKEPort:
		return "IKE port: the far side must use the same one"
	case ipsec.SetInsideAddress:
		return "inside addresses: both sides have one of the same /30"
	case ipsec.AddTunnel:
		return "second tunnel: its peer, key and inside addresses come from the configuration file that OutSystems supplied"
	case ipsec.SetIPsecMode:
		return "tunnel mode: the far side must use it, too"
	}
	return ""
}

// wish takes a change up. One that asks for what another one asks for is joined
// with it.
func (p *planner) wish(c ipsec.Change, f *rules.Finding) {
	for i := range p.wishes {
		w := &p.wishes[i]
		if w.Kind == c.Kind && w.Tunnel == c.Tunnel && w.Child == c.Child && w.join(c, f.Severity) {
			w.severity = max(w.severity, f.Severity)
			return
		}
	}
	p.wishes = append(p.wishes, wish{Change: c, severity: f.Severity})
}

// join makes one change of two of a kind about one phase 2, or about one tunnel;
// false when both have to stand.
func (w *wish) join(c ipsec.Change, s rules.Severity) bool {
	switch c.Kind {
	case ipsec.DropProposals:
		w.Proposals = slices.Clone(w.Proposals)
		for _, o := range c.Proposals {
			if !slices.ContainsFunc(w.Proposals, func(x ipsec.Proposal) bool { return x.Name == o.Name && x.At == o.At && x.Version == o.Version }) {
				w.Proposals = append(w.Proposals, o)
			}
		}
		return true
	case ipsec.NarrowProposal:
		if w.Proposal != c.Proposal {
			return false
		}
		keep := *w.Keep
		keep.Encryption.V = common(keep.Encryption.V, c.Keep.Encryption.V)
		keep.Integrity.V = common(keep.Integrity.V, c.Keep.Integrity.V)
		keep.DH.V = common(keep.DH.V, c.Keep.DH.V)
		w.Keep = &keep
		return true
	case ipsec.SetKeepalive:
		if w.Keepalive != c.Keepalive {
			return false
		}
		if c.Seconds > 0 {
			w.Seconds = c.Seconds
		}
		if c.Addr.IsValid() {
			w.Addr = c.Addr
		}
		if c.Source.IsValid() {
			w.Source = c.Source
		}
		return true
	case ipsec.SetInsideAddress:
		if c.Text == "" {
			w.Text = "" // this side's as well
		}
		return true
	case ipsec.SetIKELifetime:
		return w.Proposal == c.Proposal
	case ipsec.SetIPsecLifetime:
		w.Seconds = min(w.Seconds, c.Seconds)
		return true
	case ipsec.SetSelectors, ipsec.SetInitiation:
		if s > w.severity {
			w.Change = c // the graver finding knows better
		}
		return true
	case ipsec.AddTunnel:
		return w.Addr == c.Addr
	case ipsec.PermitFlow, ipsec.ExemptNAT, ipsec.AddRoute, ipsec.AddForwarder, ipsec.ExemptLimit, ipsec.AddBackupRoute, ipsec.MonitorRoute,
		ipsec.SetRouteDistance, ipsec.AnnounceRange, ipsec.SetBGPTimers, ipsec.SetBGPPreference, ipsec.DropDefaultRoute:
		return false // each is about a flow, a route or a neighbour of its own
	}
	return true
}

// common returns what both sets hold; the first when that is nothing.
func common[T comparable](a, b []T) []T {
	var out []T
	for _, v := range a {
		if slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return a
	}
	return out
}

// settle puts the wishes in order and takes out those about proposals that go.
func (p *planner) settle() {
	dropped := func(c ipsec.Change) bool {
		return slices.ContainsFunc(p.wishes, func(w wish) bool {
			return w.Kind == ipsec.DropProposals && w.Tunnel == c.Tunnel && w.Child == c.Child && c.Proposal != nil &&
				slices.ContainsFunc(w.Proposals, func(o ipsec.Proposal) bool {
					return o.Name == c.Proposal.Name && o.Version == c.Proposal.Version && o.At == c.Proposal.At
				})
		})
	}
	p.wishes = slices.DeleteFunc(p.wishes, func(w wish) bool {
		return (w.Kind == ipsec.NarrowProposal || w.Kind == ipsec.SetIKELifetime) && dropped(w.Change)
	})
	p.fitMSS()
	rank := func(w wish) int { return slices.Index(order, w.Kind) }
	slices.SortStableFunc(p.wishes, func(a, b wish) int { return rank(a) - rank(b) })
}

// fitMSS lowers what a segment may have to what fits with the proposal that is to
// come: the finding knows the present one only.
func (p *planner) fitMSS() {
	table := p.profile.Packet.MSS
	for i := range p.wishes {
		mss := &p.wishes[i]
		if mss.Kind != ipsec.SetMSS {
			continue
		}
		nat := !slices.ContainsFunc(table, func(r rules.MSSRow) bool { return r.Plain == mss.Number })
		for _, w := range p.wishes {
			for _, r := range table {
				if w.Kind != ipsec.SetIPsecProposal || w.Tunnel != mss.Tunnel || !slices.Contains(r.Encryption, w.Wanted.Encryption) ||
					len(r.Integrity) > 0 && !slices.Contains(r.Integrity, w.Wanted.Integrity) {
					continue
				}
				fits := r.Plain
				if nat {
					fits = r.NAT
				}
				mss.Number = min(mss.Number, fits)
			}
		}
	}
}

// escalate asks for a whole new proposal where several findings want one list of
// algorithms changed in ways that exclude each other. It reports whether it did.
func (p *planner) escalate() bool {
	lists := []ipsec.ChangeKind{ipsec.SetPFS, ipsec.DropProposals, ipsec.NarrowProposal}
	for i := range p.wishes {
		w := &p.wishes[i]
		for _, by := range w.lost {
			if !slices.Contains(lists, w.Kind) || !slices.Contains(lists, p.wishes[by].Kind) {
				continue
			}
			c := ipsec.Change{Kind: ipsec.SetIKEProposal, Tunnel: w.Tunnel, Wanted: p.wanted(nil)}
			if child := w.Child; child != nil || w.Kind == ipsec.SetPFS {
				c.Kind, c.Child, c.Wanted = ipsec.SetIPsecProposal, child, p.wanted(child)
			}
			if _, ok := p.Device.Device.Remedier.Remedy(c); !ok {
				continue
			}
			p.wishes = slices.DeleteFunc(p.wishes, func(o wish) bool {
				return o.Tunnel == w.Tunnel && o.Child == c.Child && slices.Contains(lists, o.Kind)
			})
			p.wishes = append(p.wishes, wish{Change: c})
			for n := range p.wishes {
				p.wishes[n].lost = nil
			}
			return true
		}
	}
	return false
}

// wanted is the profile's proposal of phase 2 for a child, of phase 1 for nil.
func (p *planner) wanted(c *ipsec.Child) *ipsec.Wanted {
	o, life := p.profile.IKE.Offer, p.profile.IKE.Lifetime
	if c != nil {
		o, life = p.profile.IPsec.Offer, p.profile.IPsec.IKEv2Rekey
	}
	return &ipsec.Wanted{Encryption: o.Encryption, Integrity: o.Integrity, PRF: o.PRF, DH: o.DH, Lifetime: life}
}

// whyNoChange says why a finding names no setting.
func whyNoChange(f *rules.Finding) rules.Text {
	if f.Severity == rules.Info {
		return rules.Say("the export does not tell enough, or nothing has to change: see the message")
	}
	return rules.Say("no single setting cures it: see the message, and vpnlint explain %s", f.Rule.Name)
}

// join makes one text of notes.
func join(notes []string) rules.Text {
	var all rules.Text
	for i, n := range notes {
		if i == 0 {
			all = rules.Made(n)
		} else {
			all = rules.Say("%s; %s", all, rules.Made(n))
		}
	}
	return all
}
