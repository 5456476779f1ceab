package pfsense

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Read returns the firewall that the file configures. An error means that the
// file holds nothing of pfSense's.
func Read(src *parser.Source) ([]*ipsec.Device, error) {
	c, err := extract(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name(), err)
	}
	return []*ipsec.Device{c.device()}, nil
}

func (c *config) device() *ipsec.Device {
	d := &ipsec.Device{
		Path: c.src.Name(), Vendor: "pfsense", Version: c.box.Version.V, Hostname: c.box.Hostname.V,
		At: c.box.Root.Tag(), Whole: c.box.Root != nil && c.box.Version.Set && c.box.Root.Child("interfaces") != nil,
	}
	if d.At.IsZero() {
		d.At = c.section.Tag()
	}
	r := &remedier{config: c, links: map[*ipsec.Tunnel]*link{}}
	var links []*link // in the order of the tunnels
	d.Remedier, d.Checker = r, r
	d.Problems = append(configxml.Problems(c.doc, c.section.Span()), c.ipsec.Problems...)
	for _, p1 := range c.ipsec.Phase1s {
		if p1.Mobile.Set || configxml.Anyone(p1.RemoteGateway) {
			d.Problems = append(d.Problems, p1.Problems...)
			continue
		}
		l := c.tunnel(p1)
		t := l.tunnel
		links, r.links[t] = append(links, l), l
		d.Tunnels = append(d.Tunnels, t)
		for _, p := range p1.Problems {
			p.Tunnels = []*ipsec.Tunnel{t}
			d.Problems = append(d.Problems, p)
		}
	}
	d.Around = c.surroundings(links, d.Whole)
	r.around = d.Around
	if c.guessed && len(d.Tunnels) > 0 {
		d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.NoVersion, VPN: true, At: c.section.Tag(), Tunnels: d.Tunnels,
			Message: "the file does not name the revision of config.xml; values are those of pfSense 2.5 and later"})
	}
	slices.SortStableFunc(d.Problems, func(a, b ipsec.Problem) int { return a.At.Start - b.At.Start })
	return d
}

// tunnel turns one phase 1 with its phase 2s into a tunnel.
func (c *config) tunnel(p1 *configxml.Phase1) *link {
	used := c.box.Usable(p1)
	t := &ipsec.Tunnel{
		Name: "con" + p1.IKEID.V, Description: p1.Descr.Description(), Kind: ipsec.PolicyBased,
		Peer: c.box.Peer(p1.RemoteGateway), PeerAt: p1.RemoteGateway.At, Role: ipsec.Primary,
		Enabled: !p1.Disabled.Set, At: p1.At, Interface: c.box.Leaves(p1.Interface.V),

		IdleTimeout:    ipsec.DefaultOf(0, c.release()+" writes no inactivity timeout"),
		SessionTimeout: ipsec.DefaultOf(0, c.release()+" has no session timeout"),
		MSS:            c.box.MSS(),
		ReplayWindow:   ipsec.DefaultOf(32, "default of strongSwan"),
	}
	if c.needsEnable() && !c.ipsec.Enable.Set {
		t.Enabled = false
	}
	if slices.ContainsFunc(used, (*configxml.Phase2).RouteBased) {
		t.Kind = ipsec.RouteBased
		for i, p2 := range used {
			if !p2.RouteBased() {
				continue
			}
			t.InsideLocal, t.InsideRemote = configxml.Inside(p2)
			if v, ok := c.box.TunnelInterface(p1, p2, i).ClampedMSS(); ok {
				t.MSS = v
			}
			break
		}
	}
	t.IKE = c.ike(p1)
	l := &link{tunnel: t, p1: p1, used: used, groups: make(map[*ipsec.Child][]*configxml.Phase2)}
	c.children(l)
	t.SAPairs = configxml.Pairs(t.Children, "the phase 1 has no phase 2 that is enabled")
	if len(used) == 0 && c.ipsec.Cut {
		t.SAPairs = ipsec.UnknownAs[int]("the file ends before the end of the ipsec section", p1.At)
	}
	if len(p1.Phase2s) == 0 && len(c.ipsec.Orphans) > 0 {
		t.SAPairs = ipsec.UnknownAs[int]("a phase 2 of the file belongs to no phase 1, and may be this one's", p1.At)
	}
	t.Initiation = c.initiation(p1, t.Kind == ipsec.RouteBased)
	t.Keepalives = c.box.Keepalives(p1, used)
	c.box.CheckInterface(p1)
	if p1.Refused() || p1.Cut {
		t.Enabled = false
	}
	if c.skipsEmpty() && len(p1.Items) == 0 {
		t.Blockers = append(t.Blockers, ipsec.Blocker{At: p1.At,
			Message: "pfSense 2.7 and later leaves out a phase 1 that has no encryption item"})
	}
	return l
}

// children gives the CHILD_SAs. IKEv2 without "Split connections" has one for
// all phase 2s; IKEv1 has one for each.
func (c *config) children(l *link) {
	name := "con" + l.p1.IKEID.V
	add := func(name string, group []*configxml.Phase2) {
		child := c.box.Child(name, l.p1, l.tunnel.Peer, group)
		t := c.childTimers(l.p1, group, l.used)
		child.Lifetime, child.Rekey = t.Life, t.Rekey
		l.groups[child] = group
		l.tunnel.Children = append(l.tunnel.Children, child)
	}
	configxml.Groups(name, l.used, c.merges(l.p1), func(p2 *configxml.Phase2, i int) string { return c.childName(name, p2, i) }, add)
}

func (c *config) merges(p1 *configxml.Phase1) bool { return !ikev1(p1) && !p1.SplitConn.Set }

func (c *config) childName(name string, p2 *configxml.Phase2, index int) string {
	if c.oldWriter || p2.ReqID.V == "" {
		return fmt.Sprintf("%s%03d", name, index)
	}
	return name + "_" + p2.ReqID.V
}

// initiation tells who starts the tunnel. A route-based one comes up by itself,
// since no policy could trap its traffic.
func (c *config) initiation(p1 *configxml.Phase1, routeBased bool) ipsec.Value[ipsec.Initiation] {
	by := ipsec.DefaultOf(ipsec.OnDemand, "the start action of "+c.release()+" is trap")
	if routeBased {
		by = ipsec.DefaultOf(ipsec.Start, "the start action of a VTI phase 2 is start")
	}
	if c.oldWriter {
		if p1.ResponderOnly.Set {
			return ipsec.ExplicitAt(ipsec.ResponderOnly, p1.ResponderOnly.At)
		}
		return by
	}
	switch p1.StartAction.V {
	case "none":
		return ipsec.ExplicitAt(ipsec.ResponderOnly, p1.StartAction.At)
	case "start":
		return ipsec.ExplicitAt(ipsec.Start, p1.StartAction.At)
	case "trap":
		if !routeBased {
			return ipsec.ExplicitAt(ipsec.OnDemand, p1.StartAction.At)
		}
	case "":
		// The upgrade to revision 21.7 turns the old switch into start action none.
		if p1.ResponderOnly.Set && !p1.StartAction.Set {
			return ipsec.ExplicitAt(ipsec.ResponderOnly, p1.ResponderOnly.At)
		}
	default:
		p1.Problems = append(p1.Problems, ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, At: p1.StartAction.At,
			Message: "startaction is none, trap or start"})
	}
	return by
}
