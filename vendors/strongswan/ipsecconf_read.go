package strongswan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// readIPsecConf reads an ipsec.conf of strongSwan or libreswan.
func readIPsecConf(d *ipsec.Device, src *parser.Source, inc *includer, rel release) {
	conf := parseIPsecConf(src, inc)
	kind := dialectOf(src, conf)
	store := &secretStore{elsewhere: inc.missed}
	besideSecrets(store, src, inc, &ipsec.Keyring{})
	d.Remedier = remedier{lang: langStroke}
	if kind == dialectLibreswan {
		d.Remedier = remedier{lang: langLibreswan}
	}
	lin := &linearizer{conf: conf}
	var conns []*conn
	for _, s := range conf.conns {
		if s.name != "%default" {
			conns = append(conns, &conn{confSection: s, parents: lin.parents(s), dialect: kind})
		}
	}
	convert := converterOf(kind, d, store, rel)
	m := &merger{tunnels: map[string]*ipsec.Tunnel{}}
	byConn := map[*conn]*ipsec.Tunnel{}
	for _, c := range conns {
		if c.isTunnel() {
			t := convert(c)
			byConn[c] = t
			if !m.join(c, t) {
				d.Tunnels = append(d.Tunnels, t)
			}
		}
	}
	if conf.refused.IsZero() {
		checkWords(d, conf, conns, kind, byConn)
	}
	confRefusals(d, conf, kind, lin)
}

func converterOf(kind dialect, d *ipsec.Device, store *secretStore, rel release) func(*conn) *ipsec.Tunnel {
	if kind == dialectLibreswan {
		return (&libreConverter{device: d, secrets: store}).tunnel
	}
	return (&strokeConverter{rel: rel, device: d, secrets: store}).tunnel
}

// confRefusals reports what makes the daemon refuse the file.
func confRefusals(d *ipsec.Device, conf *ipsecConf, kind dialect, lin *linearizer) {
	if !conf.returns.IsZero() && kind == dialectStrongSwan {
		d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.Unreadable, At: conf.returns, VPN: true, Tunnels: d.Tunnels,
			Message: "the lines end in CRLF, which strongSwan's starter does not take; convert the file to LF"})
	}
	who := kind.String()
	if !conf.refused.IsZero() {
		refuseFile(d, conf.refused, who+" refuses the whole file and loads none of its connections: "+conf.why)
	} else if lin.broken != nil && kind == dialectStrongSwan {
		refuseFile(d, lin.broken.at, who+" refuses the whole file and loads none of its connections: "+lin.why)
	} else if lin.broken != nil {
		d.Problems = append(d.Problems, ipsec.Problem{Kind: ipsec.Undefined, At: lin.broken.at, VPN: true, Message: lin.why})
	}
}

// checkWords reports keywords that the dialect does not know, and those with a
// value for which strongSwan drops the conn.
func checkWords(d *ipsec.Device, conf *ipsecConf, conns []*conn, kind dialect, tunnels map[*conn]*ipsec.Tunnel) {
	seen := map[parser.Span]bool{}
	for _, c := range conns {
		for _, f := range c.all() {
			if !f.set || c.get(f.key).from != f.from {
				continue // overridden, or hidden by an empty value
			}
			c.checkWord(d, f, kind, tunnels[c], seen)
		}
	}
	if def := conf.conn("%default"); def != nil && len(conns) == 0 {
		c := &conn{confSection: def, dialect: kind}
		for _, f := range c.all() {
			c.checkWord(d, f, kind, nil, seen)
		}
	}
}

