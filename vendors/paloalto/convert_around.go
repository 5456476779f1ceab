package paloalto

import (
	"net/netip"
	"strconv"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// around fills in what does not belong to one phase: who starts the tunnel, what
// keeps it alive, and its interface.
func (c *converter) around(j *joined) {
	m := j.model
	m.IdleTimeout = ipsec.DefaultOf(0, "PAN-OS has no idle timer for tunnels")
	m.SessionTimeout = ipsec.DefaultOf(0, "PAN-OS has no session timer for tunnels")
	m.InsideLocal = c.insideLocal(j.t)
	m.InsideRemote = c.insideRemote(j)
	m.ReplayWindow = c.replayWindow(j.t)
	m.MSS = c.mss()
	if m.Keepalives = c.keepalives(j); !c.dev.Whole && !c.showsRouter() {
		m.KeepalivesHidden = "the file is no whole configuration and shows no virtual router, whose routes may be monitored"
	}
	m.Initiation = c.initiation(j)
}

// showsRouter reports that the file has a virtual or logical router.
func (c *converter) showsRouter() bool {
	return len(c.v.root.list("network", "virtual-router"))+len(c.v.root.list("network", "logical-router")) > 0
}

// initiation says who can start. A tunnel monitor brings the tunnel up by itself;
// without one the SAs are set up when there is traffic.
func (c *converter) initiation(j *joined) ipsec.Value[ipsec.Initiation] {
	g := j.g
	if g == nil {
		return ipsec.UnknownAs[ipsec.Initiation]("the IKE gateway is not shown in this file", j.gatewayRef.at)
	}
	passive := c.yesNo(g.passive, ipsec.DefaultOf(false, c.standard()), j.gatewayRef.at)
	switch {
	case !passive.Known():
		return ipsec.UnknownAs[ipsec.Initiation](passive.Reason, passive.At)
	case passive.V:
		return modelled(g.passive, ipsec.ResponderOnly, j.gatewayRef.at)
	case g.peerDynamic.set():
		return modelled(g.peerDynamic, ipsec.ResponderOnly, j.gatewayRef.at)
	}
	enable := j.t.monitorEnable
	switch {
	case enable.yes() && j.t.monitorTarget.set():
		return modelled(enable, ipsec.Start)
	case !j.t.monitor.IsZero() && !enable.set():
		return ipsec.UnknownAs[ipsec.Initiation](monitorUnclear, j.t.monitor)
	case enable.unknown != "":
		return ipsec.UnknownAs[ipsec.Initiation](enable.unknown, enable.at)
	}
	return ipsec.DefaultOf(ipsec.OnDemand, c.standard()+": the SAs are set up when there is traffic")
}

// monitorUnclear is said of a tunnel-monitor block without enable: the firewall's
// schema gives no default for it, and those of the cloud services contradict each other.
const monitorUnclear = "the tunnel-monitor block does not say whether it is enabled, and the default is not documented"

// keepalives collects what sends packets into the tunnel.
func (c *converter) keepalives(j *joined) []ipsec.Keepalive {
	var all []ipsec.Keepalive
	if k, ok := c.tunnelMonitor(j); ok {
		all = append(all, k)
	}
	name := j.t.iface.text
	for _, r := range c.net.routes[name] {
		if !r.monitor.yes() {
			continue
		}
		for _, t := range r.targets {
			if t.enable.is("no") || !t.destination.set() {
				continue
			}
			all = append(all, c.pathMonitor(r, t))
		}
	}
	for _, p := range c.net.peers[name] {
		if p.enabled && p.address.set() {
			all = append(all, ipsec.Keepalive{
				Kind: "bgp", Name: p.name, Target: c.host(p.address), TargetAt: p.address.at,
				Source: c.host(p.localIP), SourceAt: p.localIP.at,
				Interval:      c.number(p.keepAlive, ipsec.DefaultOf(bgpKeepAlive, c.standard())),
				ControlsState: true, At: p.at,
			})
		}
	}
	return all
}

// tunnelMonitor reads the tunnel's own monitor. It pings from the address of the
// tunnel interface. One whose packets no proxy-id covers does not enter the
// tunnel and is none; one that may or may not be enabled is listed, and its
// interval is unknown.
func (c *converter) tunnelMonitor(j *joined) (ipsec.Keepalive, bool) {
	t := j.t
	unclear := !t.monitor.IsZero() && (!t.monitorEnable.set() || t.monitorEnable.unknown != "")
	if !t.monitorEnable.yes() && !unclear || !t.monitorTarget.set() {
		return ipsec.Keepalive{}, false
	}
	k := ipsec.Keepalive{
		Kind: "tunnel-monitor", Target: c.host(t.monitorTarget), TargetAt: t.monitorTarget.at,
		Interval: ipsec.DefaultOf(monitorInterval, c.standard()), At: t.monitor,
	}
	if in := j.model.InsideLocal; in.Known() {
		k.Source, k.SourceAt = in.V.Addr().String(), in.At
	}
	name, action := t.monitorProfile, monitorAction
	profile := defaultProfile
	if name.set() {
		profile = name.text
	}
	k.Name = profile
	if p := c.v.monitorProfile(profile); p != nil {
		k.Interval = c.number(p.interval, k.Interval, name.at)
		if p.action.known() {
			action = p.action.text
		}
	} else if name.known() && profile != defaultProfile {
		c.undefined(name, "tunnel monitor profile")
		k.Interval = ipsec.UnknownAs[int]("the monitor profile is not shown in this file", name.at)
	}
	k.ControlsState = action == "fail-over" && !unclear
	if unclear {
		k.Interval = ipsec.UnknownAs[int](monitorUnclear, t.monitor)
	}
	return k, c.enters(j, k.Target)
}

// enters reports whether packets to target fit one of the tunnel's selectors, as
// far as the file tells.
func (c *converter) enters(j *joined, target string) bool {
	addr, err := netip.ParseAddr(target)
	if err != nil || len(j.model.Children) == 0 {
		return true
	}
	for _, s := range j.model.Children[0].Selectors {
		p, ok := s.RemotePrefix()
		if !ok || p.Contains(addr) {
			return true
		}
	}
	return false
}

func (c *converter) pathMonitor(r staticRoute, t pathTarget) ipsec.Keepalive {
	return ipsec.Keepalive{
		Kind: "path-monitor", Name: r.name, Target: c.host(t.destination), TargetAt: t.destination.at,
		Source: c.host(t.source), SourceAt: t.source.at,
		Interval:      c.number(t.interval, ipsec.DefaultOf(pathInterval, c.standard())),
		ControlsState: true, At: t.at,
	}
}

// host returns an address without its prefix length; another text stays as it is.
func (c *converter) host(v value) string {
	if !v.set() {
		return ""
	}
	v, _ = c.v.address(v)
	if a, ok := addressOf(v.text); ok {
		return a.String()
	}
	return v.text
}

// replayWindow tells the size of the anti-replay window, which is fixed before 10.1.
func (c *converter) replayWindow(t *tunnel) ipsec.Value[int] {
	on := c.yesNo(t.antiReplay, ipsec.DefaultOf(true, c.standard()))
	switch {
	case !on.Known():
		return ipsec.UnknownAs[int](on.Reason, on.At)
	case !on.V:
		return modelled(t.antiReplay, 0)
	case t.replayWindow.set():
		return c.number(t.replayWindow, ipsec.Value[int]{})
	case !c.release.known():
		return ipsec.DefaultOf(replayWindowOld, "default of PAN-OS up to 10.0; later releases have 1024")
	case c.release.before(10, 1):
		return ipsec.DefaultOf(replayWindowOld, c.standard())
	}
	return ipsec.DefaultOf(replayWindow, c.standard())
}

// insideLocal returns the IPv4 address of the tunnel interface.
func (c *converter) insideLocal(t *tunnel) ipsec.Value[netip.Prefix] {
	if !t.iface.set() {
		return ipsec.UnknownAs[netip.Prefix]("the tunnel names no tunnel interface", t.at)
	}
	if t.iface.unknown != "" {
		return ipsec.UnknownAs[netip.Prefix](t.iface.unknown, t.iface.at)
	}
	n := c.v.interfaceNode(t.iface.text)
	if n == nil {
		return ipsec.UnknownAs[netip.Prefix]("the interface "+strconv.Quote(t.iface.text)+" is not shown in this file", t.iface.at)
	}
	for _, ip := range c.v.members(n, "ip") {
		v, ok := c.v.address(ip)
		p, isPrefix := prefixOf(v.text)
		switch {
		case v.unknown != "":
			return ipsec.UnknownAs[netip.Prefix](v.unknown, v.at)
		case !ok || !isPrefix:
			return ipsec.UnknownAs[netip.Prefix]("the interface's address is an object that this file does not define", v.at)
		case p.Addr().Is4():
			return modelled(v, p, t.iface.at)
		}
	}
	return ipsec.Value[netip.Prefix]{}
}

// insideRemote returns the far side's tunnel address where a BGP peer, the next
// hop of a route, or a monitor inside the tunnel's own network tells it.
func (c *converter) insideRemote(j *joined) ipsec.Value[netip.Addr] {
	var candidates []value
	for _, p := range c.net.peers[j.t.iface.text] {
		candidates = append(candidates, p.address)
	}
	for _, r := range c.net.routes[j.t.iface.text] {
		candidates = append(candidates, r.nexthop)
	}
	if in := j.model.InsideLocal; in.Known() {
		if v, _ := c.v.address(j.t.monitorTarget); v.known() {
			if a, ok := addressOf(v.text); ok && in.V.Masked().Contains(a) {
				candidates = append(candidates, j.t.monitorTarget)
			}
		}
	}
	for _, v := range candidates {
		v, _ = c.v.address(v)
		if a, ok := addressOf(v.text); ok && v.known() {
			return modelled(v, a, j.t.iface.at)
		}
	}
	return ipsec.Value[netip.Addr]{}
}

// mss tells what clamps the TCP segment size. A tunnel interface has no such
// setting; one on another interface may or may not lie in the way of the tunnel's
// traffic.
func (c *converter) mss() ipsec.Value[int] {
	top := c.v.root.path("network", "interface")
	for _, kind := range [...]string{"ethernet", "aggregate-ethernet"} {
		for _, port := range top.list(kind) {
			l3 := port.find("layer3")
			for _, n := range append([]*node{l3}, l3.list("units")...) {
				if v := c.v.leaf(n, "adjust-tcp-mss", "enable"); v.yes() {
					return ipsec.UnknownAs[int]("an interface adjusts the MSS; whether the tunnel's traffic passes it cannot be told", v.at)
				}
			}
		}
	}
	return ipsec.Value[int]{}
}

// secret makes a Secret of a key; its text goes no further than the keyring.
func (c *converter) secret(key value) ipsec.Secret {
	switch {
	case !key.set():
		return ipsec.Secret{State: ipsec.SecretElsewhere}
	case key.unknown != "":
		return ipsec.Secret{State: ipsec.SecretElsewhere, At: key.at}
	case encryptedKey(key.text):
		return ipsec.Secret{State: ipsec.SecretEncrypted, At: key.at}
	case maskedKey(key.text):
		return ipsec.Secret{State: ipsec.SecretMasked, At: key.at}
	}
	return c.keys.Visible(key.text, key.at)
}
