package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// atPlace reports that packets at a point are at one of the places, or may be; with
// the reason why that is not certain.
func atPlace(a *ipsec.Around, places ipsec.Places, at ipsec.Point) (bool, []string) {
	i := a.InterfaceNamed(at.Interface)
	switch {
	case len(places) == 0:
		return true, nil
	case i == nil:
		return true, []string{say("the export does not tell by which interface the tunnel's packets come in").String()}
	}
	return slices.Contains(places, i.Name) || slices.ContainsFunc(i.Zones, func(z string) bool { return slices.Contains(places, z) }), nil
}

// counts reports that services, none of which stand for every one, take a packet.
func counts(services []ipsec.Service, f ipsec.Flow) bool {
	takes := func(s ipsec.Service) bool {
		return s.Protocol == ipsec.ProtoAny ||
			s.Protocol == f.Protocol && (f.Protocol == ipsec.ProtoESP || s.Destination.Contains(f.Port) && s.Source.Contains(f.SourcePort))
	}
	return len(services) == 0 || slices.ContainsFunc(services, takes)
}

// overlaps reports that a set has, or may have, the addresses; with the reason why
// that is not certain. Addresses that are not told are taken for members.
func overlaps(set, addrs ipsec.AddrSet) (bool, []string) {
	switch {
	case addrs.IsEmpty() || set.Overlaps(addrs):
		return true, nil
	case !set.Exact():
		return true, set.Unknown
	}
	return false, nil
}

// rateText tells the threshold; nothing when the export does not.
func rateText(l *ipsec.RateLimit) rules.Text {
	if !l.Rate.Known() {
		return rules.Text{}
	}
	return say(" (%d %s)", l.Rate.V, made(l.Unit))
}
