package fortigate

import (
	"net/netip"
	"slices"
	"strconv"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// keepalives finds, for each tunnel, what sends traffic into it or starts it anew.
func (c *converter) keepalives() {
	if len(c.dev.Tunnels) == 0 {
		return
	}
	for _, t := range c.dev.Tunnels {
		for _, p2 := range c.links[t].phase2 {
			for _, name := range []string{"auto-negotiate", "keepalive"} {
				passive := name == "auto-negotiate" && c.links[t].phase1.text("passive-mode") == "enable"
				if p2.text(name) == "enable" && !passive {
					t.Keepalives = append(t.Keepalives, ipsec.Keepalive{Kind: name, Name: p2.name, At: p2.options[name].statement})
				}
			}
		}
	}
	c.linkMonitors()
	for _, path := range [][]string{{"system", "sdwan"}, {"system", "virtual-wan-link"}, {"system", "virtual-wan-link", "health-check"}} {
		c.healthChecks(c.vdom.single(path...))
	}
	c.bgp()
	for _, t := range c.dev.Tunnels {
		t.KeepalivesHidden = c.hiddenProbes(t)
	}
}

// hiddenProbes says why a tunnel may have probes that the file does not show.
func (c *converter) hiddenProbes(t *ipsec.Tunnel) string {
	monitors := c.vdom.shows("system", "link-monitor")
	sdwan := c.vdom.shows("system", "sdwan") || c.vdom.shows("system", "virtual-wan-link")
	switch {
	case c.dev.Whole || t.Kind == ipsec.PolicyBased || monitors && sdwan:
		return ""
	case !monitors && !sdwan:
		return "the file shows neither link monitors nor SD-WAN"
	case !monitors:
		return "the file shows no link monitors"
	}
	return "the file shows no SD-WAN"
}

// routed gives the route-based tunnels that packets leave by which are sent to an
// interface: the one of that name, or the members of an aggregate.
func (c *converter) routed(name string) []*ipsec.Tunnel {
	names := []string{name}
	for _, a := range c.aggregates {
		if a.name == name {
			names = a.list("member")
		}
	}
	var out []*ipsec.Tunnel
	for _, n := range names {
		if t := c.byName[n]; t != nil {
			out = append(out, t)
		}
	}
	return out
}

// linkMonitors attaches system link-monitor entries whose probes leave by a tunnel.
func (c *converter) linkMonitors() {
	for _, m := range c.vdom.table(asWritten, nil, "system", "link-monitor").objects {
		if m.text("status") == "disable" {
			continue
		}
		for _, t := range c.routed(m.text("srcintf")) {
			c.probes(t, "link-monitor", m, m, "source-ip")
		}
	}
}

// healthChecks attaches the probes of SD-WAN that leave by a tunnel which is a
// member. Passive checks send nothing.
func (c *converter) healthChecks(sdwan *object) {
	if status := sdwan.text("status"); status == "disable" || status == "" && c.dev.Whole {
		return // SD-WAN is off unless it is switched on
	}
	members := sdwan.entries("members")
	for _, h := range sdwan.entries("health-check") {
		mode := h.text("detect-mode")
		if mode == "passive" || mode == "agent-based" || h.text("probe-packets") == "disable" {
			continue
		}
		used := h.list("members")
		for _, m := range members {
			if m.text("status") == "disable" || !slices.Contains(used, m.name) && !slices.Contains(used, "0") {
				continue
			}
			for _, t := range c.routed(m.text("interface")) {
				c.probes(t, "health-check", h, m, "source")
			}
		}
	}
}

// probes attaches one probe for each server of a monitor. The source is an option
// of the monitor, or of the SD-WAN member.
func (c *converter) probes(t *ipsec.Tunnel, kind string, monitor, sender *object, source string) {
	for i, server := range monitor.list("server") {
		k := ipsec.Keepalive{Kind: kind, Name: monitor.name, Target: server, At: monitor.head,
			TargetAt: monitor.tree.Span(monitor.options["server"].words[i]), Interval: c.probeInterval(monitor),
			ControlsState: monitor.text("update-static-route") != "disable"}
		k.Source, k.SourceAt = c.probeSource(t, sender, source)
		c.attach(t, k)
	}
}

// bgp attaches BGP sessions with a neighbour at the other end of a tunnel.
func (c *converter) bgp() {
	r := c.vdom.single("router", "bgp")
	for _, n := range r.entries("neighbor") {
		if n.text("shutdown") == "enable" {
			continue
		}
		t := c.neighborTunnel(n)
		if t == nil {
			continue
		}
		k := ipsec.Keepalive{Kind: "bgp", Name: n.name, Target: n.name, TargetAt: n.nameAt, At: n.head, ControlsState: true}
		switch {
		case n.has("keep-alive-timer") && n.text("keep-alive-timer") != "4294967295":
			k.Interval = c.number(n, "keep-alive-timer", nil)
		case r.has("keepalive-timer"):
			k.Interval = c.number(r, "keepalive-timer", nil)
			if k.Interval.Origin == ipsec.Explicit {
				k.Interval.Origin = ipsec.Inherited
			}
		default:
			k.Interval = byDefault(c.file, defaultBGPKeepalive)
		}
		k.Source, k.SourceAt = c.probeSource(t, nil, "")
		c.attach(t, k)
	}
}

// neighborTunnel finds the tunnel at whose other end a BGP neighbour is.
func (c *converter) neighborTunnel(n *object) *ipsec.Tunnel {
	addr, err := netip.ParseAddr(n.name)
	for _, t := range c.dev.Tunnels {
		if err == nil && (t.InsideRemote.V == addr || t.InsideLocal.V.IsValid() && !t.InsideLocal.V.IsSingleIP() && t.InsideLocal.V.Contains(addr)) {
			return t
		}
	}
	for _, option := range []string{"interface", "update-source"} {
		if found := c.routed(n.text(option)); len(found) > 0 {
			return found[0]
		}
	}
	return nil
}

// probeSource finds the address that a probe leaves with: the one that is set,
// else that of the tunnel interface.
func (c *converter) probeSource(t *ipsec.Tunnel, o *object, option string) (string, parser.Span) {
	if s := o.text(option); s != "" && s != "0.0.0.0" {
		return s, o.at(option)
	}
	if t.InsideLocal.Known() {
		return t.InsideLocal.V.Addr().String(), t.InsideLocal.At
	}
	return "", parser.Span{}
}

// attach adds the probe when its packets fit a selector: others are dropped at the
// tunnel.
func (c *converter) attach(t *ipsec.Tunnel, k ipsec.Keepalive) {
	if len(t.Children) == 0 {
		t.Keepalives = append(t.Keepalives, k)
		return
	}
	for _, ch := range t.Children {
		for _, s := range ch.Selectors {
			if mayContain(s.Local, k.Source) && mayContain(s.Remote, k.Target) {
				t.Keepalives = append(t.Keepalives, k)
				return
			}
		}
	}
}

// mayContain reports whether a selector can hold the address: what is no prefix, or
// no address, may.
func mayContain(selector, address string) bool {
	p, err := netip.ParsePrefix(selector)
	a, aerr := netip.ParseAddr(address)
	return err != nil || aerr != nil || p.Contains(a)
}

// Where the version does not tell the unit of a probe's interval, numbers below
// the least number of milliseconds are seconds, and those above the greatest
// number of seconds are milliseconds.
const (
	leastMilliseconds = 20
	mostSeconds       = 3600
)

// probeInterval reads how often a probe is sent, in seconds. Less than a second
// counts as one.
func (c *converter) probeInterval(o *object) ipsec.Value[int] {
	seconds := func(ms int) int { return max(1, (ms+500)/1000) }
	if !o.has("interval") {
		v := byDefault(c.file, defaultProbeInterval)
		if v.Known() {
			v.V = seconds(v.V)
		}
		return v
	}
	n, err := strconv.Atoi(o.text("interval"))
	if err != nil || n <= 0 || n > 1<<30 {
		return ipsec.UnknownAs[int](unreadableValue, o.at("interval"))
	}
	unit, ok := builtIn(probeUnit, c.file.releases)
	switch {
	case n < leastMilliseconds:
		unit = 1000
	case n > mostSeconds:
		unit = 1
	case !ok:
		if !c.file.releases.known() {
			c.file.needsVersion = true
		}
		return ipsec.UnknownAs[int]("FortiOS counts the interval in seconds up to 6.2.0 and in milliseconds from 6.2.4 on, and the file does not tell which it is", o.at("interval"))
	}
	return ipsec.ExplicitAt(seconds(n*unit), o.at("interval"))
}
