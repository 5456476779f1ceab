package paloalto

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Names of the rules and routes that the commands make.
const (
	newRule   = "OS"
	newKeep   = "OS-KEEP"
	newExempt = "OS-PEERS"
	newRoute  = "OS-CLOUD"
)

// rule adds a command on words below a virtual system of the firewall.
func (j *job) rule(verb, vsys string, words ...string) {
	line := verb + " "
	if len(j.c.near.vsys) > 1 {
		line += "vsys " + vsys + " "
	}
	if line += strings.Join(words, " "); !slices.Contains(j.out.Commands, line) {
		j.out.Commands = append(j.out.Commands, line)
	}
}

// ahead says where a new rule of the firewall's own goes so that it comes ahead of
// the rule of a kind that stands at a place: before the one that is named, or, when
// before is "", at the end, since the rule there is Panorama's or a default rule and
// comes last. ok is false where Panorama's pre-rules have the rule, which the
// firewall cannot go ahead of, and where the file does not tell.
func (j *job) ahead(kind string, at parser.Span) (before string, ok bool) {
	s := j.c.near
	if s.v.context != "" {
		return "", false
	}
	s.v.e.mu.Lock()
	defer s.v.e.mu.Unlock()
	s.find()
	for _, v := range s.vsys {
		local := v.node.find("rulebase")
		own := local == nil && len(v.bases) == 0 // the firewall's own rules have been passed
		for _, base := range v.bases {
			if n := base.node.path("default-security-rules"); !at.IsZero() && n != nil && within(at, n) {
				return "", true
			}
			own = own || base.node == local
			rows := base.node.path(kind, "rules").rows()
			for i := range rows.n {
				if n := rows.read(i); n.at == at && base.node == local {
					return n.word, true
				} else if n.at == at {
					return "", own
				}
			}
		}
	}
	return "", at.IsZero()
}

// within reports a place that is a word below n.
func within(at parser.Span, n *node) bool {
	return slices.ContainsFunc(n.sub, func(c *node) bool { return c.at == at || within(at, c) })
}

// ends are the virtual system and the zones of a flow. What is sent to the firewall
// itself stays in its zone. ok is false where the file does not tell.
func (j *job) ends(f ipsec.Flow) (vsys, from, to string, ok bool) {
	from, to = j.zoneOf(f.From), j.zoneOf(f.To)
	if f.To.Box {
		to = from
	}
	if f.From.Box {
		from = to
	}
	if from == "" || to == "" {
		return "", "", "", false
	}
	vsys, from = j.systemOf(from)
	_, to = j.systemOf(to)
	return vsys, quoted(from), quoted(to), true
}

// systemOf splits the name of a zone as the model has it.
func (j *job) systemOf(zone string) (vsys, name string) {
	if len(j.c.near.vsys) > 1 {
		vsys, name, _ = strings.Cut(zone, "/")
		return vsys, name
	}
	return "", zone
}

func (j *job) zoneOf(p ipsec.Point) string {
	name := p.Interface
	if p.Tunnel != nil {
		if carriers := j.c.dev.Around.Carrier(p.Tunnel); len(carriers) > 0 {
			name = carriers[0].Name
		}
	}
	if i := j.c.dev.Around.InterfaceNamed(name); i != nil && len(i.Zones) == 1 {
		return i.Zones[0]
	}
	return ""
}

// permitFlow adds security rules for the flows, ahead of the one that denies.
func (j *job) permitFlow() {
	before, ok := j.ahead("security", j.Before)
	if !ok {
		return
	}
	for _, group := range grouped(j.Flows) {
		vsys, from, to, ok := j.ends(group[0])
		if !ok {
			return
		}
		apps, services := j.wanted(vsys, group)
		target := strings.Trim(to, `"`)
		if group[0].To.Box { // the peers have a rule each
			target = strings.Trim(addressList(group[0].Source), "[ ]")
		}
		name := quoted(ruleName(target, apps, services))
		j.rule("set", vsys, "rulebase security rules", name, "from", from, "to", to, "source", addressList(group[0].Source),
			"destination", addressList(group[0].Destination), "application", listOf(apps), "service", listOf(services), "action allow")
		if before != "" {
			j.rule("move", vsys, "rulebase security rules", name, "before", quoted(before))
		}
	}
}

// maxName is the length of a rule's name up to PAN-OS 8.0.
const maxName = 31

// ruleName names a rule after where it leads and what it lets pass: rules of two
// suggestions that are typed one after the other must not become one.
func ruleName(to string, apps, services []string) string {
	words := []string{newRule, to}
	for _, w := range slices.Concat(apps, services) {
		if w != "any" && w != "application-default" {
			words = append(words, strings.TrimPrefix(strings.TrimPrefix(w, "service-"), "OS-"))
		}
	}
	name := strings.Join(words, "-")
	return strings.TrimRight(strings.ToValidUTF8(name[:min(len(name), maxName)], ""), "-")
}

// grouped puts flows with the same ends together, and those that are named by their
// application apart from those that are named by their port.
func grouped(flows []ipsec.Flow) [][]ipsec.Flow {
	var out [][]ipsec.Flow
	for _, f := range flows {
		i := slices.IndexFunc(out, func(g []ipsec.Flow) bool {
			return g[0].From == f.From && g[0].To == f.To && (applicationOf(g[0]) == "any") == (applicationOf(f) == "any") &&
				addressList(g[0].Source) == addressList(f.Source) && addressList(g[0].Destination) == addressList(f.Destination)
		})
		if i < 0 {
			out = append(out, nil)
			i = len(out) - 1
		}
		out[i] = append(out[i], f)
	}
	return out
}

