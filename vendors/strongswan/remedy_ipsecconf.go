package strongswan

import (
	"fmt"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// strokeJobs writes the changes in strongSwan's ipsec.conf.
var strokeJobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime: func(j *job) { j.set("ikelifetime="+secondsText(j.Seconds), "reauth=no") },
	ipsec.SetIKEProposal: func(j *job) { j.set("ike=" + wantedText(j.Wanted, true) + "!") },
	ipsec.DropProposals: func(j *job) {
		if j.Child != nil {
			j.each("esp=" + without(j.Child.Proposals, j.Proposals) + "!")
			return
		}
		j.set("ike=" + without(j.Tunnel.IKE.Proposals, j.Proposals) + "!")
	},
	ipsec.NarrowProposal: func(j *job) {
		switch text := j.narrowed(); {
		case text == "":
		case j.Child != nil:
			j.each("esp=" + text + "!")
		default:
			j.set("ike=" + text + "!")
		}
	},
	ipsec.SetIKEMode:    func(j *job) { j.set("aggressive=no") },
	ipsec.SetIKEAuth:    func(j *job) { j.set("leftauth=psk", "rightauth=psk"); j.secretsLine() },
	ipsec.SetPSK:        (*job).secretsLine,
	ipsec.SetIKEVersion: func(j *job) { j.set("keyexchange=" + j.Text) },
	ipsec.SetIdentity:   func(j *job) { j.set("leftid=" + orPlaceholder(j.Text, "<public address>")) },
	ipsec.SetIKEPort:    func(j *job) { j.set(fmt.Sprintf("rightikeport=%d", j.Number)) },
	ipsec.SetNATTraversal: func(j *job) {
		j.set("forceencaps=no")
		if j.Text == "off" {
			j.note("strongSwan finds out about NAT by itself; it cannot be told to ignore it")
		}
	},
	ipsec.SetDPD: func(j *job) {
		j.set("dpdaction=restart", "dpddelay="+secondsText(j.Seconds))
		if j.Number > 0 {
			j.set("dpdtimeout=" + secondsText(j.Seconds*j.Number))
		}
	},
	ipsec.SetIPsecLifetime: func(j *job) {
		rekey, life := childTimes(j.Seconds)
		j.each("lifetime="+secondsText(life), "margintime="+secondsText(life-rekey))
	},
	ipsec.SetIPsecVolume: func(j *job) { j.each(fmt.Sprintf("lifebytes=%d", j.Number*1024)) },
	ipsec.SetIPsecProposal: func(j *job) {
		j.eachOf(func(c *ipsec.Child) []string {
			lines := []string{"esp=" + wantedText(j.Wanted, false) + "!"}
			if c.Protocol.V == "ah" {
				lines = append(lines, "ah=")
			}
			return lines
		})
	},
	ipsec.SetIPsecMode: func(j *job) { j.each("type=tunnel") },
	ipsec.SetPFS: func(j *job) {
		j.eachOf(func(c *ipsec.Child) []string { return []string{"esp=" + withGroup(c, j.Number) + "!"} })
	},
	ipsec.SetSelectors: (*job).subnets,
	ipsec.SetInitiation: func(j *job) {
		if j.Text == string(ipsec.OnDemand) && j.Tunnel.Kind != ipsec.RouteBased {
			j.each("auto=route")
			return
		}
		j.each("auto=start", "closeaction=restart")
	},
	ipsec.SetIdleTimeout:  func(j *job) { j.each("inactivity=" + secondsText(j.Seconds)) },
	ipsec.SetReplayWindow: func(j *job) { j.each(fmt.Sprintf("replay_window=%d", j.Number)) },
	ipsec.SetMSS:          (*job).mss,
	ipsec.AddTunnel:       (*job).addConn,
}