func (c *conn) checkWord(d *ipsec.Device, f field, kind dialect, t *ipsec.Tunnel, seen map[parser.Span]bool) {
	p := ipsec.Problem{Kind: ipsec.Unread, At: f.keyAt, VPN: true}
	if t != nil {
		p.Tunnels = []*ipsec.Tunnel{t}
	}
	if kind == dialectLibreswan {
		if !isLibreswanWord(f.key) && !seen[f.keyAt] && !strings.HasPrefix(f.key, "x-") && !strings.HasPrefix(f.key, "x_") {
			p.Message = "vpnlint does not know the keyword " + quoteName(f.key)
			seen[f.keyAt] = true
			d.Problems = append(d.Problems, p)
		}
		return
	}
	ok, known := isStrokeWord(f.key)
	switch {
	case !known && seen[f.keyAt], known && !f.multiline && (f.placeholder || ok(f.value)):
		return
	case !known:
		p.Message = "strongSwan does not know the keyword " + quoteName(f.key) + " and ignores it"
	default:
		p.Kind, p.At, p.Fatal = ipsec.Unreadable, f.at, true
		p.Message = "strongSwan drops the conn: it does not take this value of " + f.key
		if t != nil {
			t.Enabled = false
		}
		if seen[f.keyAt] {
			i := slices.IndexFunc(d.Problems, func(have ipsec.Problem) bool { return have.At == p.At && have.Fatal })
			d.Problems[i].Tunnels = append(d.Problems[i].Tunnels, p.Tunnels...)
			return
		}
	}
	seen[f.keyAt] = true
	d.Problems = append(d.Problems, p)
}

// merger joins conns that the daemon makes children of one connection: a conn
// whose phase 1 equals that of an earlier one adds a child to it.
type merger struct {
	tunnels map[string]*ipsec.Tunnel
}

// join adds the children of t to an earlier tunnel with the same phase 1; false
// when there is none, so that t stands by itself.
func (m *merger) join(c *conn, t *ipsec.Tunnel) bool {
	if !t.Enabled {
		return false
	}
	key := phase1Key(c)
	if into := m.tunnels[key]; into != nil {
		into.Children = append(into.Children, t.Children...)
		pairs := 0
		for _, k := range []*ipsec.Tunnel{into, t} {
			pairs += k.SAPairs.V
		}
		into.SAPairs = ipsec.DefaultOf(pairs, "conns with the same phase 1 are children of one connection")
		if stronger(t.Initiation.V, into.Initiation.V) {
			into.Initiation = t.Initiation
		}
		return true
	}
	m.tunnels[key] = t
	return false
}

// stronger reports whether a brings the tunnel up sooner than b.
func stronger(a, b ipsec.Initiation) bool {
	order := []ipsec.Initiation{ipsec.ResponderOnly, ipsec.OnDemand, ipsec.Start}
	return slices.Index(order, a) > slices.Index(order, b)
}

// phase1Key names the settings that make up phase 1.
func phase1Key(c *conn) string {
	var b strings.Builder
	for _, names := range [][]string{
		{"keyexchange"}, {"ikev2"}, {"ike"}, {"aggressive", "aggrmode"}, {"ikelifetime"}, {"margintime", "rekeymargin"}, {"rekeyfuzz"},
		{"rekey"}, {"reauth"}, {"keyingtries"}, {"mobike"}, {"forceencaps", "encapsulation"}, {"fragmentation"}, {"dpddelay"}, {"dpdtimeout"},
		{"authby"}, {"left"}, {"right"}, {"leftid"}, {"rightid"}, {"leftauth"}, {"rightauth"}, {"leftauth2"}, {"rightauth2"},
		{"leftcert"}, {"rightcert"}, {"leftca"}, {"rightca"}, {"leftikeport"}, {"rightikeport"}, {"leftsourceip"}, {"rightsourceip"},
		{"leftsendcert"}, {"rightsendcert"}, {"ikedscp"}, {"leftgroups"}, {"rightgroups"},
	} {
		text := c.text(names...)
		if n, ok := confTime(text); ok {
			text = strconv.FormatUint(n, 10) // 1h is 3600
		}
		b.WriteString(text)
		b.WriteByte(0)
	}
	return b.String()
}
