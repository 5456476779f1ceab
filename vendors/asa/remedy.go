package asa

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// remedier writes the commands of one device. It knows the objects behind each
// tunnel, which the model does not hold.
type remedier struct {
	c     *config
	links []*link
	of    func() map[*ipsec.Tunnel]*link // links by their tunnel
}

func newRemedier(c *config, links []*link) *remedier {
	return &remedier{c: c, links: links, of: sync.OnceValue(func() map[*ipsec.Tunnel]*link {
		out := make(map[*ipsec.Tunnel]*link, len(links))
		for _, l := range links {
			if out[l.t] == nil {
				out[l.t] = l
			}
		}
		return out
	})}
}

// job is one change on one tunnel.
type job struct {
	ipsec.Change
	*link
	all []*link // of the device
	out ipsec.Remedy
}

func (j *job) say(commands ...string) { j.out.Commands = append(j.out.Commands, commands...) }
func (j *job) note(text string)       { j.out.Notes = append(j.out.Notes, text) }

// Remedy returns the commands for one change; ok is false when an ASA has no such setting.
func (r *remedier) Remedy(ch ipsec.Change) (ipsec.Remedy, bool) {
	l, do := r.of()[ch.Tunnel], jobs[ch.Kind]
	if l == nil || do == nil {
		return ipsec.Remedy{}, false
	}
	j := &job{Change: ch, link: l, all: r.links}
	do(j)
	return j.out, len(j.out.Commands)+len(j.out.Notes) > 0
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime:    (*job).ikeLifetime,
	ipsec.SetIKEProposal:    (*job).ikeProposal,
	ipsec.DropProposals:     (*job).dropProposals,
	ipsec.NarrowProposal:    (*job).narrowProposal,
	ipsec.SetIKEMode:        (*job).ikeMode,
	ipsec.SetIKEAuth:        (*job).psk,
	ipsec.SetPSK:            (*job).psk,
	ipsec.SetIKEVersion:     (*job).ikeVersion,
	ipsec.EnableIKE:         (*job).enableIKE,
	ipsec.SetIdentity:       (*job).identity,
	ipsec.SetNATTraversal:   (*job).natTraversal,
	ipsec.SetDPD:            (*job).dpd,
	ipsec.SetIPsecLifetime:  func(j *job) { j.phase2("security-association lifetime seconds " + strconv.Itoa(j.Seconds)) },
	ipsec.SetIPsecVolume:    func(j *job) { j.phase2("security-association lifetime kilobytes " + kilobytes(j.Number)) },
	ipsec.SetPFS:            (*job).pfs,
	ipsec.SetIPsecProposal:  (*job).ipsecProposal,
	ipsec.SetIPsecMode:      (*job).ipsecMode,
	ipsec.SetSelectors:      (*job).selectors,
	ipsec.SetInitiation:     (*job).initiation,
	ipsec.SetIdleTimeout:    func(j *job) { j.timer("vpn-idle-timeout") },
	ipsec.SetSessionTimeout: func(j *job) { j.timer("vpn-session-timeout") },
	ipsec.AddKeepalive:      (*job).addKeepalive,
	ipsec.SetKeepalive:      (*job).setKeepalive,
	ipsec.AddTunnel:         (*job).addTunnel,
	ipsec.SetMSS:            func(j *job) { j.say("sysopt connection tcpmss " + strconv.Itoa(j.Number)) },
	ipsec.SetDontFragment:   func(j *job) { j.say("crypto ipsec df-bit clear-df " + j.outside()) },
	ipsec.SetFragmentation:  func(j *job) { j.say("crypto ipsec fragmentation before-encryption " + j.outside()) },
	ipsec.SetReplayWindow:   func(j *job) { j.say("crypto ipsec security-association replay window-size " + strconv.Itoa(j.Number)) },
	ipsec.SetInsideAddress:  (*job).insideAddress,
	ipsec.PermitFlow:        (*job).permitFlow,
	ipsec.ExemptNAT:         (*job).exemptNAT,
	ipsec.AddRoute:          (*job).addRoute,

	ipsec.SetRouteDistance: (*job).routeDistance,
	ipsec.MonitorRoute:     (*job).monitorRoute,
	ipsec.AddBackupRoute:   (*job).backupRoute,
	ipsec.SetBGPPreference: (*job).bgpPreference,
	ipsec.SetBGPTimers:     (*job).bgpTimers,
	ipsec.DropDefaultRoute: (*job).dropDefault,
	ipsec.AnnounceRange:    (*job).announce,
}

func kilobytes(n int) string {
	if n == 0 {
		return "unlimited"
	}
	return strconv.Itoa(n)
}

// old reports a version that writes IKEv1 without the word.
func (j *job) old() bool {
	return j.c.version.before(8, 4) || !j.c.version.known() && !j.c.version.since(8, 4)
}

