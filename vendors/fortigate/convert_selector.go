package fortigate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// selectors converts the traffic selectors of a phase 2. One phase 2 is one pair
// of SAs, however many selectors its address groups make.
func (c *converter) selectors(t *ipsec.Tunnel, p1, p2 *object, routed bool) []ipsec.Selector {
	if !routed && !setsSelectors(p2) {
		if found := c.policySelectors(p1); len(found) > 0 {
			return found
		}
	}
	local := c.side(t, p2, "src")
	remote := c.side(t, p2, "dst")
	if len(local)*len(remote) > maxLeaves {
		c.dev.Problems = append(c.dev.Problems, ipsec.Problem{Kind: ipsec.Unread, At: p2.head, VPN: true, Tunnels: []*ipsec.Tunnel{t},
			Message: fmt.Sprintf("the address groups of phase 2 %s make %d pairs of selectors, of which vpnlint reads the first %d", p2.name, len(local)*len(remote), maxLeaves)})
	}
	protocol, ports := c.service(p2)
	var out []ipsec.Selector
	for _, l := range local {
		for _, r := range remote {
			if len(out) == maxLeaves {
				return out
			}
			at := firstSpan(l.at, r.at, p2.at("dst-port"), p2.at("src-port"), p2.at("protocol"), p2.head)
			out = append(out, ipsec.Selector{Local: l.text, Remote: r.text, Protocol: protocol, Ports: ports, At: at})
		}
	}
	return out
}

func setsSelectors(p2 *object) bool {
	for _, o := range p2.order {
		if p2.has(o) && (strings.HasPrefix(o, "src-") || strings.HasPrefix(o, "dst-")) {
			return true
		}
	}
	return false
}

// side gives the addresses of one side, each at the place in the phase 2 that says
// so. An address that is left over from another type of selector does not count.
func (c *converter) side(t *ipsec.Tunnel, p2 *object, side string) []leaf {
	kind := p2.text(side + "-addr-type")
	v6 := strings.HasSuffix(kind, "6")
	suffix, everything := "", "0.0.0.0/0"
	if v6 {
		suffix, everything = "6", "::/0"
	}
	switch strings.TrimSuffix(kind, "6") {
	case "", "subnet":
		name := side + "-subnet" + suffix
		if !p2.has(name) {
			return []leaf{{text: everything, at: p2.at(side + "-addr-type")}}
		}
		return []leaf{{prefixText(p2.list(name)), p2.at(name)}}
	case "range":
		first := side + "-start-ip" + suffix
		return []leaf{{rangeText(p2.text(first), p2.text(side+"-end-ip"+suffix)), p2.at(first)}}
	case "ip":
		first := side + "-start-ip" + suffix
		return []leaf{{prefixText(p2.list(first)), p2.at(first)}}
	case "name":
		return c.named(t, p2, side+"-name"+suffix, v6)
	}
	return []leaf{{text: kind, at: p2.at(side + "-addr-type")}}
}

// named resolves an address or address group. Names that the file does not define
// stay as written.
func (c *converter) named(t *ipsec.Tunnel, p2 *object, option string, v6 bool) []leaf {
	book, table := &c.book, "address"
	if v6 {
		book, table = &c.book6, "address6"
	}
	name, at := p2.text(option), p2.at(option)
	if at.IsZero() {
		return []leaf{{text: "", at: p2.head}}
	}
	found, missing := book.leaves(name)
	// In a whole backup without the table, the administrator who made it was not
	// allowed to read it: what is not shown is not undefined.
	if c.vdom.shows("firewall", table) || !c.dev.Whole {
		for _, m := range missing {
			c.undefined(t, at, "phase 2 "+p2.name+" names address "+m+", which the file does not define")
		}
	}
	c.exclusions(t, book, name)
	for i := range found {
		found[i].at = at
	}
	if len(found) == 0 {
		return []leaf{{text: name, at: at}}
	}
	return found
}

// exclusions reports groups that leave members out: the model has no such selectors.
func (c *converter) exclusions(t *ipsec.Tunnel, book *addressBook, name string) {
	if g := book.groups[name]; g.text("exclude") == "enable" {
		c.dev.Problems = append(c.dev.Problems, ipsec.Problem{Kind: ipsec.Unread, At: g.at("exclude"), VPN: true, Tunnels: []*ipsec.Tunnel{t},
			Message: "address group " + name + " excludes members, which vpnlint does not take out of the selectors"})
	}
}

// service reads the protocol and the ports to which a selector is narrowed.
func (c *converter) service(p2 *object) (protocol, ports string) {
	protocol = "any"
	if n, err := strconv.Atoi(p2.text("protocol")); err == nil && n != 0 {
		names := map[int]string{1: "icmp", 6: "tcp", 17: "udp"}
		if protocol = names[n]; protocol == "" {
			protocol = strconv.Itoa(n)
		}
	}
	var parts []string
	for _, side := range []string{"src", "dst"} {
		if p := p2.text(side + "-port"); p != "" && p != "0" {
			parts = append(parts, side+" "+p)
		}
	}
	return protocol, strings.Join(parts, " ")
}

// policyObjects gives the policies that send traffic into policy-based tunnels.
func (c *converter) policyObjects() []*object {
	if len(c.vdom.phase1.objects) == 0 {
		return nil
	}
	var out []*object
	for _, p := range c.vdom.table(asWritten, nil, "firewall", "policy").objects {
		if p.text("action") == "ipsec" && p.text("status") != "disable" {
			out = append(out, p)
		}
	}
	return out
}

// policyAddresses names the addresses of those policies.
func (c *converter) policyAddresses() []string {
	c.policies = c.policyObjects()
	var names []string
	for _, p := range c.policies {
		names = append(append(names, p.list("srcaddr")...), p.list("dstaddr")...)
	}
	return names
}

// policySelectors gives the selectors of a policy-based tunnel whose phase 2 has
// none: the addresses of its policies.
func (c *converter) policySelectors(p1 *object) []ipsec.Selector {
	var out []ipsec.Selector
	for _, p := range c.policies {
		if p.text("vpntunnel") != p1.name {
			continue
		}
		for _, l := range c.policyLeaves(p, "srcaddr") {
			for _, r := range c.policyLeaves(p, "dstaddr") {
				if len(out) < maxLeaves {
					out = append(out, ipsec.Selector{Local: l.text, Remote: r.text, Protocol: "any", At: firstSpan(l.at, r.at, p.head)})
				}
			}
		}
	}
	return out
}

func (c *converter) policyLeaves(p *object, option string) []leaf {
	var out []leaf
	for _, name := range p.list(option) {
		found, _ := c.book.leaves(name)
		for _, l := range found {
			out = append(out, leaf{l.text, p.at(option)})
		}
	}
	return out
}

func firstSpan(spans ...parser.Span) parser.Span {
	for _, s := range spans {
		if !s.IsZero() {
			return s
		}
	}
	return parser.Span{}
}
