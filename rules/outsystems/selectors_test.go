package outsystems

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestSingleSAPair(t *testing.T) {
	pairs := func(n int, selectors ...ipsec.Selector) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, c *ipsec.Child) { u.SAPairs, c.Selectors = set(n), selectors }
	}
	cases := []check{
		{"neighbours fill a prefix", pairs(2, selector("10.0.0.0/16", "10.8.2.0/24"), selector("10.1.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.0.0.0/15 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.0.0.0/15 to 10.8.2.0/24"}},
		{"cover is wider than the selectors", pairs(2, selector("10.1.0.0/16", "10.8.2.0/24"), selector("10.2.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.0.0.0/14 to 10.8.2.0/24, the smallest prefix that covers the local ranges; it holds more than they do, so limit it with an ACL"},
			[]string{"ipsec.selectors 10.0.0.0/14 to 10.8.2.0/24"}},
		{"any beside a subnet", pairs(2, selector("0.0.0.0/0", "10.8.2.0/24"), selector("10.2.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 0.0.0.0/0 to 10.8.2.0/24 and limit it with an ACL"},
			[]string{"ipsec.selectors 0.0.0.0/0 to 10.8.2.0/24"}},
		{"far apart", pairs(2, selector("172.16.0.0/16", "10.8.2.0/24"), selector("192.168.4.0/24", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 128.0.0.0/1 to 10.8.2.0/24, the smallest prefix that covers the local ranges; it holds more than they do, so limit it with an ACL"},
			[]string{"ipsec.selectors 128.0.0.0/1 to 10.8.2.0/24"}},
		{"one pair, several selectors", pairs(1, selector("10.0.0.0/16", "10.8.2.0/24"), selector("10.1.0.0/16", "10.8.2.0/24")),
			[]string{"warning: one SA pair carries 2 selectors; the far side may narrow it to one of them: use 10.0.0.0/15 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.0.0.0/15 to 10.8.2.0/24"}},
		{"IKEv1 takes the first", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions = set([]string{"ikev1"})
			c.Selectors = []ipsec.Selector{selector("10.0.0.0/16", "10.8.2.0/24"), selector("10.1.0.0/16", "10.8.2.0/24")}
		},
			[]string{"error: IKEv1 sets up only the first of 2 selectors: use 10.0.0.0/15 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.0.0.0/15 to 10.8.2.0/24"}},
		{"the same pair twice", pairs(1, selector("10.0.0.0/16", "10.8.2.0/24"), selector("10.0.0.0/16", "10.8.2.0/24")), nil, nil},
		{"no traffic selects it", pairs(0), []string{"error: no traffic selects the tunnel, so it has no SA pair"}, nil},
		{"an undefined object", pairs(2, selector("LAN", "10.8.2.0/24"), selector("10.1.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: put them into one pair (which one cannot be computed: selector LAN is no address)"}, nil},
		{"cannot be counted", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.SAPairs = unknown[int]() },
			[]string{"info: cannot tell the number of SA pairs: the file names no version"}, nil},
	}
	run(t, singleSAPair, &rules.Intent{}, append(cases,
		check{"cover swallows the remote selector", pairs(2, selector("10.1.0.0/16", "10.8.2.0/24"), selector("10.9.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: 10.0.0.0/12, the smallest prefix that covers the local ranges, overlaps the remote selector 10.8.2.0/24, so use 0.0.0.0/0 to 10.8.2.0/24 and limit it with an ACL"},
			[]string{"ipsec.selectors 0.0.0.0/0 to 10.8.2.0/24"}},
		check{"several remote ranges", pairs(2, selector("10.1.0.0/16", "172.16.0.0/24"), selector("10.1.0.0/16", "172.16.1.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.1.0.0/16 to 172.16.0.0/23"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 172.16.0.0/23"}},
		check{"the remote cover swallows a local range", pairs(2, selector("10.9.0.0/16", "10.8.2.0/24"), selector("10.9.0.0/16", "10.10.3.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: put them into one pair (which one cannot be computed: 10.8.0.0/14, which holds the remote selectors, overlaps the local ones; --cidr names the cloud range)"}, nil},
	))
	run(t, singleSAPair, &rules.Intent{OnPrem: []netip.Prefix{netip.MustParsePrefix("10.3.0.0/16")}}, []check{
		{"a registered range counts too", pairs(2, selector("10.0.0.0/16", "10.8.2.0/24"), selector("10.1.0.0/16", "10.8.2.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.0.0.0/14 to 10.8.2.0/24, the smallest prefix that covers the local ranges; it holds more than they do, so limit it with an ACL"},
			[]string{"ipsec.selectors 10.0.0.0/14 to 10.8.2.0/24"}},
	})
	run(t, singleSAPair, &rules.Intent{CIDR: netip.MustParsePrefix("10.8.2.0/24")}, []check{
		{"cover swallows the cloud range", pairs(2, selector("10.1.0.0/16", "0.0.0.0/0"), selector("10.9.0.0/16", "10.8.2.0/25")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: 10.0.0.0/12, the smallest prefix that covers the local ranges, overlaps the cloud range 10.8.2.0/24, so use 0.0.0.0/0 to 0.0.0.0/0 and limit it with an ACL"},
			[]string{"ipsec.selectors 0.0.0.0/0 to 0.0.0.0/0"}},
		{"single hosts of the cloud", pairs(2, selector("10.1.0.0/16", "10.8.2.4/32"), selector("10.1.0.0/16", "10.8.2.9/32")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.1.0.0/16 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"the remote cover would take all traffic", pairs(2, selector("10.1.0.0/16", "10.8.2.0/24"), selector("10.1.0.0/16", "192.168.4.0/24")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.1.0.0/16 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"one the wrong way round", pairs(2, selector("10.1.0.0/16", "10.8.2.0/24"), selector("10.8.2.0/24", "10.1.0.0/16")),
			[]string{"error: the tunnel has 2 SA pairs; OutSystems supports 1: use 10.1.0.0/16 to 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
	})
}

func TestSelectorCoverage(t *testing.T) {
	only := func(s ...ipsec.Selector) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Selectors = s }
	}
	https := selector("10.1.0.0/16", "10.8.2.0/24")
	https.Protocol, https.Ports = "tcp", "443"
	run(t, selectorCoverage, &rules.Intent{}, []check{
		{"IPv6 beside IPv4", only(selector("10.1.0.0/16", "10.8.2.0/24"), selector("::/0", "::/0")),
			[]string{"error: selector ::/0 to ::/0 is IPv6, which OutSystems does not support"}, []string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"a port", only(https),
			[]string{"error: selector 10.1.0.0/16 to 10.8.2.0/24 is limited to tcp 443; it must take every protocol and port, and an ACL limits them"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"an undefined object", only(selector("LAN", "10.8.2.0/24")),
			[]string{"info: cannot tell which addresses this selector covers: LAN to 10.8.2.0/24"}, nil},
		{"without intent the ranges are not judged", only(selector("10.7.0.0/16", "10.9.9.0/24")), nil, nil},
	})
	run(t, selectorCoverage, told(), []check{
		{"any to any", only(selector("0.0.0.0/0", "0.0.0.0/0")), nil, nil},
		{"supernet", only(selector("10.0.0.0/13", "10.8.0.0/16")), nil, nil},
		{"two halves", only(selector("10.1.0.0/16", "10.8.2.0/25"), selector("10.1.0.0/16", "10.8.2.128/25")), nil, nil},
		{"wrong way round", only(selector("10.8.2.0/24", "10.1.0.0/16")),
			[]string{"error: selector 10.8.2.0/24 to 10.1.0.0/16 is the wrong way round: the cloud range 10.8.2.0/24 is the remote side"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"one of several the wrong way round", only(selector("10.1.0.0/16", "10.8.2.0/24"), selector("10.8.2.0/24", "172.16.0.0/24")),
			[]string{"error: selector 10.8.2.0/24 to 172.16.0.0/24 is the wrong way round: the cloud range 10.8.2.0/24 is the remote side"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"single host", only(selector("10.1.0.0/16", "10.8.2.4/32")),
			[]string{"error: the remote selectors do not cover the cloud range 10.8.2.0/24"},
			[]string{"ipsec.selectors 10.1.0.0/16 to 10.8.2.0/24"}},
		{"another range", only(selector("10.2.0.0/16", "10.8.2.0/24")),
			[]string{"error: the local selectors (10.2.0.0/16) hold nothing of the on-premises ranges (10.1.0.0/16); if the ranges have changed, register the new ones"},
			[]string{"ipsec.selectors 10.0.0.0/14 to 10.8.2.0/24"}},
	})
}

func TestSelectorOverlap(t *testing.T) {
	only := func(local, remote string) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Selectors = []ipsec.Selector{selector(local, remote)} }
	}
	run(t, selectorOverlap, told(), []check{
		{"any is allowed", only("0.0.0.0/0", "10.8.2.0/24"), nil, nil},
		{"any to any", only("0.0.0.0/0", "0.0.0.0/0"), nil, nil},
		{"the same range", only("10.8.2.0/24", "10.8.2.0/24"),
			[]string{"error: local and remote selector are the same range, 10.8.2.0/24; hosts of the two sides cannot be told apart"}, nil},
		{"local in the cloud range", only("10.8.2.0/25", "10.8.2.0/24"),
			[]string{"error: local selector 10.8.2.0/25 lies in the cloud range 10.8.2.0/24; hosts of the two sides cannot be told apart"}, nil},
		{"local swallows remote", only("10.0.0.0/8", "10.8.2.0/24"),
			[]string{"warning: local selector 10.0.0.0/8 overlaps remote selector 10.8.2.0/24; OutSystems does not take an on-premises range that overlaps its own"}, nil},
	})
}
