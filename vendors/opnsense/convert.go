package opnsense

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Read returns the firewall that the file configures. An error means that the
// file holds nothing of OPNsense's.
func Read(src *parser.Source) ([]*ipsec.Device, error) {
	c, err := extract(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", src.Name(), err)
	}
	return []*ipsec.Device{c.device()}, nil
}

func (c *config) device() *ipsec.Device {
	d := &ipsec.Device{
		Path: c.src.Name(), Vendor: "opnsense", Version: c.box.Version.V, Hostname: c.box.Hostname.V, Whole: c.whole,
		At: c.box.Root.Tag(),
	}
	for _, e := range []*parser.Element{c.swanctl, c.legacySection} {
		if d.At.IsZero() {
			d.At = e.Tag()
		}
	}
	r := &remedier{config: c, links: map[*ipsec.Tunnel]*link{}}
	var links []*link // in the order of the tunnels
	d.Remedier, d.Checker = r, r
	d.Problems = append(configxml.Problems(c.doc, c.swanctl.Span(), c.legacySection.Span()), c.legacy.Problems...)
	d.Problems = append(d.Problems, c.problems...)
	add := func(l *link, problems []ipsec.Problem) {
		if l == nil {
			d.Problems = append(d.Problems, problems...)
			return
		}
		links, r.links[l.tunnel] = append(links, l), l
		d.Tunnels = append(d.Tunnels, l.tunnel)
		for _, p := range problems {
			p.Tunnels = []*ipsec.Tunnel{l.tunnel}
			d.Problems = append(d.Problems, p)
		}
	}
	for _, conn := range c.connections {
		l := c.connection(conn)
		add(l, conn.problems)
	}
	for _, p1 := range c.legacy.Phase1s {
		var l *link
		if !p1.Mobile.Set && !configxml.Anyone(p1.RemoteGateway) {
			l = c.legacyTunnel(p1)
		}
		add(l, p1.Problems)
	}
	d.Around = c.surroundings(links)
	r.around = d.Around
	if c.writer == writerUnknown && len(c.legacy.Phase1s) > 0 {
		d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.NoVersion, VPN: true, At: c.legacy.At, Tunnels: d.Tunnels,
			Message: "the file does not tell the release of OPNsense, on which lifetimes depend; export the whole config.xml"})
	}
	slices.SortStableFunc(d.Problems, func(a, b ipsec.Problem) int { return a.At.Start - b.At.Start })
	return d
}

// enabled reports whether IPsec is on at all. Since 23.1 the switch stands in
// the IPsec model, before in the legacy section.
func (c *config) ipsecEnabled() bool {
	return !c.general.Set || c.general.Filled()
}

// newTunnel makes a tunnel with what OPNsense never sets.
func newTunnel() *ipsec.Tunnel {
	return &ipsec.Tunnel{
		Kind: ipsec.PolicyBased, Role: ipsec.Primary,
		IdleTimeout:    ipsec.DefaultOf(0, "OPNsense writes no inactivity timeout"),
		SessionTimeout: ipsec.DefaultOf(0, "OPNsense has no session timeout"),
		ReplayWindow:   ipsec.DefaultOf(32, "default of strongSwan"),
	}
}

// mss returns the clamp for a tunnel: that of its interface, or of a
// normalization rule for IPsec.
func (c *config) mss(i *configxml.Interface) ipsec.Value[int] {
	if v, ok := i.ClampedMSS(); ok {
		return v
	}
	if c.box.Root == nil {
		return ipsec.UnknownAs[int]("the file does not hold the firewall's normalization rules", parser.Span{})
	}
	for rule := range c.box.Root.Find("filter", "scrub").All("rule") {
		on := strings.Split(rule.Child("interface").Text(), ",")
		if rule.Child("disabled") != nil || !slices.Contains(on, "enc0") && !slices.Contains(on, "ipsec") {
			continue
		}
		t := configxml.TextOf(rule.Child("max-mss"))
		if n, ok := t.Int(); ok {
			return ipsec.InheritedAt(n, t.At, rule.Tag())
		}
	}
	return ipsec.DefaultOf(0, "no normalization rule clamps the MSS of IPsec traffic")
}
