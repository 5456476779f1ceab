package paloalto

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// remedier writes set commands for one configuration. It knows the objects
// behind each tunnel, which the model does not hold.
type remedier struct {
	c       *converter
	tunnels map[*ipsec.Tunnel]*joined
}

// job is one change on one tunnel.
type job struct {
	ipsec.Change
	*joined
	c   *converter
	out ipsec.Remedy
}

// Remedy returns the commands for one change; ok is false when PAN-OS has no such setting.
func (r *remedier) Remedy(ch ipsec.Change) (ipsec.Remedy, bool) {
	joined, do := r.tunnels[ch.Tunnel], jobs[ch.Kind]
	if joined == nil || do == nil {
		return ipsec.Remedy{}, false
	}
	j := &job{Change: ch, joined: joined, c: r.c}
	do(j)
	if len(j.out.Commands) == 0 {
		return j.out, len(j.out.Notes) > 0
	}
	switch template := j.template(j.t.from); {
	case template == "":
		j.note(noteCommit)
	case j.c.v.context == "":
		j.note("Panorama's template " + strconv.Quote(template) + " sets the value: type this on Panorama, then commit and push")
	default:
		j.note(notePush)
	}
	return j.out, true
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime:   (*job).ikeLifetime,
	ipsec.SetIKEProposal:   (*job).ikeProposal,
	ipsec.DropProposals:    (*job).dropProposals,
	ipsec.NarrowProposal:   (*job).narrowProposal,
	ipsec.SetIKEMode:       (*job).ikeMode,
	ipsec.SetIKEAuth:       (*job).psk,
	ipsec.SetPSK:           (*job).psk,
	ipsec.SetIKEVersion:    (*job).ikeVersion,
	ipsec.SetIdentity:      (*job).identity,
	ipsec.SetNATTraversal:  (*job).natTraversal,
	ipsec.SetDPD:           (*job).dpd,
	ipsec.SetIPsecLifetime: (*job).ipsecLifetime,
	ipsec.SetIPsecVolume:   (*job).ipsecVolume,
	ipsec.SetIPsecProposal: (*job).ipsecProposal,
	ipsec.SetIPsecMode:     (*job).ipsecMode,
	ipsec.SetPFS:           (*job).pfs,
	ipsec.SetSelectors:     (*job).selectors,
	ipsec.SetInitiation:    (*job).initiation,
	ipsec.AddKeepalive:     (*job).addKeepalive,
	ipsec.SetKeepalive:     (*job).setKeepalive,
	ipsec.AddTunnel:        (*job).addTunnel,
	ipsec.SetReplayWindow:  (*job).replayWindow,
	ipsec.SetInsideAddress: (*job).insideAddress,
	ipsec.PermitFlow:       (*job).permitFlow,
	ipsec.ExemptNAT:        (*job).exemptNAT,
	ipsec.AddRoute:         (*job).addRoute,
	ipsec.AddForwarder:     (*job).addForwarder,
	ipsec.ExemptLimit:      (*job).exemptLimit,
	ipsec.SetRouteDistance: (*job).routeDistance,
	ipsec.MonitorRoute:     (*job).monitorRoute,
	ipsec.AddBackupRoute:   (*job).backupRoute,
	ipsec.SetBGPPreference: (*job).bgpPreference,
	ipsec.SetBGPTimers:     (*job).bgpTimers,
	ipsec.DropDefaultRoute: (*job).dropDefault,
	ipsec.AnnounceRange:    (*job).announce,
}

func (j *job) note(text string) {
	if !slices.Contains(j.out.Notes, text) {
		j.out.Notes = append(j.out.Notes, text)
	}
}

// template returns where a value that comes from the given template is to be set:
// there, else in the template or stack that is being read; "" is the firewall itself.
func (j *job) template(from string) string {
	if from != "" {
		return from
	}
	return j.c.v.context
}

// source is the template that sets v, or that of the block around it.
func source(v value, block string) string {
	if v.set() {
		return v.from
	}
	return block
}

// say adds a command on words below "network"; from is the template of the value
// that it changes.
func (j *job) say(verb, from string, words ...string) {
	line := verb + " "
	if t := j.template(from); t != "" {
		kind := "template "
		if j.c.v.stack && t == j.c.v.context {
			kind = "template-stack "
		}
		line += kind + quoted(t) + " config "
	}
	line += "network"
	for _, w := range words {
		line += " " + w
	}
	if !slices.Contains(j.out.Commands, line) {
		j.out.Commands = append(j.out.Commands, line)
	}
}

func (j *job) set(from string, words ...string)    { j.say("set", from, words...) }
func (j *job) delete(from string, words ...string) { j.say("delete", from, words...) }

// gate and tun begin a command on the tunnel's gateway and on its entry.
func (j *job) gate(words ...string) []string {
	return append([]string{"ike", "gateway", quoted(j.gatewayRef.text)}, words...)
}

