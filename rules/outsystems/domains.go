package outsystems

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// domainKind sorts forwarders by what their domain has to do with the cloud.
type domainKind uint8

const (
	strangeDomain domainKind = iota
	cloudDomain              // the domain of the environments, with all names below it
	oneName                  // the domain's own name, without those below it
	partOfDomain             // a domain below it
	rootDomain               // every name
	otherDomain              // another domain of the cloud, such as that of databases
)

func domainOf(dns rules.DNSProfile, f *ipsec.Forwarder) domainKind {
	name := strings.ToLower(f.Domain)
	below := func(domain string) bool { return strings.HasSuffix(name, "."+domain) }
	switch {
	case name == "" || name == ".":
		return rootDomain
	case name == dns.Domain && f.Exact:
		return oneName
	case name == dns.Domain:
		return cloudDomain
	case below(dns.Domain):
		return partOfDomain
	case slices.ContainsFunc(dns.Others, func(d string) bool { return name == d || below(d) }):
		return otherDomain
	}
	return strangeDomain
}

func asksAny(f *ipsec.Forwarder, servers []netip.Addr) bool {
	return slices.ContainsFunc(f.Servers, func(a netip.Addr) bool { return slices.Contains(servers, a) })
}

// checkDomain reports a forwarder to the OutSystems DNS servers whose domain is
// not the one of the environments.
func checkDomain(p *rules.Pass, fw *ipsec.Forwarder, kind domainKind) {
	want := p.Profile.DNS.Domain
	f := rules.Finding{At: headOf(fw.At, p.Device.At), Subject: fw.Domain, Origin: ipsec.Explicit, Actual: plain(fw.Domain), Expected: plain(want)}
	switch kind {
	case otherDomain:
		return
	case oneName:
		f.Message = say("only the name %s itself goes to the OutSystems DNS servers, not the names below it", want)
		f.Changes = []ipsec.Change{{Kind: ipsec.AddForwarder, Tunnel: p.Tunnels[0], Text: want, Addrs: p.Intent.DNS, Forwarder: fw}}
	case partOfDomain:
		f.Severity = rules.Info
		f.Message = say("names of %s go to the OutSystems DNS servers, and those of other environments below %s do not", fw.Domain, want)
	case rootDomain:
		f.Actual = plain(".")
		f.Message = say("every name goes to the OutSystems DNS servers; forward %s only", want)
	default:
		f.Message = say("names of %s go to the OutSystems DNS servers, which know %s", fw.Domain, want)
	}
	p.Report(f)
}
