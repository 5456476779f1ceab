package strongswan

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ruling is what a rule of a chain does with a packet.
type ruling uint8

const (
	passOn     ruling = iota // logs, counts, marks: the next rule decides
	accept                   // ACCEPT
	deny                     // DROP, REJECT
	jump                     // to a chain of one's own
	gone                     // goto: as jump, without coming back to this chain
	back                     // RETURN
	masquerade               // the address of the interface
	translate                // SNAT, NETMAP: to an address of its own
	unclear                  // a target that vpnlint does not know
)

// hostChain is one chain of iptables or nftables.
type hostChain struct {
	table    string // of iptables, or "inet NAME"; jumps stay in it
	name     string
	hook     string // input, forward, output, prerouting, postrouting; "" for a chain of one's own
	nat      bool
	policy   ipsec.Action
	policyAt parser.Span
	at       parser.Span
	rules    []hostRule
}

// hostRule is one rule. What its conditions leave open stands in maybe.
type hostRule struct {
	name                string
	at                  parser.Span
	in, out             iface
	source, destination ipsec.AddrSet
	services            []ipsec.Service
	maybe               []string
	replies             bool   // matches packets of known connections only, never a first one
	never               bool   // matches nothing, such as IPv6
	toLocal             bool   // the destination is an address of the host: true of what INPUT sees
	policyIn, policyOut string // ipsec, none: whether the packet comes out of, or goes into, an SA
	rate                *ipsec.RateLimit
	above               bool // with rate: matches what is above it

	verdict ruling
	chain   string
	to      ipsec.AddrSet
	static  bool // with translate: one to one
}

// iface is a condition on an interface.
type iface struct {
	names []string // any of these; one may end in "+" or "*"
	not   bool
}

// Places that tunnels have besides their interface, for conditions on IPsec.
const (
	ipsecPlace = "IPsec" // traffic of policy-based tunnels
	plainPlace = "no IPsec"
)

// flatRule is a rule with the conditions of all jumps that lead to it.
type flatRule struct {
	ipsec.FilterRule
	verdict ruling
	to      ipsec.AddrSet
	static  bool
	rate    *ipsec.RateLimit
}

// flattening turns a base chain into a list of which the first match decides.
type flattening struct {
	h        *host
	base     *hostChain
	out      []flatRule
	stateful bool // a rule lets the packets of known connections pass
	// settled: such a rule without further conditions stands before what follows, so
	// that a limit counts first packets only.
	settled bool
	open    []string
	steps   int
}

// maxSteps bounds what jumps may multiply to.
const maxSteps = 100000

func (h *host) flatten(base *hostChain) *flattening {
	f := &flattening{h: h, base: base}
	f.chain(base, ipsec.FilterRule{Source: ipsec.Anywhere(), Destination: ipsec.Anywhere()})
	return f
}

// chain appends the rules of a chain, each under the conditions outer.
func (f *flattening) chain(c *hostChain, outer ipsec.FilterRule) {
	if slices.Contains(f.open, c.name) {
		return // the kernel refuses loops
	}
	f.open = append(f.open, c.name)
	defer func() { f.open = f.open[:len(f.open)-1] }()
	for i := range c.rules {
		r := &c.rules[i]
		if f.steps++; f.steps > maxSteps {
			f.h.partly = "the rules jump to more chains than are followed"
			return
		}
		if r.replies && r.verdict == accept {
			f.stateful = true
			f.settled = f.settled || len(f.open) == 1 && r.unconditional()
		}
		if r.never || r.replies || r.verdict == passOn {
			continue
		}
		for _, both := range f.and(outer, r) {
			f.add(c, r, both)
		}
		switch {
		case r.verdict == gone:
			f.uncertain(&outer, "a goto leaves the chain "+c.name+" for some packets")
		case r.verdict == back && f.returned(&outer, c, r):
			return
		}
	}
}

// add appends what one rule decides.
func (f *flattening) add(c *hostChain, r *hostRule, both ipsec.FilterRule) {
	both.Name, both.At = r.name, r.at
	one := flatRule{FilterRule: both, verdict: r.verdict, to: r.to, static: r.static}
	if r.rate != nil && f.settled {
		if r.above {
			return
		}
	} else if r.rate != nil {
		limit := *r.rate
		limit.In, limit.Source, limit.Destination, limit.Services, limit.Maybe, limit.At = both.In, both.Source, both.Destination, both.Services, both.Maybe, r.at
		one.rate = &limit
		if r.above {
			one.verdict = passOn // below the limit it is as if the rule were not there
			f.out = append(f.out, one)
			return
		}
	}
	switch r.verdict {
	case jump, gone:
		target := f.h.chainNamed(c.table, r.chain)
		if target == nil {
			one.verdict = unclear
			one.Maybe = append(slices.Clone(one.Maybe), "the chain "+r.chain+" is not shown")
			break
		}
		f.chain(target, both)
		return
	case back:
		if c != f.base {
			one.verdict = passOn // limits only; what it does to the chain is told by returned
			break
		}
		one.verdict = accept
		if f.base.policy == ipsec.Deny {
			one.verdict = deny
		}
	case unclear:
		one.Maybe = append(slices.Clone(one.Maybe), "what the target of the rule does is not known")
	}
	if one.verdict != passOn || one.rate != nil {
		f.out = append(f.out, one)
	}
}

