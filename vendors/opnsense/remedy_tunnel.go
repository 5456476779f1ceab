package opnsense

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// selectors keeps the first child, with the wanted networks, and deletes the others.
func (j *job) selectors() {
	for i, k := range j.conn.children {
		if i > 0 {
			j.Do(kidPage(k, j)+": delete this child", "remove "+strings.TrimSuffix(kidPath(k, ""), "/"))
			continue
		}
		j.Set(kidPage(k, j), "Local "+j.Selector.Local, kidPath(k, "local_ts"), j.Selector.Local, k.fields["local_ts"])
		j.Set(kidPage(k, j), "Remote "+j.Selector.Remote, kidPath(k, "remote_ts"), j.Selector.Remote, k.fields["remote_ts"])
	}
	if j.Selector.Local == "0.0.0.0/0" && j.tunnel.Kind == ipsec.PolicyBased {
		j.Note("with Policies ticked, 0.0.0.0/0 on both sides takes all traffic of the firewall; untick Policies, add a Virtual Tunnel Interface " +
			"(VPN > IPsec > Virtual Tunnel Interfaces) with static routes, and limit what passes by firewall rules on IPsec")
	}
}

func (j *job) initiation() {
	value, shown := "trap|start", "Trap+start"
	if j.tunnel.Kind == ipsec.RouteBased {
		value, shown = "start", "Start"
	}
	for _, k := range j.conn.children {
		if startAction(k.fields["start_action"].V) == ipsec.ResponderOnly && k.fields["start_action"].V != "" {
			j.Set(kidPage(k, j), "Start action "+shown, kidPath(k, "start_action"), value, k.fields["start_action"])
		}
	}
	if j.tunnel.Peer == "%any" {
		j.Do(j.page()+": Remote addresses, the address of the far side", j.path("remote_addrs")+" = PEER")
	}
}

func (j *job) addKeepalive() {
	host := "DNS-SERVER"
	if j.Addr.IsValid() {
		host = j.Addr.String()
	}
	if j.tunnel.Kind == ipsec.PolicyBased {
		j.Note("a monitored gateway needs a tunnel interface (Policies unticked and a Virtual Tunnel Interface): let servers behind the firewall ping " + host)
		return
	}
	every := strconv.Itoa(max(1, j.Seconds))
	j.Do("System > Gateways > Configuration > Add, on the interface of the tunnel: Monitor IP "+host+", Probe Interval "+every,
		"/opnsense/OPNsense/Gateways/gateway_item/monitor = "+host, "/opnsense/OPNsense/Gateways/gateway_item/interval = "+every)
}

func (j *job) setKeepalive() {
	if j.Keepalive == nil || j.Keepalive.Kind != "gateway-monitor" {
		return
	}
	page, path := "System > Gateways > Configuration > Edit "+j.Keepalive.Name, "/opnsense/OPNsense/Gateways/gateway_item[name="+j.Keepalive.Name+"]/"
	if j.Addr.IsValid() {
		j.Do(page+": Monitor IP "+j.Addr.String(), path+"monitor = "+j.Addr.String())
	}
	if j.Seconds > 0 {
		j.Do(page+": Probe Interval "+strconv.Itoa(j.Seconds), path+"interval = "+strconv.Itoa(j.Seconds))
	}
}

func (j *job) addTunnel() {
	j.Do("VPN > IPsec > Connections: clone "+j.tunnel.Name, "the clone's Remote addresses "+j.Addr.String(),
		"VPN > IPsec > Pre-Shared Keys > Add: the key of the second tunnel in the supplied file")
	j.Note("the clone needs its own authentication entries and child; with two tunnel interfaces a gateway group or BGP chooses the active one")
}

func (j *job) mss() {
	value := strconv.Itoa(j.Number)
	j.Do("Firewall > Settings > Normalization > Add: Interface IPsec, Max mss "+value, "/opnsense/filter/scrub/rule/max-mss = "+value)
	j.Note("this applies to all IPsec traffic of this firewall")
}

func (j *job) insideAddress() {
	j.Do("VPN > IPsec > Virtual Tunnel Interfaces > Edit: Tunnel local and Tunnel remote, the inside addresses of the supplied file",
		"/opnsense/OPNsense/Swanctl/VTIs/VTI/tunnel_local = INSIDE-ADDRESS", "/opnsense/OPNsense/Swanctl/VTIs/VTI/tunnel_remote = FAR-SIDE-INSIDE-ADDRESS")
}
