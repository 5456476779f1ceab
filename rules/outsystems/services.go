package outsystems

import (
	"fmt"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// service is one kind of traffic between the networks, and how grave it is when
// nothing of it passes.
type service struct {
	name     string
	severity rules.Severity
	flow     ipsec.Flow    // protocol and port only
	remote   ipsec.AddrSet // the hosts of the cloud
	inward   bool          // from the cloud to on-premises
}

// servicesOf lists what the intent tells about.
func servicesOf(p *rules.Pass) []service {
	cloud, traffic := ipsec.SetOf(p.Intent.CIDR), p.Profile.Traffic
	tcp := func(port int) ipsec.Flow { return ipsec.Flow{Protocol: ipsec.ProtoTCP, Port: port} }
	out := []service{{name: fmt.Sprintf("TCP %d", traffic.HTTPS), severity: rules.Error, flow: tcp(traffic.HTTPS), remote: cloud}}
	if p.Intent.Edition == "standard" {
		out = append(out, service{name: fmt.Sprintf("TCP %d", traffic.HTTP), severity: rules.Warning, flow: tcp(traffic.HTTP), remote: cloud})
	}
	if servers := hostsOf(p.Intent.DNS...); !servers.IsEmpty() {
		out = append(out,
			service{name: fmt.Sprintf("UDP %d", traffic.DNS), severity: rules.Error, flow: ipsec.Flow{Protocol: ipsec.ProtoUDP, Port: traffic.DNS}, remote: servers},
			service{name: fmt.Sprintf("TCP %d", traffic.DNS), severity: rules.Warning, flow: tcp(traffic.DNS), remote: servers},
			service{name: "ICMP echo", severity: rules.Warning, flow: ipsec.Flow{Protocol: ipsec.ProtoICMP, Port: ipsec.ICMPEcho}, remote: servers},
		)
	}
	for _, port := range p.Intent.DBPorts {
		out = append(out, service{name: fmt.Sprintf("TCP %d", port), severity: rules.Warning, flow: tcp(port), remote: cloud, inward: true})
	}
	return out
}

// noteServices notes the keys without which a part of the services is not judged.
func noteServices(p *rules.Pass, keys ...string) {
	for _, key := range keys {
		if !p.Intent.Has(key) {
			p.NotJudged(key)
		}
	}
}

// between makes the flow of the service between a lan and the tunnel.
func (s service) between(l lan, t *ipsec.Tunnel) ipsec.Flow {
	if s.inward {
		return l.inward(t, s.remote, s.flow)
	}
	return l.outward(t, s.remote, s.flow)
}

// way tells findings of the two directions at one place apart.
func way(f ipsec.Flow) string {
	if f.From.Tunnel != nil {
		return "from the cloud"
	}
	return "to the cloud"
}

// endsOf joins the sources and the destinations of flows.
func endsOf(flows []ipsec.Flow) (from, to ipsec.AddrSet) {
	var src, dst ipsec.AddrBuilder
	for _, f := range flows {
		src.AddSet(f.Source)
		dst.AddSet(f.Destination)
	}
	return src.Set(), dst.Set()
}
