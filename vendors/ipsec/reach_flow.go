package ipsec

// keep notes a part of a flow that one list surely permits or denies.
func (x *Answer) keep(hit region, action Action, swapped bool) {
	if swapped {
		turned := make(region, len(hit))
		for i, b := range hit {
			turned[i] = box{b.dst, b.src}
		}
		hit = turned
	}
	if action == Permit {
		x.permitted = append(x.permitted, hit...)
	} else {
		x.denied = append(x.denied, hit...)
	}
}

// reachOf tells what gets through lists in series: what all of them surely permit,
// and what none of them surely denies. Without any list everything does when the
// file shows all of them.
func reachOf(f *Flow, answers []Answer, shown Extent) *Reach {
	all := region{{toSet4(f.Source), toSet4(f.Destination)}}
	surely, perhaps := all, all
	if len(answers) == 0 && shown != Complete {
		surely = nil
	}
	for _, x := range answers {
		var both region
		for _, b := range x.permitted {
			both = append(both, surely.intersect(b)...)
		}
		surely = both
		for _, b := range x.denied {
			if perhaps = perhaps.subtract(b); len(perhaps) > maxPieces {
				return &Reach{MaySources: f.Source, MayDestinations: f.Destination}
			}
		}
	}
	var r Reach
	r.Sources, r.Destinations = surely.sides()
	r.MaySources, r.MayDestinations = perhaps.sides()
	return &r
}

// sides returns the addresses that a region has on each side.
func (g region) sides() (src, dst AddrSet) {
	var from, to []range4
	for _, b := range g {
		from, to = append(from, b.src...), append(to, b.dst...)
	}
	return merged(from).addrSet(), merged(to).addrSet()
}
