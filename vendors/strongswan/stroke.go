package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// Defaults of strongSwan's ipsec.conf, in seconds (ipsec.conf(5)).
const (
	strokeIKELife   = 3 * 60 * 60
	strokeChildLife = 60 * 60
	strokeMargin    = 9 * 60
	strokeFuzz      = 100 // per cent
	strokeDPDDelay  = 30
	strokeDPDTime   = 150
)

// strokeConverter turns conns of strongSwan's ipsec.conf into the common model.
type strokeConverter struct {
	rel     release
	device  *ipsec.Device
	secrets *secretStore
}

// sides says which of left and right is this end. The daemon finds out by its
// own addresses; in a file only %defaultroute on the right tells that the ends
// are the other way round.
func (c *conn) sides() (local, remote string) {
	if c.text("right") == "%defaultroute" && isFixed(c.text("left")) {
		return "right", "left"
	}
	return "left", "right"
}

// isTunnel reports whether a conn is one of a site to a fixed peer.
func (c *conn) isTunnel() bool {
	switch c.text("type") {
	case "passthrough", "pass", "drop", "reject":
		return false
	}
	for _, key := range []string{"leftauth", "rightauth", "leftauth2", "rightauth2", "authby"} {
		if auth := c.text(key); strings.HasPrefix(auth, "eap") || strings.HasPrefix(auth, "xauth") || auth == "never" {
			return false
		}
	}
	for _, key := range []string{"leftxauthclient", "leftxauthserver", "leftmodecfgclient", "leftmodecfgserver"} {
		if c.text(key) == "yes" {
			return false
		}
	}
	_, remote := c.sides()
	_, ok := c.peer(remote)
	return ok
}

// peer returns the fixed address of a side. A '%' in front of a name allows any
// address besides it.
func (c *conn) peer(side string) (proposal.Word, bool) {
	f := c.get(side)
	if !f.found() {
		return proposal.Word{}, false
	}
	if isPlaceholder(f.value) {
		return proposal.Word{Text: f.value, End: len(f.value)}, true
	}
	for _, w := range proposal.Split(f.value) {
		if isFixed(w.Text) {
			return w, true
		}
	}
	return proposal.Word{}, false
}

func (v *strokeConverter) tunnel(c *conn) *ipsec.Tunnel {
	local, remote := c.sides()
	peer, _ := c.peer(remote)
	f := c.get(remote)
	t := &ipsec.Tunnel{
		Name: c.name, Kind: ipsec.PolicyBased, Peer: peer.Text, PeerAt: f.part(peer.Start, peer.End), Role: ipsec.Primary, At: c.at,
	}
	t.Initiation, t.Enabled = autoOf(c)
	v.ike(t, c, local, remote)
	t.Children = []*ipsec.Child{v.child(c, t, local, remote)}
	if c.routeBased() {
		t.Kind = ipsec.RouteBased
	}
	t.SAPairs = ipsec.DefaultOf(1, "charon sets up one pair for each conn")
	t.IdleTimeout = confSeconds(c, 0, "inactivity is off", "inactivity")
	t.ReplayWindow = builtin(defaultReplay, "replay_window = 32")
	if f := c.get("replay_window"); f.found() {
		if n, ok := decimal(f.value); ok {
			t.ReplayWindow = value(seconds(n), f)
		}
	}
	t.DontFragment = builtin(ipsec.DFCopy, "the bit is copied")
	return t
}

// routeBased reports whether marks, or the lack of policies, leave it to routes
// what enters the tunnel.
func (c *conn) routeBased() bool {
	for _, key := range []string{"mark", "mark_in", "mark_out", "mark-in", "mark-out", "vti-interface", "ipsec-interface"} {
		if text := c.text(key); text != "" && text != "0" && text != "no" {
			return true
		}
	}
	return c.text("installpolicy") == "no"
}

// autoOf reads auto=. A conn with ignore, the default, is not loaded at all.
func autoOf(c *conn) (ipsec.Value[ipsec.Initiation], bool) {
	f := c.get("auto")
	if !f.found() {
		return ipsec.DefaultOf(ipsec.ResponderOnly, "default of "+c.dialect.String()+": auto = ignore, the conn is not loaded"), false
	}
	switch f.value {
	case "start", "up":
		return value(ipsec.Start, f), true
	case "route", "ondemand":
		return value(ipsec.OnDemand, f), true
	case "add", "keep":
		return value(ipsec.ResponderOnly, f), true
	}
	return value(ipsec.ResponderOnly, f), f.value != "ignore" && f.value != "manual"
}

