package configxml

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Box is what the file says about the firewall itself: its interfaces, its
// addresses and its gateways.
type Box struct {
	Root       *parser.Element // pfsense, opnsense; nil in a fragment
	Version    Text            // revision of config.xml, not the release of the software
	Hostname   Text
	Interfaces []*Interface
	VIPs       []*VIP
	Gateways   []*Gateway
	Groups     []*GatewayGroup
	// Default is the gateway, or the group of them, that IPv4 leaves by (pfSense).
	Default  Text
	VTIMaps  []VTIMap
	aliases  map[string]Text
	maxMSS   Text
	maxMSSOn Text
	// ProbesInSeconds reports that a gateway's probe interval counts seconds, as on
	// OPNsense; pfSense has milliseconds.
	ProbesInSeconds bool
}

// Interface is one assigned interface.
type Interface struct {
	Name    string // wan, lan, opt1
	Device  Text   // the operating system's name, such as igb0 or ipsec1
	Address Text   // an address, or a word such as dhcp
	Bits    Text
	Addr6   Text
	Bits6   Text
	MSS     Text
	Descr   Text
	Gateway Text // the name of the gateway that makes it a way out
	Enabled bool
	// Group: not an interface but the name of several (OPNsense).
	Group bool
	// BlockPrivate and BlockBogons are the switches of the page's last section.
	BlockPrivate, BlockBogons Text
	At                        parser.Span
}

// VIP is a virtual address.
type VIP struct {
	ID      string // what a phase 1 refers to after "_vip"
	Mode    string // carp, ipalias
	Address Text
	Bits    Text
	// Interface is the interface or the virtual address that it belongs to.
	Interface Text
}

// Gateway is one gateway with its monitor.
type Gateway struct {
	Name, Interface, Address Text
	Monitor                  Text // the address that is probed; the gateway's own when empty
	MonitorOff               bool
	ActionOff                bool // a failing probe changes nothing
	Interval                 Text // milliseconds
	Default                  bool // a way to everywhere (OPNsense, pfSense before 2.4.4)
	Priority                 Text // the lower comes first (OPNsense)
	Six                      bool // of IPv6
	At                       parser.Span
}

// GatewayGroup is a list of gateways by tier, for failover.
type GatewayGroup struct {
	Name  Text
	Items []GroupItem
	At    parser.Span
}

// GroupItem is one gateway of a group.
type GroupItem struct {
	Gateway string
	Tier    int
	VIP     string // "address" for the interface's own, else a VIP's reference
	At      parser.Span
}

// VTIMap numbers the tunnel interface of a route-based phase 2.
type VTIMap struct{ ReqID, Number string }

// ReadBox reads what Box holds from the root element.
func ReadBox(root *parser.Element) *Box {
	b := &Box{
		Root: root, Version: TextOf(root.Child("version")),
		Hostname: TextOf(root.Find("system", "hostname")),
		maxMSS:   TextOf(root.Find("system", "maxmss")),
		maxMSSOn: TextOf(root.Find("system", "maxmss_enable")),
	}
	for e := range root.Child("interfaces").Children() {
		b.Interfaces = append(b.Interfaces, &Interface{
			Name: e.Name, Device: TextOf(e.Child("if")), Enabled: e.Child("enable") != nil, At: e.Tag(),
			Address: TextOf(e.Child("ipaddr")), Bits: TextOf(e.Child("subnet")),
			Addr6: TextOf(e.Child("ipaddrv6")), Bits6: TextOf(e.Child("subnetv6")),
			Descr: TextOf(e.Child("descr")), MSS: TextOf(e.Child("mss")), Gateway: TextOf(e.Child("gateway")),
			Group: e.Child("type").Text() == "group", BlockPrivate: TextOf(e.Child("blockpriv")), BlockBogons: TextOf(e.Child("blockbogons")),
		})
	}
	for e := range root.Child("virtualip").All("vip") {
		b.VIPs = append(b.VIPs, &VIP{
			ID: e.Child("uniqid").Text(), Mode: e.Child("mode").Text(),
			Address: TextOf(e.Child("subnet")), Bits: TextOf(e.Child("subnet_bits")),
			Interface: TextOf(e.Child("interface")),
		})
	}
	for item := range root.Find("ipsec", "vtimaps").Children() {
		b.VTIMaps = append(b.VTIMaps, VTIMap{item.Child("reqid").Text(), item.Child("ifnum").Text()})
	}
	b.readGateways(root.Child("gateways"))
	b.readGateways(root.Find("OPNsense", "Gateways"))
	return b
}

