package opnsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// remedier tells the fields of OPNsense's GUI to change, each with its element
// of config.xml.
type remedier struct {
	config *config
	links  map[*ipsec.Tunnel]*link
	around *ipsec.Around
}

// link ties a tunnel to what it was made of: a connection of the Swanctl model
// or a phase 1 of the legacy section.
type link struct {
	tunnel *ipsec.Tunnel

	conn *connection
	kids map[*ipsec.Child]*child

	p1     *configxml.Phase1
	used   []*configxml.Phase2
	groups map[*ipsec.Child][]*configxml.Phase2
}

// job is one change on one tunnel.
type job struct {
	configxml.Pages // the steps for either; the pages are those of the legacy section
	*link
	config *config
}

// Remedy returns the steps for one change; ok is false when OPNsense has no such
// setting.
func (r *remedier) Remedy(change ipsec.Change) (ipsec.Remedy, bool) {
	l := r.links[change.Tunnel]
	if l == nil {
		return ipsec.Remedy{}, false
	}
	do := jobs[change.Kind]
	if l.p1 != nil {
		do = legacyJobs[change.Kind]
	}
	j := &job{link: l, config: r.config, Pages: configxml.Pages{
		Change: change, P1: l.p1, Used: l.used, Group: l.groups[change.Child], Peer: l.tunnel.Peer,
		Root: "opnsense", Edit: "VPN > IPsec > Tunnel Settings [legacy] > Edit phase",
	}}
	if do == nil {
		return r.routing(l, j.Pages)
	}
	do(j)
	return j.Remedy()
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime: (*job).ikeLifetime,
	ipsec.SetIKEProposal: func(j *job) { j.addProposal("proposals", wordsOf(j.Wanted, true)) },
	ipsec.DropProposals:  (*job).dropProposals,
	ipsec.SetIKEMode:     func(j *job) { j.setConn("Aggressive off", "aggressive", "0") },
	ipsec.SetIKEAuth:     (*job).auth,
	ipsec.SetPSK:         (*job).psk,
	ipsec.SetIKEVersion: func(j *job) {
		j.setConn("Version "+strings.ToUpper(j.Text[:2])+j.Text[2:], "version", strings.TrimPrefix(j.Text, "ikev"))
	},
	ipsec.SetIdentity:      (*job).identity,
	ipsec.SetIKEPort:       func(j *job) { j.clearConn("Remote port", "remote_port") },
	ipsec.SetNATTraversal:  func(j *job) { j.setConn("UDP encapsulation off (a NAT is detected)", "encap", "0") },
	ipsec.SetDPD:           (*job).dpd,
	ipsec.SetIPsecLifetime: func(j *job) { j.setKids("Rekey time (s)", "rekey_time", strconv.Itoa(j.Seconds)) },
	ipsec.SetIPsecProposal: (*job).espProposal,
	ipsec.SetIPsecMode:     func(j *job) { j.setKids("Mode", "mode", "tunnel") },
	ipsec.SetPFS:           (*job).pfs,
	ipsec.SetSelectors:     (*job).selectors,
	ipsec.SetInitiation:    (*job).initiation,
	ipsec.AddKeepalive:     (*job).addKeepalive,
	ipsec.SetKeepalive:     (*job).setKeepalive,
	ipsec.AddTunnel:        (*job).addTunnel,
	ipsec.SetMSS:           (*job).mss,
	ipsec.SetInsideAddress: (*job).insideAddress,
}

func (j *job) page() string {
	return "VPN > IPsec > Connections > Edit (" + j.tunnel.Name + ")"
}

func (j *job) path(element string) string {
	return "/opnsense/OPNsense/Swanctl/Connections/Connection[@uuid=" + j.conn.uuid + "]/" + element
}

// kidPage is the page of a child: by its description, and by its networks too
// where that does not tell it from others.
func kidPage(k *child, j *job) string {
	name := k.fields["description"].V
	for _, other := range j.conn.children {
		if other != k && other.fields["description"].V == name {
			networks := k.fields["local_ts"].V + " to " + k.fields["remote_ts"].V
			name = strings.TrimPrefix(name+", "+networks, ", ")
			break
		}
	}
	if name == "" {
		return j.page() + " > Children > Edit"
	}
	return j.page() + " > Children > Edit (" + name + ")"
}

func kidPath(k *child, element string) string {
	return "/opnsense/OPNsense/Swanctl/children/child[@uuid=" + k.uuid + "]/" + element
}

func (j *job) setConn(shown, element, value string) {
	j.Set(j.page(), shown, j.path(element), value, j.conn.fields[element])
}

func (j *job) clearConn(label, element string) {
	j.Clear(j.page(), label, j.path(element), j.conn.fields[element])
}

// chosen are the children that the change is about.
func (j *job) chosen() []*child {
	if k := j.kids[j.Child]; k != nil {
		return []*child{k}
	}
	return j.conn.children
}

