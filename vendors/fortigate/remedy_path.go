package fortigate

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// permitFlow adds a policy ahead of the one that stops the traffic, or behind all
// others where none does. One policy takes all flows of the change.
func (j *job) permitFlow() {
	if j.Filter == nil || len(j.Flows) == 0 || !j.routed {
		return
	}
	path := j.Filter.Name
	before, known := "", true
	if !j.Before.IsZero() {
		before, known = j.ruleID(j.Filter, j.Before)
	}
	ends, ok := j.ends(j.Flows)
	if !known || !ok {
		return
	}
	var lines []string
	id := j.newSharedID(path, ends.in, ends.out, j.flowsText())
	switch path {
	case "firewall policy":
		lines = []string{
			"set name " + quote("vpn-"+id), "set srcintf " + ends.in, "set dstintf " + ends.out, "set action accept",
			"set srcaddr " + ends.src, "set dstaddr " + ends.dst,
		}
	case "firewall local-in-policy":
		if !j.Flows[0].To.Box {
			return
		}
		lines = []string{"set intf " + ends.in, "set srcaddr " + ends.src, `set dstaddr "all"`, "set action accept"}
	default:
		return
	}
	j.define(ends)
	j.row(path, id, before, append(lines, `set schedule "always"`, "set service "+j.serviceNames(j.Flows))...)
}

// flowsText tells the change of these flows from others.
func (j *job) flowsText() string {
	text := j.Before.Text()
	for _, f := range j.Flows {
		text += " " + f.Source.String() + " " + f.Destination.String() + " " + ipsec.Service{Protocol: f.Protocol, Destination: ipsec.OnePort(uint16(f.Port))}.String()
	}
	return text
}

// ruleID finds the number of a policy by its place.
func (j *job) ruleID(f *ipsec.Filter, at parser.Span) (id string, ok bool) {
	if f.Name == "firewall policy" {
		r := j.r.around.policies().ruleAtPlace(at)
		if r == nil {
			return "", false
		}
		return lastNumber(r.Name)
	}
	for i := range f.Rules.Len() {
		if r := f.Rules.Rule(i); r.At == at {
			return lastNumber(r.Name)
		}
	}
	return "", false
}

// lastNumber is the last word of a name; false when it is no number.
func lastNumber(name string) (word string, ok bool) {
	words := strings.Fields(name)
	word = words[len(words)-1]
	_, err := strconv.Atoi(word)
	return word, err == nil
}

// serviceNames names the services of flows, and makes those that no FortiOS has
// from the start.
func (j *job) serviceNames(flows []ipsec.Flow) string {
	var out []string
	for _, f := range flows {
		name := ""
		switch proto := ipsec.ProtocolName(f.Protocol); {
		case f.Protocol == ipsec.ProtoAny:
			return quote("ALL")
		case f.Protocol == ipsec.ProtoESP:
			name = "ESP"
		case f.Protocol == ipsec.ProtoICMP && f.Port == ipsec.ICMPEcho:
			name = "PING"
		case f.Protocol == ipsec.ProtoUDP && (f.Port == 500 || f.Port == 4500):
			name = "IKE"
		case f.Port == 53:
			name = "DNS"
		case f.Protocol == ipsec.ProtoTCP && f.Port == 443:
			name = "HTTPS"
		case f.Protocol == ipsec.ProtoTCP && f.Port == 80:
			name = "HTTP"
		default:
			name = strings.ToUpper(proto) + "-" + strconv.Itoa(f.Port)
			if !slices.Contains(out, name) {
				j.say("firewall service custom", name, "set "+proto+"-portrange "+strconv.Itoa(f.Port))
			}
		}
		out = append(out, name)
	}
	return quoted(out)
}

