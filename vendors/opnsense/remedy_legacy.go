package opnsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var legacyJobs = map[ipsec.ChangeKind]func(*job){
	ipsec.SetIKELifetime: (*job).legacyIKELifetime,
	ipsec.SetIKEProposal: (*job).legacyProposal,
	ipsec.SetIKEMode:     func(j *job) { j.Set1("Negotiation mode Main", "mode", "main", j.p1.Mode) },
	ipsec.SetIKEAuth: func(j *job) {
		j.Set1("Authentication method Mutual PSK", "authentication_method", "pre_shared_key", j.p1.Auth)
	},
	ipsec.SetPSK:           func(j *job) { j.PSK() },
	ipsec.SetIKEVersion:    func(j *job) { j.Set1("Key Exchange version "+j.Text, "iketype", j.Text, j.p1.IKEType) },
	ipsec.SetIdentity:      func(j *job) { j.Identity() },
	ipsec.SetNATTraversal:  func(j *job) { j.Set1("NAT Traversal Enable", "nat_traversal", "on", j.p1.NATTraversal) },
	ipsec.SetDPD:           func(j *job) { j.DPD("delay", "maximum failures") },
	ipsec.SetIPsecLifetime: func(j *job) { j.setAll("Lifetime", "lifetime", strconv.Itoa(j.Seconds), lifetimeOf) },
	ipsec.SetIPsecProposal: (*job).legacyESP,
	ipsec.SetIPsecMode: func(j *job) {
		j.setAll("Mode", "mode", "tunnel", func(p *configxml.Phase2) configxml.Text { return p.Mode })
	},
	ipsec.SetPFS:         func(j *job) { j.setAll("PFS key group", "pfsgroup", strconv.Itoa(j.Number), groupOf) },
	ipsec.SetSelectors:   func(j *job) { j.Selectors() },
	ipsec.SetInitiation:  func(j *job) { j.Set1("Connection method Start on traffic", "auto", "route", j.p1.Auto) },
	ipsec.SetIdleTimeout: func(j *job) { j.Clear(j.Page1(), "Inactivity timeout", j.Path1("inactivity_timeout"), j.p1.Inactivity) },
	ipsec.AddKeepalive:   (*job).legacyKeepalive,
	ipsec.SetKeepalive:   (*job).setKeepalive,
	ipsec.AddTunnel:      (*job).legacyTwin,
	ipsec.SetMSS:         (*job).mss,
}

func lifetimeOf(p *configxml.Phase2) configxml.Text { return p.Lifetime }
func groupOf(p *configxml.Phase2) configxml.Text    { return p.PFSGroup }

// setAll gives a field of the phase 2s that the change is about a value.
func (j *job) setAll(label, element, value string, of func(*configxml.Phase2) configxml.Text) {
	for _, p2 := range j.Phase2s() {
		if of(p2).V != value {
			j.Set2(p2, label+" "+value, element, value, of(p2))
		}
	}
}

// legacyIKELifetime sets the margin too: since 23.1 the lifetime does not count
// without it. One percent of fuzz, which the box multiplies by as it stands, is
// the margin itself.
func (j *job) legacyIKELifetime() {
	value := strconv.Itoa(j.Seconds)
	if j.p1.Lifetime.V != value {
		j.Set1("Lifetime "+value, "lifetime", value, j.p1.Lifetime)
	}
	j.Remove(j.Page1(), "untick Disable Rekey", j.Path1("rekey_enable"), j.p1.RekeyDisable)
	if j.config.writer == writesStroke {
		return
	}
	j.Set1("Margintime "+strconv.Itoa(margin), "margintime", strconv.Itoa(margin), j.p1.MarginTime)
	j.Set1("Rekeyfuzz 1", "rekeyfuzz", "1", j.p1.RekeyFuzz)
	j.Note("OPNsense 23.1 and later ignore Lifetime unless Margintime and Rekeyfuzz are set; better move the tunnel to VPN > IPsec > Connections, 25.7 has no legacy page")
}

func (j *job) legacyProposal() {
	w := j.Wanted
	name, bits := w.Encryption, ""
	if rest, ok := strings.CutPrefix(w.Encryption, "aes"); ok && !strings.Contains(rest, "gcm") {
		name, bits = "aes", rest
	}
	j.Do(j.Page1()+": Encryption algorithm "+strings.ToUpper(name)+" "+bits+", Hash algorithm "+strings.ToUpper(w.Integrity)+", DH key group "+strconv.Itoa(w.DH),
		j.Path1("encryption-algorithm/name")+" = "+name, j.Path1("encryption-algorithm/keylen")+" = "+bits,
		j.Path1("hash-algorithm")+" = "+w.Integrity, j.Path1("dhgroup")+" = "+strconv.Itoa(w.DH))
}

func (j *job) legacyESP() {
	w := j.Wanted
	for _, p2 := range j.used {
		j.Do(j.Page2(p2)+": Protocol ESP, Encryption algorithms "+strings.ToUpper(w.Encryption)+", Hash algorithms "+strings.ToUpper(w.Integrity)+
			", PFS key group "+strconv.Itoa(w.DH),
			j.Path2(p2, "encryption-algorithm-option/name")+" = "+w.Encryption,
			j.Path2(p2, "hash-algorithm-option")+" = hmac_"+w.Integrity, j.Path2(p2, "pfsgroup")+" = "+strconv.Itoa(w.DH))
	}
	if len(j.used) == 0 {
		j.Do("VPN > IPsec > Tunnel Settings [legacy]: add a phase 2 to the phase 1 of " + j.tunnel.Peer)
	}
}

func (j *job) legacyKeepalive() {
	j.PingHost("VPN > IPsec > Tunnel Settings [legacy]: add a phase 2")
	j.Note("OPNsense pings this host every 240 s only; for " + strconv.Itoa(j.Seconds) + " s ping from servers behind the firewall")
}

func (j *job) legacyTwin() {
	j.Do("VPN > IPsec > Connections > Add, for the second tunnel: Remote addresses "+j.Addr.String(),
		"VPN > IPsec > Pre-Shared Keys > Add: the key of the second tunnel in the supplied file")
}
