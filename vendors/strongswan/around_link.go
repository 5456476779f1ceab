package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// linkNames are the names that the interface of a route-based tunnel may have:
// what the configuration says, else what people call it by the identifier or the
// mark, or by the connection, as AWS's sample does.
type linkNames map[*ipsec.Tunnel][]string

func (l linkNames) swanctl(t *ipsec.Tunnel, c *connection) {
	views := []view{c.view}
	for _, k := range c.children {
		views = append(views, k.view)
	}
	for _, v := range views {
		for _, key := range []string{"if_id_in", "if_id_out"} {
			l.numbered(t, v.text(key), "ipsec", "xfrm", "xfrm-", "xfrmi", "vti")
		}
		for _, key := range []string{"mark_in", "mark_out"} {
			l.numbered(t, v.text(key), "vti", "ipsec", "tunnel")
		}
	}
	l[t] = append(l[t], c.name)
}

func (l linkNames) conf(t *ipsec.Tunnel, c *conn) {
	if name := c.text("vti-interface"); name != "" {
		l[t] = append(l[t], name)
	}
	switch n := c.text("ipsec-interface"); n {
	case "", "no", "0":
	case "yes":
		l[t] = append(l[t], "ipsec1")
	default:
		l[t] = append(l[t], "ipsec"+n)
	}
	for _, key := range []string{"mark", "mark_in", "mark_out", "mark-in", "mark-out"} {
		l.numbered(t, c.text(key), "vti", "ipsec", "tunnel")
	}
	l[t] = append(l[t], t.Name)
}

// numbered adds names that end in a number; a mask behind it does not count.
func (l linkNames) numbered(t *ipsec.Tunnel, text string, kinds ...string) {
	text, _, _ = strings.Cut(text, "/")
	if n, ok := parseUint(text); !ok || n == 0 {
		return
	}
	for _, kind := range kinds {
		l[t] = append(l[t], kind+text)
	}
}