// exemptNAT keeps the source address: the policy that translates stops doing so
// where it holds for the tunnel only; else one without NAT goes ahead of it. With
// central NAT a row of that table does.
func (j *job) exemptNAT() {
	ends, ok := j.ends(j.Flows)
	if !ok || !j.routed {
		return
	}
	a := j.r.dev.Around
	if a.NATList == nil { // central NAT
		i := slices.IndexFunc(a.NAT.All(), func(n *ipsec.NATRule) bool { return n.At == j.Before })
		if i < 0 {
			return
		}
		id, _ := lastNumber(a.NAT.All()[i].Name)
		j.define(ends)
		j.row("firewall central-snat-map", j.newSharedID("firewall central-snat-map", ends.in, ends.out, j.flowsText()), id, "set srcintf "+ends.in, "set dstintf "+ends.out, "set orig-addr "+ends.src,
			"set dst-addr "+ends.dst, "set nat disable")
		return
	}
	if r := j.r.around.policies().ruleAtPlace(j.Before); r != nil {
		id, _ := lastNumber(r.Name)
		j.withoutNAT(r, id, ends)
	}
}

func (j *job) withoutNAT(r *ipsec.FilterRule, id string, ends flowEnds) {
	tunnels := func(place string) bool {
		for _, i := range j.r.dev.Around.Interfaces.All() {
			if len(i.Carries) == 0 && (i.Name == place || slices.Contains(i.Zones, place)) {
				return false
			}
		}
		return true
	}
	switch {
	case len(r.Out) > 0 && !slices.ContainsFunc(r.Out, func(p string) bool { return !tunnels(p) }):
		j.change("firewall policy", id, "set nat disable")
	case len(r.Services) > 0 || len(r.Maybe) > 0:
		j.note("policy " + id + " does more than this: put a copy of it ahead, with dstintf " + ends.out + " and dstaddr " + ends.dst + " and without nat")
	default:
		j.define(ends)
		own := j.newSharedID("firewall policy", ends.in, ends.out, j.flowsText())
		j.row("firewall policy", own, id, "set name "+quote("vpn-"+own), "set srcintf "+ends.in, "set dstintf "+ends.out,
			"set action accept", "set srcaddr "+ends.src, "set dstaddr "+ends.dst, `set schedule "always"`, `set service "ALL"`, "set nat disable")
	}
}

// addRoute routes a prefix into the tunnel.
func (j *job) addRoute() {
	if j.routed && j.Prefix.IsValid() {
		p := j.Prefix.Masked()
		j.row("router static", j.newID("router static", p.String()), "", "set dst "+p.Addr().String()+" "+netmask(p.Bits()), "set device "+quote(j.interfaceName()))
	}
}

// addForwarder hands a domain on to servers, and with it what the servers must see.
func (j *job) addForwarder() {
	name := "outsystems"
	for _, o := range j.r.v.table(asWritten, nil, "system", "dns-database").objects {
		if f := j.r.around.forwarder(o); f != nil && f.Domain == j.Text {
			name = o.name // a zone that is not in use yet
		}
	}
	if j.Forwarder != nil {
		name = j.Forwarder.Name
	}
	servers := ""
	for _, a := range j.Addrs {
		servers += " " + quote(a.String())
	}
	if servers == "" {
		return
	}
	j.say("system dns-database", name, "set domain "+quote(j.Text), "set authoritative disable", "set forwarder"+servers)
	j.note("the servers answer only sources in the ranges registered with OutSystems: set source-ip to an address of the firewall in one of them")
	j.note("clients are answered on interfaces that have a dns-server of mode recursive")
}

// exemptLimit puts a DoS policy without thresholds ahead of the one that counts:
// the first that matches decides.
func (j *job) exemptLimit() {
	if j.Limit == nil || !j.Addr.Is4() || len(j.Limit.In) == 0 {
		return
	}
	words := strings.Fields(j.Limit.Name)
	if len(words) < 3 {
		return
	}
	ends := flowEnds{}
	if !j.names(&ends, end{ipsec.SetOf(netip.PrefixFrom(j.Addr, j.Addr.BitLen())), &ends.src}) {
		return
	}
	j.define(ends)
	j.row("firewall DoS-policy", j.newID("firewall DoS-policy", words[1], j.Addr.String()), words[1], "set interface "+quoted(slices.Clone(j.Limit.In)), "set srcaddr "+ends.src, `set dstaddr "all"`, `set service "ALL"`)
}
