package pfsense

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// remedier tells the fields of pfSense's GUI to change, each with its element of
// config.xml.
type remedier struct {
	config *config
	links  []*link
}

// link ties a tunnel to what it was made of.
type link struct {
	tunnel *ipsec.Tunnel
	p1     *configxml.Phase1
	used   []*configxml.Phase2
	groups map[*ipsec.Child][]*configxml.Phase2
}

// job is one change on one tunnel.
type job struct {
	ipsec.Change
	configxml.Steps
	*link
	config *config
}

// Remedy returns the steps for one change; ok is false when pfSense has no such
// setting.
func (r *remedier) Remedy(change ipsec.Change) (ipsec.Remedy, bool) {
	do := jobs[change.Kind]
	for _, l := range r.links {
		if do != nil && l.tunnel == change.Tunnel {
			j := &job{Change: change, link: l, config: r.config}
			do(j)
			return j.Steps.Remedy()
		}
	}
	return ipsec.Remedy{}, false
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime:   (*job).ikeLifetime,
	ipsec.SetIKEProposal:   (*job).ikeProposal,
	ipsec.DropProposals:    (*job).dropProposals,
	ipsec.SetIKEMode:       func(j *job) { j.set1("Negotiation mode Main", "mode", "main", j.p1.Mode) },
	ipsec.SetIKEAuth:       (*job).ikeAuth,
	ipsec.SetPSK:           (*job).psk,
	ipsec.SetIKEVersion:    (*job).ikeVersion,
	ipsec.SetIdentity:      (*job).identity,
	ipsec.SetIKEPort:       (*job).ikePort,
	ipsec.SetNATTraversal:  func(j *job) { j.set1("NAT Traversal Auto", "nat_traversal", "on", j.p1.NATTraversal) },
	ipsec.SetDPD:           (*job).dpd,
	ipsec.SetIPsecLifetime: (*job).ipsecLifetime,
	ipsec.SetIPsecProposal: (*job).ipsecProposal,
	ipsec.SetIPsecMode:     (*job).ipsecMode,
	ipsec.SetPFS:           (*job).pfs,
	ipsec.SetSelectors:     (*job).selectors,
	ipsec.SetInitiation:    (*job).initiation,
	ipsec.AddKeepalive:     (*job).addKeepalive,
	ipsec.SetKeepalive:     (*job).setKeepalive,
	ipsec.AddTunnel:        (*job).addTunnel,
	ipsec.SetMSS:           (*job).mss,
	ipsec.SetInsideAddress: (*job).insideAddress,
}

// page1 is the GUI's page of the phase 1.
func (j *job) page1() string {
	return "VPN > IPsec > Tunnels > Edit Phase 1 (" + j.tunnel.Peer + ")"
}

func (j *job) path1(element string) string {
	return "/pfsense/ipsec/phase1[ikeid=" + j.p1.IKEID.V + "]/" + element
}

func page2(p2 *configxml.Phase2) string {
	return "VPN > IPsec > Tunnels > Edit Phase 2 (" + p2.Label() + ")"
}

func path2(p2 *configxml.Phase2, element string) string {
	by := "ikeid=" + p2.IKEID.V
	if p2.ReqID.V != "" {
		by = "reqid=" + p2.ReqID.V
	}
	return "/pfsense/ipsec/phase2[" + by + "]/" + element
}

func (j *job) set1(shown, element, value string, t configxml.Text) {
	j.Set(j.page1(), shown, j.path1(element), value, t)
}

func (j *job) set2(p2 *configxml.Phase2, shown, element, value string, t configxml.Text) {
	j.Set(page2(p2), shown, path2(p2, element), value, t)
}

// phase2s are those that the change is about.
func (j *job) phase2s() []*configxml.Phase2 {
	if group := j.groups[j.Child]; group != nil {
		return group
	}
	return j.used
}

func (j *job) ikeLifetime() {
	value := strconv.Itoa(j.Seconds)
	if j.p1.Lifetime.V != value {
		j.set1("Life Time "+value, "lifetime", value, j.p1.Lifetime)
	}
	j.Remove(j.page1(), "untick Disable rekey", j.path1("rekey_enable"), j.p1.RekeyDisable)
	if !j.config.oldWriter {
		j.Clear(j.page1(), "Rekey Time", j.path1("rekey_time"), j.p1.RekeyTime)
		j.Clear(j.page1(), "Reauth Time", j.path1("reauth_time"), j.p1.ReauthTime)
		j.Clear(j.page1(), "Rand Time", j.path1("rand_time"), j.p1.RandTime)
	}
}