// confSeconds reads a time, or gives the default.
func confSeconds(c *conn, def int, option string, names ...string) ipsec.Value[int] {
	f := c.get(names...)
	switch {
	case !f.found():
		return ipsec.DefaultOf(def, "default of "+c.dialect.String()+": "+option)
	case f.placeholder:
		return templated[int](f)
	}
	n, ok := confTime(f.value)
	if !ok {
		return ipsec.UnknownAs[int]("the value is no time", f.at)
	}
	return value(seconds(n), f)
}

// confNumberOf reads a number for computing; the default when it is not given.
func confNumberOf(c *conn, def uint64, names ...string) uint64 {
	if f := c.get(names...); f.found() {
		if n, ok := confTime(strings.TrimSuffix(f.value, "%")); ok {
			return n
		}
	}
	return def
}

func (v *strokeConverter) ike(t *ipsec.Tunnel, c *conn, local, remote string) {
	ike := &t.IKE
	ike.At = c.at
	ike.CanIKEv2 = builtin(true, "it knows IKEv1 and IKEv2")
	ike.Versions = builtin([]string{ikev1, ikev2}, "keyexchange = ike accepts both and initiates IKEv2")
	if f := c.get("keyexchange"); f.found() {
		switch f.value {
		case ikev1, ikev2:
			ike.Versions = value([]string{f.value}, f)
		default:
			ike.Versions = value([]string{ikev1, ikev2}, f)
		}
	}
	if !(len(ike.Versions.V) == 1 && ike.Versions.V[0] == ikev2) {
		ike.Mode = builtin("main", "aggressive = no")
		if f := c.get("aggressive"); f.found() {
			ike.Mode = value(map[bool]string{true: "aggressive", false: "main"}[f.value == "yes"], f)
		}
	}
	v.ikeProposals(t, c)
	v.ikeLifetime(ike, c)
	ike.DPD = v.dpd(c, ike.Versions)
	ike.NATTraversal = builtin("on", "NAT is detected and traversed by itself")
	if f := c.get("forceencaps"); f.found() {
		ike.NATTraversal = value(map[bool]string{true: "forced", false: "on"}[f.value == "yes"], f)
	}
	ike.Port = builtin(defaultIKEPort, remote+"ikeport = 500")
	if f := c.get(remote + "ikeport"); f.found() {
		if n, ok := decimal(f.value); ok {
			ike.Port = value(seconds(n), f)
		}
	}
	ends(ike, c, local)
	confAuth(ike, c, local)
	if ike.Auth.V == "psk" {
		ike.PSK = v.secrets.find(confIDs(c, local), confIDs(c, remote))
	}
}

// ends converts the local address and identity.
func ends(ike *ipsec.IKE, c *conn, local string) {
	ike.LocalAddress = ipsec.DefaultOf("", "default of "+c.dialect.String()+": "+local+" = %any")
	if f := c.get(local); f.found() {
		ike.LocalAddress = listHead(f)
	}
	ike.LocalID = ipsec.DefaultOf(ike.LocalAddress.V, "the local address")
	if f := c.get(local + "id"); f.found() {
		ike.LocalID = value(f.value, f)
		if f.placeholder {
			ike.LocalID = templated[string](f)
		}
	}
}

// confIDs gives the identities that a key for one side may be filed under.
func confIDs(c *conn, side string) []string {
	if id := c.text(side + "id"); id != "" {
		return append([]string{id}, cutList(c.text(side))...)
	}
	return cutList(c.text(side))
}

// auth finds the setting that decides how a side authenticates. authby counts
// only where neither side has a setting of its own.
func (c *conn) auth(side string) field {
	if f := c.get(side + "auth"); f.found() || c.get("leftauth").found() || c.get("rightauth").found() {
		return f
	}
	return c.get("authby")
}

// confAuth converts the method of authentication of this end.
func confAuth(ike *ipsec.IKE, c *conn, local string) {
	ike.Auth = ipsec.DefaultOf("certificate", "default of "+c.dialect.String()+": authby = "+
		map[dialect]string{dialectStrongSwan: "pubkey", dialectLibreswan: "rsasig"}[c.dialect])
	if f := c.auth(local); f.found() {
		word := authWord(f.value)
		for _, w := range strings.FieldsFunc(f.value, func(r rune) bool { return r == '|' || r == ',' }) {
			if authWord(w) == "psk" {
				word = "psk"
			}
		}
		ike.Auth = value(word, f)
	}
}

