package fortigate

import (
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// virtualIP is a firewall vip: what comes for the outer address goes to the inner
// one. Policies name it as their destination.
type virtualIP struct {
	outer, inner ipsec.AddrSet
	ports        bool // it forwards some ports only
}

func readVIP(o *object) virtualIP {
	v := virtualIP{ports: o.text("portforward") == "enable", outer: ipsec.UnknownSet(o.name, "virtual IP "+o.name+" has an outer address that the file does not tell"),
		inner: ipsec.UnknownSet(o.name, "virtual IP "+o.name+" has an inner address that the file does not tell")}
	if set, ok := addressRange(o.text("extip")); ok {
		v.outer = set
	}
	if o.text("type") == "server-load-balance" {
		return v // several servers
	}
	if set, ok := addressRange(o.text("mappedip")); ok {
		v.inner = set
	}
	return v
}

// addressRange reads an address, a range a-b or a prefix. 0.0.0.0 stands for the
// address of the interface, which is not told here.
func addressRange(text string) (ipsec.AddrSet, bool) {
	var b ipsec.AddrBuilder
	first, last, isRange := strings.Cut(text, "-")
	if !isRange {
		p, ok := parsePrefix([]string{text})
		if !ok || p.Addr().IsUnspecified() {
			return ipsec.AddrSet{}, false
		}
		b.AddPrefix(p)
		return b.Set(), true
	}
	from, err1 := netip.ParseAddr(first)
	to, err2 := netip.ParseAddr(last)
	if err1 != nil || err2 != nil || from.IsUnspecified() {
		return ipsec.AddrSet{}, false
	}
	b.AddRange(from, to)
	return b.Set(), true
}
