package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// meetSets returns the addresses of both; ok is false when there surely are none.
func meetSets(a, b ipsec.AddrSet) (ipsec.AddrSet, bool) {
	if isAnywhere(b) {
		return a, true
	}
	if isAnywhere(a) {
		return b, !b.IsEmpty()
	}
	if !a.Exact() || !b.Exact() {
		return ipsec.UnknownSet("", strings.Join(slices.Concat(a.Unknown, b.Unknown), "; ")), true
	}
	s := a.Without(ipsec.Anywhere().Without(b))
	return s, !s.IsEmpty()
}

// meetServices returns the services of both lists, of which an empty one holds all.
func meetServices(a, b []ipsec.Service) ([]ipsec.Service, bool) {
	if len(a) == 0 || len(b) == 0 {
		return slices.Concat(a, b), true
	}
	var out []ipsec.Service
	for _, x := range a {
		for _, y := range b {
			if x.Protocol != y.Protocol && x.Protocol != ipsec.ProtoAny && y.Protocol != ipsec.ProtoAny {
				continue
			}
			s := ipsec.Service{Protocol: max(x.Protocol, y.Protocol)}
			var okSource, okDestination bool
			s.Source, okSource = meetPorts(x.Source, y.Source)
			s.Destination, okDestination = meetPorts(x.Destination, y.Destination)
			if okSource && okDestination {
				out = append(out, s)
			}
		}
	}
	return out, len(out) > 0
}

func meetPorts(a, b ipsec.Ports) (ipsec.Ports, bool) {
	if a == nil {
		return b, true
	}
	if b == nil {
		return a, true
	}
	var out ipsec.Ports
	for _, x := range a {
		for _, y := range b {
			if low, high := max(x.Low, y.Low), min(x.High, y.High); low <= high {
				out = append(out, ipsec.PortRange{Low: low, High: high})
			}
		}
	}
	return out, len(out) > 0
}
