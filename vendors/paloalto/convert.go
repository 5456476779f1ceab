package paloalto

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// converter turns one configuration into a device of the model.
type converter struct {
	v       *view
	release release
	dev     *ipsec.Device
	net     network
	keys    ipsec.Keyring
	remedy  *remedier
	near    *surroundings
	cur     []*ipsec.Tunnel // the tunnel that problems are about
	said    map[said]int    // where in the device's list a problem stands
}

func (c *converter) device() *ipsec.Device {
	e, root := c.v.e, c.v.root
	c.dev = &ipsec.Device{
		Path: e.src.Name(), Vendor: "paloalto", Version: e.version, Context: c.v.context,
		At: c.v.at,
		// What a template lacks may be set on the firewall itself.
		Whole: e.whole() && c.v.context == "",
	}
	if c.dev.At.IsZero() {
		c.dev.At = e.src.Span(0, 0)
	}
	for _, r := range [...]*node{root, e.own.root} {
		if h := c.v.leaf(r, "deviceconfig", "system", "hostname"); h.known() && c.dev.Hostname == "" {
			c.dev.Hostname = h.text
		}
	}
	c.remedy = &remedier{c: c, tunnels: map[*ipsec.Tunnel]*joined{}}
	c.dev.Remedier, c.dev.Checker = c.remedy, c.remedy
	tunnels := c.v.tunnels()
	if len(tunnels) > 0 {
		c.net = c.v.network()
	}
	for _, t := range tunnels {
		c.entry(t)
	}
	c.dev.Around = c.surroundings()
	return c.dev
}

// whole reports whether the file claims to be a complete configuration: it has
// the administrators and the system settings that every complete one has.
func (e *export) whole() bool {
	own := e.own.root
	complete := own.find("mgt-config") != nil && (own.path("deviceconfig", "system") != nil || len(e.templates) > 0)
	return complete && !e.truncated && !e.fragment
}

// joined is one tunnel of the model with the objects of PAN-OS that make it.
type joined struct {
	t          *tunnel
	g          *gateway // nil when the file does not show it
	gatewayRef value
	ike1, ike2 profileRef
	ipsec      profileRef
	model      *ipsec.Tunnel
}

// entry adds the tunnels of one entry: one for each IKE gateway that it names,
// all but the first of which stand by.
func (c *converter) entry(t *tunnel) {
	refs := t.gateways
	if len(refs) == 0 {
		refs = []value{{}}
	}
	for i, ref := range refs {
		j := &joined{t: t, gatewayRef: ref, model: &ipsec.Tunnel{
			Name: t.name, Description: t.comment.text, Kind: ipsec.RouteBased, Role: ipsec.Primary, Enabled: true, At: t.at,
		}}
		if i > 0 {
			j.model.Role = ipsec.Backup
		}
		c.cur = []*ipsec.Tunnel{j.model}
		c.dev.Tunnels = append(c.dev.Tunnels, j.model)
		c.remedy.tunnels[j.model] = j
		c.gatewayOf(j)
		c.phase1(j)
		c.phase2(j)
		c.around(j)
		c.cur = nil
	}
}

// gatewayOf joins the tunnel to its gateway.
func (c *converter) gatewayOf(j *joined) {
	m := j.model
	m.Enabled = !j.t.disabled.yes()
	ref := j.gatewayRef
	if ref.known() {
		j.g = c.v.gateway(ref.text)
		if j.g == nil {
			c.undefined(ref, "IKE gateway")
		}
	} else if !ref.set() {
		c.problem(ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: j.t.at, Fatal: c.dev.Whole,
			Message: "the IPsec tunnel names no IKE gateway" + c.notShown()})
	}
	if j.g == nil {
		return
	}
	if j.g.disabled.yes() {
		m.Enabled = false
	}
	if m.Description == "" {
		m.Description = j.g.comment.text
	}
	m.Interface = j.g.localInterface.text
	switch peer, ok := c.v.address(j.g.peer); {
	case peer.set():
		if !ok && !j.g.peerIsName {
			c.undefined(peer, "address object")
		}
		m.Peer, m.PeerAt = peer.text, peer.at
		if a, ok := addressOf(peer.text); ok {
			m.Peer = a.String()
		}
	case j.g.peerDynamic.set():
		m.Peer, m.PeerAt = "%any", j.g.peerDynamic.at
	}
}

// undefined notes a name that the file does not define. The device refuses to commit
// such a configuration, so that the file is not what runs there: somebody has taken
// something out of it, and nothing is certain about the tunnel.
func (c *converter) undefined(ref value, what string) {
	c.problem(ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: ref.at,
		Message: fmt.Sprintf("the %s %q is not defined%s", what, ref.text, c.notShown())})
}

func (c *converter) notShown() string {
	if c.dev.Whole {
		return "; PAN-OS refuses to commit this"
	}
	return " in this file, which may not show everything"
}

// said is what makes two problems one.
type said struct {
	kind    ipsec.ProblemKind
	at      parser.Span
	message string
}

// problem adds a problem about the tunnel at hand. One that several tunnels
// share is said once.
func (c *converter) problem(p ipsec.Problem) {
	key := said{p.Kind, p.At, p.Message}
	if i, had := c.said[key]; had {
		old := &c.dev.Problems[i]
		for _, t := range c.cur {
			if !slices.Contains(old.Tunnels, t) {
				old.Tunnels = append(old.Tunnels, t)
			}
		}
		return
	}
	if c.said == nil {
		c.said = map[said]int{}
	}
	c.said[key] = len(c.dev.Problems)
	p.Tunnels = slices.Clone(c.cur)
	c.dev.Problems = append(c.dev.Problems, p)
}

// standard returns the reason of a default value.
func (c *converter) standard() string { return "default of " + c.release.String() }

// needVersion notes that a value depended on the release, which the file does not tell.
func (c *converter) needVersion() {
	c.problem(ipsec.Problem{Kind: ipsec.NoVersion, At: c.dev.At,
		Message: "the file does not name the PAN-OS release, on which it depends whether the device knows IKEv2"})
}
