package configxml

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// IPsecTab is the name under which both boxes filter decrypted packets.
const IPsecTab = "enc0"

// Scene is the firewall around its tunnels while it is made of one file. A vendor
// sets the exported fields, calls Interfaces, and then what else it needs; the rows
// of filters, NAT, routes and the rest are made when they are first asked for.
type Scene struct {
	Box    *Box
	Vendor string // as people write it
	Whole  bool   // the file claims to be a complete export
	// Rest returns the root element with the sections that most readers never ask
	// for, such as the filter rules. It reads the file a second time, once.
	Rest func() *parser.Element
	// Section is the filter section as the first reading has it, its rules passed
	// over; nil when the file has none. AllRules returns it with its rules, as far as
	// ReadRule looks at them, for a file that is broken.
	Section    *parser.Element
	AllRules   func() *parser.Element
	Broken     bool // the reading has found errors
	LowerNames bool // names of elements are read as those of their lower case
	// OnInterface: decrypted packets of a tunnel interface are filtered on the
	// interface's own tab, and nothing on the IPsec tab is used.
	OnInterface bool
	// NoFilter is the switch that turns pf off, with NAT; not Set otherwise.
	NoFilter Text
	// SparesVPN: a rule for any destination leaves the networks of phase 2s to IPsec
	// although it has a gateway.
	SparesVPN bool
	// GatewayUnsure says why a gateway in a rule may not go before IPsec; "" = it does.
	GatewayUnsure string
	// Private are the networks that "Block private networks" stops.
	Private ipsec.AddrSet
	// Peers are the phase 1s for which the box lets IKE and ESP in by itself.
	Peers []AutoPeer

	Around *ipsec.Around

	mu      sync.Mutex
	aliases func() map[string]alias
	sets    map[string]ipsec.AddrSet
	groups  map[string][]string // interface group → members
	book    func() *ruleBook
	spares  func() ipsec.AddrSet // what SparesVPN is about
}

// AutoPeer is a phase 1 with automatic filter rules.
type AutoPeer struct {
	Name      string
	Interface string
	Source    ipsec.AddrSet
	NATT      bool // UDP 4500 too
	At        parser.Span
}

// Carrier is a tunnel with the assigned interface that carries it; nil for a
// tunnel of policies, which shows on the IPsec tab only.
type Carrier struct {
	Tunnel    *ipsec.Tunnel
	Interface *Interface
}

// NewScene starts a scene.
func NewScene(b *Box, vendor string, whole bool, rest func() *parser.Element) *Scene {
	s := &Scene{
		Box: b, Vendor: vendor, Whole: whole, Rest: sync.OnceValue(rest), Around: &ipsec.Around{},
		sets: map[string]ipsec.AddrSet{}, groups: map[string][]string{},
	}
	s.aliases, s.spares = sync.OnceValue(s.readAliases), sync.OnceValue(s.phase2Networks)
	for g := range b.Root.Child("ifgroups").All("ifgroupentry") {
		name := TextOf(g.Child("ifname")).V
		if members := fields(TextOf(g.Child("members")).V); name != "" && len(members) > 0 {
			s.groups[name] = members
		}
	}
	return s
}

// fields splits a list that is written with blanks, line breaks or commas.
func fields(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\r' || r == '\t' || r == ',' })
}

// Extent tells what the file shows of one kind of fact. seen reports that the
// section is there, where a complete export always has it.
func (s *Scene) Extent(what string, seen bool) (ipsec.Extent, string) {
	switch {
	case !s.Whole:
		return ipsec.Partial, "the file is no complete config.xml, so it may not show all " + what
	case !seen:
		return ipsec.Partial, "the file lacks sections that a complete config.xml has, so it may not show all " + what
	}
	return ipsec.Complete, ""
}

