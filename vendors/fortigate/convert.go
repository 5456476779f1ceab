package fortigate

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// converter turns one VDOM into a device of the common model.
type converter struct {
	dangling string // a phase 2 of no phase 1; "" when there is none
	vdom     *vdom
	file     *file
	dev      *ipsec.Device
	keys     ipsec.Keyring

	book, book6 addressBook
	interfaces  *table
	aggregates  []*object // interfaces that bundle tunnels
	links       map[*ipsec.Tunnel]origin
	byName      map[string]*ipsec.Tunnel // route-based ones

	policies    []*object // those with action ipsec; read only where tunnels are policy-based
	mssRead     bool
	mssPolicies []*object // those that limit TCP segments
}

// origin remembers the objects that a tunnel was made of.
type origin struct {
	phase1  *object
	phase2  []*object
	routed  bool
	ifTable *object // the tunnel interface; nil when the file does not show it
}

func convert(v *vdom) *ipsec.Device {
	c := &converter{vdom: v, file: v.file, links: map[*ipsec.Tunnel]origin{}, byName: map[string]*ipsec.Tunnel{}}
	c.dev = &ipsec.Device{
		Path: v.file.tree.Source.Name(), Vendor: Name, Version: v.file.version, Hostname: v.file.hostname,
		Context: v.name, At: v.at, Whole: v.file.whole(),
	}
	r := &remedier{vdom: v.name, releases: v.file.releases, links: c.links, v: v, dev: c.dev}
	c.dev.Remedier, c.dev.Checker = r, r
	c.load()
	c.tunnels(v.phase1Interface, v.phase2Interface, true)
	c.tunnels(v.phase1, v.phase2, false)
	c.keepalives()
	c.danglingPhase2()
	c.checkTables()
	c.faults()
	r.around = c.surroundings()
	c.dev.Around = r.around.out
	slices.SortStableFunc(c.dev.Problems, func(a, b ipsec.Problem) int { return a.At.Start - b.At.Start })
	return c.dev
}

// load reads what the tunnels refer to: interfaces and addresses.
func (c *converter) load() {
	interfaces := map[string]bool{}
	for _, t := range []*table{c.vdom.phase1Interface, c.vdom.phase1} {
		for _, p1 := range t.objects {
			interfaces[p1.name] = true
			interfaces[p1.text("interface")] = true
		}
	}
	c.aggregates = c.vdom.table(asWritten, nil, "system", "ipsec-aggregate").objects
	for _, a := range c.aggregates {
		interfaces[a.name] = true
	}
	c.interfaces = c.vdom.table(asWritten, wanted(interfaces), "system", "interface")
	var names, names6 []string
	for _, t := range []*table{c.vdom.phase2Interface, c.vdom.phase2} {
		for _, p2 := range t.objects {
			for _, side := range []string{"src", "dst"} {
				switch p2.text(side + "-addr-type") {
				case "name":
					names = append(names, p2.text(side+"-name"))
				case "name6":
					names6 = append(names6, p2.text(side+"-name6"))
				}
			}
		}
	}
	c.book, c.book6 = addressBook{vdom: c.vdom}, addressBook{vdom: c.vdom, v6: true}
	c.book.load(append(names, c.policyAddresses()...))
	c.book6.load(names6)
}

// tunnels converts the site-to-site rows of one phase-1 table.
func (c *converter) tunnels(phase1, phase2 *table, routed bool) {
	children := map[string][]*object{}
	for _, p2 := range phase2.objects {
		name := p2.text("phase1name")
		children[name] = append(children[name], p2)
		if phase1.shown && phase1.byName[name] == nil {
			c.dangling = p2.name
		}
	}
	for _, p1 := range phase1.objects {
		if !isTunnel(p1) {
			c.checkOptions(p1, phase1Schema(), nil)
			continue
		}
		o := origin{phase1: p1, routed: routed, phase2: children[p1.name]}
		if routed {
			o.ifTable = c.tunnelInterface(p1)
		}
		t := c.tunnel(o, phase2.shown)
		c.dev.Tunnels = append(c.dev.Tunnels, t)
		if routed {
			c.byName[t.Name] = t
		}
		c.links[t] = o
		c.checkOptions(p1, phase1Schema(), t)
		for _, p2 := range o.phase2 {
			c.checkOptions(p2, phase2Schema(), t)
		}
	}
}

// isTunnel tells site-to-site rows from dial-up servers, and from rows that change
// a few options of an object that exists on the device only.
func isTunnel(p1 *object) bool {
	if p1.text("type") == "dynamic" {
		return false
	}
	remote := p1.has("remote-gw") || p1.has("remote-gw6") || p1.has("remotegw-ddns")
	return remote || p1.has("interface") && (p1.has("psksecret") || p1.has("proposal"))
}

func (c *converter) tunnel(o origin, phase2Shown bool) *ipsec.Tunnel {
	p1 := o.phase1
	t := &ipsec.Tunnel{
		Name: p1.name, Description: p1.joined("comments"), Kind: ipsec.PolicyBased, Role: ipsec.Primary,
		Enabled: true, At: p1.head, Interface: p1.text("interface"),
	}
	if o.routed {
		t.Kind = ipsec.RouteBased
	}
	if p1.text("monitor") != "" {
		t.Role = ipsec.Backup // it comes up when the monitored tunnel is down
	}
	if o.ifTable.text("status") == "down" {
		t.Enabled = false
	}
	c.peer(t, p1)
	c.ike(t, p1)
	for _, p2 := range o.phase2 {
		t.Children = append(t.Children, c.child(t, p1, p2, o.routed))
	}
	c.pairs(t, o, phase2Shown)
	c.initiation(t, o, phase2Shown)
	t.IdleTimeout = c.idleTimeout(p1)
	c.packets(t, o, phase2Shown)
	c.inside(t, o.ifTable)
	c.references(t, p1)
	return t
}

