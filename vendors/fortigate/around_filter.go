package fortigate

import (
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// filters makes the lists that traffic has to pass. Firewall policies hold for
// everything that the device forwards, tunnels included; local-in policies for what
// comes to the device itself, where what no policy matches is left to the built-in
// rules, which let IKE and ESP of a configured tunnel in.
func (s *surroundings) filters() []*ipsec.Filter {
	transit := s.filter("firewall policy", s.transitRules, "firewall", "policy")
	transit.Hooks, transit.Default = ipsec.Transit, ipsec.Deny
	local := s.filter("firewall local-in-policy", s.localRules, "firewall", "local-in-policy")
	local.Hooks = ipsec.ToBox
	out := []*ipsec.Filter{transit, local}
	if f := s.forwardedIKE(); f != nil {
		out = append(out, f)
	}
	for _, t := range s.c.dev.Tunnels {
		if t.Kind != ipsec.PolicyBased {
			continue
		}
		f := s.filter("firewall policy with action ipsec", func() ipsec.RuleList { return s.tunnelRules(t) }, "firewall", "policy")
		f.Hooks, f.Tunnels, f.Default = ipsec.Transit, []*ipsec.Tunnel{t}, ipsec.Deny
		out = append(out, f)
	}
	return out
}

func (s *surroundings) filter(name string, load func() ipsec.RuleList, path ...string) *ipsec.Filter {
	return &ipsec.Filter{
		Name: name, At: s.v.place(path...), Stateful: s.settings.text("asymroute") != "enable",
		Rules: &lateRules{load: load},
	}
}

// lateRules is a list that is read when the first question about it is asked.
type lateRules struct {
	load func() ipsec.RuleList
	once sync.Once
	list ipsec.RuleList
}

func (l *lateRules) rules() ipsec.RuleList {
	l.once.Do(func() { l.list = l.load() })
	return l.list
}

func (l *lateRules) Len() int                     { return l.rules().Len() }
func (l *lateRules) Bounds(i int) ipsec.Bounds    { return l.rules().Bounds(i) }
func (l *lateRules) Rule(i int) *ipsec.FilterRule { return l.rules().Rule(i) }

// Misses asks the list when it can tell.
func (l *lateRules) Misses(i int, in, out []string) bool {
	list, ok := l.rules().(ipsec.Sifter)
	return ok && list.Misses(i, in, out)
}

// transitRules is the firewall policies, behind what zones let pass among their
// own interfaces.
func (s *surroundings) transitRules() ipsec.RuleList { return s.policies().list(s.intrazone()) }

// intrazone is what passes without a policy between the interfaces of one zone.
func (s *surroundings) intrazone() []ipsec.FilterRule {
	var rules []ipsec.FilterRule
	for _, z := range s.v.table(asWritten, nil, "system", "zone").objects {
		if z.text("intrazone") == "allow" {
			rules = append(rules, ipsec.FilterRule{
				Name: "zone " + z.name + " (intrazone allow)", At: z.head, In: ipsec.Places{z.name}, Out: ipsec.Places{z.name},
				Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
			})
		}
	}
	return rules
}

// tunnelRules is the policies as a policy-based tunnel sees them: those of the
// tunnel let traffic in, and any other one that matches first keeps it out, since
// it sends the traffic elsewhere.
func (s *surroundings) tunnelRules(t *ipsec.Tunnel) ipsec.RuleList {
	var rules []ipsec.FilterRule
	book := s.policies()
	for i := range book.rows {
		p := book.policy(int32(i))
		for _, r := range p.rules {
			if p.tunnel != t.Name {
				if r.Action == ipsec.Permit {
					r.Name += ", which leads past the tunnel"
				}
				r.Action = ipsec.Deny
			}
			rules = append(rules, r)
		}
	}
	return ipsec.RulesOf(rules)
}

// localRules is the local-in policies.
func (s *surroundings) localRules() ipsec.RuleList {
	return ipsec.RulesOf(collect(s.v, func(o *object) ipsec.FilterRule {
		r := ipsec.FilterRule{
			Name: "local-in policy " + o.name, At: o.head, Action: ipsec.Deny,
			Disabled: o.text("status") == "disable" || o.text("ha-mgmt-intf-only") == "enable", In: s.places(o, "intf"),
		}
		if o.text("action") == "accept" {
			r.Action = ipsec.Permit
		}
		if !o.has("intf") {
			r.Maybe = append(r.Maybe, "the file shows no intf of the policy")
		}
		src, dst := s.sides(o, &r)
		r.Source, r.Destination = src, dst.set
		if open := s.policyServices(o, &r); len(open) > 0 {
			r.Services, r.Maybe = nil, append(r.Maybe, open...)
		}
		conditions(o, &r)
		return r
	}, "firewall", "local-in-policy"))
}
