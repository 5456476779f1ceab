package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/commands"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sections sorts the commands by the tunnels that they are for: first what several
// share, then each tunnel's own, at the end what takes old objects away.
func (p *planner) sections() {
	var groups [][]*ipsec.Tunnel
	add := func(o op) {
		if !slices.ContainsFunc(groups, func(g []*ipsec.Tunnel) bool { return slices.Equal(g, o.tunnels) }) {
			groups = append(groups, o.tunnels)
		}
	}
	place := func(t *ipsec.Tunnel) int { return slices.Index(p.Device.Device.Tunnels, t) }
	for i := range p.ops {
		slices.SortFunc(p.ops[i].tunnels, func(a, b *ipsec.Tunnel) int { return place(a) - place(b) })
		if !p.ops[i].gone {
			add(p.ops[i])
		}
	}
	slices.SortStableFunc(groups, func(a, b []*ipsec.Tunnel) int {
		if n := min(len(b), 2) - min(len(a), 2); n != 0 {
			return n
		}
		return place(a[0]) - place(b[0])
	})
	for _, last := range []bool{false, true} {
		for _, g := range groups {
			p.section(g, last)
		}
	}
	if slices.ContainsFunc(p.Sections, func(s Section) bool { return len(s.Commands) > 0 }) {
		p.Enter = p.session.Enter
	}
	if len(p.Sections) > 0 {
		p.Leave = p.session.Leave
	}
	if len(p.Renew) > 0 && len(p.session.RenewEnter) > 0 {
		p.Renew = slices.Concat(p.session.RenewEnter, p.Renew, p.session.RenewLeave)
	}
}

// section adds what the tunnels want that is, or is not, to be done at the end.
func (p *planner) section(tunnels []*ipsec.Tunnel, last bool) {
	s := Section{Tunnels: tunnels}
	var lines []commands.Line
	for _, o := range p.ops {
		if o.gone || o.last != last || !slices.Equal(o.tunnels, tunnels) {
			continue
		}
		if p.session.Edit != nil {
			if e, ok := p.session.Edit(o.Path, o.Text); ok {
				if e.At.Text() != e.Text {
					what, _, _ := strings.Cut(o.Text, "=")
					s.Edits = append(s.Edits, Edit{Edit: e, What: strings.TrimSpace(what)})
				}
				continue
			}
		}
		lines = append(lines, o.Line)
	}
	slices.SortFunc(s.Edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.At.Source.Name(), b.At.Source.Name()), a.At.Start-b.At.Start)
	})
	s.Commands = commands.Join(commands.Print(lines))
	if len(s.Commands)+len(s.Edits) > 0 {
		p.Sections = append(p.Sections, s)
	}
}
