package strongswan

import (
	"fmt"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Defaults of libreswan's ipsec.conf, in seconds (ipsec.conf(5) of libreswan).
const (
	libreChildLife = 8 * 60 * 60
	libreMargin    = 9 * 60
	libreFuzz      = 100 // per cent
)

const (
	libreIKELifeByRelease = "the default of ikelifetime is 1 h before libreswan 4.2 and 8 h since, and the file does not tell the release"
	libreVersionByRelease = "libreswan starts with IKEv1 up to 3.27 and with IKEv2 since, and the file does not tell the release"
	libreListByRelease    = "the default proposals depend on the release of libreswan, which the file does not tell"
)

// libreConverter turns conns of libreswan and openswan into the common model.
type libreConverter struct {
	device  *ipsec.Device
	secrets *secretStore
}

// libreDefault makes a built-in value.
func libreDefault[T any](v T, option string) ipsec.Value[T] {
	return ipsec.DefaultOf(v, "default of libreswan: "+option)
}

func (v *libreConverter) tunnel(c *conn) *ipsec.Tunnel {
	local, remote := c.sides()
	peer, _ := c.peer(remote)
	t := &ipsec.Tunnel{
		Name: c.name, Kind: ipsec.PolicyBased, Peer: peer.Text, PeerAt: c.get(remote).part(peer.Start, peer.End), Role: ipsec.Primary, At: c.at,
	}
	t.Initiation, t.Enabled = autoOf(c)
	v.ike(t, c, local, remote)
	v.children(t, c, local, remote)
	if c.routeBased() {
		t.Kind = ipsec.RouteBased
	}
	t.IdleTimeout = libreDefault(0, "no idle timeout")
	t.ReplayWindow = ipsec.UnknownAs[int]("the default window depends on the release of libreswan", ipsec.Span{})
	if f := c.get("replay-window"); f.found() {
		if n, ok := decimal(f.value); ok {
			t.ReplayWindow = value(seconds(n), f)
		}
	}
	return t
}

func (v *libreConverter) ike(t *ipsec.Tunnel, c *conn, local, remote string) {
	ike := &t.IKE
	ike.At = c.at
	ike.CanIKEv2 = libreDefault(true, "it knows IKEv1 and IKEv2")
	v.versions(t, c)
	if !(ike.Versions.Known() && len(ike.Versions.V) == 1 && ike.Versions.V[0] == ikev2) {
		ike.Mode = libreDefault("main", "aggressive = no")
		if f := c.get("aggressive", "aggrmode"); f.found() {
			ike.Mode = value(map[bool]string{true: "aggressive", false: "main"}[f.value == "yes"], f)
		}
	}
	ike.Proposals = v.offers(c, c.get("ike"), true, ike.Versions)
	ike.Lifetime = confSeconds(c, 0, "", "ikelifetime")
	if ike.Lifetime.Origin == ipsec.Default {
		ike.Lifetime = ipsec.UnknownAs[int](libreIKELifeByRelease, ipsec.Span{})
		v.needsRelease(t, "the lifetime of phase 1 is not written: "+libreIKELifeByRelease)
	}
	ike.Rekey = v.window(c, ike.Lifetime)
	ike.DPD = v.dpd(c, ike.Versions)
	ike.NATTraversal = libreDefault("on", "encapsulation = auto")
	if f := c.get("encapsulation", "forceencaps"); f.found() {
		word := map[string]string{"yes": "forced", "no": "off"}[f.value]
		if word == "" || f.value == "no" && f.key == "forceencaps" {
			word = "on"
		}
		ike.NATTraversal = value(word, f)
	}
	ike.Port = libreDefault(defaultIKEPort, remote+"ikeport = 500")
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

func (v *libreConverter) needsRelease(t *ipsec.Tunnel, message string) {
	v.device.Problems = append(v.device.Problems, ipsec.Problem{Kind: ipsec.NoVersion, At: t.At, VPN: true, Message: message, Tunnels: []*ipsec.Tunnel{t}})
}

// versions reads ikev2= of 3.x and 4.x and keyexchange= of 5.x.
func (v *libreConverter) versions(t *ipsec.Tunnel, c *conn) {
	ike := &t.IKE
	if f := c.get("keyexchange"); f.found() && (f.value == ikev1 || f.value == ikev2) {
		ike.Versions = value([]string{f.value}, f)
		return
	}
	if f := c.get("ikev2"); f.found() {
		switch f.value {
		case "insist", "yes", "propose":
			ike.Versions = value([]string{ikev2}, f)
		case "permit", "never", "no":
			ike.Versions = value([]string{ikev1}, f)
		default:
			ike.Versions = ipsec.UnknownAs[[]string]("the value is none that libreswan knows", f.at)
		}
		return
	}
	ike.Versions = ipsec.UnknownAs[[]string](libreVersionByRelease, ipsec.Span{})
	v.needsRelease(t, "the version of IKE is not written: "+libreVersionByRelease)
}

// window computes when this side rekeys.
func (v *libreConverter) window(c *conn, life ipsec.Value[int]) *ipsec.Rekey {
	if c.text("rekey") == "no" || !life.Known() || life.V == 0 {
		return nil
	}
	return marginWindow(c, life.V, libreMargin, libreFuzz)
}

// dpd: probes need dpddelay, with IKEv1 also dpdtimeout.
func (v *libreConverter) dpd(c *conn, versions ipsec.Value[[]string]) ipsec.DPD {
	d := ipsec.DPD{
		Enabled:  libreDefault(false, "dpddelay is off, no probes are sent"),
		Answers:  libreDefault(true, "probes of the peer are always answered"),
		Interval: confSeconds(c, 0, "dpddelay is off", "dpddelay"),
	}
	f := c.get("dpddelay")
	if !f.found() || !d.Interval.Known() {
		return d
	}
	timeout := confNumberOf(c, 0, "dpdtimeout")
	v1 := onlyIKEv1(versions)
	d.Enabled = value(d.Interval.V > 0 && (timeout > 0 || !v1), f)
	if v1 && d.Enabled.V {
		d.Retries = derived(seconds(timeout/uint64(d.Interval.V)), "dpdtimeout divided by dpddelay", c.get("dpdtimeout"), f)
	}
	return d
}

// children makes one child of each combination of subnets: libreswan sets up an
// SA of its own for each one of leftsubnets and rightsubnets.
func (v *libreConverter) children(t *ipsec.Tunnel, c *conn, local, remote string) {
	list := confSelectors(c, local, remote)
	own := c.get(local+"subnets").found() || c.get(remote+"subnets").found()
	if !own {
		t.Children = []*ipsec.Child{v.child(t, c, c.name, list)}
		t.SAPairs = libreDefault(1, "one pair for a conn")
		return
	}
	for i, s := range list {
		t.Children = append(t.Children, v.child(t, c, fmt.Sprintf("%s/%d", c.name, i+1), []ipsec.Selector{s}))
	}
	t.SAPairs = derived(len(list), "one pair for each combination of subnets", c.get(local+"subnets"), c.get(remote+"subnets"))
}

func (v *libreConverter) child(t *ipsec.Tunnel, c *conn, name string, list []ipsec.Selector) *ipsec.Child {
	out := &ipsec.Child{Name: name, At: c.at, Selectors: list, Mode: libreDefault("tunnel", "type = tunnel"), Protocol: libreDefault("esp", "phase2 = esp")}
	if f := c.get("type"); f.found() {
		out.Mode = value(f.value, f)
	}
	if f := c.get("phase2"); f.found() {
		out.Protocol = value(f.value, f)
	}
	f := c.get("esp", "phase2alg", "ah")
	if f.found() && f.key == "ah" {
		out.Protocol = value("ah", f)
	}
	out.Proposals = v.offers(c, f, false, t.IKE.Versions)
	v.pfs(t, out, c, f)
	out.Lifetime = confSeconds(c, libreChildLife, "salifetime = 8h", "salifetime", "lifetime", "keylife", "ipsec-lifetime")
	out.Rekey = v.window(c, out.Lifetime)
	out.LifetimeKilobytes = libreDefault(0, "ipsec-max-bytes is not set")
	return out
}

// pfs is on unless pfs=no. Without a group in esp= that of phase 1 is used.
func (v *libreConverter) pfs(t *ipsec.Tunnel, out *ipsec.Child, c *conn, esp field) {
	out.PFS = libreDefault(ipsec.PFSRequired, "pfs = yes")
	f := c.get("pfs")
	if f.found() {
		out.PFS = value(map[bool]ipsec.PFS{true: ipsec.PFSNone, false: ipsec.PFSRequired}[f.value == "no"], f)
	}
	if out.PFS.V == ipsec.PFSNone {
		out.PFSGroups = value([]int{}, f)
		for i := range out.Proposals {
			out.Proposals[i].DH = value([]int{}, f)
		}
		return
	}
	groups := []int{}
	from := esp
	for _, p := range out.Proposals {
		groups = appendAll(groups, p.DH.V)
	}
	if len(groups) == 0 {
		from = c.get("ike")
		for _, p := range t.IKE.Proposals {
			groups = appendAll(groups, p.DH.V)
		}
		for i := range out.Proposals {
			out.Proposals[i].DH = derived(groups, "the groups of phase 1", from)
		}
	}
	switch {
	case len(groups) == 0 && !strings.Contains(esp.textOf(), ";"):
		out.PFSGroups = ipsec.UnknownAs[[]int](libreListByRelease, ipsec.Span{})
	case from.found() && from.key == "ike":
		out.PFSGroups = derived(groups, "the groups of phase 1", from)
	case from.found():
		out.PFSGroups = value(groups, from)
	default:
		out.PFSGroups = libreDefault(groups, "pfs = yes")
	}
}

func (f field) textOf() string {
	if !f.found() {
		return ""
	}
	return f.value
}

func appendAll(list, more []int) []int {
	for _, n := range more {
		seen := false
		for _, have := range list {
			seen = seen || have == n
		}
		if !seen {
			list = append(list, n)
		}
	}
	return list
}
