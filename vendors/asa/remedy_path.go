package asa

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// permitFlow adds an entry to an access-list, ahead of the one that denies. Where
// no access-list decides, an ASA has no line to add.
func (j *job) permitFlow() {
	if j.Filter == nil {
		return
	}
	name, isList := strings.CutPrefix(j.Filter.Name, "access-list ")
	if !isList {
		return
	}
	name, _, _ = strings.Cut(name, " ")
	place := ""
	if !j.Before.IsZero() {
		owner, line := j.c.entryAt(j.Before)
		if owner == "" {
			return
		}
		name, place = owner, " line "+strconv.Itoa(line)
	}
	for _, f := range j.Flows {
		for _, src := range prefixes4(f.Source) {
			for _, dst := range prefixes4(f.Destination) {
				j.say("access-list " + name + place + " extended permit " + j.aclFlow(f, src, dst))
			}
		}
	}
}

// prefixes4 returns the IPv4 part of a set.
func prefixes4(s ipsec.AddrSet) []netip.Prefix {
	return slices.DeleteFunc(s.Prefixes(), func(p netip.Prefix) bool { return !p.Addr().Is4() })
}

// entryAt finds the access-list of an entry, and the number of its line.
func (c *config) entryAt(at parser.Span) (name string, line int) {
	words := strings.Fields(at.Text())
	if len(words) < 2 || c.acls[words[1]] == nil {
		return "", 0
	}
	for i, node := range c.inOrder(c.acls[words[1]].nodes()) {
		if c.stmt(int(node)).whole() == at {
			return words[1], i + 1
		}
	}
	return "", 0
}

// aclFlow writes a flow as an access-list entry. A vpn-filter is written with the
// far side as the source, so that for a flow into the tunnel the port is its own.
func (j *job) aclFlow(f ipsec.Flow, src, dst netip.Prefix) string {
	proto, port := ipsec.ProtocolName(f.Protocol), ""
	if f.Protocol == ipsec.ProtoAny {
		proto = "ip"
	}
	if f.Port != 0 && (f.Protocol == ipsec.ProtoTCP || f.Protocol == ipsec.ProtoUDP) {
		port = " eq " + strconv.Itoa(f.Port)
	}
	from, to := j.aclSide(src.String()), j.aclSide(dst.String())
	if j.Filter.RemoteFirst && f.To.Tunnel != nil {
		return proto + " " + to + port + " " + from
	}
	if f.Protocol == ipsec.ProtoICMP && f.Port == ipsec.ICMPEcho && !j.Filter.RemoteFirst {
		port = " echo"
	}
	return proto + " " + from + " " + to + port
}

// exemptNAT keeps the source address of the flows, ahead of every other NAT rule.
func (j *job) exemptNAT() {
	for _, f := range j.Flows {
		for _, src := range prefixes4(f.Source) {
			for _, dst := range prefixes4(f.Destination) {
				if j.natBefore83() {
					j.natZero(f, src, dst)
				} else {
					j.identityNAT(f, src, dst)
				}
			}
		}
	}
}

// natBefore83 reports the NAT syntax before 8.3, by the lines that the file has.
func (j *job) natBefore83() bool {
	for _, node := range j.c.around.nat {
		return !strings.Contains(j.c.stmt(int(node)).text(1), ",")
	}
	return j.c.version.before(8, 3)
}

func (j *job) identityNAT(f ipsec.Flow, src, dst netip.Prefix) {
	from, to := j.natObject("ONPREM-", src), j.natObject("CLOUD-", dst)
	in, out := f.From.Interface, j.probeInterface()
	if in == "" {
		in = "any"
	}
	options := " no-proxy-arp route-lookup" // 8.4(2) brought them
	if j.c.version.before(8, 4) {
		options = ""
	}
	j.say("nat (" + in + "," + out + ") 1 source static " + from + " " + from + " destination static " + to + " " + to + options)
	j.note("\"1\" puts the line ahead of all other NAT rules")
}

// natObject defines an object for a prefix.
func (j *job) natObject(word string, p netip.Prefix) string {
	name := word + strings.ReplaceAll(p.Masked().String(), "/", "-")
	j.say("object network "+name, " subnet "+p.Masked().Addr().String()+" "+netmask(p.Bits()))
	return name
}

// natZero adds to the exemption of the interface, of which there is one.
func (j *job) natZero(f ipsec.Flow, src, dst netip.Prefix) {
	in := f.From.Interface
	if in == "" {
		in = "inside"
	}
	name, bound := "NONAT-"+strings.ToUpper(in), false
	for _, node := range j.c.around.nat {
		s := j.c.stmt(int(node))
		if s.is(1, "("+in+")") && s.is(2, "0") && s.is(3, "access-list") && !s.is(5, "outside") {
			name, bound = s.text(4), true
		}
	}
	j.say("access-list " + name + " extended permit ip " + j.aclSide(src.String()) + " " + j.aclSide(dst.String()))
	if !bound {
		j.say("nat (" + in + ") 0 access-list " + name)
	}
}

// addRoute routes a prefix into the tunnel: to the far side's tunnel address, or,
// for a crypto map, out of its interface to the gateway of the default route.
func (j *job) addRoute() {
	p := j.Prefix.Masked()
	gateway := ""
	if j.vti != nil && !j.vti.nameif.set() {
		return
	}
	switch {
	case j.vti != nil && j.t.InsideRemote.Known():
		gateway = j.t.InsideRemote.V.String()
	case j.vti != nil && j.t.InsideLocal.Known():
		gateway = other(j.t.InsideLocal.V)
	case j.vti == nil:
		for _, r := range j.c.routes {
			if (r.net.text == "0" || r.net.text == "0.0.0.0") && r.iface == j.outside() {
				gateway = r.gateway.text
			}
		}
	}
	if gateway == "" {
		gateway = "<next hop>"
	}
	j.say("route " + j.probeInterface() + " " + p.Addr().String() + " " + netmask(p.Bits()) + " " + gateway + " 1")
}

// other returns the other host of a network with two; "" when it has more.
func other(p netip.Prefix) string {
	for _, a := range []netip.Addr{p.Addr().Next(), p.Addr().Prev()} {
		if p.Bits() == 30 && p.Masked().Contains(a) && a != p.Masked().Addr() && p.Masked().Contains(a.Next()) {
			return a.String()
		}
	}
	return ""
}
