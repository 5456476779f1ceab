package configxml

import (
	"net/netip"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

const (
	// pingInterval is how often ping_hosts.sh runs, in seconds (pfSense and
	// OPNsense, minicron entry of ping_hosts.sh).
	pingInterval = 240
	// retryInterval is how often a phase 2 with keepalive is looked after, in
	// seconds (pfSense 2.6 and later).
	retryInterval = 300
	// monitorInterval is dpinger's probe interval in milliseconds where the
	// gateway names none.
	monitorInterval = 500
)

// Keepalives returns what the phase 2s do to keep traffic in the tunnel.
func (b *Box) Keepalives(p1 *Phase1, group []*Phase2) []ipsec.Keepalive {
	var out []ipsec.Keepalive
	for i, p2 := range group {
		if p2.PingHost.V != "" {
			if k, ok := b.ping(p1, p2, i); ok {
				out = append(out, k)
			}
		}
		if p2.KeepAlive.V == "enabled" {
			out = append(out, ipsec.Keepalive{Kind: "keepalive", Name: p2.ReqID.V, At: p2.KeepAlive.At,
				Interval: ipsec.DefaultOf(retryInterval, "the keep alive of a phase 2 cannot run more often")})
		}
		if p2.RouteBased() {
			out = append(out, b.monitors(p1, p2, i)...)
		}
	}
	return out
}

// ping gives the automatic ping of a phase 2. The box sends it only when it has
// an address inside the local network to send it from; on a tunnel interface
// that is the interface's own.
func (b *Box) ping(p1 *Phase1, p2 *Phase2, index int) (ipsec.Keepalive, bool) {
	k := ipsec.Keepalive{Kind: "pinghost", Name: p2.ReqID.V, Target: p2.PingHost.V, TargetAt: p2.PingHost.At, At: p2.PingHost.At,
		Interval: ipsec.DefaultOf(pingInterval, "the automatic ping cannot run more often")}
	if p2.RouteBased() && b.TunnelInterface(p1, p2, index) != nil {
		local, _ := Inside(p2)
		if local.Known() {
			k.Source, k.SourceAt = local.V.Addr().String(), local.At
		}
		return k, true
	}
	text, _, reason := b.cidr(p2.Local, p2.Mode.V)
	local, err := netip.ParsePrefix(text)
	if reason != "" || err != nil {
		return k, true
	}
	for _, a := range b.Addresses() {
		if local.Contains(a) {
			k.Source = a.String()
			return k, true
		}
	}
	if b.Dynamic() {
		return k, true
	}
	p1.Problems = append(p1.Problems, ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: p2.PingHost.At,
		Message: "this host is never pinged: no interface of the file has an address inside the phase 2's local network " + local.String()})
	return k, false
}

// monitors gives the gateway monitors of a phase 2's tunnel interface: their
// probes enter the tunnel. They control routing when the gateway is a member of
// a group.
func (b *Box) monitors(p1 *Phase1, p2 *Phase2, index int) []ipsec.Keepalive {
	local, remote := p2.Local.Address, p2.Remote.Address
	if p2.TunnelLocal.V != "" {
		local, remote = p2.TunnelLocal, p2.TunnelRemote
	}
	return b.Monitors(b.TunnelInterface(p1, p2, index), local, remote)
}

// Monitors gives the gateway monitors on one tunnel interface, which may be nil;
// local and remote are its addresses.
func (b *Box) Monitors(i *Interface, local, remote Text) []ipsec.Keepalive {
	if i == nil {
		return nil
	}
	var out []ipsec.Keepalive
	for _, g := range b.Gateways {
		if g.Interface.V != i.Name || g.MonitorOff {
			continue
		}
		target := g.Monitor
		if target.V == "" {
			target = g.Address
		}
		if target.V == "dynamic" || target.V == "" {
			target = remote
		}
		out = append(out, ipsec.Keepalive{Kind: "gateway-monitor", Name: g.Name.V, Target: target.V, TargetAt: target.At,
			Source: local.V, SourceAt: local.At, Interval: b.seconds(g.Interval),
			ControlsState: !g.ActionOff && b.inGroup(g.Name.V), At: g.At})
	}
	return out
}

// seconds gives a probe interval in whole seconds, one at least.
func (b *Box) seconds(t Text) ipsec.Value[int] {
	n, ok := t.Int()
	switch {
	case b.ProbesInSeconds && (!ok || n <= 0):
		return ipsec.DefaultOf(1, "a gateway is probed every second unless its interval says otherwise")
	case !ok || n <= 0:
		return ipsec.DefaultOf(max(1, monitorInterval/1000), "a gateway is probed twice a second unless its interval says otherwise")
	case b.ProbesInSeconds:
		return ipsec.ExplicitAt(n, t.At)
	}
	return ipsec.ExplicitAt(max(1, n/1000), t.At)
}

func (b *Box) inGroup(gateway string) bool {
	for _, g := range b.Groups {
		for _, item := range g.Items {
			if item.Gateway == gateway {
				return true
			}
		}
	}
	return false
}

// TunnelInterface returns the assigned interface of a route-based phase 2. Its
// device is ipsecN: N stands in vtimaps under the phase 2's reqid (pfSense 2.5
// and later), is the phase 1's ikeid times 1000 plus the number of the phase 2
// (before), or the reqid (OPNsense).
func (b *Box) TunnelInterface(p1 *Phase1, p2 *Phase2, index int) *Interface {
	id, _ := strconv.Atoi(p1.IKEID.V)
	names := []string{"ipsec" + strconv.Itoa(id*1000+index)}
	for _, m := range b.VTIMaps {
		if m.ReqID == p2.ReqID.V && m.ReqID != "" {
			names = append(names, "ipsec"+m.Number)
		}
	}
	if len(b.VTIMaps) == 0 && p2.ReqID.V != "" {
		names = append(names, "ipsec"+p2.ReqID.V)
	}
	for _, name := range names {
		for _, i := range b.Interfaces {
			if i.Device.V == name {
				return i
			}
		}
	}
	return nil
}

// Inside returns the addresses of a route-based tunnel's interface.
func Inside(p2 *Phase2) (local ipsec.Value[netip.Prefix], remote ipsec.Value[netip.Addr]) {
	localText, remoteText, bits := p2.Local.Address, p2.Remote.Address, p2.Local.Bits
	if p2.TunnelLocal.V != "" {
		localText, remoteText, bits = p2.TunnelLocal, p2.TunnelRemote, Text{}
	}
	if a, err := netip.ParseAddr(localText.V); err == nil {
		n, ok := bits.Int()
		if !ok || n < 1 || n > a.BitLen() {
			n = a.BitLen()
		}
		local = ipsec.ExplicitAt(netip.PrefixFrom(a, n), localText.At)
	}
	if a, err := netip.ParseAddr(remoteText.V); err == nil {
		remote = ipsec.ExplicitAt(a, remoteText.At)
	}
	return local, remote
}

// Problems turns what is wrong with the XML itself into problems. A file that
// ends too early is truncated whatever was lost.
func Problems(doc *parser.XML, vpn ...parser.Span) []ipsec.Problem {
	var out []ipsec.Problem
	for _, e := range doc.Errors {
		p := ipsec.Problem{Kind: ipsec.Unreadable, At: e.At, Message: e.Message}
		if e.Truncated {
			p.Kind = ipsec.Truncated
		}
		for _, s := range vpn {
			p.VPN = p.VPN || s.Source != nil && s.Start <= e.At.Start && e.At.Start <= s.End
		}
		out = append(out, p)
	}
	return out
}