// libreJobs writes the changes in libreswan's ipsec.conf.
var libreJobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime: func(j *job) { j.set("ikelifetime=" + secondsText(j.Seconds)) },
	ipsec.SetIKEProposal: func(j *job) { j.set("ike=" + libreWanted(j.Wanted)) },
	ipsec.SetIKEMode:     func(j *job) { j.set("aggressive=no") },
	ipsec.SetIKEAuth:     func(j *job) { j.set("authby=secret"); j.secretsLine() },
	ipsec.SetPSK:         (*job).secretsLine,
	ipsec.SetIKEVersion: func(j *job) {
		j.set("ikev2=" + map[bool]string{true: "yes", false: "no"}[j.Text == ikev2])
		j.note("libreswan 5 writes keyexchange=" + j.Text + " instead of ikev2=")
	},
	ipsec.SetIdentity:     func(j *job) { j.set("leftid=" + orPlaceholder(j.Text, "<public address>")) },
	ipsec.SetIKEPort:      func(j *job) { j.set(fmt.Sprintf("rightikeport=%d", j.Number)) },
	ipsec.SetNATTraversal: func(j *job) { j.set("encapsulation=" + map[bool]string{true: "no", false: "auto"}[j.Text == "off"]) },
	ipsec.SetDPD: func(j *job) {
		j.set("dpddelay="+secondsText(j.Seconds), "dpdaction=restart")
		if j.Number > 0 {
			j.set("dpdtimeout=" + secondsText(j.Seconds*j.Number))
		}
	},
	ipsec.SetIPsecLifetime: func(j *job) {
		rekey, life := childTimes(j.Seconds)
		j.each("salifetime="+secondsText(life), "rekeymargin="+secondsText(life-rekey))
	},
	ipsec.SetIPsecProposal: func(j *job) { j.each("esp="+libreWanted(j.Wanted), "phase2=esp", "pfs=yes") },
	ipsec.SetIPsecMode:     func(j *job) { j.each("type=tunnel") },
	ipsec.SetPFS: func(j *job) {
		j.each("pfs=yes", "esp="+libreWanted(&ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", DH: j.Number}))
	},
	ipsec.SetSelectors: (*job).subnets,
	ipsec.SetInitiation: func(j *job) {
		j.each("auto=" + map[bool]string{true: "ondemand", false: "start"}[j.Text == string(ipsec.OnDemand)])
	},
	ipsec.SetReplayWindow: func(j *job) { j.each(fmt.Sprintf("replay-window=%d", j.Number)) },
	ipsec.SetMSS:          (*job).mss,
	ipsec.AddTunnel:       (*job).addConn,
}

// libreWanted writes a wanted proposal as libreswan does.
func libreWanted(w *ipsec.Wanted) string {
	if w == nil {
		w = &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", DH: 14}
	}
	text := w.Encryption
	if size, ok := strings.CutSuffix(w.Encryption, "gcm16"); ok {
		text = "aes_gcm" + strings.TrimPrefix(size, "aes")
	} else {
		text += "-" + map[string]string{"sha256": "sha2_256", "sha512": "sha2_512", "sha384": "sha2_384"}[w.Integrity]
	}
	if w.DH > 0 {
		text += fmt.Sprintf(";dh%d", w.DH)
	}
	return text
}

// secretsLine writes a line of ipsec.secrets with the key left to the user.
func (j *job) secretsLine() {
	local := orPlaceholder(j.Tunnel.IKE.LocalID.V, "%any")
	if strings.HasPrefix(local, "%") {
		local = "%any"
	}
	j.note(fmt.Sprintf("in ipsec.secrets: %s %s : PSK \"<pre-shared key of the supplied file>\"", local, j.Tunnel.Peer))
}

// subnets leaves one conn with one pair.
func (j *job) subnets() {
	if j.Selector == nil || len(j.Tunnel.Children) == 0 {
		return
	}
	keep := j.Tunnel.Children[0]
	j.kids[keep.Name] = []string{"leftsubnet=" + j.Selector.Local, "rightsubnet=" + j.Selector.Remote}
	for _, c := range j.Tunnel.Children[1:] {
		if name, _, _ := strings.Cut(c.Name, "/"); !strings.HasPrefix(keep.Name, name+"/") {
			j.after = append(j.after, takeOut+"conn "+name)
		}
	}
	if strings.Contains(keep.Name, "/") {
		j.note("take leftsubnets and rightsubnets out of the conn")
	}
}

// addConn writes a conn that takes everything but the peer from this one.
func (j *job) addConn() {
	peer := "<second peer>"
	if j.Addr.IsValid() {
		peer = j.Addr.String()
	}
	j.after = append(j.after, "conn "+j.Tunnel.Name+"-2", "\talso="+j.Tunnel.Name, "\tright="+peer, "\trightid="+peer)
	j.note("with marks the second conn needs a number of its own; its key goes into ipsec.secrets")
}