// peer finds the far end: an address or the name of one.
func (c *converter) peer(t *ipsec.Tunnel, p1 *object) {
	option := "remote-gw"
	switch {
	case p1.text("type") == "ddns":
		option = "remotegw-ddns"
	case p1.text("ip-version") == "6":
		option = "remote-gw6"
	}
	if p1.has(option) && p1.text(option) != "0.0.0.0" && p1.text(option) != "::" {
		t.Peer, t.PeerAt = p1.text(option), p1.at(option)
		return
	}
	t.Blockers = append(t.Blockers, ipsec.Blocker{
		Message: fmt.Sprintf("phase 1 %s has no %s, so there is no far end to talk to", p1.name, option), At: p1.head, Unsure: !c.dev.Whole,
	})
}

// pairs counts the pairs of SAs.
func (c *converter) pairs(t *ipsec.Tunnel, o origin, shown bool) {
	p1 := o.phase1
	switch mesh := p1.text("mesh-selector-type"); {
	case len(o.phase2) == 0 && c.noPhase2(shown) != "":
		t.SAPairs = ipsec.UnknownAs[int](c.noPhase2(shown), ipsec.Span{})
	case len(o.phase2) == 0:
		t.SAPairs = ipsec.ExplicitAt(0, p1.head)
	case mesh == "subnet" || mesh == "host":
		t.SAPairs = ipsec.UnknownAs[int](
			"with mesh-selector-type "+mesh+" every "+mesh+" that sends traffic gets a pair of its own", p1.at("mesh-selector-type"))
	case len(o.phase2) == 1 && len(t.Children[0].Selectors) > 1 && !c.onlyIKEv2(t):
		t.SAPairs = ipsec.UnknownAs[int](
			"one pair of SAs cannot carry several selectors in IKEv1, and Fortinet does not document what FortiOS does with the rest", t.Children[0].Selectors[0].At)
	default:
		at := t.Children[0].At
		if len(t.Children) > 1 {
			at = t.Children[1].At // the first one too many
		}
		t.SAPairs = ipsec.ExplicitAt(len(o.phase2), at)
	}
}

// noPhase2 says why a tunnel without phase 2 may have one on the device; "" when
// it has none.
func (c *converter) noPhase2(shown bool) string {
	switch {
	case !shown:
		return "the file does not show the phase 2 table"
	case !c.dev.Whole:
		return "this part of a configuration shows no phase 2 of the tunnel"
	case c.dangling != "":
		return "phase 2 " + c.dangling + " belongs to a phase 1 that the file does not define"
	}
	return ""
}

func (c *converter) onlyIKEv2(t *ipsec.Tunnel) bool {
	v := t.IKE.Versions
	return v.Known() && len(v.V) == 1 && v.V[0] == "ikev2"
}

// initiation says who can start. What brings a tunnel up without traffic is
// auto-negotiate of phase 2; that of phase 1 does not.
func (c *converter) initiation(t *ipsec.Tunnel, o origin, shown bool) {
	p1 := o.phase1
	if p1.text("passive-mode") == "enable" {
		t.Initiation = ipsec.ExplicitAt(ipsec.ResponderOnly, p1.at("passive-mode"))
		return
	}
	for _, p2 := range o.phase2 {
		if p2.text("auto-negotiate") != "enable" {
			continue
		}
		if p1.text("auto-negotiate") == "disable" {
			t.Initiation = ipsec.UnknownAs[ipsec.Initiation](
				"phase 2 is to start by itself and phase 1 is not, and Fortinet does not document which of them wins", p1.at("auto-negotiate"))
			return
		}
		t.Initiation = ipsec.ExplicitAt(ipsec.Start, p2.at("auto-negotiate"))
		return
	}
	if reason := c.noPhase2(shown); reason != "" && len(o.phase2) == 0 {
		t.Initiation = ipsec.UnknownAs[ipsec.Initiation](reason, ipsec.Span{})
		return
	}
	for _, p2 := range o.phase2 {
		if p2.has("auto-negotiate") {
			t.Initiation = ipsec.ExplicitAt(ipsec.OnDemand, p2.at("auto-negotiate"))
			return
		}
	}
	t.Initiation = ipsec.DefaultOf(ipsec.OnDemand, c.file.defaultReason())
}

// idleTimeout reads the timer that takes an idle tunnel down. FortiOS counts it in minutes.
func (c *converter) idleTimeout(p1 *object) ipsec.Value[int] {
	switch p1.text("idle-timeout") {
	case "":
		return byDefault(c.file, defaultIdle)
	case "disable":
		return ipsec.ExplicitAt(0, p1.at("idle-timeout"))
	case "enable":
	default:
		return ipsec.UnknownAs[int](unreadableValue, p1.at("idle-timeout"))
	}
	if !p1.has("idle-timeoutinterval") {
		return ipsec.ExplicitAt(60*defaultIdleInterval, p1.at("idle-timeout"))
	}
	v := c.number(p1, "idle-timeoutinterval", nil)
	v.V *= 60
	return v
}

// unreadableValue is the reason of a value that is set and cannot be read: a
// placeholder of a template, something masked, or a word that FortiOS does not take.
const unreadableValue = "the file holds no readable value"
