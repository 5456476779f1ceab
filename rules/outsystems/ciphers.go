package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// checkCiphers judges encryption and integrity of the proposals of one phase 2.
// When the best of them is not good enough, it gets the finding; else each one
// that offers something worse beside gets an info. It is a part of ipsec-proposal.
func checkCiphers(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child) {
	lists := phase2(p.Profile)
	accepts := say("%s with %s", list(lists.encryption.Accepted), list(lists.integrity.Accepted))
	if len(c.Proposals) == 0 {
		f := rules.Finding{At: headOf(c.At, t.At), Expected: accepts}
		switch {
		case c.Hidden != "":
			f.Severity, f.Message = rules.Info, say("cannot tell the phase 2 proposal: %s", made(c.Hidden))
		case !p.Device.Whole:
			f.Severity, f.Message = rules.Info, say("this part of a configuration shows no phase 2 proposal for the tunnel")
		default:
			f.Message = say("phase 2 has no usable proposal, so the tunnel can carry nothing")
			f.Changes = wantIPsec(p, t, c)
		}
		p.ReportTunnel(t, f)
		return
	}
	best := &c.Proposals[0]
	for i := range c.Proposals {
		if lists.cipher(c.Proposals[i]) > lists.cipher(*best) {
			best = &c.Proposals[i]
		}
	}
	top := lists.cipher(*best)
	if top == accepted {
		checkCiphersBeside(p, t, c, lists, accepts)
		return
	}
	f := aboutCiphers(t, c, best, lists.ciphers(*best, top))
	f.Expected = accepts
	switch {
	case top == refused && c.Hidden != "": // another proposal may be accepted
		f.Severity, f.Actual = rules.Info, rules.Text{}
		f.Message = say("cannot tell the phase 2 proposal: %s", c.Hidden)
	case top == refused:
		f.Message = say("%s offers %s, which the far side refuses, and no other proposal is left; OutSystems accepts %s", named(*best, 2), f.Actual, accepts)
		f.Changes = wantIPsec(p, t, c)
	case top == farSideOnly:
		f.Severity = rules.Warning
		f.Message = say("%s offers %s, which AWS accepts but OutSystems does not name; OutSystems accepts %s", named(*best, 2), f.Actual, accepts)
		f.Changes = wantIPsec(p, t, c)
	default:
		f.Severity, f.Actual = rules.Info, rules.Text{}
		f.Message = say("cannot tell whether %s is accepted: %s", named(*best, 2), whyUndecided(*best))
	}
	p.ReportTunnel(t, f)
}

// checkCiphersBeside notes what is not accepted among proposals of which one is.
func checkCiphersBeside(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child, lists algorithms, accepts rules.Text) {
	for i := range c.Proposals {
		o := &c.Proposals[i]
		parts := lists.ciphers(*o, farSideOnly)
		if len(parts) == 0 {
			continue
		}
		f := aboutCiphers(t, c, o, parts)
		f.Severity, f.Expected = rules.Info, accepts
		f.Message = say("%s offers %s, which OutSystems does not name, beside values that it accepts", named(*o, 2), f.Actual)
		f.Changes = lists.withoutRefused(t, c, o, lists.cipher(*o), func(rules.List[int], int) bool { return false })
		p.ReportTunnel(t, f)
	}
}

// aboutCiphers starts a finding about a phase 2 proposal; one that stands nowhere
// in the file is found at its phase 2.
func aboutCiphers(t *ipsec.Tunnel, c *ipsec.Child, o *ipsec.Proposal, parts []part) rules.Finding {
	placed := *o
	placed.At = headOf(o.At, c.At, t.At)
	return aboutOffer(t, &placed, parts)
}

// ciphers returns encryption and integrity of the proposal as far as their
// standing is no better than s.
func (a algorithms) ciphers(p ipsec.Proposal, s standing) []part {
	return a.parts(p, below[string](s), func(rules.List[int], int) bool { return false })
}

// wantIPsec is the proposal to suggest for one phase 2.
func wantIPsec(p *rules.Pass, t *ipsec.Tunnel, c *ipsec.Child) []ipsec.Change {
	o := p.Profile.IPsec.Offer
	wanted := &ipsec.Wanted{Encryption: o.Encryption, Integrity: o.Integrity, DH: o.DH, Lifetime: wantedLifetime(p, t)}
	return []ipsec.Change{{Kind: ipsec.SetIPsecProposal, Tunnel: t, Child: c, Wanted: wanted}}
}