func (j *job) tun(words ...string) []string {
	return append([]string{"tunnel", "ipsec", quoted(j.t.name)}, words...)
}

// gateFrom is the template that the gateway comes from.
func (j *job) gateFrom() string {
	if j.g == nil {
		return ""
	}
	return j.g.from
}

// edit replaces the one word that v is, when the file says it in this very place.
func (j *job) edit(v value, text string) {
	if v.known() && len(v.via) == 0 && v.at.Text() == v.text {
		j.out.Edits = append(j.out.Edits, ipsec.Edit{At: v.at, Text: text})
	}
}

// quoted writes a name as the CLI wants it.
func quoted(name string) string {
	if name == "" || strings.ContainsAny(name, " \t\"'") {
		return `"` + name + `"`
	}
	return name
}

func (j *job) ikeMode() {
	if j.g != nil {
		j.set(source(j.g.exchangeMode, j.gateFrom()), j.gate("protocol ikev1 exchange-mode", j.Text)...)
		j.edit(j.g.exchangeMode, j.Text)
	}
}

func (j *job) psk() {
	if j.g == nil {
		return
	}
	if !j.g.certificate.IsZero() {
		j.delete(j.gateFrom(), j.gate("authentication certificate")...)
	}
	j.set(j.gateFrom(), j.gate("authentication pre-shared-key key", "<key of this tunnel from the supplied file>")...)
}

// ikeVersion selects the version and, for IKEv2, names the crypto profile that
// IKEv1 has: each version has a setting of its own for it.
func (j *job) ikeVersion() {
	if j.g == nil {
		return
	}
	j.set(source(j.g.version, j.gateFrom()), j.gate("protocol version", j.Text)...)
	j.edit(j.g.version, j.Text)
	if j.Text != "ikev2" || j.g.v2.profile.set() {
		return
	}
	if v1 := j.g.v1.profile; v1.known() {
		j.set(j.gateFrom(), j.gate("protocol ikev2 ike-crypto-profile", quoted(v1.text))...)
	} else {
		j.note("IKEv2 has a crypto profile of its own: with none named, the profile default is in force")
	}
}

func (j *job) identity() {
	if j.g == nil {
		return
	}
	id := j.Text
	if id == "" {
		id = "<public address of the NAT device>"
	}
	j.set(j.gateFrom(), j.gate("local-id type ipaddr id", id)...)
}

func (j *job) natTraversal() {
	if j.g == nil {
		return
	}
	yes := "yes"
	if j.Text == "off" {
		yes = "no"
	}
	j.set(source(j.g.natTraversal, j.gateFrom()), j.gate("protocol-common nat-traversal enable", yes)...)
	j.edit(j.g.natTraversal, yes)
}

// dpd sets the probes of the IKE versions in force; IKEv2 has no number of retries.
func (j *job) dpd() {
	if j.g == nil {
		return
	}
	interval := strconv.Itoa(j.Seconds)
	if slices.Contains(j.model.IKE.Versions.V, "ikev1") {
		j.set(j.gateFrom(), j.gate("protocol ikev1 dpd enable yes interval", interval, "retry", strconv.Itoa(j.Number))...)
	}
	if slices.Contains(j.model.IKE.Versions.V, "ikev2") {
		j.set(j.gateFrom(), j.gate("protocol ikev2 dpd enable yes interval", interval)...)
		j.note("with IKEv2 the liveness check sends up to 10 retransmissions over 7 minutes before it gives the peer up: let a tunnel monitor or a path monitor control the failover")
	}
}

func (j *job) selectors() {
	s := j.Selector
	if s == nil {
		return
	}
	from := ""
	if len(j.t.proxyIDs) > 0 {
		from = j.t.proxyIDs[0].from
		j.delete(from, j.tun("auto-key proxy-id")...)
	}
	if slices.ContainsFunc(j.t.proxyIDs, func(p proxyID) bool { return p.v6 }) {
		j.delete(from, j.tun("auto-key proxy-id-v6")...)
	}
	if len(j.t.proxyIDs) == 0 {
		from = j.t.from
	}
	if s.Local == "0.0.0.0/0" && s.Remote == "0.0.0.0/0" {
		j.note("without a proxy-id the tunnel asks for one pair, any to any: restrict the traffic by security rules")
		return
	}
	j.set(from, j.tun("auto-key proxy-id OS local", s.Local, "remote", s.Remote, "protocol any")...)
}

func (j *job) initiation() {
	if j.g == nil {
		return
	}
	if j.g.passive.set() && !j.g.passive.is("no") {
		j.set(source(j.g.passive, j.gateFrom()), j.gate("protocol-common passive-mode no")...)
		j.edit(j.g.passive, "no")
	}
	if j.g.peerDynamic.set() {
		j.delete(j.gateFrom(), j.gate("peer-address")...)
		j.set(j.gateFrom(), j.gate("peer-address ip", "<outside address of this tunnel from the supplied file>")...)
	}
	if j.Text == string(ipsec.Start) {
		j.addKeepalive()
	}
}

