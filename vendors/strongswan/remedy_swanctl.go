package strongswan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// swanctlJobs writes the changes in swanctl.conf. What is missing strongSwan
// does not have: keepalives, session timeouts, addresses of tunnel interfaces.
var swanctlJobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime: func(j *job) {
		j.set("rekey_time = "+secondsText(j.Seconds-margin), "over_time = "+secondsText(margin), "rand_time = "+secondsText(margin))
		if j.c != nil && j.c.get("reauth_time").found() {
			j.set("reauth_time = 0")
		}
		j.note(fmt.Sprintf("the hard life is then %d s, and this side renews phase 1 at most %d s before", j.Seconds, 2*margin))
	},
	ipsec.SetIKEProposal: func(j *job) { j.set("proposals = " + wantedText(j.Wanted, true)) },
	ipsec.DropProposals: func(j *job) {
		if j.Child != nil {
			j.each("esp_proposals = " + without(j.Child.Proposals, j.Proposals))
			return
		}
		j.set("proposals = " + without(j.Tunnel.IKE.Proposals, j.Proposals))
	},
	ipsec.NarrowProposal: func(j *job) {
		switch text := j.narrowed(); {
		case text == "":
		case j.Child != nil:
			j.each("esp_proposals = " + text)
		default:
			j.set("proposals = " + text)
		}
	},
	ipsec.SetIKEMode:    func(j *job) { j.set("aggressive = no") },
	ipsec.SetIKEAuth:    func(j *job) { j.local, j.remote = []string{"auth = psk"}, []string{"auth = psk"}; j.secret() },
	ipsec.SetPSK:        (*job).secret,
	ipsec.SetIKEVersion: func(j *job) { j.set("version = " + strings.TrimPrefix(j.Text, "ikev")) },
	ipsec.SetIdentity:   func(j *job) { j.local = []string{"id = " + orPlaceholder(j.Text, "<public address>")} },
	ipsec.SetIKEPort:    func(j *job) { j.set(fmt.Sprintf("remote_port = %d", j.Number)) },
	ipsec.SetNATTraversal: func(j *job) {
		j.set("encap = no")
		if j.Text == "off" {
			j.note("strongSwan finds out about NAT by itself; it cannot be told to ignore it")
		}
	},
	ipsec.SetDPD: func(j *job) {
		j.set("dpd_delay = " + secondsText(j.Seconds))
		if onlyIKEv1(j.Tunnel.IKE.Versions) && j.Number > 0 {
			j.set("dpd_timeout = " + secondsText(j.Seconds*j.Number))
		}
		j.each("dpd_action = restart")
	},
	ipsec.SetIPsecLifetime: func(j *job) {
		rekey, life := childTimes(j.Seconds)
		j.each("rekey_time = "+secondsText(rekey), "life_time = "+secondsText(life), "rand_time = "+secondsText(margin))
	},
	ipsec.SetIPsecVolume: func(j *job) {
		j.each(fmt.Sprintf("rekey_bytes = %dk", j.Number), fmt.Sprintf("life_bytes = %dk", j.Number))
	},
	ipsec.SetIPsecProposal: func(j *job) {
		j.eachOf(func(c *ipsec.Child) []string {
			lines := []string{"esp_proposals = " + wantedText(j.Wanted, false)}
			if c.Protocol.V == "ah" {
				lines = append(lines, "ah_proposals =")
			}
			return lines
		})
	},
	ipsec.SetIPsecMode: func(j *job) { j.each("mode = tunnel") },
	ipsec.SetPFS: func(j *job) {
		j.eachOf(func(c *ipsec.Child) []string { return []string{"esp_proposals = " + withGroup(c, j.Number)} })
	},
	ipsec.SetSelectors: (*job).selectors,
	ipsec.SetInitiation: func(j *job) {
		// Nothing but a route leads into an interface: there the tunnel must be up first.
		if j.Text == string(ipsec.OnDemand) && j.Tunnel.Kind != ipsec.RouteBased {
			j.each("start_action = trap")
			return
		}
		j.each("start_action = start", "close_action = start")
	},
	ipsec.SetIdleTimeout:  func(j *job) { j.each("inactivity = " + secondsText(j.Seconds)) },
	ipsec.SetDontFragment: func(j *job) { j.each("copy_df = no") },
	ipsec.SetReplayWindow: func(j *job) { j.each(fmt.Sprintf("replay_window = %d", j.Number)) },
	ipsec.SetMSS:          (*job).mss,
	ipsec.AddTunnel:       (*job).addTunnel,
}

func orPlaceholder(text, placeholder string) string {
	if text == "" {
		return placeholder
	}
	return text
}

// secret writes a section of secrets with the key left to the user. The section
// that holds the present key gets the new one.
func (j *job) secret() {
	const line = "secret = \"<pre-shared key of the supplied file>\""
	if name := j.secretSection(); name != "" {
		j.after = append(j.after, block("secrets", block(name, []string{line}))...)
		return
	}
	local := orPlaceholder(j.Tunnel.IKE.LocalID.V, "<own identity>")
	j.after = append(j.after, block("secrets", block("ike-"+j.Tunnel.Name, []string{
		"id-1 = " + local, "id-2 = " + j.Tunnel.Peer, line,
	}))...)
}

// secretSection names the section of secrets that the tunnel's key stands in; ""
// when the file shows none.
func (j *job) secretSection() string {
	if j.root == nil || !j.Tunnel.IKE.PSK.Present() {
		return ""
	}
	secrets := j.root.sub("secrets")
	if secrets == nil {
		return ""
	}
	for _, s := range secrets.subs {
		if k := s.key("secret"); k != nil && k.at == j.Tunnel.IKE.PSK.At {
			return s.name
		}
	}
	return ""
}

// selectors leaves one child with one pair. Other children cannot be taken away
// by adding lines.
func (j *job) selectors() {
	if j.Selector == nil || len(j.Tunnel.Children) == 0 {
		return
	}
	keep := j.Tunnel.Children[0]
	j.kids[keep.Name] = []string{"local_ts = " + j.Selector.Local, "remote_ts = " + j.Selector.Remote}
	for _, c := range j.Tunnel.Children[1:] {
		j.after = append(j.after, takeOut+"connections."+j.Tunnel.Name+".children."+c.Name)
	}
}

// mss: strongSwan does not touch TCP segments, the packet filter of the host does.
func (j *job) mss() {
	j.note(fmt.Sprintf("on the host: iptables -t mangle -A FORWARD -m policy --pol ipsec --dir out -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss %d", j.Number))
}

// addTunnel writes a connection that takes everything but the peer from this one.
func (j *job) addTunnel() {
	peer := "<second peer>"
	if j.Addr.IsValid() {
		peer = j.Addr.String()
	}
	name := j.Tunnel.Name + "-2"
	j.after = append(j.after, block("connections", append([]string{name + " : connections." + j.Tunnel.Name + " {"},
		"  remote_addrs = "+peer, "  remote {", "    id = "+peer, "  }", "}"))...)
	j.note("with if_id or marks the second connection needs numbers of its own")
	j.after = slices.Concat(j.after, block("secrets", block("ike-"+name, []string{"id = " + peer, "secret = \"<pre-shared key of the second tunnel>\""})))
}