// Interfaces lists the assigned interfaces and the IPsec tab with the tunnels
// that they carry.
func (s *Scene) Interfaces(carriers []Carrier, at parser.Span) {
	t := &s.Around.Interfaces
	t.Extent, t.Reason = s.Extent("interfaces", s.Box.Root.Child("interfaces") != nil)
	tab := &ipsec.Interface{Name: IPsecTab, Enabled: true, At: at}
	for _, i := range s.Box.Interfaces {
		switch {
		case i.Name == IPsecTab:
			tab.At = i.At
		case i.Group:
		default:
			t.Rows = append(t.Rows, s.assigned(i, carriers))
		}
	}
	for _, c := range carriers {
		if c.Interface == nil {
			tab.Carries = append(tab.Carries, c.Tunnel)
		}
	}
	if len(carriers) > 0 {
		t.Rows = append(t.Rows, tab)
	}
}

func (s *Scene) assigned(i *Interface, carriers []Carrier) *ipsec.Interface {
	out := &ipsec.Interface{Name: i.Name, Hardware: i.Device.V, Enabled: i.Enabled, Dynamic: i.Dynamic(), At: i.At, Addresses: s.Box.prefixes(i)}
	for _, c := range carriers {
		if c.Interface != i {
			continue
		}
		out.Carries = append(out.Carries, c.Tunnel)
		if inside := c.Tunnel.InsideLocal; inside.Known() && !slices.Contains(out.Addresses, inside.V) {
			out.Addresses = append(out.Addresses, inside.V)
		}
	}
	for name, members := range s.groups {
		if slices.Contains(members, i.Name) {
			out.Zones = append(out.Zones, name)
		}
	}
	slices.Sort(out.Zones)
	if s.onTab(i) {
		// What comes out of the tunnel is filtered on the IPsec tab instead of the
		// interface's own and its groups'.
		out.Zones = []string{IPsecTab}
	}
	return out
}

// onTab reports a tunnel interface whose decrypted packets show on the IPsec tab.
func (s *Scene) onTab(i *Interface) bool {
	return i != nil && i.IPsec() && !s.OnInterface
}

// IPsec reports that the device is that of a route-based tunnel.
func (i *Interface) IPsec() bool { return strings.HasPrefix(i.Device.V, "ipsec") }

// Dynamic reports that the IPv4 address comes from DHCP, PPPoE or the like.
func (i *Interface) Dynamic() bool {
	_, err := netip.ParseAddr(i.Address.V)
	return err != nil && i.Address.V != "" && i.Address.V != "none"
}

// Outward reports an interface of the kind WAN: the boxes take one that has a
// gateway, or that gets its address from elsewhere, for the way out.
func (i *Interface) Outward() bool {
	if i == nil || strings.HasPrefix(i.Device.V, "ovpn") || i.IPsec() || i.Group {
		return false
	}
	return i.Gateway.V != "" && i.Gateway.V != "none" || i.Dynamic()
}

// prefixes are the IPv4 and IPv6 addresses of an interface, virtual ones included.
func (b *Box) prefixes(i *Interface) []netip.Prefix {
	var out []netip.Prefix
	add := func(addr, bits Text) {
		if p, err := netip.ParsePrefix(addr.V + "/" + bits.V); err == nil && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	add(i.Address, i.Bits)
	add(i.Addr6, i.Bits6)
	for _, v := range b.VIPs {
		if v.Mode != "proxyarp" && v.Mode != "other" && b.real(v.Interface.V) == i {
			add(v.Address, v.Bits)
		}
	}
	return out
}

// real follows a virtual address to the interface that has it.
func (b *Box) real(name string) *Interface {
	for range 8 {
		v := b.VIP(name)
		if v == nil {
			return b.Interface(name)
		}
		name = v.Interface.V
	}
	return nil
}

// Leaves returns the name of the interface that a phase 1's packets leave by: that
// of the virtual address or of the first gateway of the group which it names. A
// name that the file does not explain stays as it is.
func (b *Box) Leaves(name string) string {
	if i := b.real(name); i != nil {
		return i.Name
	}
	if g := b.Group(name); g != nil && len(g.Items) > 0 {
		if gw := b.Gateway(g.Items[0].Gateway); gw != nil && b.Interface(gw.Interface.V) != nil {
			return gw.Interface.V
		}
	}
	return name
}

// InterfaceWith returns the name of the interface that has an address, "" when
// the file shows none.
func (b *Box) InterfaceWith(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	for _, i := range b.Interfaces {
		for _, p := range b.prefixes(i) {
			if p.Addr() == a {
				return i.Name
			}
		}
	}
	return ""
}