func (j *job) ikeProposal() {
	w, item := j.Wanted, j.path1("encryption/item/")
	name, bits := cipher(w.Encryption)
	j.Do(fmt.Sprintf("%s > Add Algorithm: Algorithm %s, Key length %s bits, Hash %s, DH Group %d",
		j.page1(), strings.ToUpper(name), bits, strings.ToUpper(w.Integrity), w.DH),
		item+"encryption-algorithm/name = "+name, item+"encryption-algorithm/keylen = "+bits,
		item+"hash-algorithm = "+w.Integrity, item+"dhgroup = "+strconv.Itoa(w.DH))
}

// cipher splits the model's word into pfSense's name and key length.
func cipher(word string) (name, bits string) {
	for _, b := range []string{"128", "192", "256"} {
		if rest, ok := strings.CutPrefix(word, "aes"+b); ok {
			if rest == "" {
				return "aes", b
			}
			return "aes" + b + "gcm", "128"
		}
	}
	return word, ""
}

func (j *job) dropProposals() {
	for _, drop := range j.Proposals {
		for i, item := range j.p1.Items {
			if item.At == drop.At {
				j.Do(fmt.Sprintf("%s > Encryption Algorithm: delete entry %d", j.page1(), i+1),
					fmt.Sprintf("remove %s[%d]", j.path1("encryption/item"), i+1))
			}
		}
		for _, p2 := range j.used {
			for i, c := range p2.Ciphers {
				if c.At == drop.At {
					j.Do(page2(p2)+": untick the encryption algorithm "+strings.ToUpper(c.Name.V),
						fmt.Sprintf("remove %s[%d]", path2(p2, "encryption-algorithm-option"), i+1))
					j.Note("hash algorithms and the PFS group of a phase 2 go with each of its encryption algorithms")
				}
			}
		}
	}
}

func (j *job) ikeAuth() {
	j.set1("Authentication Method Mutual PSK", "authentication_method", "pre_shared_key", j.p1.Auth)
}

func (j *job) psk() {
	j.Do(j.page1()+": Pre-Shared Key, the key of this tunnel from the supplied configuration file",
		j.path1("pre-shared-key")+" = KEY")
}

func (j *job) ikeVersion() {
	shown := map[string]string{"ikev1": "IKEv1", "ikev2": "IKEv2"}[j.Text]
	j.set1("Key Exchange version "+shown, "iketype", j.Text, j.p1.IKEType)
	if j.Text == "ikev2" && len(j.used) > 1 {
		j.Note("with IKEv2 pfSense merges all phase 2s of this phase 1 into one SA pair unless Split connections is ticked")
	}
}

func (j *job) identity() {
	address := j.Text
	if address == "" {
		address = "PUBLIC-ADDRESS"
	}
	j.Do(j.page1()+": My identifier IP address "+address, j.path1("myid_type")+" = address", j.path1("myid_data")+" = "+address)
}

func (j *job) ikePort() {
	j.Remove(j.page1(), "leave Remote IKE Port blank", j.path1("ikeport"), j.p1.IKEPort)
	j.Remove(j.page1(), "leave Remote NAT-T Port blank", j.path1("nattport"), j.p1.NATTPort)
}

func (j *job) dpd() {
	delay, retries := strconv.Itoa(j.Seconds), strconv.Itoa(j.Number)
	if j.p1.DPDDelay.V != delay {
		j.set1("tick Dead Peer Detection, Delay "+delay, "dpd_delay", delay, j.p1.DPDDelay)
	}
	if j.p1.DPDMaxFail.V != retries {
		j.set1("Dead Peer Detection, Max failures "+retries, "dpd_maxfail", retries, j.p1.DPDMaxFail)
	}
}

func (j *job) mss() {
	value := strconv.Itoa(j.Number)
	j.Do("System > Advanced > Firewall & NAT: tick MSS clamping on VPN traffic, Maximum MSS "+value,
		"/pfsense/system/maxmss_enable", "/pfsense/system/maxmss = "+value)
	j.Note("this applies to the traffic of all VPNs of this firewall")
}
