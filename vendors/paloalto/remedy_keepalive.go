package paloalto

import (
	"net/netip"
	"strconv"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// addKeepalive switches the tunnel's own monitor on. It pings from the address
// of the tunnel interface, which the OutSystems network can answer only when it
// lies in a range that is routed to the customer.
func (j *job) addKeepalive() {
	target := hostText(j.Addr, "<inside address of the far side, or OutSystems DNS server>")
	in := j.model.InsideLocal
	if far, ok := farSide(in); ok {
		target = far.String() // a DNS server has no route to the address that the monitor pings from
	}
	profile := ""
	if j.Seconds > 0 {
		profile = newMonitor
		j.set(j.t.from, "profiles monitor-profile", newMonitor, "action fail-over interval", strconv.Itoa(j.Seconds), "threshold 5")
	}
	words := j.tun("tunnel-monitor enable yes destination-ip", target)
	if profile != "" {
		words = append(words, "tunnel-monitor-profile", profile)
	}
	j.set(j.t.from, words...)
	switch {
	case in.Origin == ipsec.None:
		j.note("the monitor pings from the address of " + j.t.iface.text + ", which has none: give it one first")
	case in.Known() && in.V.Addr().IsLinkLocalUnicast():
		j.note("the monitor pings from " + in.V.Addr().String() + ", to which the OutSystems network has no route: it is aimed at the far side's inside address; the path monitor of a static route can name its source")
	case in.Known():
		j.note("the monitor pings from " + in.V.Addr().String() + ": the DNS server answers only sources in the ranges registered with OutSystems, and without an answer the tunnel interface goes down")
	}
	if len(j.t.proxyIDs) > 0 {
		j.note("source and destination of the monitor must lie inside the proxy-id")
	}
}

// setKeepalive changes target, source or interval of one monitor.
func (j *job) setKeepalive() {
	k := j.Keepalive
	if k == nil {
		return
	}
	switch k.Kind {
	case "tunnel-monitor":
		j.setMonitor(k)
	case "path-monitor":
		j.setPathMonitor(k)
	}
}

func (j *job) setMonitor(k *ipsec.Keepalive) {
	if j.Addr.IsValid() {
		j.set(source(j.t.monitorTarget, j.t.from), j.tun("tunnel-monitor destination-ip", j.Addr.String())...)
		j.edit(j.t.monitorTarget, j.Addr.String())
	}
	if j.Seconds > 0 {
		action := monitorAction
		if k.ControlsState {
			action = "fail-over"
		}
		j.set(j.t.from, "profiles monitor-profile", newMonitor, "action", action, "interval", strconv.Itoa(j.Seconds), "threshold 5")
		j.set(j.t.from, j.tun("tunnel-monitor tunnel-monitor-profile", newMonitor)...)
	}
	if j.Source.IsValid() && j.t.iface.known() {
		j.set(j.t.from, "interface tunnel units", quoted(j.t.iface.text), "ip", j.Source.String()+"/32")
		j.note("the monitor pings from the address of the tunnel interface")
	}
}

func (j *job) setPathMonitor(k *ipsec.Keepalive) {
	for _, r := range j.c.net.routes[j.t.iface.text] {
		for _, t := range r.targets {
			if t.at != k.At {
				continue
			}
			path := append(append([]string(nil), r.path...), "path-monitor monitor-destinations", quoted(t.name))
			if j.Addr.IsValid() {
				j.set(r.from, append(path, "destination", j.Addr.String())...)
				j.edit(t.destination, j.Addr.String())
			}
			if j.Source.IsValid() {
				j.set(r.from, append(path, "source", j.Source.String())...)
			}
			if j.Seconds > 0 {
				j.set(r.from, append(path, "interval", strconv.Itoa(j.Seconds))...)
				j.edit(t.interval, strconv.Itoa(j.Seconds))
			}
		}
	}
}

// farSide is the other host of the /30 of link-local addresses that a tunnel
// interface has.
func farSide(in ipsec.Value[netip.Prefix]) (netip.Addr, bool) {
	if !in.Known() || !in.V.Addr().IsLinkLocalUnicast() || in.V.Bits() != 30 {
		return netip.Addr{}, false
	}
	first := in.V.Masked().Addr().Next()
	if first == in.V.Addr() {
		return first.Next(), true
	}
	return first, true
}