// wanted names the applications and services of flows with the same ends; services
// that PAN-OS does not have are defined.
func (j *job) wanted(vsys string, flows []ipsec.Flow) (apps, services []string) {
	for _, f := range flows {
		app, service := applicationOf(f), "application-default"
		if app == "any" {
			service = j.serviceOf(vsys, f)
		}
		if !slices.Contains(apps, app) {
			apps = append(apps, app)
		}
		if !slices.Contains(services, service) {
			services = append(services, service)
		}
	}
	if slices.Contains(services, "any") {
		services = []string{"any"}
	}
	return apps, services
}

// applicationOf names a flow that PAN-OS is told by its application; "any" for one
// that it is told by its port.
func applicationOf(f ipsec.Flow) string {
	switch {
	case f.Protocol == ipsec.ProtoICMP && f.Port == ipsec.ICMPEcho:
		return "ping"
	case f.Protocol == ipsec.ProtoESP:
		return "ipsec-esp"
	case f.Protocol == ipsec.ProtoUDP && f.Port == 500:
		return "ike"
	case f.Protocol == ipsec.ProtoUDP && f.Port == 4500:
		return "ipsec-esp-udp"
	case f.Port == 53:
		return "dns"
	}
	return "any"
}

func (j *job) serviceOf(vsys string, f ipsec.Flow) string {
	switch {
	case f.Port == 0:
		return "any"
	case f.Protocol == ipsec.ProtoTCP && f.Port == 443:
		return "service-https"
	case f.Protocol == ipsec.ProtoTCP && f.Port == 80:
		return "service-http"
	}
	proto := ipsec.ProtocolName(f.Protocol)
	name := "OS-" + proto + "-" + strconv.Itoa(f.Port)
	j.rule("set", vsys, "service", name, "protocol", proto, "port", strconv.Itoa(f.Port))
	return name
}

func listOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return "[ " + strings.Join(words, " ") + " ]"
}

// addressList writes the IPv4 part of a set.
func addressList(s ipsec.AddrSet) string {
	var out []string
	for _, p := range s.Prefixes() {
		switch {
		case !p.Addr().Is4():
		case p.Bits() == 0:
			return "any"
		case p.Bits() == 32:
			out = append(out, p.Addr().String())
		default:
			out = append(out, p.String())
		}
	}
	return listOf(out)
}

func numbered(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i+1)
}

// exemptNAT adds a rule that translates nothing ahead of the one that does.
func (j *job) exemptNAT() {
	before, ok := j.ahead("nat", j.Before)
	if !ok {
		return
	}
	for i, f := range j.Flows {
		vsys, from, to, ok := j.ends(f)
		if !ok {
			return
		}
		name := numbered(newKeep, i)
		j.rule("set", vsys, "rulebase nat rules", name, "from", from, "to", to, "source", addressList(f.Source),
			"destination", addressList(f.Destination), "service any")
		if before != "" {
			j.rule("move", vsys, "rulebase nat rules", name, "before", quoted(before))
		}
	}
}

// addRoute routes a prefix into the tunnel, where there is one only: of two it is
// not certain which is to be preferred.
func (j *job) addRoute() {
	if !j.t.iface.known() || len(j.c.dev.Tunnels) != 1 {
		return
	}
	for _, r := range j.c.near.routers() {
		for _, m := range j.c.v.members(r.node, "interface") {
			if m.text == j.t.iface.text {
				j.set(j.t.from, routePath(r, newRoute, "destination", j.Prefix.Masked().String(), "interface", quoted(j.t.iface.text),
					"metric", strconv.Itoa(routeMetric))...)
				return
			}
		}
	}
}

// addForwarder adds a domain rule to the DNS proxy, or changes the one that is there.
func (j *job) addForwarder() {
	var proxy, rule *node
	list := j.c.v.root.list("network", "dns-proxy")
	for _, n := range list {
		for _, d := range n.list("domain-servers") {
			if j.Forwarder != nil && j.Forwarder.Name == n.word+" "+d.word {
				proxy, rule = n, d
			}
		}
	}
	switch {
	case proxy == nil && (j.Forwarder != nil || len(list) != 1):
		return
	case proxy == nil:
		proxy = list[0]
	}
	name := "OS"
	if rule != nil {
		name = rule.word
	}
	path := func(words ...string) []string {
		return append([]string{"dns-proxy", quoted(proxy.word), "domain-servers", quoted(name)}, words...)
	}
	j.set(proxy.from, path("domain-name [", j.Text, "*."+j.Text, "]")...)
	for i, word := range [...]string{"primary", "secondary"} {
		if i < len(j.Addrs) {
			j.set(proxy.from, path(word, j.Addrs[i].String())...)
		}
	}
	if len(j.Addrs) > 2 {
		j.note("a rule of a DNS proxy has two servers")
	}
}

// exemptLimit lets a peer pass ahead of a DoS rule. A zone-protection profile counts
// all sources of its zone, and has no exemption.
func (j *job) exemptLimit() {
	if j.Limit == nil || !strings.HasPrefix(j.Limit.Name, dosRule) || len(j.Limit.In) != 1 {
		return
	}
	before, ok := j.ahead("dos", j.Limit.At)
	if !ok || before == "" {
		return
	}
	vsys, zone := j.systemOf(j.Limit.In[0])
	peer := ipsec.SetOf(netip.PrefixFrom(j.Addr, j.Addr.BitLen()))
	name := newExempt + "-" + j.Addr.String()
	j.rule("set", vsys, "rulebase dos rules", name, "from zone", quoted(zone), "to zone", quoted(zone), "source", addressList(peer),
		"destination any service any action allow")
	j.rule("move", vsys, "rulebase dos rules", name, "before", quoted(before))
}