// ikev1 is the word that IKEv1 commands take: "crypto isakmp policy" up to 8.3.
func (j *job) ikev1() string {
	if j.old() {
		return "isakmp"
	}
	return "ikev1"
}

func (j *job) ikeWord(ver int) string {
	if ver == 2 {
		return "ikev2"
	}
	return j.ikev1()
}

// outside is the interface that the tunnel leaves by.
func (j *job) outside() string {
	if len(j.ifaces) > 0 {
		return j.ifaces[0].text
	}
	return "outside"
}

// peerGroup is the name of the peer's tunnel-group.
func (j *job) peerGroup() string {
	if j.byPeer && j.group != nil {
		return j.group.name
	}
	return j.t.Peer
}

func (j *job) clearNote() {
	if command := "clear crypto ipsec sa peer " + j.t.Peer; !slices.Contains(j.out.Renew, command) {
		j.out.Renew = append(j.out.Renew, command)
	}
}

// phase2 sets one phase-2 value where it belongs: at the crypto map entry, or in
// the profile of a tunnel interface, and never globally, which drops all tunnels.
func (j *job) phase2(setting string) {
	if j.vti != nil {
		if j.prof == nil {
			return
		}
		j.say("crypto ipsec profile "+j.prof.name, " set "+setting)
	}
	for _, e := range j.entries {
		if j.Child == nil || j.Child.Name == e.mapName+" "+strconv.Itoa(e.seq) {
			j.say(entryCommand(e) + " set " + setting)
		}
	}
	j.clearNote()
}

func entryCommand(e *entry) string { return "crypto map " + e.mapName + " " + strconv.Itoa(e.seq) }

func (j *job) selectors() {
	if j.vti != nil || j.Selector == nil || len(j.entries) == 0 {
		return
	}
	e := j.entries[0]
	name := "ACL-" + strings.ReplaceAll(j.t.Name, " ", "-") + "-ONE"
	j.say(
		"access-list "+name+" extended permit ip "+j.aclSide(j.Selector.Local)+" "+j.aclSide(j.Selector.Remote),
		entryCommand(e)+" match address "+name,
	)
	for _, other := range j.entries[1:] {
		j.say("clear configure " + entryCommand(other))
	}
	j.note("limit what may pass with a vpn-filter in the group-policy, not with more lines in this ACL")
	j.clearNote()
}

// aclSide writes a prefix as an ACL takes it.
func (j *job) aclSide(text string) string {
	p, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return text
	case p.Bits() == 0 && !j.c.version.before(9, 0):
		return "any4"
	case p.Bits() == 0:
		return "any"
	case p.IsSingleIP():
		return "host " + p.Addr().String()
	}
	return p.Masked().Addr().String() + " " + netmask(p.Bits())
}

func netmask(bits int) string {
	v := ^uint32(0) << (32 - bits)
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}).String()
}

func (j *job) initiation() {
	if j.vti != nil {
		if j.prof != nil {
			j.say("crypto ipsec profile "+j.prof.name, " no responder-only")
		}
		return
	}
	for _, e := range j.entries {
		j.say(entryCommand(e) + " set connection-type bidirectional")
	}
}

func (j *job) addTunnel() {
	second := "PEER2"
	if j.Addr.IsValid() {
		second = j.Addr.String()
	}
	if j.vti != nil {
		j.note("add a second tunnel interface to " + second + " with the same ipsec profile, from the configuration file that OutSystems supplied")
		return
	}
	if j.uses("ikev2") {
		// With IKEv2 an entry has one peer only up to 9.13.
		switch v := j.c.version; {
		case v.before(9, 8):
			j.note("with IKEv2 an entry of this software takes one peer only: the second tunnel needs ASA 9.8 or later, and a tunnel interface for each peer")
			return
		case v.before(9, 14):
			j.note("with IKEv2 an entry of this software takes one peer only: give each peer a tunnel interface of its own, from the configuration file that OutSystems supplied")
			return
		case !v.since(9, 14):
			j.note("with IKEv2 an entry takes a second peer from ASA 9.14 on")
		}
	}
	const key = " <key of the second tunnel>"
	j.say("tunnel-group "+second+" type ipsec-l2l", "tunnel-group "+second+" ipsec-attributes", " "+j.keyCommand()+key)
	if j.uses("ikev2") {
		j.say(" ikev2 remote-authentication pre-shared-key" + key)
	}
	j.say(entryCommand(j.entries[0]) + " set peer " + second) // it is added to those that stand there
}

func (j *job) insideAddress() {
	if j.Text == ipsec.FarSide {
		j.note("the tunnel interface does not have the far side's address: correct the BGP neighbor or the gateway of the route that names it")
		return
	}
	if j.vti != nil {
		j.say("interface "+j.vti.name, " ip address <inside address of the customer gateway> 255.255.255.252")
	}
}
