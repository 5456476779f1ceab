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
	ipsec.SetIKEMode:     func(j *job) { j.set1("Negotiation mode Main", "mode", "main", j.p1.Mode) },
	ipsec.SetIKEAuth: func(j *job) {
		j.set1("Authentication method Mutual PSK", "authentication_method", "pre_shared_key", j.p1.Auth)
	},
	ipsec.SetPSK:           (*job).legacyPSK,
	ipsec.SetIKEVersion:    func(j *job) { j.set1("Key Exchange version "+j.Text, "iketype", j.Text, j.p1.IKEType) },
	ipsec.SetIdentity:      (*job).legacyIdentity,
	ipsec.SetNATTraversal:  func(j *job) { j.set1("NAT Traversal Enable", "nat_traversal", "on", j.p1.NATTraversal) },
	ipsec.SetDPD:           (*job).legacyDPD,
	ipsec.SetIPsecLifetime: func(j *job) { j.set2("Lifetime", "lifetime", strconv.Itoa(j.Seconds), lifetimeOf) },
	ipsec.SetIPsecProposal: (*job).legacyESP,
	ipsec.SetIPsecMode: func(j *job) {
		j.set2("Mode", "mode", "tunnel", func(p *configxml.Phase2) configxml.Text { return p.Mode })
	},
	ipsec.SetPFS:         func(j *job) { j.set2("PFS key group", "pfsgroup", strconv.Itoa(j.Number), groupOf) },
	ipsec.SetSelectors:   (*job).legacySelectors,
	ipsec.SetInitiation:  func(j *job) { j.set1("Connection method Start on traffic", "auto", "route", j.p1.Auto) },
	ipsec.SetIdleTimeout: func(j *job) { j.Clear(j.page1(), "Inactivity timeout", j.path1("inactivity_timeout"), j.p1.Inactivity) },
	ipsec.AddKeepalive:   (*job).legacyKeepalive,
	ipsec.SetKeepalive:   (*job).setKeepalive,
	ipsec.AddTunnel:      (*job).legacyTwin,
	ipsec.SetMSS:         (*job).mss,
}

func lifetimeOf(p *configxml.Phase2) configxml.Text { return p.Lifetime }
func groupOf(p *configxml.Phase2) configxml.Text    { return p.PFSGroup }

func (j *job) page1() string {
	return "VPN > IPsec > Tunnel Settings [legacy] > Edit phase 1 (" + j.tunnel.Peer + ")"
}

func (j *job) path1(element string) string {
	return "/opnsense/ipsec/phase1[ikeid=" + j.p1.IKEID.V + "]/" + element
}

func (j *job) set1(shown, element, value string, t configxml.Text) {
	j.Set(j.page1(), shown, j.path1(element), value, t)
}

func page2(p2 *configxml.Phase2) string {
	return "VPN > IPsec > Tunnel Settings [legacy] > Edit phase 2 (" + p2.Label() + ")"
}

func path2(p2 *configxml.Phase2, element string) string {
	by := "ikeid=" + p2.IKEID.V
	if p2.ReqID.V != "" {
		by = "reqid=" + p2.ReqID.V
	}
	return "/opnsense/ipsec/phase2[" + by + "]/" + element
}

// set2 gives a field of the phase 2s that the change is about a value.
func (j *job) set2(label, element, value string, of func(*configxml.Phase2) configxml.Text) {
	group := j.groups[j.Child]
	if group == nil {
		group = j.used
	}
	for _, p2 := range group {
		if of(p2).V != value {
			j.Set(page2(p2), label+" "+value, path2(p2, element), value, of(p2))
		}
	}
}

// legacyIKELifetime sets the margin too: since 23.1 the lifetime does not count
// without it. One percent of fuzz, which the box multiplies by as it stands, is
// the margin itself.
func (j *job) legacyIKELifetime() {
	value := strconv.Itoa(j.Seconds)
	if j.p1.Lifetime.V != value {
		j.set1("Lifetime "+value, "lifetime", value, j.p1.Lifetime)
	}
	j.Remove(j.page1(), "untick Disable Rekey", j.path1("rekey_enable"), j.p1.RekeyDisable)
	if j.config.writer == writesStroke {
		return
	}
	j.set1("Margintime "+strconv.Itoa(margin), "margintime", strconv.Itoa(margin), j.p1.MarginTime)
	j.set1("Rekeyfuzz 1", "rekeyfuzz", "1", j.p1.RekeyFuzz)
	j.Note("OPNsense 23.1 and later ignore Lifetime unless Margintime and Rekeyfuzz are set; better move the tunnel to VPN > IPsec > Connections, 25.7 has no legacy page")
}

