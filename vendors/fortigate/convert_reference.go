package fortigate

import (
	"fmt"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// references reports names that lead nowhere.
func (c *converter) references(t *ipsec.Tunnel, p1 *object) {
	for _, n := range p1.list("monitor") {
		if n != "" && c.vdom.phase1Interface.byName[n] == nil && c.vdom.phase1.byName[n] == nil {
			c.undefined(t, p1.at("monitor"), "phase 1 "+p1.name+" monitors "+n+", which is no phase 1 of this file")
		}
	}
	name := p1.text("interface")
	if name == "" || isPlaceholder(name) || !c.interfaces.shown {
		return
	}
	o := c.interfaces.byName[name]
	if o == nil && c.dev.Whole {
		c.undefined(t, p1.at("interface"), "phase 1 "+p1.name+" leaves by interface "+name+", which the file does not define")
		return
	}
	if vdom := o.text("vdom"); vdom != "" && c.vdom.name != "" && vdom != c.vdom.name {
		t.Blockers = append(t.Blockers, ipsec.Blocker{
			Message: fmt.Sprintf("interface %s of phase 1 %s belongs to VDOM %s, not to %s", name, p1.name, vdom, c.vdom.name),
			At:      p1.at("interface"),
		})
	}
}

func (c *converter) undefined(t *ipsec.Tunnel, at parser.Span, message string) {
	p := ipsec.Problem{Kind: ipsec.Undefined, At: at, Message: message, VPN: true}
	if t != nil {
		p.Tunnels = []*ipsec.Tunnel{t}
	}
	c.dev.Problems = append(c.dev.Problems, p)
}

// danglingPhase2 reports phase 2 rows whose phase 1 is not there.
func (c *converter) danglingPhase2() {
	for _, pair := range [][2]*table{{c.vdom.phase2Interface, c.vdom.phase1Interface}, {c.vdom.phase2, c.vdom.phase1}} {
		for _, p2 := range pair[0].objects {
			name := p2.text("phase1name")
			p1 := pair[1].byName[name]
			if p1 == nil || !isTunnel(p1) {
				c.checkOptions(p2, phase2Schema(), nil)
			}
			if name != "" && p1 == nil && pair[1].shown {
				c.undefined(nil, p2.at("phase1name"), "phase 2 "+p2.name+" belongs to phase 1 "+name+", which the file does not define")
			}
		}
	}
}
