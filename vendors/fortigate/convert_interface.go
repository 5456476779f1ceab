package fortigate

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// tunnelInterface finds the interface that a route-based phase 1 makes: it has
// the same name. A tunnel in an aggregate has no interface of its own that carries
// traffic; the aggregate has. Interfaces are global, so that one of another VDOM is
// not meant.
func (c *converter) tunnelInterface(p1 *object) *object {
	o := c.interfaces.byName[p1.name]
	for _, a := range c.aggregates {
		if slices.Contains(a.list("member"), p1.name) {
			o = c.interfaces.byName[a.name]
		}
	}
	if o != nil && c.vdom.name != "" && o.text("vdom") != "" && o.text("vdom") != c.vdom.name {
		return nil
	}
	return o
}

// mss finds the limit on TCP segments: of the tunnel interface, else of a policy
// on the tunnel.
func (c *converter) mss(t *ipsec.Tunnel, o origin) ipsec.Value[int] {
	if o.routed && o.ifTable.has("tcp-mss") {
		if v := c.number(o.ifTable, "tcp-mss", nil); !v.Known() || v.V > 0 {
			return v
		}
	}
	if v, ok := c.policyMSS(t); ok {
		return v
	}
	switch {
	case o.routed && o.ifTable.has("tcp-mss"):
		return ipsec.ExplicitAt(0, o.ifTable.at("tcp-mss"))
	case o.routed && o.ifTable == nil && !(c.dev.Whole && c.interfaces.shown):
		return ipsec.UnknownAs[int]("the file does not show the tunnel interface", ipsec.Span{})
	case !c.vdom.shows("firewall", "policy"):
		return ipsec.UnknownAs[int]("the file does not show the policies, which can limit segments", ipsec.Span{})
	}
	return byDefault(c.file, defaultMSS)
}

// policyMSS looks for a policy on the tunnel that limits segments. Policies are
// read only in files that hold such a limit at all.
func (c *converter) policyMSS(t *ipsec.Tunnel) (v ipsec.Value[int], ok bool) {
	for _, p := range c.limitingPolicies() {
		uses := slices.Contains(p.list("srcintf"), t.Name) || slices.Contains(p.list("dstintf"), t.Name) || p.text("vpntunnel") == t.Name
		if !uses || p.text("status") == "disable" {
			continue
		}
		for _, name := range []string{"tcp-mss-sender", "tcp-mss-receiver"} {
			if n, err := strconv.Atoi(p.text(name)); err == nil && n > 0 && (!ok || n < v.V) {
				v, ok = ipsec.ExplicitAt(n, p.at(name)), true
			}
		}
	}
	return v, ok
}

func (c *converter) limitingPolicies() []*object {
	if c.mssRead {
		return c.mssPolicies
	}
	c.mssRead = true
	t := newTable()
	text := c.file.tree.Source.Text()
	for _, s := range c.vdom.find("firewall", "policy") {
		if bytes.Contains(text[s.Body:s.End], []byte("tcp-mss-")) {
			t.add(c.file.tree, c.file.tree.Read(s, nil), asWritten)
		}
	}
	for _, p := range t.objects {
		if p.has("tcp-mss-sender") || p.has("tcp-mss-receiver") {
			c.mssPolicies = append(c.mssPolicies, p)
		}
	}
	return c.mssPolicies
}

// inside reads the addresses in the tunnel.
func (c *converter) inside(t *ipsec.Tunnel, o *object) {
	if local, ok := ownPrefix(o); ok {
		t.InsideLocal = ipsec.ExplicitAt(local, o.at("ip"))
	}
	if remote, ok := parsePrefix(o.list("remote-ip")); ok && !remote.Addr().IsUnspecified() {
		t.InsideRemote = ipsec.ExplicitAt(remote.Addr(), o.at("remote-ip"))
	}
	for _, name := range []string{"ip", "remote-ip"} {
		if o.has(name) {
			if _, ok := parsePrefix(o.list(name)); !ok {
				c.unreadable(t, o, name)
			}
		}
	}
}

// unreadable reports an option whose value does not have the form that it must
// have. Placeholders of templates are no fault.
func (c *converter) unreadable(t *ipsec.Tunnel, o *object, name string) {
	for _, w := range o.list(name) {
		if isPlaceholder(w) {
			return
		}
	}
	c.problem(t, ipsec.Unreadable, o.options[name].statement, "the value of "+name+" is none that FortiOS takes")
}

func (c *converter) problem(t *ipsec.Tunnel, kind ipsec.ProblemKind, at parser.Span, message string) {
	p := ipsec.Problem{Kind: kind, At: at, Message: message, VPN: true}
	if t != nil {
		p.Tunnels = []*ipsec.Tunnel{t}
	}
	c.dev.Problems = append(c.dev.Problems, p)
}
