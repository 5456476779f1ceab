package strongswan

import (
	"path"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// links tell of each tunnel what its files say about its interface and routes.
type links map[*ipsec.Tunnel]*link

type link struct {
	// names are those that the interface of a route-based tunnel may have: what the
	// configuration says, else what people call it by the identifier or the mark, or by
	// the connection, as AWS's sample does.
	names []string
	// script: a script runs when the tunnel comes up and goes down. That of strongSwan
	// itself does not count: it opens the packet filter and leaves the routes alone.
	script bool
	// routes: the software adds the tunnel's routes and takes them away itself.
	routes bool
}

func (l links) of(t *ipsec.Tunnel) *link {
	if l[t] == nil {
		l[t] = &link{}
	}
	return l[t]
}

func (l links) swanctl(t *ipsec.Tunnel, c *connection) {
	views := []view{c.view}
	for _, k := range c.children {
		views = append(views, k.view)
		l.of(t).runs(k.text("updown"))
	}
	for _, v := range views {
		for _, key := range []string{"if_id_in", "if_id_out"} {
			l.numbered(t, v.text(key), "ipsec", "xfrm", "xfrm-", "xfrmi", "vti")
		}
		for _, key := range []string{"mark_in", "mark_out"} {
			l.numbered(t, v.text(key), "vti", "ipsec", "tunnel")
		}
	}
	l.of(t).name(c.name)
}

func (l links) conf(t *ipsec.Tunnel, c *conn) {
	k := l.of(t)
	if name := c.text("vti-interface"); name != "" {
		k.name(name)
	}
	switch n := c.text("ipsec-interface"); n {
	case "", "no", "0":
	case "yes":
		k.name("ipsec1")
	default:
		k.name("ipsec" + n)
	}
	for _, key := range []string{"mark", "mark_in", "mark_out", "mark-in", "mark-out"} {
		l.numbered(t, c.text(key), "vti", "ipsec", "tunnel")
	}
	k.name(t.Name)
	k.routes = c.dialect == dialectLibreswan && c.text("vti-routing") != "no"
	k.runs(c.text("leftupdown"))
	k.runs(c.text("rightupdown"))
}

func (k *link) name(names ...string) { k.names = append(k.names, names...) }

// runs notes a script. The one that is not counted may have a path before it and
// arguments behind it, as in "ipsec _updown iptables".
func (k *link) runs(script string) {
	for _, word := range strings.Fields(script) {
		if path.Base(word) == "_updown" {
			return
		}
	}
	k.script = k.script || script != "" && script != "%disabled"
}

// numbered adds names that end in a number; a mask behind it does not count.
func (l links) numbered(t *ipsec.Tunnel, text string, kinds ...string) {
	text, _, _ = strings.Cut(text, "/")
	if n, ok := parseUint(text); !ok || n == 0 {
		return
	}
	for _, kind := range kinds {
		l.of(t).name(kind + text)
	}
}
