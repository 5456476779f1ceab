package outsystems

import (
	"cmp"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// outward compares what the cloud learns by two sessions: 1 when it prefers the
// first, -1 the second, 0 neither. The shorter AS path wins, then the lower MED. A
// reason tells why it cannot be said; then the answer is 0.
func outward(a, b *ipsec.Neighbor) (prefers int, reason string) {
	return firstDifference(
		comparison{a.Prepend, b.Prepend, -1},
		comparison{a.MED, b.MED, -1},
	)
}

// inward does the same for what this device learns: the higher weight wins, then
// the higher local preference.
func inward(a, b *ipsec.Neighbor) (prefers int, reason string) {
	return firstDifference(
		comparison{a.Weight, b.Weight, 1},
		comparison{a.LocalPreference, b.LocalPreference, 1},
	)
}

// comparison is one step of choosing a path; sign is 1 when the higher value wins.
type comparison struct {
	a, b ipsec.Value[int]
	sign int
}

// firstDifference decides by the first step whose values differ. A value that does
// not exist counts as 0.
func firstDifference(steps ...comparison) (prefers int, reason string) {
	for _, s := range steps {
		for _, v := range []ipsec.Value[int]{s.a, s.b} {
			if v.Origin == ipsec.Unknown {
				return 0, v.Reason
			}
		}
		if n := cmp.Compare(s.a.V, s.b.V); n != 0 {
			return n * s.sign, ""
		}
	}
	return 0, ""
}

// prefers names the tunnel that a comparison prefers.
func prefers(sign int, first, second string) string {
	if sign > 0 {
		return first
	}
	return second
}

// preferencePlace is where the preference of two sessions stands, or would: a value
// that sets one apart, a policy, the neighbour's first line.
func preferencePlace(sessions ...session) ipsec.Span {
	var places, policies []ipsec.Span
	for _, s := range sessions {
		n := s.neighbor
		for _, v := range []ipsec.Value[int]{n.Prepend, n.MED, n.LocalPreference, n.Weight} {
			if v.Written() || v.Origin == ipsec.Unknown {
				places = append(places, v.At)
			}
		}
		policies = append(policies, n.PolicyOutAt, n.PolicyInAt)
	}
	return headOf(append(append(places, policies...), sessions[0].neighbor.At)...)
}

// preferenceText writes what sets two sessions apart.
func preferenceText(a, b session) rules.Text {
	side := func(n *ipsec.Neighbor) rules.Text {
		return say("prepend %s, local preference %s", number(n.Prepend), number(n.LocalPreference))
	}
	return say("%s: %s; %s: %s", a.tunnel.Name, side(a.neighbor), b.tunnel.Name, side(b.neighbor))
}

func number(v ipsec.Value[int]) string {
	if !v.Known() {
		return "?"
	}
	return list([]int{v.V})
}

// headText returns the first text that says something.
func headText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// preferOther asks for a preference of a over b, set on b.
func preferOther(p *rules.Pass, a, b session) ipsec.Change {
	lower := p.Profile.Routing.BackupPreference
	if v := a.neighbor.LocalPreference; v.Known() && v.V <= lower {
		lower = max(0, v.V-1)
	}
	return ipsec.Change{
		Kind: ipsec.SetBGPPreference, Tunnel: b.tunnel, Neighbor: b.neighbor,
		Number: lower, Prepend: a.neighbor.Prepend.V + p.Profile.Routing.BackupPrepend,
	}
}