func (v *strokeConverter) ikeProposals(t *ipsec.Tunnel, c *conn) {
	ike := &t.IKE
	f := c.get("ike")
	list := v.offers(t, f, proposal.IKE)
	version := 2
	if onlyIKEv1(ike.Versions) {
		version = 1
	}
	ike.Proposals = toModel(list, f, version, version == 1)
}

// ikeLifetime: the hard life is ikelifetime; rekeying or reauthentication starts
// a margin before it, and up to fuzz per cent of the margin earlier.
func (v *strokeConverter) ikeLifetime(ike *ipsec.IKE, c *conn) {
	ike.Lifetime = confSeconds(c, strokeIKELife, "ikelifetime = 3h", "ikelifetime")
	ike.Rekey = v.window(c, ike.Lifetime)
	v.unlimited(c, &ike.Lifetime)
}

// unlimited applies rekey=no, which sets all lifetimes of this side to none.
func (v *strokeConverter) unlimited(c *conn, lifetime *ipsec.Value[int]) {
	if f := c.get("rekey"); f.found() && f.value == "no" {
		*lifetime = derived(0, "rekey = no lets no SA expire on this side", f)
	}
}

// window computes when this side rekeys an SA of that hard life.
func (v *strokeConverter) window(c *conn, life ipsec.Value[int]) *ipsec.Rekey {
	if c.text("rekey") == "no" || !life.Known() || life.V == 0 {
		return nil
	}
	return marginWindow(c, life.V, strokeMargin, strokeFuzz)
}

// marginWindow computes the window from margin and fuzz.
func marginWindow(c *conn, life int, margin, fuzz uint64) *ipsec.Rekey {
	margin = confNumberOf(c, margin, "margintime", "rekeymargin")
	fuzz = confNumberOf(c, fuzz, "rekeyfuzz")
	if margin >= uint64(life) {
		return nil // the renewal would start before the SA is there; it expires instead
	}
	latest := uint64(life) - margin
	early := margin * min(fuzz, 1000) / 100
	return &ipsec.Rekey{Earliest: seconds(latest - min(latest, early)), Latest: seconds(latest)}
}

// dpd converts dead peer detection, which dpdaction switches on.
func (v *strokeConverter) dpd(c *conn, versions ipsec.Value[[]string]) ipsec.DPD {
	d := ipsec.DPD{
		Enabled:  builtin(false, "dpdaction = none, no probes are sent"),
		Answers:  builtin(true, "probes of the peer are always answered"),
		Interval: confSeconds(c, strokeDPDDelay, "dpddelay = 30s", "dpddelay"),
	}
	if f := c.get("dpdaction"); f.found() {
		d.Enabled = value(f.value != "none" && d.Interval.V > 0, f)
	}
	timeout := c.get("dpdtimeout")
	if n := confNumberOf(c, strokeDPDTime, "dpdtimeout"); d.Enabled.V && onlyIKEv1(versions) && n > 0 {
		d.Retries = derived(seconds(n/uint64(d.Interval.V)), "dpdtimeout divided by dpddelay", timeout)
	}
	return d
}

func (v *strokeConverter) child(c *conn, t *ipsec.Tunnel, local, remote string) *ipsec.Child {
	out := &ipsec.Child{Name: c.name, At: c.at, Mode: builtin("tunnel", "type = tunnel"), Protocol: builtin("esp", "ESP unless ah is set")}
	if f := c.get("type"); f.found() {
		out.Mode = value(strings.TrimSuffix(f.value, "_proxy"), f)
	}
	protocol, f := proposal.ESP, c.get("esp")
	if ah := c.get("ah"); ah.found() && !f.found() {
		protocol, f = proposal.AH, ah
		out.Protocol = value("ah", ah)
	}
	list := v.offers(t, f, protocol)
	out.Proposals = toModel(list, f, 0, onlyIKEv1(t.IKE.Versions))
	v.pfs(t, out, list, f)
	out.Lifetime = confSeconds(c, strokeChildLife, "lifetime = 1h", "lifetime", "keylife")
	out.Rekey = v.window(c, out.Lifetime)
	v.unlimited(c, &out.Lifetime)
	out.LifetimeKilobytes = builtin(0, "lifebytes is off")
	if f := c.get("lifebytes"); f.found() {
		if n, ok := decimal(f.value); ok {
			out.LifetimeKilobytes = value(seconds(n/1024), f)
		}
	}
	out.Selectors = confSelectors(c, local, remote)
	return out
}
