package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var singleSAPair = &rules.Rule{
	Name:     "single-sa-pair",
	Category: "ipsec",
	Severity: rules.Error,
	Rows:     []int{8, 9, 10, 13},
	Clause:   "Establishing a stable connection: a single pair of security associations",
	Symptoms: []rules.Symptom{rules.Phase2Fails, rules.Unstable, rules.NoPing},
	Title:    "The tunnel has exactly one pair of SAs",
	What: "Over all phase 2 entries and selectors the device must set up one pair of security associations (inbound and outbound). More than one is an error, and so is an IKEv1 phase 2 with several selectors, of which only the first is set up. " +
		"One IKEv2 pair that carries several selectors is a warning. The message names the smallest prefix that covers the local selectors; " +
		"when that would swallow the cloud range (--cidr; without it the remote selectors), it names 0.0.0.0/0, to be limited with an ACL.",
	Why: "The guide says that OutSystems supports a single pair only: several subnets must be put into one range, or into 0.0.0.0/0 with ACL rules on the firewall. " +
		"AWS keeps one pair for each tunnel, and calls a device that makes more of them erratic: some subnets have a connection, and others, or the same ones later, have none. " +
		"A pair with several selectors may be narrowed to one of them by the far side.",
	Undecided: "When the export does not tell how many pairs there will be, for instance because it does not define an object, it says so as info.",
	Since:     "0.1.0",
	Tunnel:    checkSingleSAPair,
}

func checkSingleSAPair(p *rules.Pass, t *ipsec.Tunnel) {
	head := t.At
	if len(t.Children) == 1 {
		head = headOf(t.Children[0].At, t.At)
	}
	if !tell(p, t, t.SAPairs, head, "number of SA pairs") || len(t.Children) == 0 {
		return
	}
	supported := p.Profile.IPsec.SAPairs
	pairs, selectors := t.SAPairs.V, countSelectors(t)
	only := planFor(p, t)
	f := about(t.SAPairs, head)
	f.Expected = say("%d pair", supported)
	f.Actual = say("%d pairs", pairs)
	f.Changes = only.changes(t)
	switch {
	case pairs == 0:
		f.Message = say("no traffic selects the tunnel, so it has no SA pair")
		f.Changes = nil
	case pairs > supported:
		f.Message = say("the tunnel has %d SA pairs; OutSystems supports %d: %s", pairs, supported, only.advice())
	case selectors > supported && canUse(t, "ikev1") && !canUse(t, "ikev2"):
		f.Actual = say("1 pair for %d selectors", selectors)
		f.Message = say("IKEv1 sets up only the first of %d selectors: %s", selectors, only.advice())
	case selectors > supported:
		f.Severity = rules.Warning
		f.Actual = say("1 pair with %d selectors", selectors)
		f.Message = say("one SA pair carries %d selectors; the far side may narrow it to one of them: %s", selectors, only.advice())
	default:
		return
	}
	f.Related = append(f.Related, relatedSelectors(t, f.At)...)
	p.ReportTunnel(t, f)
}

// countSelectors counts the different IPv4 pairs of all phase 2 entries; IPv6 is
// the business of selector-coverage.
func countSelectors(t *ipsec.Tunnel) int {
	var seen []ipsec.Selector
	for _, c := range t.Children {
		for _, s := range c.Selectors {
			if r, ok := parseRange(s.Remote); ok && !r.first.Is4() {
				continue
			}
			s.At = ipsec.Span{}
			if !slices.Contains(seen, s) {
				seen = append(seen, s)
			}
		}
	}
	return len(seen)
}
