package asa

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// binding is one access-group line.
type binding struct {
	acl word
	at  parser.Span
}

// bindings sorts the access-group lines by what they bind to.
type bindings struct {
	in, out, control map[string]binding // by interface
	global           binding
}

func (s *surroundings) bindings() bindings {
	b := bindings{in: map[string]binding{}, out: map[string]binding{}, control: map[string]binding{}}
	for _, node := range s.c.around.accessGroups {
		line := s.c.stmt(int(node))
		one := binding{line.word(1), line.whole()}
		switch {
		case line.is(2, "global"):
			b.global = one
		case line.is(5, "control-plane"):
			b.control[line.text(4)] = one
		case line.is(2, "in"):
			if _, ok := b.in[line.text(4)]; !ok || s.v4(one.acl.text) {
				b.in[line.text(4)] = one // before 9.0 a second line binds an IPv6 list
			}
		case line.is(2, "out"):
			if _, ok := b.out[line.text(4)]; !ok || s.v4(one.acl.text) {
				b.out[line.text(4)] = one
			}
		}
	}
	return b
}

// v4 reports a list that "access-list" defines; "ipv6 access-list" is not read.
func (s *surroundings) v4(acl string) bool { return s.c.acls[acl] != nil }

// filters makes the lists that traffic has to pass. Decrypted traffic skips those
// of interfaces unless "sysopt connection permit-vpn" is off; the vpn-filter of
// the group-policy holds in either case (Cisco ASA configuration guide, VPN).
func (s *surroundings) filters() {
	b := s.bindings()
	skips := !s.c.around.permitVPN.set() || s.c.around.permitVPN.on
	for _, i := range s.out.Interfaces.Rows {
		if f := s.inbound(i, b); f != nil {
			f.SkipsDecrypted = skips
			s.add(f)
		}
		if one, ok := b.out[i.Name]; ok {
			f := s.list(one, "out on "+i.Name)
			f.Out, f.SkipsDecrypted = ipsec.Places{i.Name}, skips
			if len(i.Carries) > 0 && i.Carries[0].Kind == ipsec.PolicyBased {
				f.Unsure = "it is not documented whether an outbound access-list sees traffic before it is encrypted"
			}
			s.add(f)
		}
		if one, ok := b.control[i.Name]; ok {
			// What no entry of such a list matches is left to the usual rules for
			// traffic to the device, which let IKE and ESP in.
			f := s.list(one, "control-plane on "+i.Name)
			f.In, f.Hooks, f.Default = ipsec.Places{i.Name}, ipsec.ToBox, ipsec.Permit
			s.add(f)
		}
	}
	s.levels(b, skips)
	s.vpnFilters()
}

func (s *surroundings) add(f *ipsec.Filter) { s.out.Filters.Rows = append(s.out.Filters.Rows, f) }

func (s *surroundings) list(one binding, where string) *ipsec.Filter {
	return &ipsec.Filter{
		Name: "access-list " + one.acl.text + " " + where, At: one.at, Hooks: ipsec.Transit, Stateful: true,
		Rules: s.r.rules(one.acl.text), Default: ipsec.Deny,
	}
}

// inbound is what an interface lets in: its access-list, then the global one; with
// neither, its security level decides. A snippet may not show the binding, so that
// there the level decides nothing.
func (s *surroundings) inbound(i *ipsec.Interface, b bindings) *ipsec.Filter {
	own, bound := b.in[i.Name]
	global := b.global.acl.set()
	var f *ipsec.Filter
	switch {
	case bound:
		f = s.list(own, "in on "+i.Name)
		if global {
			f.Rules = twoLists{f.Rules, s.r.rules(b.global.acl.text)}
		}
	case global:
		f = s.list(b.global, "global")
	case s.c.whole:
		f = s.byLevel(i)
	default:
		return nil
	}
	f.In = ipsec.Places{i.Name}
	return f
}

// level is the security level: 100 on "inside", else 0, unless it is set.
func (s *surroundings) level(nameif string) int {
	i := s.c.byNameif[nameif]
	switch {
	case i != nil && i.level.set():
		return i.level.n
	case nameif == "inside":
		return 100
	}
	return 0
}

// levelsUnread says why levels decide nothing; "" when all of them are figures.
func (s *surroundings) levelsUnread() string {
	for _, i := range s.c.interfaces {
		if i.levelUnread {
			return "the security level of interface " + i.nameif.text + " cannot be read"
		}
	}
	return ""
}

// byLevel is the rule without access-lists: to a lower level everything, to an
// equal one when same-security-traffic says so.
func (s *surroundings) byLevel(i *ipsec.Interface) *ipsec.Filter {
	at := i.At
	if x := s.c.byNameif[i.Name]; x != nil && x.level.set() {
		at = x.level.at
	}
	var to ipsec.Places
	for _, o := range s.out.Interfaces.Rows {
		mine, other := s.level(i.Name), s.level(o.Name)
		switch {
		case o == i && s.c.around.intraInterface, o != i && mine > other, o != i && mine == other && s.c.around.interLevel:
			to = append(to, o.Name)
		}
	}
	f := &ipsec.Filter{
		Name: "security level of " + i.Name, At: at, Hooks: ipsec.Transit, Stateful: true, Default: ipsec.Deny, DefaultAt: at, Unsure: s.levelsUnread(),
	}
	if len(to) > 0 {
		f.Rules = ipsec.RulesOf([]ipsec.FilterRule{{
			Name: "lower security levels", At: at, Out: to, Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
		}})
	}
	return f
}

// levels: between interfaces of one level nothing passes, whatever the
// access-lists say, unless same-security-traffic is on.
func (s *surroundings) levels(b bindings, skips bool) {
	if s.c.around.interLevel || !s.c.whole {
		return
	}
	for _, i := range s.out.Interfaces.Rows {
		if _, bound := b.in[i.Name]; !bound && !b.global.acl.set() {
			continue // byLevel says so already
		}
		var to ipsec.Places
		for _, o := range s.out.Interfaces.Rows {
			if o != i && s.level(o.Name) == s.level(i.Name) {
				to = append(to, o.Name)
			}
		}
		if len(to) == 0 {
			continue
		}
		s.add(&ipsec.Filter{
			Name: "same-security-traffic", At: i.At, Hooks: ipsec.Transit, In: ipsec.Places{i.Name}, SkipsDecrypted: skips,
			Stateful: true, Default: ipsec.Permit, Unsure: s.levelsUnread(), Rules: ipsec.RulesOf([]ipsec.FilterRule{{
				Name: "equal security levels", At: i.At, Action: ipsec.Deny, Out: to,
				Source: ipsec.Anywhere(), Destination: ipsec.Anywhere(),
			}}),
		})
	}
}

// vpnFilters are the access-lists of the group-policies, one filter for all
// tunnels that share it. They are written with the far side first.
func (s *surroundings) vpnFilters() {
	byAt := map[parser.Span]*ipsec.Filter{}
	for _, l := range s.links {
		w := l.filter()
		if !w.set() || w.text == "none" {
			continue
		}
		f := byAt[w.at]
		if f == nil {
			f = s.list(binding{w, w.at}, "as vpn-filter")
			f.RemoteFirst = true
			byAt[w.at] = f
			s.add(f)
		}
		f.Tunnels = append(f.Tunnels, l.t)
	}
}

// filter is the vpn-filter in force: the policy's own, else that of DfltGrpPolicy.
func (l *link) filter() word {
	if l.policy != nil && l.policy.filter.set() {
		return l.policy.filter
	}
	if general := l.c.policiesGP["DfltGrpPolicy"]; general != nil {
		return general.filter
	}
	return word{}
}