func (j *job) legacyProposal() {
	w := j.Wanted
	name, bits := w.Encryption, ""
	if rest, ok := strings.CutPrefix(w.Encryption, "aes"); ok && !strings.Contains(rest, "gcm") {
		name, bits = "aes", rest
	}
	j.Do(j.page1()+": Encryption algorithm "+strings.ToUpper(name)+" "+bits+", Hash algorithm "+strings.ToUpper(w.Integrity)+", DH key group "+strconv.Itoa(w.DH),
		j.path1("encryption-algorithm/name")+" = "+name, j.path1("encryption-algorithm/keylen")+" = "+bits,
		j.path1("hash-algorithm")+" = "+w.Integrity, j.path1("dhgroup")+" = "+strconv.Itoa(w.DH))
}

func (j *job) legacyPSK() {
	j.Do(j.page1()+": Pre-Shared Key, the key of this tunnel from the supplied configuration file", j.path1("pre-shared-key")+" = KEY")
}

func (j *job) legacyIdentity() {
	address := j.Text
	if address == "" {
		address = "PUBLIC-ADDRESS"
	}
	j.Do(j.page1()+": My identifier IP address "+address, j.path1("myid_type")+" = address", j.path1("myid_data")+" = "+address)
}

func (j *job) legacyDPD() {
	delay, retries := strconv.Itoa(j.Seconds), strconv.Itoa(j.Number)
	if j.p1.DPDDelay.V != delay {
		j.set1("tick Dead Peer Detection, delay "+delay, "dpd_delay", delay, j.p1.DPDDelay)
	}
	if j.p1.DPDMaxFail.V != retries {
		j.set1("Dead Peer Detection, maximum failures "+retries, "dpd_maxfail", retries, j.p1.DPDMaxFail)
	}
}

func (j *job) legacyESP() {
	w := j.Wanted
	for _, p2 := range j.used {
		j.Do(page2(p2)+": Protocol ESP, Encryption algorithms "+strings.ToUpper(w.Encryption)+", Hash algorithms "+strings.ToUpper(w.Integrity)+
			", PFS key group "+strconv.Itoa(w.DH),
			path2(p2, "encryption-algorithm-option/name")+" = "+w.Encryption,
			path2(p2, "hash-algorithm-option")+" = hmac_"+w.Integrity, path2(p2, "pfsgroup")+" = "+strconv.Itoa(w.DH))
	}
	if len(j.used) == 0 {
		j.Do("VPN > IPsec > Tunnel Settings [legacy]: add a phase 2 to the phase 1 of " + j.tunnel.Peer)
	}
}

func (j *job) legacySelectors() {
	for i, p2 := range j.used {
		if i > 0 {
			j.Do(page2(p2)+": delete this phase 2", "remove "+strings.TrimSuffix(path2(p2, ""), "/"))
			continue
		}
		for _, side := range []struct{ label, element, prefix string }{
			{"Local Network", "localid", j.Selector.Local}, {"Remote Network", "remoteid", j.Selector.Remote}} {
			address, bits, _ := strings.Cut(side.prefix, "/")
			j.Do(page2(p2)+": "+side.label+" "+side.prefix, path2(p2, side.element+"/type")+" = network",
				path2(p2, side.element+"/address")+" = "+address, path2(p2, side.element+"/netbits")+" = "+bits)
		}
	}
}

func (j *job) legacyKeepalive() {
	host := "DNS-SERVER"
	if j.Addr.IsValid() {
		host = j.Addr.String()
	}
	if len(j.used) > 0 {
		p2 := j.used[0]
		j.Set(page2(p2), "Automatically ping host "+host, path2(p2, "pinghost"), host, p2.PingHost)
	} else {
		j.Do("VPN > IPsec > Tunnel Settings [legacy]: add a phase 2: Automatically ping host "+host, "/opnsense/ipsec/phase2/pinghost = "+host)
	}
	j.Note("OPNsense pings this host every 240 s only; for " + strconv.Itoa(j.Seconds) + " s ping from servers behind the firewall")
}

func (j *job) legacyTwin() {
	j.Do("VPN > IPsec > Connections > Add, for the second tunnel: Remote addresses "+j.Addr.String(),
		"VPN > IPsec > Pre-Shared Keys > Add: the key of the second tunnel in the supplied file")
}
