package ipsec

import "slices"

// Decide answers whether a flow passes every filter that sees it, on its way
// from one point to the other. Replies are not asked for: use Filter.Stateful.
func (a *Around) Decide(f Flow) Answer {
	if a == nil || a.Filters.Extent == NotRead {
		return Answer{Reasons: []string{"the filters of this device are not read"}}
	}
	if len(toSet4(f.Source)) == 0 || len(toSet4(f.Destination)) == 0 || !f.Source.Exact() || !f.Destination.Exact() {
		return Answer{Reasons: []string{"the addresses of the traffic are not known"}}
	}
	var answers []Answer
	for _, filter := range a.Filters.All() {
		switch a.sees(filter, &f) {
		case yes:
			answers = append(answers, a.ask(filter, &f))
		case perhaps:
			got := a.ask(filter, &f)
			if got.Verdict != Permitted {
				got.doubtAll("the file does not tell whether the traffic passes " + filter.Name)
			}
			answers = append(answers, got)
		}
	}
	out := a.join(answers)
	if f.Whole {
		out.Reach = reachOf(&f, answers, a.Filters.Extent)
	}
	return out
}

// sees tells whether the filter looks at the flow.
func (a *Around) sees(filter *Filter, f *Flow) ternary {
	hook := Transit
	switch {
	case f.To.Box:
		hook = ToBox
	case f.From.Box:
		hook = FromBox
	}
	if filter.Hooks&hook == 0 || filter.SkipsDecrypted && f.From.Tunnel != nil {
		return no
	}
	if len(filter.Tunnels) > 0 {
		for _, t := range filter.Tunnels {
			if t == f.From.Tunnel || t == f.To.Tunnel {
				return yes
			}
		}
		return no
	}
	return min(filter.In.match(a.names(f.From)), filter.Out.match(a.names(f.To)))
}

// ask follows the flow through one filter.
func (a *Around) ask(filter *Filter, f *Flow) Answer {
	e := &evaluation{flow: f, in: a.names(f.From), out: a.names(f.To), list: filter.Rules}
	if e.list == nil {
		e.list = &ruleSlice{}
	}
	if filter.RemoteFirst {
		e.swapped = !slices.Contains(filter.Tunnels, f.From.Tunnel)
	}
	return a.asked.answer(filter, e, func() Answer { return a.follow(filter, e) })
}

// follow is ask for a question that was not asked before.
func (a *Around) follow(filter *Filter, e *evaluation) Answer {
	if list, ok := e.list.(Finder); ok {
		e.rules, e.bounds = list.Between(e.in, e.out)
	} else {
		e.bounds = a.asked.boundsOf(filter, e.list)
	}
	e.run(filter.LastMatch)
	if len(e.rest) > 0 && !e.settled() {
		a.byDefault(e, filter)
	}
	e.verdict()
	got := e.answer
	for i := range got.By {
		got.By[i].Filter = filter
	}
	if filter.Unsure != "" && got.Verdict != Permitted {
		got.doubtAll(filter.Unsure)
	}
	return got
}

// byDefault lets the filter's default decide what no rule did.
func (a *Around) byDefault(e *evaluation, filter *Filter) {
	if a.Filters.Extent != Complete {
		e.unsure(orElse(a.Filters.Reason, "the file may not show all rules"))
		return
	}
	e.answer.By = append(e.answer.By, Decision{Action: filter.Default, At: filter.DefaultAt, index: -1})
	for _, rest := range e.rest {
		e.outcome(region{rest}, filter.Default)
	}
	e.rest = nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// doubtAll turns a verdict into an unknown one: no rule decides for certain.
func (x *Answer) doubtAll(reason string) {
	x.Verdict, x.SomeDenied, x.SomePermitted = Undecided, false, false
	x.Passes, x.Stopped, x.denied = Pair{}, Pair{}, nil
	x.Reasons, x.By = append(slices.Clip(x.Reasons), reason), slices.Clone(x.By) // others may have them, too
	for i := range x.By {
		x.By[i].Maybe = true
	}
}

// join sums up filters in series: all must permit. A certain denial by one
// stands whatever the others do.
func (a *Around) join(answers []Answer) Answer {
	out := Answer{Verdict: Permitted, SomePermitted: true}
	if len(answers) == 0 && a.Filters.Extent != Complete {
		return Answer{Reasons: []string{orElse(a.Filters.Reason, "the file may not show all rules")}}
	}
	for _, x := range answers {
		out.By = append(out.By, x.By...)
		out.Reasons = append(out.Reasons, x.Reasons...)
		out.SomeDenied, out.mayGoOn = out.SomeDenied || x.SomeDenied, out.mayGoOn || x.mayGoOn
		out.SomePermitted = out.SomePermitted && x.SomePermitted
		if x.Stopped.Source.IsValid() && !out.Stopped.Source.IsValid() {
			out.Stopped = x.Stopped
		}
		if len(answers) == 1 {
			out.Passes = x.Passes
		}
		if rank(x.Verdict) > rank(out.Verdict) {
			out.Verdict = x.Verdict
		}
	}
	if out.Verdict == Denied {
		out.SomePermitted = false
	}
	return out
}

// rank orders verdicts of filters in series by how much they settle.
func rank(v Verdict) int {
	return [...]int{Undecided: 1, Permitted: 0, Denied: 3, Partly: 2}[v]
}
