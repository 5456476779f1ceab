package fortigate

import (
	"slices"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// anomaly is a threshold of a DoS policy that packets of IKE or ESP can reach.
type anomaly struct {
	name, kind, unit string
	threshold        int // built in
	services         []ipsec.Service
	own              bool // counts each source by itself
}

// anomalies are those that count UDP or every protocol; the others count TCP, ICMP
// and SCTP. Thresholds are those of the FortiOS CLI reference, firewall DoS-policy;
// floods count packets to one destination in a second, scans new sessions of one
// source in a second, the others sessions at a time.
func anomalies() []anomaly {
	udp := []ipsec.Service{{Protocol: ipsec.ProtoUDP}}
	return []anomaly{
		{"udp_flood", "flood", "packets per second", 2000, udp, false},
		{"udp_scan", "flood", "new sessions of one source per second", 2000, udp, true},
		{"udp_src_session", "sessions", "sessions of one source", 5000, udp, true},
		{"udp_dst_session", "sessions", "sessions", 5000, udp, false},
		{"ip_src_session", "sessions", "sessions of one source", 5000, nil, true},
		{"ip_dst_session", "sessions", "sessions", 5000, nil, false},
	}
}

// limits lists the thresholds that are switched on. The first DoS policy that
// matches counts a packet, so that what an earlier one of the same interface matches
// is no longer counted by a later one.
func (s *surroundings) limits() []*ipsec.RateLimit {
	type earlier struct {
		in  ipsec.Places
		src ipsec.AddrSet
		all bool // whatever the destination and the service
	}
	var before []earlier
	var rows []*ipsec.RateLimit
	for _, o := range s.v.table(asWritten, nil, "firewall", "DoS-policy").objects {
		r := ipsec.FilterRule{In: s.places(o, "interface"), Disabled: o.text("status") == "disable"}
		src, dst := s.sides(o, &r)
		open := s.policyServices(o, &r)
		var exempt ipsec.AddrBuilder
		for _, e := range before {
			if e.all && (len(e.in) == 0 || slices.Equal(e.in, r.In)) {
				exempt.AddSet(e.src)
			}
		}
		for _, a := range anomalies() {
			l := s.limit(o, a)
			if l == nil {
				continue
			}
			l.In, l.Source, l.Destination, l.Disabled, l.Maybe = r.In, src, dst.set, r.Disabled, open
			l.Exempts = exempt.Set()
			if len(r.Services) > 0 {
				l.Services = r.Services
			}
			rows = append(rows, l)
		}
		if !r.Disabled {
			before = append(before, earlier{r.In, src, dst.set.Covers(ipsec.Anywhere()) && len(r.Services) == 0 && len(open) == 0})
		}
	}
	return rows
}

// limit reads one anomaly of a DoS policy; nil when it is off, which it is unless
// the file says otherwise.
func (s *surroundings) limit(o *object, a anomaly) *ipsec.RateLimit {
	for _, e := range o.entries("anomaly") {
		if e.name != a.name || e.text("status") != "enable" {
			continue
		}
		return &ipsec.RateLimit{
			Name: "DoS-policy " + o.name + " " + a.name, Kind: a.kind, Unit: a.unit, OwnSessions: a.own, Services: a.services, At: e.head,
			Rate: s.figure(e, "threshold", builtinOf(s, a.threshold)), Drops: e.text("action") == "block",
		}
	}
	return nil
}
