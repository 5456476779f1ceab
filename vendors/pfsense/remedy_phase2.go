package pfsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (j *job) ipsecLifetime() {
	value := strconv.Itoa(j.Seconds)
	for _, p2 := range j.phase2s() {
		if p2.Lifetime.V != value {
			j.set2(p2, "Life Time "+value, "lifetime", value, p2.Lifetime)
		}
		if !j.config.oldWriter {
			j.Clear(page2(p2), "Rekey Time", path2(p2, "rekey_time"), p2.RekeyTime)
			j.Clear(page2(p2), "Rand Time", path2(p2, "rand_time"), p2.RandTime)
		}
	}
	j.Remove(j.page1(), "untick Disable rekey", j.path1("rekey_enable"), j.p1.RekeyDisable)
	if j.config.oldWriter && len(j.used) > 1 {
		j.Note(j.config.release() + " gives all phase 2s of a phase 1 the shortest of their lifetimes")
	}
}

func (j *job) ipsecProposal() {
	w := j.Wanted
	name, bits := cipher(w.Encryption)
	for _, p2 := range j.phase2s() {
		if p2.Protocol.V != "" && p2.Protocol.V != "esp" {
			j.set2(p2, "Protocol ESP", "protocol", "esp", p2.Protocol)
		}
		group := strconv.Itoa(w.DH)
		j.Do(page2(p2)+": Encryption Algorithms "+strings.ToUpper(name)+" "+bits+" bits, Hash Algorithms "+
			strings.ToUpper(w.Integrity)+", PFS key group "+group,
			path2(p2, "encryption-algorithm-option/name")+" = "+name, path2(p2, "encryption-algorithm-option/keylen")+" = "+bits,
			path2(p2, "hash-algorithm-option")+" = hmac_"+w.Integrity, path2(p2, "pfsgroup")+" = "+group)
	}
	if len(j.used) == 0 {
		j.Do("VPN > IPsec > Tunnels > Show Phase 2 Entries > Add P2, below the phase 1 of " + j.tunnel.Peer)
	}
}

func (j *job) ipsecMode() {
	for _, p2 := range j.phase2s() {
		if p2.Mode.V == "transport" {
			j.set2(p2, "Mode Tunnel IPv4", "mode", "tunnel", p2.Mode)
		}
	}
}

// pfs gives a group to the phase 2s that have none, or to all when all have one.
func (j *job) pfs() {
	group := strconv.Itoa(j.Number)
	missing := false
	for _, p2 := range j.phase2s() {
		missing = missing || !p2.PFSGroup.Filled()
	}
	for _, p2 := range j.phase2s() {
		if !missing || !p2.PFSGroup.Filled() {
			j.set2(p2, "PFS key group "+group, "pfsgroup", group, p2.PFSGroup)
		}
	}
}

// selectors keeps the first phase 2, with the wanted networks, and deletes the others.
func (j *job) selectors() {
	for i, p2 := range j.used {
		if i > 0 {
			j.Do(page2(p2)+": delete this phase 2", "remove "+strings.TrimSuffix(path2(p2, ""), "/"))
			continue
		}
		local, remote := *j.Selector, *j.Selector
		j.network(p2, "Local Network", "localid", local.Local)
		j.network(p2, "Remote Network", "remoteid", remote.Remote)
	}
	j.Remove(j.page1(), "untick Split connections", j.path1("splitconn"), j.p1.SplitConn)
	if j.Selector.Local == "0.0.0.0/0" && j.tunnel.Kind == ipsec.PolicyBased {
		j.Note("a phase 2 of mode Tunnel with 0.0.0.0/0 on both sides takes all traffic of the firewall; Mode Routed (VTI) with static routes does not, " +
			"and firewall rules on the IPsec tab limit what passes")
	}
}

func (j *job) network(p2 *configxml.Phase2, label, element, prefix string) {
	address, bits, _ := strings.Cut(prefix, "/")
	j.Do(page2(p2)+": "+label+" "+prefix, path2(p2, element+"/type")+" = network",
		path2(p2, element+"/address")+" = "+address, path2(p2, element+"/netbits")+" = "+bits)
}

func (j *job) initiation() {
	if j.config.oldWriter || j.p1.ResponderOnly.Set && !j.p1.StartAction.Set {
		j.Remove(j.page1(), "untick Responder Only", j.path1("responderonly"), j.p1.ResponderOnly)
		return
	}
	value, shown := "trap", "Initiate on demand (Tunnel Mode Only)"
	if j.Text == string(ipsec.Start) || j.tunnel.Kind == ipsec.RouteBased {
		value, shown = "start", "Initiate at start (VTI or Tunnel Mode)"
	}
	j.set1("Child SA Start Action "+shown, "startaction", value, j.p1.StartAction)
	if j.p1.CloseAction.V != "start" {
		j.Note("Child SA Close Action Restart/Reconnect (closeaction = start) brings the tunnel back when the far side closes it")
	}
}

func (j *job) addKeepalive() {
	host := "DNS-SERVER"
	if j.Addr.IsValid() {
		host = j.Addr.String()
	}
	for i, p2 := range j.used {
		if i == 0 {
			j.set2(p2, "Automatically ping host "+host, "pinghost", host, p2.PingHost)
		}
	}
	if len(j.used) == 0 {
		j.Do("VPN > IPsec > Tunnels > Show Phase 2 Entries > Add P2: Automatically ping host "+host, "/pfsense/ipsec/phase2/pinghost = "+host)
	}
	j.Note("pfSense pings this host every 240 s only; for " + strconv.Itoa(j.Seconds) +
		" s use the gateway monitor of a VTI interface, or ping from servers behind the firewall")
}

func (j *job) setKeepalive() {
	if j.Keepalive == nil {
		return
	}
	switch j.Keepalive.Kind {
	case "pinghost":
		for _, p2 := range j.used {
			if p2.PingHost.At == j.Keepalive.At && j.Addr.IsValid() {
				j.set2(p2, "Automatically ping host "+j.Addr.String(), "pinghost", j.Addr.String(), p2.PingHost)
			}
		}
		if j.Seconds > 0 {
			j.Note("the interval of 240 s cannot be changed; ping from servers behind the firewall as well")
		}
	case "gateway-monitor":
		page, path := "System > Routing > Gateways > Edit "+j.Keepalive.Name, "/pfsense/gateways/gateway_item[name="+j.Keepalive.Name+"]/"
		if j.Addr.IsValid() {
			j.Do(page+": Monitor IP "+j.Addr.String(), path+"monitor = "+j.Addr.String())
		}
		if j.Seconds > 0 {
			ms := strconv.Itoa(j.Seconds * 1000)
			j.Do(page+" > Advanced: Probe Interval "+ms, path+"interval = "+ms)
		}
	}
}

func (j *job) addTunnel() {
	j.Do("VPN > IPsec > Tunnels: copy the phase 1 of "+j.tunnel.Peer+" and its phase 2",
		"the copy's Remote Gateway "+j.Addr.String()+", its Pre-Shared Key that of the second tunnel in the supplied file")
	j.Note("with two routed (VTI) tunnels a gateway group or BGP chooses the active one; policy-based phase 2s with the same networks cannot both be active")
}

func (j *job) insideAddress() {
	for _, p2 := range j.used {
		if p2.RouteBased() {
			j.Do(page2(p2)+": Local Network and Remote Network, the inside addresses of the supplied file with /30",
				path2(p2, "localid/address")+" = INSIDE-ADDRESS", path2(p2, "localid/netbits")+" = 30",
				path2(p2, "remoteid/address")+" = FAR-SIDE-INSIDE-ADDRESS")
		}
	}
}
