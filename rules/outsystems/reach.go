package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// findPart notes a service that passes for a part of the cloud's hosts only: with
// any lan, and counting what may pass by what the export does not tell.
func findPart(p *rules.Pass, t *ipsec.Tunnel, s service, lans []lan, found *stops) {
	var b ipsec.AddrBuilder
	var answers []ipsec.Answer
	var flows []ipsec.Flow
	for _, l := range lans {
		f := s.between(l, t)
		answer := p.Device.Around.Decide(f)
		switch answer.Verdict {
		case ipsec.Permitted:
			return // with one lan all of it passes
		case ipsec.Denied:
			continue
		}
		f.Whole = true
		answer = p.Device.Around.Decide(f)
		answers, flows = append(answers, answer), append(flows, f)
		switch {
		case answer.Reach == nil:
		case s.inward:
			b.AddSet(answer.Reach.MaySources)
		default:
			b.AddSet(answer.Reach.MayDestinations)
		}
	}
	may := b.Set()
	if may.IsEmpty() || may.Covers(s.remote) {
		return
	}
	severity := rules.Warning
	if s.inward {
		severity = rules.Error
	}
	by, flow, ok := narrow(answers, flows, s)
	if !ok {
		return
	}
	part := found.add(by, s.name, severity, rules.Text{}, flow)
	if part.part.IsEmpty() {
		part.part, part.whole, part.related = may, s.remote, stoppers(answers, placeOf(by, t))
	}
}

// narrow finds the rule that permits a service for a part of the cloud's hosts,
// and the flow that it should permit; where no rule is too narrow, what stops the
// others, and all of the flow.
func narrow(answers []ipsec.Answer, flows []ipsec.Flow, s service) (ipsec.Decision, ipsec.Flow, bool) {
	for i, a := range answers {
		for _, d := range a.By {
			if d.Rule == nil || d.Action != ipsec.Permit {
				continue
			}
			remote, local := sidesOfRule(d, s)
			if remote.Covers(s.remote) || !local.Exact() {
				continue
			}
			f := flows[i]
			if s.inward {
				f.Destination = common(f.Destination, local)
			} else {
				f.Source = common(f.Source, local)
			}
			return d, f, true
		}
	}
	for i, a := range answers {
		if d, found := stopper(a); found {
			return d, flows[i], true
		}
	}
	return ipsec.Decision{}, ipsec.Flow{}, false
}

// common returns the members that both sets have.
func common(a, b ipsec.AddrSet) ipsec.AddrSet { return a.Without(a.Without(b)) }

// sidesOfRule returns the side of a rule that stands for the cloud, and the other.
func sidesOfRule(d ipsec.Decision, s service) (remote, local ipsec.AddrSet) {
	if s.inward || d.Filter.RemoteFirst {
		return d.Rule.Source, d.Rule.Destination
	}
	return d.Rule.Destination, d.Rule.Source
}

// stoppers points at the other statements that stop a part, each once.
func stoppers(answers []ipsec.Answer, at ipsec.Span) []rules.Related {
	var out []rules.Related
	for _, a := range answers {
		for _, d := range a.By {
			r := rules.Related{At: d.At, Message: say("this stops the others")}
			if d.Action == ipsec.Deny && !d.Maybe && !d.At.IsZero() && d.At != at && !slices.ContainsFunc(out, func(had rules.Related) bool { return had.At == r.At }) {
				out = append(out, r)
			}
		}
	}
	return out
}

// takesAnything reports that a selector lets any address of the far side in.
func takesAnything(t *ipsec.Tunnel) bool {
	return slices.ContainsFunc(sidesOf(t).remote, addrRange.isAny)
}
