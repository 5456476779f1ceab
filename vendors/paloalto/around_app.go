package paloalto

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// usual tells the standard ports of the applications that a tunnel and its traffic
// are (the vendor's application reference). maybe are ports on which traffic is
// this application in some cases only: TLS is web-browsing where the firewall
// decrypts it. ok is false for every other application.
func usual(app string) (sure, maybe []ipsec.Service, ok bool) {
	tcp := func(port uint16) ipsec.Service {
		return ipsec.Service{Protocol: ipsec.ProtoTCP, Destination: ipsec.OnePort(port)}
	}
	udp := func(port uint16) ipsec.Service {
		return ipsec.Service{Protocol: ipsec.ProtoUDP, Destination: ipsec.OnePort(port)}
	}
	list := func(s ...ipsec.Service) []ipsec.Service { return s }
	switch app {
	case "ssl":
		return list(tcp(443)), nil, true
	case "web-browsing":
		return list(tcp(80)), list(tcp(443), tcp(8080)), true
	case "dns":
		return list(udp(53), tcp(53)), nil, true
	case "ping":
		return list(ipsec.Service{Protocol: ipsec.ProtoICMP, Destination: ipsec.OnePort(ipsec.ICMPEcho)}), nil, true
	case "icmp":
		return nil, list(ipsec.Service{Protocol: ipsec.ProtoICMP}), true
	case "ike":
		return list(udp(500)), list(udp(4500)), true
	case "ipsec-esp":
		return list(ipsec.Service{Protocol: ipsec.ProtoESP}), nil, true
	case "ipsec-ah":
		return list(ipsec.Service{Protocol: ipsec.ProtoAH}), nil, true
	case "ipsec-esp-udp":
		return list(udp(4500)), nil, true
	case "mssql-db":
		return list(tcp(1433)), nil, true
	case "mysql":
		return list(tcp(3306)), nil, true
	case "oracle":
		return list(tcp(1521)), nil, true
	case "postgres":
		return list(tcp(5432)), nil, true
	case "bgp":
		return list(tcp(179)), nil, true
	}
	return nil, nil, false
}

// usualApps are the applications that usual knows.
func usualApps() []string {
	return []string{"ssl", "web-browsing", "dns", "ping", "icmp", "ike", "ipsec-esp", "ipsec-ah", "ipsec-esp-udp", "mssql-db", "mysql", "oracle", "postgres", "bgp"}
}

// matching is which traffic a rule takes by application and service.
type matching struct {
	places []*node
	v      *view

	anyApp bool
	apps   []string // those that usual knows
	others []string // predefined ones that it does not
	custom []string // those that the device defines itself, with the reason

	anyService, standard bool // standard: application-default
	services             []ipsec.Service
	unread               []string // services that the file does not tell, with the reason
}

// application adds an application by name.
func (m *matching) application(name string, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	if name == "any" {
		m.anyApp = true
		return
	}
	for _, p := range m.places {
		if g := p.path("application-group", name); g != nil {
			for _, member := range m.v.members(g, "members") {
				m.application(member.text, seen)
			}
			return
		}
		if p.path("application-filter", name) != nil {
			m.custom = append(m.custom, "application filter "+name+" takes applications by their properties")
			return
		}
		if p.path("application", name) != nil {
			m.custom = append(m.custom, "application "+name+" is one that the firewall defines itself")
			return
		}
	}
	switch _, _, ok := usual(name); {
	case ok:
		m.apps = append(m.apps, name)
	case name == "ipsec": // a container of applications
		for _, part := range [...]string{"ike", "ipsec-esp", "ipsec-ah", "ipsec-esp-udp"} {
			m.application(part, seen)
		}
	case name == "unknown-tcp", name == "unknown-udp":
		m.custom = append(m.custom, "it depends on traffic that the firewall does not recognise")
	default:
		m.others = append(m.others, name)
	}
}

// service adds a service by name.
func (m *matching) service(name string, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	switch name {
	case "any":
		m.anyService = true
		return
	case "application-default":
		m.standard = true
		return
	}
	for _, p := range m.places {
		if o := p.path("service", name); o != nil {
			m.object(name, o)
			return
		}
		if g := p.path("service-group", name); g != nil {
			for _, member := range m.v.members(g, "members") {
				m.service(member.text, seen)
			}
			return
		}
	}
	switch name { // the predefined ones
	case "service-http":
		m.services = append(m.services, ipsec.Service{Protocol: ipsec.ProtoTCP, Destination: ipsec.Ports{{Low: 80, High: 80}, {Low: 8080, High: 8080}}})
	case "service-https":
		m.services = append(m.services, ipsec.Service{Protocol: ipsec.ProtoTCP, Destination: ipsec.OnePort(443)})
	default:
		m.unread = append(m.unread, "service "+name+" is not defined in this file")
	}
}

