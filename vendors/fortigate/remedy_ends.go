package fortigate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// flowEnds is where flows come in and leave, and their addresses, as policies
// name them.
type flowEnds struct {
	in, out, src, dst string
	prefixes          []netip.Prefix // those that need an object
}

// ends names what flows have in common. ok is false where an interface is not told,
// or where the addresses are too many to name.
func (j *job) ends(flows []ipsec.Flow) (e flowEnds, ok bool) {
	var in, out []string
	var src, dst ipsec.AddrBuilder
	for _, f := range flows {
		in, out = append(in, j.places(f.From)...), append(out, j.places(f.To)...)
		src.AddSet(f.Source)
		dst.AddSet(f.Destination)
	}
	e.in, e.out = quoted(in), quoted(out)
	if len(in) == 0 || len(out) == 0 && !flows[0].To.Box {
		return e, false
	}
	if flows[0].To.Box {
		return e, j.names(&e, end{src.Set(), &e.src})
	}
	return e, j.names(&e, end{src.Set(), &e.src}, end{dst.Set(), &e.dst})
}

// places names a point as policies must: a member of a zone by the zone.
func (j *job) places(p ipsec.Point) []string {
	var out []string
	for _, i := range j.r.dev.Around.Interfaces.All() {
		if i.Name == p.Interface || p.Tunnel != nil && slices.Contains(i.Carries, p.Tunnel) {
			if len(i.Zones) > 0 {
				out = append(out, i.Zones[0])
			} else {
				out = append(out, i.Name)
			}
		}
	}
	return out
}

func quoted(names []string) string {
	slices.Sort(names)
	var out []string
	for _, n := range slices.Compact(names) {
		out = append(out, quote(n))
	}
	return strings.Join(out, " ")
}

// mostObjects bounds the addresses that one side of a suggested policy names.
const mostObjects = 8

// end is one side of flows, and where its names go.
type end struct {
	set   ipsec.AddrSet
	names *string
}

// names gives the address objects of each side: those that the file has, else new
// ones. It reports false where a side has too many.
func (j *job) names(e *flowEnds, sides ...end) bool {
	has := map[netip.Prefix]string{}
	for _, s := range sides {
		for _, p := range s.set.Prefixes() {
			has[p] = ""
		}
	}
	j.r.v.nameSubnets(has)
	told := true
	for _, s := range sides {
		var out []string
		for _, p := range s.set.Prefixes() {
			switch {
			case !p.Addr().Is4():
				continue
			case p.Bits() == 0:
				out = append(out, "all")
				continue
			case has[p] == "":
				has[p] = objectName(p)
				e.prefixes = append(e.prefixes, p)
			}
			out = append(out, has[p])
		}
		*s.names = quoted(out)
		told = told && len(out) > 0 && len(out) <= mostObjects && s.set.Exact()
	}
	return told
}

func objectName(p netip.Prefix) string { return "net-" + strings.ReplaceAll(p.String(), "/", "-") }

// define makes the address objects that the file lacks.
func (j *job) define(e flowEnds) {
	for _, p := range e.prefixes {
		j.say("firewall address", objectName(p), "set subnet "+p.Addr().String()+" "+netmask(p.Bits()))
	}
}