func (j *job) replayWindow() {
	j.set(source(j.t.antiReplay, j.t.from), j.tun("anti-replay yes")...)
	j.edit(j.t.antiReplay, "yes")
	if j.c.release.known() && !j.c.release.before(10, 1) && slices.Contains([]int{64, 128, 256, 512, 1024, 2048, 4096}, j.Number) {
		j.set(j.t.from, j.tun("anti-replay-window", strconv.Itoa(j.Number))...)
	}
}

func (j *job) insideAddress() {
	if j.Text == ipsec.FarSide {
		j.note("no setting of the tunnel has the far side's address: correct the BGP peer, the next hop or the tunnel monitor that names it")
		return
	}
	if j.t.iface.known() {
		j.set(j.t.from, "interface tunnel units", quoted(j.t.iface.text), "ip", "<inside address of this tunnel from the supplied file>/30")
	}
}

// addTunnel writes a second tunnel beside this one, with the same profiles.
func (j *job) addTunnel() {
	if j.g == nil {
		return
	}
	peer := j.Addr.String()
	if !j.Addr.IsValid() {
		peer = "<outside address of the second tunnel>"
	}
	name, gw, iface := j.t.name+"-2", j.g.name+"-2", "<tunnel.N that is not in use>"
	g := func(words ...string) []string { return append([]string{"ike gateway", quoted(gw)}, words...) }
	t := func(words ...string) []string { return append([]string{"tunnel ipsec", quoted(name)}, words...) }
	from := j.gateFrom()
	j.set(from, g("authentication pre-shared-key key", "<key of the second tunnel from the supplied file>")...)
	version := "ikev1"
	if slices.Contains(j.model.IKE.Versions.V, "ikev2") {
		version = "ikev2"
	}
	j.set(from, g("protocol version", version)...)
	if p := j.profileOf(version); p != nil && p.shown != nil {
		j.set(from, g("protocol", version, "ike-crypto-profile", quoted(p.name))...)
	}
	if v := j.g.localInterface; v.known() {
		j.set(from, g("local-address interface", quoted(v.text))...)
	}
	if v := j.g.localIP; v.known() {
		j.set(from, g("local-address ip", quoted(v.text))...)
	}
	j.set(from, g("peer-address ip", peer)...)
	j.set(j.t.from, "interface tunnel units", iface, "ip", "<inside address of the second tunnel>/30")
	j.set(j.t.from, t("auto-key ike-gateway", quoted(gw))...)
	if j.ipsec.shown != nil {
		j.set(j.t.from, t("auto-key ipsec-crypto-profile", quoted(j.ipsec.name))...)
	}
	j.set(j.t.from, t("tunnel-interface", iface)...)
	j.set(j.t.from, t("tunnel-monitor enable yes destination-ip", "<inside address of the far side of the second tunnel>")...)
	j.placeTunnel(iface)
	j.note("the new tunnel interface belongs into the zone and the virtual router of " + j.t.iface.text + ", and its route has a higher metric")
}

// placeTunnel puts a new tunnel interface beside the tunnel's own, on a firewall
// whose zone and router are its own.
func (j *job) placeTunnel(iface string) {
	own := j.c.dev.Around.InterfaceNamed(j.t.iface.text)
	if own == nil || len(own.Zones) != 1 || j.c.v.context != "" || len(j.c.near.vsys) > 1 || j.t.from != "" {
		return
	}
	for _, r := range j.c.near.routers() {
		for _, m := range j.c.v.members(r.node, "interface") {
			if m.text == j.t.iface.text {
				j.set("", r.path("interface", iface)...)
			}
		}
		for _, n := range r.node.list("routing-table", "ip", "static-route") {
			to, metric := j.c.v.leaf(n, "destination"), j.c.near.figure(j.c.v.leaf(n, "metric"), ipsec.DefaultOf(routeMetric, ""))
			if j.c.v.leaf(n, "interface").is(j.t.iface.text) && to.known() && metric.Known() {
				j.set("", routePath(r, n.word+"-2", "destination", quoted(to.text), "interface", iface, "metric", strconv.Itoa(metric.V+routeMetric))...)
			}
		}
	}
	if line := "set zone " + quoted(own.Zones[0]) + " network layer3 " + iface; !slices.Contains(j.out.Commands, line) {
		j.out.Commands = append(j.out.Commands, line)
	}
}

// hostText is an address, or what to fill in when it is not known.
func hostText(a netip.Addr, what string) string {
	if a.IsValid() {
		return a.String()
	}
	return what
}
