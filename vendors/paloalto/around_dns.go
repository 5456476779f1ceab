package paloalto

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// forwarders takes over the domain rules of DNS proxies, and their default servers,
// which are asked for all other names. A rule "x.com" is for that name alone and
// "*.x.com" for the names below it (PAN-OS networking guide, DNS proxy rule and FQDN
// matching).
func (s *surroundings) forwarders() []*ipsec.Forwarder {
	var out []*ipsec.Forwarder
	lists := [][]*node{s.v.root.list("network", "dns-proxy"), s.v.root.list("shared", "dns-proxy")}
	for _, v := range s.vsys {
		lists = append(lists, v.node.list("dns-proxy"))
	}
	for _, list := range lists {
		for _, n := range list {
			if f := s.proxyRule(n, n.find("default")); len(f.Servers) > 0 {
				f.Name, out = n.word+" default", append(out, &f) // every other name
			}
			for _, rule := range n.list("domain-servers") {
				out = append(out, s.domainRule(n, rule)...)
			}
		}
	}
	return out
}

// proxyRule reads who is answered by a DNS proxy, and which servers a part of it names.
func (s *surroundings) proxyRule(proxy, rule *node) ipsec.Forwarder {
	if rule == nil {
		return ipsec.Forwarder{}
	}
	base := ipsec.Forwarder{Name: proxy.word + " " + rule.word, Disabled: s.v.leaf(proxy, "enabled").is("no"), At: rule.at}
	serves := s.v.members(proxy, "interface")
	for _, i := range serves {
		base.Serves = append(base.Serves, i.text)
	}
	if len(serves) == 0 {
		base.Disabled = true // nobody is answered
	}
	for _, word := range [...]string{"primary", "secondary"} {
		v := s.v.leaf(rule, word)
		if !v.set() {
			continue
		}
		v, _ = s.v.address(v)
		if a, ok := addressOf(v.text); ok && v.known() {
			base.Servers = append(base.Servers, a)
		} else {
			base.Unknown = append(base.Unknown, "the "+word+" server is no address in this file")
		}
	}
	return base
}

func (s *surroundings) domainRule(proxy, rule *node) []*ipsec.Forwarder {
	base := s.proxyRule(proxy, rule)
	var out []*ipsec.Forwarder
	for _, name := range s.v.members(rule, "domain-name") {
		f := base
		f.Domain, f.Wildcard = strings.CutPrefix(strings.TrimSuffix(name.text, "."), "*.")
		f.Exact, f.At = !f.Wildcard, name.at
		// The name and those below it, written side by side, are a whole domain.
		i := slices.IndexFunc(out, func(o *ipsec.Forwarder) bool { return o.Domain == f.Domain && o.Wildcard != f.Wildcard })
		if i >= 0 {
			out[i].Wildcard, out[i].Exact = false, false
			continue
		}
		out = append(out, &f)
	}
	return out
}