func (b *Box) readGateways(gateways *parser.Element) {
	if t := TextOf(gateways.Child("defaultgw4")); t.V != "" {
		b.Default = t
	}
	for e := range gateways.All("gateway_item") {
		if switchedOn(e.Child("disabled")) {
			continue
		}
		b.Gateways = append(b.Gateways, &Gateway{
			Name: TextOf(e.Child("name")), Interface: TextOf(e.Child("interface")), Address: TextOf(e.Child("gateway")),
			Monitor: TextOf(e.Child("monitor")), MonitorOff: switchedOn(e.Child("monitor_disable")),
			ActionOff: switchedOn(e.Child("action_disable")), Interval: TextOf(e.Child("interval")), At: e.Tag(),
			Default: switchedOn(e.Child("defaultgw")), Priority: TextOf(e.Child("priority")), Six: e.Child("ipprotocol").Text() == "inet6",
		})
	}
	for e := range gateways.All("gateway_group") {
		g := &GatewayGroup{Name: TextOf(e.Child("name")), At: e.Tag()}
		for item := range e.All("item") {
			parts := append(strings.Split(item.Text(), "|"), "", "")
			tier, err := strconv.Atoi(parts[1])
			if err == nil {
				g.Items = append(g.Items, GroupItem{Gateway: parts[0], Tier: tier, VIP: parts[2], At: item.Value()})
			}
		}
		slices.SortStableFunc(g.Items, func(a, b GroupItem) int { return a.Tier - b.Tier })
		b.Groups = append(b.Groups, g)
	}
}

// switchedOn reads a switch that is a presence in old files and 0 or 1 in new ones.
func switchedOn(e *parser.Element) bool { return e != nil && e.Text() != "0" }

// Interface returns the assigned interface of that name, or nil.
func (b *Box) Interface(name string) *Interface {
	for _, i := range b.Interfaces {
		if i.Name == name {
			return i
		}
	}
	return nil
}

// Group returns the gateway group of that name, or nil.
func (b *Box) Group(name string) *GatewayGroup {
	for _, g := range b.Groups {
		if g.Name.V == name && name != "" {
			return g
		}
	}
	return nil
}

// Gateway returns the gateway of that name, or nil.
func (b *Box) Gateway(name string) *Gateway {
	for _, g := range b.Gateways {
		if g.Name.V == name && name != "" {
			return g
		}
	}
	return nil
}

// VIP returns the virtual address that a reference such as _vip5f3a… names, or nil.
func (b *Box) VIP(ref string) *VIP {
	id, ok := strings.CutPrefix(ref, "_vip")
	for _, v := range b.VIPs {
		if ok && id != "" && v.ID == id {
			return v
		}
	}
	return nil
}

// Alias returns the only address of an alias; ok is false when the alias is
// unknown or holds several.
func (b *Box) Alias(name string) (Text, bool) {
	if b.aliases == nil {
		b.aliases = make(map[string]Text)
		for e := range b.Root.Child("aliases").All("alias") {
			b.aliases[e.Child("name").Text()] = TextOf(e.Child("address"))
		}
		for e := range b.Root.Find("OPNsense", "Firewall", "Alias", "aliases").Children() {
			b.aliases[e.Child("name").Text()] = TextOf(e.Child("content"))
		}
	}
	t, ok := b.aliases[name]
	return t, ok && name != "" && len(strings.Fields(t.V)) == 1
}

// Network returns the interface's IPv4 network, or its IPv6 network when six.
func (i *Interface) Network(six bool) (netip.Prefix, bool) {
	if i == nil {
		return netip.Prefix{}, false
	}
	addr, bits := i.Address, i.Bits
	if six {
		addr, bits = i.Addr6, i.Bits6
	}
	p, err := netip.ParsePrefix(addr.V + "/" + bits.V)
	return p.Masked(), err == nil
}

// Addresses returns the static IPv4 addresses of the box, interfaces first.
func (b *Box) Addresses() []netip.Addr {
	var out []netip.Addr
	for _, i := range b.Interfaces {
		if a, err := netip.ParseAddr(i.Address.V); err == nil {
			out = append(out, a)
		}
	}
	for _, v := range b.VIPs {
		if a, err := netip.ParseAddr(v.Address.V); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// Dynamic reports that an interface gets its address from elsewhere, so that
// the file does not tell all addresses of the box.
func (b *Box) Dynamic() bool {
	for _, i := range b.Interfaces {
		if _, err := netip.ParseAddr(i.Address.V); err != nil && i.Address.V != "" && i.Address.V != "none" {
			return true
		}
	}
	return len(b.Interfaces) == 0
}

// MSS returns the largest TCP segment that pfSense lets into its tunnels.
// Source: System > Advanced > Firewall & NAT, "MSS clamping"; blank is 1400.
func (b *Box) MSS() ipsec.Value[int] {
	switch {
	case b.Root == nil:
		return ipsec.UnknownAs[int]("the file holds the ipsec section only", parser.Span{})
	case !b.maxMSSOn.Set:
		return ipsec.DefaultOf(0, "MSS clamping for VPN traffic is off unless maxmss_enable is set")
	}
	if n, ok := b.maxMSS.Int(); ok && n > 0 {
		return ipsec.InheritedAt(n, b.maxMSS.At, b.maxMSSOn.At)
	}
	v := ipsec.DefaultOf(1400, "blank maxmss is 1400")
	v.Via = []parser.Span{b.maxMSSOn.At}
	return v
}

// ClampedMSS returns the clamp of the interface's own settings: the box takes
// 40 bytes of headers off the number in the field. ok is false without one.
func (i *Interface) ClampedMSS() (v ipsec.Value[int], ok bool) {
	if i == nil {
		return v, false
	}
	n, ok := i.MSS.Int()
	if !ok || n <= 40 {
		return v, false
	}
	return ipsec.InheritedAt(n-40, i.MSS.At, i.At), true
}