// returned takes what a RETURN sends back out of the conditions for the rest of
// the chain, and reports whether that is everything.
func (f *flattening) returned(outer *ipsec.FilterRule, c *hostChain, r *hostRule) bool {
	if c == f.base {
		return false // it decides, and the rest stands behind it
	}
	plain := r.plain() && (!r.toLocal || f.base.hook == "input")
	everySource, everyDestination := isAnywhere(r.source), isAnywhere(r.destination)
	switch {
	case plain && everySource && everyDestination:
		return true
	case plain && everyDestination && r.source.Exact():
		outer.Source = outer.Source.Without(r.source)
	case plain && everySource && r.destination.Exact():
		outer.Destination = outer.Destination.Without(r.destination)
	default:
		f.uncertain(outer, "an earlier rule of the chain "+c.name+" returns some packets")
	}
	return false
}

// plain reports that the rule has conditions on addresses only, and unconditional
// that it has none.
func (r *hostRule) plain() bool {
	return len(r.in.names) == 0 && len(r.out.names) == 0 && len(r.services) == 0 && len(r.maybe) == 0 && r.policyIn == "" && r.policyOut == ""
}

func (r *hostRule) unconditional() bool {
	return r.plain() && isAnywhere(r.source) && isAnywhere(r.destination)
}

func (f *flattening) uncertain(outer *ipsec.FilterRule, reason string) {
	outer.Maybe = append(slices.Clone(outer.Maybe), reason)
}

func isAnywhere(s ipsec.AddrSet) bool { return s.Exact() && s.Covers(ipsec.Anywhere()) }

// and joins conditions. None is returned when both can never hold; a second one
// stands for tunnels of which it is not known whether the kernel counts their
// packets as IPsec.
func (f *flattening) and(outer ipsec.FilterRule, r *hostRule) []ipsec.FilterRule {
	if r.toLocal && f.base.hook != "input" {
		if f.base.hook == "forward" {
			return nil
		}
		outer.Maybe = append(slices.Clone(outer.Maybe), "a condition on the type of an address")
	}
	both := outer
	both.Maybe = slices.Concat(outer.Maybe, r.maybe)
	var ok bool
	if both.Source, ok = meetSets(outer.Source, r.source); !ok {
		return nil
	}
	if both.Destination, ok = meetSets(outer.Destination, r.destination); !ok {
		return nil
	}
	if both.Services, ok = meetServices(outer.Services, r.services); !ok {
		return nil
	}
	if !f.h.meetInterface(&both.In, &both.Maybe, r.in) || !f.h.meetInterface(&both.Out, &both.Maybe, r.out) {
		return nil
	}
	return f.withPolicy(both, r)
}

// withPolicy adds the conditions on IPsec. In INPUT and OUTPUT what is asked about
// is IKE and ESP, which are no IPsec's content.
func (f *flattening) withPolicy(both ipsec.FilterRule, r *hostRule) []ipsec.FilterRule {
	if r.policyIn == "" && r.policyOut == "" {
		return []ipsec.FilterRule{both}
	}
	ofBox := f.base.hook == "input" || f.base.hook == "output"
	if r.policyIn == "none" && r.policyOut != "ipsec" || r.policyOut == "none" && r.policyIn != "ipsec" {
		if !ofBox {
			setPlace(&both, r, plainPlace)
		}
		return []ipsec.FilterRule{both}
	}
	out := []ipsec.FilterRule{both}
	setPlace(&out[0], r, ipsecPlace)
	if names := f.h.tunnelLinks(); len(names) > 0 && !ofBox {
		perhaps := both
		setPlace(&perhaps, r, names...)
		perhaps.Maybe = append(slices.Clone(perhaps.Maybe), "it is not told whether the packets of a tunnel interface count as IPsec")
		out = append(out, perhaps)
	}
	return out
}

func setPlace(rule *ipsec.FilterRule, r *hostRule, names ...string) {
	if r.policyIn != "" {
		rule.In = names
	}
	if r.policyOut != "" {
		rule.Out = names
	}
}
