package fortigate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// remedier writes the commands of one device. It knows the objects behind each
// tunnel, which the model does not hold.
type remedier struct {
	vdom     string // "" on a device without VDOMs
	releases releases
	links    map[*ipsec.Tunnel]origin
	v        *vdom
	dev      *ipsec.Device
	around   *surroundings
}

var _ ipsec.Remedier = (*remedier)(nil)

// job is one change on one tunnel.
type job struct {
	ipsec.Change
	origin
	r   *remedier
	out ipsec.Remedy
	// partly reports that a line has to be added, so that edits alone do not do it.
	partly bool
}

// Remedy returns the commands for one change; ok is false when FortiOS has no such setting.
func (r *remedier) Remedy(ch ipsec.Change) (ipsec.Remedy, bool) {
	o, known := r.links[ch.Tunnel]
	do := jobs[ch.Kind]
	if !known || do == nil {
		return ipsec.Remedy{}, false
	}
	j := &job{Change: ch, origin: o, r: r}
	do(j)
	if j.partly {
		j.out.Edits = nil
	}
	return j.out, len(j.out.Commands)+len(j.out.Notes) > 0
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime:   func(j *job) { j.set1("keylife", strconv.Itoa(j.Seconds)) },
	ipsec.SetIKEProposal:   (*job).ikeProposal,
	ipsec.DropProposals:    (*job).dropProposals,
	ipsec.NarrowProposal:   (*job).narrowProposal,
	ipsec.SetIKEMode:       func(j *job) { j.set1("mode", "main") },
	ipsec.SetIKEAuth:       (*job).psk,
	ipsec.SetPSK:           (*job).psk,
	ipsec.SetIKEVersion:    (*job).ikeVersion,
	ipsec.SetIdentity:      (*job).identity,
	ipsec.SetIKEPort:       (*job).ikePort,
	ipsec.SetNATTraversal:  (*job).natTraversal,
	ipsec.SetDPD:           (*job).dpd,
	ipsec.SetIPsecLifetime: (*job).ipsecLifetime,
	ipsec.SetIPsecVolume:   (*job).ipsecVolume,
	ipsec.SetIPsecProposal: (*job).ipsecProposal,
	ipsec.SetIPsecMode:     func(j *job) { j.set2("encapsulation", "tunnel-mode") },
	ipsec.SetPFS:           (*job).pfs,
	ipsec.SetSelectors:     (*job).selectors,
	ipsec.SetInitiation:    (*job).initiation,
	ipsec.SetIdleTimeout:   (*job).idleTimeout,
	ipsec.AddKeepalive:     (*job).addKeepalive,
	ipsec.SetKeepalive:     (*job).setKeepalive,
	ipsec.AddTunnel:        (*job).addTunnel,
	ipsec.SetMSS:           (*job).mss,
	ipsec.SetDontFragment:  func(j *job) { j.set2("ipv4-df", "disable") },
	ipsec.SetFragmentation: (*job).fragmentation,
	ipsec.SetReplayWindow:  func(j *job) { j.set2("replay", "enable") },
	ipsec.SetInsideAddress: (*job).insideAddress,

	ipsec.PermitFlow:   (*job).permitFlow,
	ipsec.ExemptNAT:    (*job).exemptNAT,
	ipsec.AddRoute:     (*job).addRoute,
	ipsec.AddForwarder: (*job).addForwarder,
	ipsec.ExemptLimit:  (*job).exemptLimit,

	ipsec.SetRouteDistance: (*job).routeDistance,
	ipsec.MonitorRoute:     (*job).monitorRoute,
	ipsec.AddBackupRoute:   (*job).backupRoute,
	ipsec.SetBGPPreference: (*job).bgpPreference,
	ipsec.SetBGPTimers:     (*job).bgpTimers,
	ipsec.DropDefaultRoute: (*job).dropDefault,
	ipsec.AnnounceRange:    (*job).announce,
}

// table is the end of the path of the phase-1 or phase-2 table.
func (j *job) table(phase string) string {
	if j.routed {
		return "vpn ipsec " + phase + "-interface"
	}
	return "vpn ipsec " + phase
}

// say adds one block, with the VDOM entered where there are VDOMs. Lines of an
// entry come without their indentation.
func (j *job) say(path, key string, lines ...string) {
	block := []string{"config " + path}
	indent := "    "
	if key != "" {
		block = append(block, indent+"edit "+quote(key))
		indent += "    "
	}
	for _, l := range lines {
		block = append(block, indent+l)
	}
	if key != "" {
		block = append(block, "    next")
	}
	j.enter(path, append(block, "end"))
}

// enter wraps a block in the VDOM, or in config global for the tables that all
// VDOMs share.
func (j *job) enter(path string, block []string) {
	switch {
	case j.r.vdom == "":
	case path == "system interface":
		block = append(append([]string{"config global"}, indented(block, 1)...), "end")
	default:
		// "end" leaves the VDOM and the table of VDOMs at once.
		block = append(append([]string{"config vdom", "    edit " + quote(j.r.vdom)}, indented(block, 2)...), "end")
	}
	j.out.Commands = append(j.out.Commands, block...)
}

// indented moves a block to the right, into the blocks around it.
func indented(block []string, levels int) []string {
	out := make([]string, 0, len(block))
	for _, l := range block {
		out = append(out, strings.Repeat("    ", levels)+l)
	}
	return out
}

func (j *job) note(text string) { j.out.Notes = append(j.out.Notes, text) }

// quote writes a name as FortiOS shows it.
func quote(name string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), `"`, `\"`) + `"`
}

// set1 sets one option of phase 1, and is an edit where the file sets it already.
func (j *job) set1(option, value string) {
	j.say(j.table("phase1"), j.phase1.name, "set "+option+" "+value)
	j.edit(j.phase1, option, value)
	j.renewNote()
}

// set2 sets one option of the phase 2 that is meant, or of all.
func (j *job) set2(option, value string) {
	for _, p2 := range j.children() {
		j.say(j.table("phase2"), p2.name, "set "+option+" "+value)
		j.edit(p2, option, value)
	}
	j.renewNote()
}

// edit records that the values of one option change, where they stand in the file.
func (j *job) edit(o *object, option, value string) {
	if o.joined(option) == value {
		return
	}
	if !o.has(option) || len(o.options[option].words) == 0 {
		j.partly = true
		return
	}
	ws := o.options[option].words
	if o.at(option) != o.tree.Source.Span(ws[0].Start, ws[len(ws)-1].End) || ws[0].Quoted {
		j.partly = true // put together by several statements
		return
	}
	j.out.Edits = append(j.out.Edits, ipsec.Edit{At: o.at(option), Text: value})
}

// children gives the phase 2 rows that the change is about.
func (j *job) children() []*object {
	if j.Child == nil {
		return j.phase2
	}
	for _, p2 := range j.phase2 {
		if p2.head == j.Child.At {
			return []*object{p2}
		}
	}
	return nil
}

func (j *job) renewNote() {
	if command := "diagnose vpn ike gateway clear name " + typed(j.phase1.name); !slices.Contains(j.out.Renew, command) {
		j.out.Renew = append(j.out.Renew, command)
	}
}
