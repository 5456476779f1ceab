package strongswan

import (
	"path"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// The host around strongSwan: what its packet filter, its NAT rules and its routes
// do with the tunnels' traffic stands in no file of strongSwan. It is read from
// dumps of iptables-save, nft list ruleset and ip route that lie beside them.

// dump is which dump a source is.
type dump uint8

const (
	noDump       dump = iota
	dumpIptables      // iptables-save; not that of IPv6
	dumpNFT           // nft list ruleset, or an nftables.conf
	dumpRoutes        // ip route
	dumpPolicy        // ip rule
)

// IsHostDump reports whether the text is a dump of a host's packet filter or
// routes. It is no configuration of a VPN device by itself.
func IsHostDump(src *parser.Source) bool { return dumpOf(src) != noDump }

// dumpOf looks at the beginnings of lines.
func dumpOf(src *parser.Source) dump {
	table, commit, nft, routes, hops, bare, policy, lines := 0, 0, 0, 0, 0, 0, 0, 0
	for line := 1; line <= src.LineCount() && line <= 20000; line++ {
		text := src.Line(line)
		words := strings.Fields(text)
		if len(words) == 0 || words[0][0] == '#' {
			if strings.Contains(text, "ip6tables-save") {
				return noDump
			}
			continue
		}
		lines++
		switch {
		case isOneOf(text, "*filter", "*nat", "*mangle", "*raw", "*security"):
			table++
		case text == "COMMIT":
			commit++
		case len(words) > 2 && words[0] == "table" && slices.Contains(words, "{") && (words[2] == "{" || isOneOf(words[1], "inet", "ip", "ip6", "arp", "bridge", "netdev")):
			nft++
		case words[0] == "nexthop":
			hops++
		case isRoute(words):
			routes++
		case len(words) == 1 && isDestination(words[0]):
			bare++ // next hops follow
		case strings.HasSuffix(words[0], ":") && len(words) > 2 && isOneOf(words[1], "from", "not"):
			policy++
		}
	}
	switch {
	case table > 0 && commit > 0:
		return dumpIptables
	case nft > 0:
		return dumpNFT
	case routes > 0 && routes+hops+bare == lines && bare <= hops:
		return dumpRoutes
	case policy > 0 && policy == lines:
		return dumpPolicy
	}
	return noDump
}

// isDumpName reports whether a file may be a dump by its name: rules.v4,
// iptables.rules, nftables.conf, routes.txt, ip-rule.txt.
func isDumpName(base string) bool {
	base = strings.ToLower(base)
	for _, part := range []string{"iptables", "nft", "rule", "route", "netfilter", "firewall"} {
		if strings.Contains(base, part) {
			return !strings.Contains(base, "ip6") && !strings.Contains(base, "v6")
		}
	}
	return false
}

// dumpsBeside returns the dumps of the host that a file of strongSwan is from: those
// in its folder or the nearest one above it, with the places below where systems
// keep them. Of each kind the nearest counts.
func dumpsBeside(src *parser.Source, folder *parser.Folder) map[dump]*parser.Source {
	found := map[dump]*parser.Source{}
	for up := ""; len(up) < 3*maxIncludeDepth; up += "../" {
		level := map[dump]*parser.Source{}
		for _, place := range []string{".", "iptables", "nftables", "etc", "etc/iptables", "etc/sysconfig"} {
			names, err := folder.List(src, up+place)
			if err != nil {
				return found
			}
			for _, name := range names {
				if !isDumpName(path.Base(name)) {
					continue
				}
				file, err := folder.Look(name)
				if err != nil {
					continue
				}
				if kind := dumpOf(file); kind != noDump && level[kind] == nil && found[kind] == nil {
					level[kind] = file
				}
			}
		}
		for kind, file := range level {
			found[kind] = file
			folder.Take(file)
		}
	}
	return found
}

// host is what the dumps show.
type host struct {
	device *ipsec.Device
	known  links
	out    *ipsec.Around

	chains  []*hostChain
	daemons map[*ipsec.Route]bool // those of table 220
	links   []string              // the interfaces that anything names
	wan     string                // the interface by which policy-based tunnels leave; "" when not told
	partly  string                // why the filters may not be all
}

// surround fills the device's surroundings.
func surround(d *ipsec.Device, src *parser.Source, folder *parser.Folder, known links) {
	h := &host{device: d, known: known, out: &ipsec.Around{}, daemons: map[*ipsec.Route]bool{}}
	d.Around = h.out
	dumps := dumpsBeside(src, folder)
	h.notRead()
	if file := dumps[dumpIptables]; file != nil {
		h.iptables(file)
	}
	if file := dumps[dumpNFT]; file != nil {
		h.nftables(file)
	}
	if file := dumps[dumpRoutes]; file != nil {
		h.routes(file)
	}
	if len(dumps) == 0 {
		return
	}
	h.out.AsymmetricReplies = ipsec.UnknownAs[string]("rp_filter of the host stands in no dump", parser.Span{})
	h.interfaces()
	h.outlive()
	if dumps[dumpIptables] != nil || dumps[dumpNFT] != nil {
		h.filters()
		h.translations()
	}
}

// notRead says of each kind why it is not told.
func (h *host) notRead() {
	const beside = "no file of strongSwan tells %s of the host; lay the output of %s beside them"
	say := func(what, command string) string {
		return strings.Replace(strings.Replace(beside, "%s", what, 1), "%s", command, 1)
	}
	a := h.out
	a.Interfaces.Reason = say("the interfaces", "ip route")
	a.Filters.Reason = say("the packet filter", "iptables-save or nft list ruleset")
	a.NAT.Reason = say("the NAT rules", "iptables-save or nft list ruleset")
	a.Limits.Reason = say("the packet filter", "iptables-save or nft list ruleset")
	a.Routes.Reason = say("the routes", "ip route")
	a.BGP.Reason = "BGP runs in a program of its own, whose files are not read"
	a.Forwarders.Reason = "DNS is forwarded by a program of its own, whose files are not read"
}

func isOneOf(word string, words ...string) bool {
	for _, w := range words {
		if word == w {
			return true
		}
	}
	return false
}