func (j *job) setKids(label, element, value string) {
	for _, k := range j.chosen() {
		if k.fields[element].V != value {
			j.Set(kidPage(k, j), label+" "+value, kidPath(k, element), value, k.fields[element])
		}
	}
}

// margin is AWS's longest rekey margin with its default fuzz, in seconds.
const margin = 540

// ikeLifetime makes the hard life the wanted one: OPNsense has fields for the
// renewal and for the time after it.
func (j *job) ikeLifetime() {
	j.setConn("Rekey time (s) "+strconv.Itoa(j.Seconds-margin)+" (advanced mode)", "rekey_time", strconv.Itoa(j.Seconds-margin))
	j.setConn("Over time (s) "+strconv.Itoa(margin)+" (advanced mode)", "over_time", strconv.Itoa(margin))
	j.clearConn("Reauth time (s)", "reauth_time")
}

// wordsOf writes a wanted proposal in strongSwan's language.
func wordsOf(w *ipsec.Wanted, ike bool) string {
	out := w.Encryption
	if w.Integrity != "" && !strings.Contains(w.Encryption, "gcm") {
		out += "-" + w.Integrity
	} else if ike && w.PRF != "" {
		out += "-prf" + w.PRF
	}
	if word := configxml.GroupWord(w.DH); word != "" {
		out += "-" + word
	}
	return out
}

func (j *job) addProposal(element, words string) {
	t := j.conn.fields[element]
	if t.V == "" || t.V == "default" {
		j.setConn("Proposals "+words, element, words)
		return
	}
	j.setConn("Proposals, add "+words, element, words+","+t.V)
}

func (j *job) espProposal() {
	for _, k := range j.chosen() {
		words := wordsOf(j.Wanted, false)
		j.Set(kidPage(k, j), "ESP proposals "+words, kidPath(k, "esp_proposals"), words, k.fields["esp_proposals"])
	}
	if len(j.conn.children) == 0 {
		j.Do(j.page() + " > Children > Add")
	}
}

// pfs adds the group to the proposals that have none; a proposal list that is
// strongSwan's own is replaced by one proposal.
func (j *job) pfs() {
	word := configxml.GroupWord(j.Number)
	for _, k := range j.chosen() {
		t := k.fields["esp_proposals"]
		var out []string
		for _, w := range t.Words() {
			if w.V == "default" {
				continue
			}
			out = append(out, withGroup(w.V, word))
		}
		if len(out) == 0 {
			out = []string{"aes256-sha256-" + word}
		}
		value := strings.Join(out, ",")
		j.Set(kidPage(k, j), "ESP proposals "+value, kidPath(k, "esp_proposals"), value, t)
	}
}

// withGroup replaces the groups of a proposal by one.
func withGroup(words, group string) string {
	var out []string
	for w := range strings.SplitSeq(words, "-") {
		if !configxml.IsGroupWord(w) && w != "none" {
			out = append(out, w)
		}
	}
	return strings.Join(append(out, group), "-")
}

func (j *job) dropProposals() {
	drop := func(where, path string, t configxml.Text) {
		var keep, gone []string
		for _, w := range t.Words() {
			refused := false
			for _, p := range j.Proposals {
				refused = refused || p.At == w.At
			}
			if refused {
				gone = append(gone, w.V)
			} else {
				keep = append(keep, w.V)
			}
		}
		if len(gone) > 0 && len(keep) > 0 {
			j.Set(where, "deselect "+strings.Join(gone, ", "), path, strings.Join(keep, ","), t)
		}
	}
	drop(j.page()+": Proposals", j.path("proposals"), j.conn.fields["proposals"])
	for _, k := range j.conn.children {
		drop(kidPage(k, j)+": ESP proposals", kidPath(k, "esp_proposals"), k.fields["esp_proposals"])
	}
}

func (j *job) auth() {
	j.Do(j.page()+" > Local Authentication > Edit: Authentication Pre-Shared Key", j.page()+" > Remote Authentication > Edit: Authentication Pre-Shared Key",
		"/opnsense/OPNsense/Swanctl/locals/local/auth = psk", "/opnsense/OPNsense/Swanctl/remotes/remote/auth = psk")
}

func (j *job) psk() {
	j.Do("VPN > IPsec > Pre-Shared Keys > Add: Local and Remote Identifier as in the connection, Key of this tunnel from the supplied configuration file",
		"/opnsense/OPNsense/IPsec/preSharedKeys/preSharedKey/Key = KEY")
}

func (j *job) identity() {
	address := j.Text
	if address == "" {
		address = "PUBLIC-ADDRESS"
	}
	j.Do(j.page()+" > Local Authentication > Edit: Id "+address, "/opnsense/OPNsense/Swanctl/locals/local/id = "+address)
}

func (j *job) dpd() {
	value := strconv.Itoa(j.Seconds)
	j.setConn("DPD delay (s) "+value, "dpd_delay", value)
	for _, k := range j.conn.children {
		if k.fields["dpd_action"].V != "start" {
			j.Note("children with DPD action Start come back by themselves after the far side was lost")
			break
		}
	}
}
