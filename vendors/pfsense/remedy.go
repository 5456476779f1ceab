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
	links  map[*ipsec.Tunnel]*link
	around *ipsec.Around
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
	configxml.Pages
	*link
	config *config
}

// Remedy returns the steps for one change; ok is false when pfSense has no such
// setting.
func (r *remedier) Remedy(change ipsec.Change) (ipsec.Remedy, bool) {
	l := r.links[change.Tunnel]
	if l == nil {
		return ipsec.Remedy{}, false
	}
	j := r.job(l, change)
	do := jobs[change.Kind]
	if do == nil {
		return r.routing(l, j.Pages)
	}
	do(j)
	return j.Remedy()
}

// job makes what one change of one tunnel is worked out in.
func (r *remedier) job(l *link, change ipsec.Change) *job {
	return &job{link: l, config: r.config, Pages: configxml.Pages{
		Change: change, P1: l.p1, Used: l.used, Group: l.groups[change.Child], Peer: l.tunnel.Peer,
		Root: "pfsense", Edit: "VPN > IPsec > Tunnels > Edit Phase",
	}}
}

var jobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime:   (*job).ikeLifetime,
	ipsec.SetIKEProposal:   (*job).ikeProposal,
	ipsec.DropProposals:    (*job).dropProposals,
	ipsec.SetIKEMode:       func(j *job) { j.Set1("Negotiation mode Main", "mode", "main", j.p1.Mode) },
	ipsec.SetIKEAuth:       (*job).ikeAuth,
	ipsec.SetPSK:           func(j *job) { j.PSK() },
	ipsec.SetIKEVersion:    (*job).ikeVersion,
	ipsec.SetIdentity:      func(j *job) { j.Identity() },
	ipsec.SetIKEPort:       (*job).ikePort,
	ipsec.SetNATTraversal:  func(j *job) { j.Set1("NAT Traversal Auto", "nat_traversal", "on", j.p1.NATTraversal) },
	ipsec.SetDPD:           func(j *job) { j.DPD("Delay", "Max failures") },
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

func (j *job) ikeLifetime() {
	value := strconv.Itoa(j.Seconds)
	if j.p1.Lifetime.V != value {
		j.Set1("Life Time "+value, "lifetime", value, j.p1.Lifetime)
	}
	j.Remove(j.Page1(), "untick Disable rekey", j.Path1("rekey_enable"), j.p1.RekeyDisable)
	if !j.config.oldWriter {
		j.Clear(j.Page1(), "Rekey Time", j.Path1("rekey_time"), j.p1.RekeyTime)
		j.Clear(j.Page1(), "Reauth Time", j.Path1("reauth_time"), j.p1.ReauthTime)
		j.Clear(j.Page1(), "Rand Time", j.Path1("rand_time"), j.p1.RandTime)
	}
}

func (j *job) ikeProposal() {
	w, item := j.Wanted, j.Path1("encryption/item/")
	name, bits := cipher(w.Encryption)
	j.Do(fmt.Sprintf("%s > Add Algorithm: Algorithm %s, Key length %s bits, Hash %s, DH Group %d",
		j.Page1(), strings.ToUpper(name), bits, strings.ToUpper(w.Integrity), w.DH),
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
				j.Do(fmt.Sprintf("%s > Encryption Algorithm: delete entry %d", j.Page1(), i+1),
					fmt.Sprintf("remove %s[%d]", j.Path1("encryption/item"), i+1))
			}
		}
		for _, p2 := range j.used {
			for i, c := range p2.Ciphers {
				if c.At == drop.At {
					j.Do(j.Page2(p2)+": untick the encryption algorithm "+strings.ToUpper(c.Name.V),
						fmt.Sprintf("remove %s[%d]", j.Path2(p2, "encryption-algorithm-option"), i+1))
					j.Note("hash algorithms and the PFS group of a phase 2 go with each of its encryption algorithms")
				}
			}
		}
	}
}

func (j *job) ikeAuth() {
	j.Set1("Authentication Method Mutual PSK", "authentication_method", "pre_shared_key", j.p1.Auth)
}

func (j *job) ikeVersion() {
	shown := map[string]string{"ikev1": "IKEv1", "ikev2": "IKEv2"}[j.Text]
	j.Set1("Key Exchange version "+shown, "iketype", j.Text, j.p1.IKEType)
	if j.Text == "ikev2" && len(j.used) > 1 {
		j.Note("with IKEv2 pfSense merges all phase 2s of this phase 1 into one SA pair unless Split connections is ticked")
	}
}

func (j *job) ikePort() {
	j.Remove(j.Page1(), "leave Remote IKE Port blank", j.Path1("ikeport"), j.p1.IKEPort)
	j.Remove(j.Page1(), "leave Remote NAT-T Port blank", j.Path1("nattport"), j.p1.NATTPort)
}

func (j *job) mss() {
	value := strconv.Itoa(j.Number)
	j.Do("System > Advanced > Firewall & NAT: tick MSS clamping on VPN traffic, Maximum MSS "+value,
		"/pfsense/system/maxmss_enable", "/pfsense/system/maxmss = "+value)
	j.Note("this applies to the traffic of all VPNs of this firewall")
}
