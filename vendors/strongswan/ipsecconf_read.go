package strongswan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// readIPsecConf reads an ipsec.conf of strongSwan or libreswan.
func readIPsecConf(d *ipsec.Device, src *parser.Source, inc *includer, rel release, known links) {
	conf := parseIPsecConf(src, inc)
	kind := dialectOf(src, conf)
	store := &secretStore{elsewhere: inc.missed}
	besideSecrets(store, src, inc, &ipsec.Keyring{})
	fix := remedier{lang: langStroke, conf: conf, swapped: map[*ipsec.Tunnel]bool{}}
	if kind == dialectLibreswan {
		fix.lang = langLibreswan
	}
	d.Remedier, d.Checker = fix, fix
	lin := &linearizer{conf: conf}
	var conns []*conn
	for _, s := range conf.conns {
		if s.name != "%default" {
			conns = append(conns, &conn{confSection: s, parents: lin.parents(s), dialect: kind})
		}
	}
	convert := converterOf(kind, d, store, rel)
	byConn := map[*conn]*ipsec.Tunnel{}
	for _, c := range conns {
		if c.isTunnel() {
			byConn[c] = convert(c)
			local, _ := c.sides()
			fix.swapped[byConn[c]] = local == "right"
		}
	}
	if conf.refused.IsZero() {
		checkWords(d, conf, conns, kind, byConn) // a conn that is dropped joins no other
	}
	joined := map[*ipsec.Tunnel]*ipsec.Tunnel{}
	m := &merger{tunnels: map[string]*ipsec.Tunnel{}}
	for _, c := range conns {
		t := byConn[c]
		if t == nil {
			continue
		}
		if into := m.join(c, t); into != nil {
			joined[t] = into
		} else {
			d.Tunnels = append(d.Tunnels, t)
			known.conf(t, c)
		}
	}
	renameTunnels(d.Problems, joined)
	confRefusals(d, conf, kind, lin)
	d.Problems = append(d.Problems, ipsec.OpenLine(src)...)
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

// join adds the children of t to an earlier tunnel with the same phase 1 and
// returns that; nil when there is none, so that t stands by itself.
func (m *merger) join(c *conn, t *ipsec.Tunnel) *ipsec.Tunnel {
	if !t.Enabled {
		return nil
	}
	key := phase1Key(c)
	into := m.tunnels[key]
	if into == nil {
		m.tunnels[key] = t
		return nil
	}
	into.Children = append(into.Children, t.Children...)
	into.SAPairs = ipsec.DefaultOf(into.SAPairs.V+t.SAPairs.V, "conns with the same phase 1 are children of one connection")
	if stronger(t.Initiation.V, into.Initiation.V) {
		into.Initiation = t.Initiation
	}
	return into
}

// renameTunnels makes problems of a conn that joined another tunnel problems of
// that tunnel.
func renameTunnels(problems []ipsec.Problem, joined map[*ipsec.Tunnel]*ipsec.Tunnel) {
	for i := range problems {
		var out []*ipsec.Tunnel
		for _, t := range problems[i].Tunnels {
			if into := joined[t]; into != nil {
				t = into
			}
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
		problems[i].Tunnels = out
	}
}

// stronger reports whether a brings the tunnel up sooner than b.
func stronger(a, b ipsec.Initiation) bool {
	order := []ipsec.Initiation{ipsec.ResponderOnly, ipsec.OnDemand, ipsec.Start}
	return slices.Index(order, a) > slices.Index(order, b)
}

// phase1Words are the settings of phase 1 with their defaults, apart from those
// that phase1Key computes.
var phase1Words = []struct {
	names []string
	def   string
}{
	{[]string{"keyexchange"}, "ike"}, {[]string{"ikev2"}, ""}, {[]string{"ike"}, ""}, {[]string{"aggressive", "aggrmode"}, "no"},
	{[]string{"keyingtries"}, "3"}, {[]string{"mobike"}, "yes"}, {[]string{"forceencaps", "encapsulation"}, "no"},
	{[]string{"fragmentation"}, "yes"}, {[]string{"dpdtimeout"}, "150"}, {[]string{"left"}, "%any"}, {[]string{"right"}, "%any"},
	{[]string{"leftauth2"}, ""}, {[]string{"rightauth2"}, ""}, {[]string{"leftcert"}, ""}, {[]string{"rightcert"}, ""},
	{[]string{"leftca"}, ""}, {[]string{"rightca"}, ""}, {[]string{"leftikeport"}, "500"}, {[]string{"rightikeport"}, "500"},
	{[]string{"leftsourceip"}, ""}, {[]string{"rightsourceip"}, ""}, {[]string{"leftsendcert"}, "ifasked"},
	{[]string{"rightsendcert"}, "ifasked"}, {[]string{"ikedscp"}, ""}, {[]string{"leftgroups"}, ""}, {[]string{"rightgroups"}, ""},
}

// phase1Key names what makes up phase 1, by effect and not by spelling: 1h is
// 3600, and what is not written has its default.
func phase1Key(c *conn) string {
	var b strings.Builder
	add := func(text string) {
		if n, ok := confTime(text); ok {
			text = strconv.FormatUint(n, 10)
		}
		b.WriteString(text)
		b.WriteByte(0)
	}
	for _, w := range phase1Words {
		text := w.def
		if f := c.get(w.names...); f.found() {
			text = f.value
		}
		if text == "%defaultroute" {
			text = "%any"
		}
		add(text)
	}
	margin := confNumberOf(c, strokeMargin, "margintime", "rekeymargin")
	switch {
	case c.text("rekey") == "no":
		add("no rekeying")
	default:
		add(strings.TrimPrefix(c.text("reauth"), "yes")) // the default
		add(strconv.FormatUint(confNumberOf(c, strokeIKELife, "ikelifetime"), 10))
		add(strconv.FormatUint(margin, 10))
		add(strconv.FormatUint(margin*confNumberOf(c, strokeFuzz, "rekeyfuzz")/100, 10))
	}
	if action := c.text("dpdaction"); action != "" && action != "none" || c.dialect == dialectLibreswan {
		add(strconv.FormatUint(confNumberOf(c, strokeDPDDelay, "dpddelay"), 10))
	} else {
		add("0")
	}
	for _, side := range []string{"left", "right"} {
		add(authWord(c.auth(side).value))
		id := c.text(side + "id")
		if id == "" {
			id = c.text(side)
		}
		add(strings.TrimPrefix(id, "@"))
	}
	return b.String()
}