// object adds a service object.
func (m *matching) object(name string, o *node) {
	found := false
	for _, proto := range [...]struct {
		word   string
		number int
	}{{"tcp", ipsec.ProtoTCP}, {"udp", ipsec.ProtoUDP}} {
		n := o.path("protocol", proto.word)
		if n == nil {
			continue
		}
		s := ipsec.Service{Protocol: proto.number}
		var ok1, ok2 bool
		s.Destination, ok1 = portList(m.v.leaf(n, "port"))
		s.Source, ok2 = portList(m.v.leaf(n, "source-port"))
		if !ok1 || !ok2 {
			m.unread = append(m.unread, "service "+name+" cannot be read")
			return
		}
		found = true
		m.services = append(m.services, s)
	}
	if !found && o.path("protocol", "sctp") == nil {
		m.unread = append(m.unread, "service "+name+" has no port in this file")
	}
}

// portList reads "80,443,1000-2000".
func portList(v value) (ipsec.Ports, bool) {
	if !v.set() {
		return nil, true
	}
	if v.unknown != "" {
		return nil, false
	}
	var out ipsec.Ports
	for part := range strings.SplitSeq(v.text, ",") {
		low, high, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			high = low
		}
		a, err1 := strconv.ParseUint(low, 10, 16)
		b, err2 := strconv.ParseUint(high, 10, 16)
		if err1 != nil || err2 != nil || a > b {
			return nil, false
		}
		out = append(out, ipsec.PortRange{Low: uint16(a), High: uint16(b)})
	}
	return out, true
}

// taken is a part of what a rule matches by application and service.
type taken struct {
	services []ipsec.Service // nil = every service
	maybe    []string
}

// parts says what the rule takes for certain, and what it may take. It is empty
// for a rule that meets neither a tunnel nor what a tunnel carries: one that
// denies other applications by name.
func (m *matching) parts(action ipsec.Action) []taken {
	if m.anyApp || len(m.apps)+len(m.others)+len(m.custom) == 0 {
		return m.anyApplication()
	}
	var sure, maybe []ipsec.Service
	var why []string
	for _, app := range m.apps {
		s, perhaps, _ := usual(app)
		if m.standard || m.anyService {
			sure, maybe = append(sure, s...), append(maybe, perhaps...)
			if len(perhaps) > 0 {
				why = append(why, "it depends on whether the firewall takes the traffic for "+app)
			}
		}
		for _, p := range protocolsOf(slices.Concat(s, perhaps)) {
			if m.anyService && action == ipsec.Permit {
				maybe, why = append(maybe, ipsec.Service{Protocol: p}), append(why, "it depends on whether the firewall takes the traffic for "+app)
			}
			for _, named := range m.services {
				if named.Protocol == p {
					sure = append(sure, named)
				}
			}
		}
	}
	var out []taken
	if len(sure) > 0 {
		out = append(out, taken{services: sure})
	}
	if len(maybe) > 0 {
		out = append(out, taken{services: maybe, maybe: compactWords(why)})
	}
	if rest := m.unsettled(action); len(rest) > 0 {
		services := m.services
		if m.anyService || m.standard || len(m.unread) > 0 {
			services = nil
		}
		out = append(out, taken{services: services, maybe: rest})
	}
	return out
}

// unsettled are the reasons why the rule may take more.
func (m *matching) unsettled(action ipsec.Action) []string {
	out := slices.Concat(m.custom, m.unread)
	if action == ipsec.Permit && len(m.others) > 0 {
		out = append(out, "it depends on application "+m.others[0])
	}
	return out
}

// anyApplication is parts for a rule that names no application.
func (m *matching) anyApplication() []taken {
	if m.anyService || len(m.services)+len(m.unread) == 0 && !m.standard {
		return []taken{{}}
	}
	services := slices.Clone(m.services)
	var maybe []string
	if m.standard {
		for _, app := range usualApps() {
			s, _, _ := usual(app)
			services = append(services, s...)
		}
		maybe = append(maybe, "it takes each application on its standard ports only")
	}
	maybe = append(maybe, m.unread...)
	var out []taken
	if len(services) > 0 {
		out = append(out, taken{services: services})
	}
	if len(maybe) > 0 {
		out = append(out, taken{maybe: maybe})
	}
	return out
}

func protocolsOf(list []ipsec.Service) []int {
	var out []int
	for _, s := range list {
		if !slices.Contains(out, s.Protocol) {
			out = append(out, s.Protocol)
		}
	}
	return out
}

func compactWords(list []string) []string {
	var out []string
	for _, w := range list {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
