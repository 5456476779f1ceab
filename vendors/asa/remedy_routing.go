package asa

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// routeTo writes a route anew with a distance, and with a track unless it is "".
func routeTo(r *ipsec.Route, distance int, track string) string {
	words := strings.Fields(r.At.Text())
	words = append(words[:min(len(words), 5):5], strconv.Itoa(distance))
	if track != "" {
		words = append(words, "track", track)
	}
	return strings.Join(words, " ")
}

// trackOf is the number of the track that a route hangs on; "" for none.
func trackOf(r *ipsec.Route) string {
	if words := strings.Fields(r.MonitorAt.Text()); r.Monitor != "" && len(words) > 0 {
		return words[len(words)-1]
	}
	return ""
}

func (j *job) routeDistance() {
	if j.Route == nil {
		return
	}
	j.say("no "+j.Route.At.Text(), routeTo(j.Route, j.Number, trackOf(j.Route)))
	j.note("while the route is away, its traffic takes what is left")
}

// monitorRoute hangs a route on a probe. A track belongs to one probe, so a probe
// that has one keeps it.
func (j *job) monitorRoute() {
	if j.Route == nil {
		return
	}
	sla := 1
	for j.c.slas[strconv.Itoa(sla)] != nil {
		sla++
	}
	id := strconv.Itoa(sla)
	if j.Keepalive != nil && j.Keepalive.Kind == "sla" {
		id = strings.TrimPrefix(j.Keepalive.Name, "sla monitor ")
	} else {
		target := "<address of an OutSystems DNS server>"
		if j.Addr.IsValid() {
			target = j.Addr.String()
		}
		j.probeCommands(id, target, strconv.Itoa(j.Seconds))
		j.note("the probe leaves with the address of interface " + j.probeInterface() + "; it must be answered, or the route is withdrawn for ever: use a target that answers this address")
	}
	track, has := j.c.tracks[id]
	if !has {
		track.id = j.freeTrack()
		j.say("track " + track.id + " rtr " + id + " reachability")
	}
	j.say("no "+j.Route.At.Text(), routeTo(j.Route, j.Route.Distance.V, track.id))
}

// freeTrack is the lowest number that no track has.
func (j *job) freeTrack() string {
	for n := 1; ; n++ {
		id, taken := strconv.Itoa(n), false
		for _, t := range j.c.tracks {
			taken = taken || t.id == id
		}
		if !taken {
			return id
		}
	}
}

// backupRoute routes what a primary route does into this tunnel, at a distance.
func (j *job) backupRoute() {
	if j.Route == nil || !j.Route.Prefix.Addr().Is4() || j.vti == nil || !j.vti.nameif.set() {
		return
	}
	gateway := "<inside address of the far side>"
	switch inside := j.t.InsideLocal; {
	case j.t.InsideRemote.Known() && j.t.InsideRemote.V.IsValid():
		gateway = j.t.InsideRemote.V.String()
	case inside.Known() && inside.V.Bits() == 30: // of four addresses the two in the middle are hosts
		other := inside.V.Masked().Addr().Next()
		if other == inside.V.Addr() {
			other = other.Next()
		}
		gateway = other.String()
	}
	p := j.Route.Prefix.Masked()
	j.say("route " + j.vti.nameif.text + " " + p.Addr().String() + " " + netmask(p.Bits()) + " " + gateway + " " + strconv.Itoa(j.Number))
}

// inProcess says lines of the IPv4 family of the BGP process; a device has one.
func (j *job) inProcess(lines ...string) {
	if len(j.c.around.bgp) == 0 {
		return
	}
	j.say("router bgp "+j.c.stmt(int(j.c.around.bgp[0])).text(2), " address-family ipv4 unicast")
	for _, l := range lines {
		j.say("  " + l)
	}
}

// bgpPreference gives the neighbour route-maps. Where it has some, their entries
// are the user's to change: other neighbours may use them.
func (j *job) bgpPreference() {
	n := j.Neighbor
	if n == nil || len(j.c.around.bgp) == 0 {
		return
	}
	own := j.c.stmt(int(j.c.around.bgp[0])).text(2)
	prepend := "set as-path prepend " + strings.Join(slices.Repeat([]string{own}, j.Prepend), " ")
	preference := "set local-preference " + strconv.Itoa(j.Number)
	if n.PolicyOut != "" || n.PolicyIn != "" {
		j.note("neighbor " + n.Name + " has route-maps: its outbound one needs \"" + prepend + "\", its inbound one \"" + preference + "\", in every entry that permits, and neither may be shared with the other tunnel's neighbour")
		return
	}
	name := "BGP-" + n.Name
	j.say("route-map "+name+"-OUT permit 10", " "+prepend, "route-map "+name+"-IN permit 10", " "+preference)
	j.inProcess("neighbor "+n.Name+" route-map "+name+"-OUT out", "neighbor "+n.Name+" route-map "+name+"-IN in")
	j.note("sessions take a new route-map with the next update: afterwards \"clear bgp " + n.Name + " soft\"")
}

func (j *job) bgpTimers() {
	if j.Neighbor != nil {
		j.inProcess("neighbor " + j.Neighbor.Name + " timers " + strconv.Itoa(j.Seconds) + " " + strconv.Itoa(j.Number))
		j.note("timers are agreed when a session starts: afterwards \"clear bgp " + j.Neighbor.Name + "\", which drops it for a moment")
	}
}

func (j *job) dropDefault() {
	switch {
	case j.Advertised != nil:
		j.inProcess("no " + j.Advertised.At.Text())
	case j.Neighbor != nil:
		j.inProcess("no neighbor " + j.Neighbor.Name + " default-originate")
	}
}

func (j *job) announce() {
	if j.Advertised == nil || j.Advertised.Prefix == (netip.Prefix{}) {
		return
	}
	p := j.Advertised.Prefix
	j.inProcess("network " + p.Addr().String() + " mask " + netmask(p.Bits()))
	j.note("the prefix is announced only while the routing table has exactly " + p.String() + ": where it is made of smaller networks, add a route for it to Null0")
}
