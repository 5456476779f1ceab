package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// stop is one statement of the device, with the services that it keeps from
// passing, so that they make one finding.
type stop struct {
	by       ipsec.Decision
	services []string
	flows    []ipsec.Flow
	severity rules.Severity
	reason   rules.Text // why it is not certain; nothing when it is

	// Of a service that passes in part: for whom it does, for whom it should, and
	// what else has to do with it.
	part, whole ipsec.AddrSet
	related     []rules.Related
}

// stops collects statements in the order in which they are found.
type stops []*stop

// add notes that a statement keeps a service from passing.
func (s *stops) add(by ipsec.Decision, service string, severity rules.Severity, reason rules.Text, flows ...ipsec.Flow) *stop {
	for _, had := range *s {
		if had.by.At == by.At && had.by.Filter == by.Filter && had.reason.IsZero() == reason.IsZero() {
			if !slices.Contains(had.services, service) {
				had.services = append(had.services, service)
			}
			had.flows = append(had.flows, flows...)
			had.severity = max(had.severity, severity)
			return had
		}
	}
	one := &stop{by: by, services: []string{service}, flows: flows, severity: severity, reason: reason}
	*s = append(*s, one)
	return one
}

// permit asks for the flows to pass, ahead of the statement that stops them.
func (s *stop) permit(t *ipsec.Tunnel) []ipsec.Change {
	if s.by.Filter == nil || len(s.flows) == 0 {
		return nil
	}
	c := ipsec.Change{Kind: ipsec.PermitFlow, Tunnel: t, Filter: s.by.Filter, Flows: s.flows}
	if s.by.Rule != nil {
		c.Before = s.by.Rule.At
	}
	return []ipsec.Change{c}
}

// place is where a finding about the statement points.
func (s *stop) place(t *ipsec.Tunnel) ipsec.Span { return placeOf(s.by, t) }

func placeOf(by ipsec.Decision, t *ipsec.Tunnel) ipsec.Span {
	if by.Filter == nil {
		return headOf(by.At, t.At)
	}
	return headOf(by.At, by.Filter.At, t.At)
}

// stopper is the decision that keeps a denied flow from passing: of the filters
// in series one that denies all of it, and in that one an explicit rule first.
func stopper(a ipsec.Answer) (ipsec.Decision, bool) {
	denies := func(d ipsec.Decision) bool { return d.Action == ipsec.Deny && !d.Maybe }
	permits := map[*ipsec.Filter]bool{}
	for _, d := range a.By {
		permits[d.Filter] = permits[d.Filter] || !denies(d)
	}
	for _, sure := range []bool{true, false} {
		for _, d := range a.By {
			if denies(d) && (!sure || !permits[d.Filter]) {
				return d, true
			}
		}
	}
	return ipsec.Decision{}, false
}

// doubter is the decision on which an undecided flow hangs; ok is false when no
// statement of the export has to do with it.
func doubter(a ipsec.Answer) (ipsec.Decision, bool) {
	for _, d := range a.By {
		if d.Maybe {
			return d, true
		}
	}
	return stopper(a)
}

// names tells a decision in a message: the rule by its name, or what a list does
// at its end.
func names(by ipsec.Decision) rules.Text {
	switch {
	case by.Rule != nil && by.Rule.Name != "":
		return plain(by.Rule.Name)
	case by.Rule != nil:
		return say("a rule of %s", made(by.Filter.Name))
	}
	return say("the end of %s", made(by.Filter.Name))
}
