package ipsec

// Diversion is where a filter rule sends what it permits, ahead of the device's routes
// and of its tunnels (a rule with a gateway, pf's route-to).
type Diversion struct {
	Gateway string // its name
	// Spares are destinations for which the routes and tunnels go first all the same.
	Spares AddrSet
	// Unsure says in words why it may be otherwise; "" when it is documented.
	Unsure string
}

// Diverted returns a rule that sends a flow elsewhere than into the tunnel or along the
// routes; x is the answer to the flow. ok is false when a part of the flow goes there,
// or may, and when not all of it passes.
func (x *Answer) Diverted(f *Flow) (by Decision, ok bool) {
	if x.Verdict != Permitted || x.mayGoOn {
		return Decision{}, false
	}
	rules := map[*Filter]int{}
	onward := map[*Filter]bool{}
	for _, d := range x.By {
		rules[d.Filter]++
		onward[d.Filter] = onward[d.Filter] || d.goesOn(f)
	}
	for _, d := range x.By {
		if !onward[d.Filter] && rules[d.Filter] < maxDecisions { // else others may have decided, too
			return d, true
		}
	}
	return Decision{}, false
}

// goesOn reports that something of the flow that the decision is about is not sent
// elsewhere by it, or may not be.
func (d *Decision) goesOn(f *Flow) bool {
	if d.Rule == nil || d.Rule.Diverts == nil || d.Maybe {
		return true
	}
	spares := d.Rule.Diverts.Spares
	return !spares.Exact() || !f.Destination.Without(spares).Covers(f.Destination)
}

// turn keeps rules that divert apart from those that do not: among them the order
// matters.
func (e *evaluation) turn(diverts bool) {
	if diverts != e.diverts {
		e.flush()
		e.diverts = diverts
	}
}
