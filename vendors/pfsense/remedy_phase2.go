package pfsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func (j *job) ipsecLifetime() {
	value := strconv.Itoa(j.Seconds)
	for _, p2 := range j.Phase2s() {
		if p2.Lifetime.V != value {
			j.Set2(p2, "Life Time "+value, "lifetime", value, p2.Lifetime)
		}
		if !j.config.oldWriter {
			j.Clear(j.Page2(p2), "Rekey Time", j.Path2(p2, "rekey_time"), p2.RekeyTime)
			j.Clear(j.Page2(p2), "Rand Time", j.Path2(p2, "rand_time"), p2.RandTime)
		}
	}
	j.Remove(j.Page1(), "untick Disable rekey", j.Path1("rekey_enable"), j.p1.RekeyDisable)
	if j.config.oldWriter && len(j.used) > 1 {
		j.Note(j.config.release() + " gives all phase 2s of a phase 1 the shortest of their lifetimes")
	}
}

func (j *job) ipsecProposal() {
	w := j.Wanted
	name, bits := cipher(w.Encryption)
	for _, p2 := range j.Phase2s() {
		if p2.Protocol.V != "" && p2.Protocol.V != "esp" {
			j.Set2(p2, "Protocol ESP", "protocol", "esp", p2.Protocol)
		}
		group := strconv.Itoa(w.DH)
		j.Do(j.Page2(p2)+": Encryption Algorithms "+strings.ToUpper(name)+" "+bits+" bits, Hash Algorithms "+
			strings.ToUpper(w.Integrity)+", PFS key group "+group,
			j.Path2(p2, "encryption-algorithm-option/name")+" = "+name, j.Path2(p2, "encryption-algorithm-option/keylen")+" = "+bits,
			j.Path2(p2, "hash-algorithm-option")+" = hmac_"+w.Integrity, j.Path2(p2, "pfsgroup")+" = "+group)
	}
	if len(j.used) == 0 {
		j.Do("VPN > IPsec > Tunnels > Show Phase 2 Entries > Add P2, below the phase 1 of " + j.tunnel.Peer)
	}
}

func (j *job) ipsecMode() {
	for _, p2 := range j.Phase2s() {
		if p2.Mode.V == "transport" {
			j.Set2(p2, "Mode Tunnel IPv4", "mode", "tunnel", p2.Mode)
		}
	}
}

// pfs gives a group to the phase 2s that have none, or to all when all have one.
func (j *job) pfs() {
	group := strconv.Itoa(j.Number)
	missing := false
	for _, p2 := range j.Phase2s() {
		missing = missing || !p2.PFSGroup.Filled()
	}
	for _, p2 := range j.Phase2s() {
		if !missing || !p2.PFSGroup.Filled() {
			j.Set2(p2, "PFS key group "+group, "pfsgroup", group, p2.PFSGroup)
		}
	}
}

// selectors keeps one phase 2, which needs no split connections.
func (j *job) selectors() {
	j.Selectors()
	j.Remove(j.Page1(), "untick Split connections", j.Path1("splitconn"), j.p1.SplitConn)
	if j.Selector.Local == "0.0.0.0/0" && j.tunnel.Kind == ipsec.PolicyBased {
		j.Note("a phase 2 of mode Tunnel with 0.0.0.0/0 on both sides takes all traffic of the firewall; Mode Routed (VTI) with static routes does not, " +
			"and firewall rules on the IPsec tab limit what passes")
	}
}

func (j *job) initiation() {
	if j.config.oldWriter || j.p1.ResponderOnly.Set && !j.p1.StartAction.Set {
		j.Remove(j.Page1(), "untick Responder Only", j.Path1("responderonly"), j.p1.ResponderOnly)
		return
	}
	value, shown := "trap", "Initiate on demand (Tunnel Mode Only)"
	if j.Text == string(ipsec.Start) || j.tunnel.Kind == ipsec.RouteBased {
		value, shown = "start", "Initiate at start (VTI or Tunnel Mode)"
	}
	j.Set1("Child SA Start Action "+shown, "startaction", value, j.p1.StartAction)
	if j.p1.CloseAction.V != "start" {
		j.Note("Child SA Close Action Restart/Reconnect (closeaction = start) brings the tunnel back when the far side closes it")
	}
}

func (j *job) addKeepalive() {
	j.PingHost("VPN > IPsec > Tunnels > Show Phase 2 Entries > Add P2")
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
				j.Set2(p2, "Automatically ping host "+j.Addr.String(), "pinghost", j.Addr.String(), p2.PingHost)
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
			j.Do(j.Page2(p2)+": Local Network and Remote Network, the inside addresses of the supplied file with /30",
				j.Path2(p2, "localid/address")+" = INSIDE-ADDRESS", j.Path2(p2, "localid/netbits")+" = 30",
				j.Path2(p2, "remoteid/address")+" = FAR-SIDE-INSIDE-ADDRESS")
		}
	}
}
