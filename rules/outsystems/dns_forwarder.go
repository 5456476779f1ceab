package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var dnsForwarder = &rules.Rule{
	Name:     "dns-forwarder",
	Category: "path",
	Severity: rules.Warning,
	Rows:     []int{2, 4, 39},
	Clause:   "Resolving the names of the environments: a conditional forwarder to the OutSystems DNS servers",
	Symptoms: []rules.Symptom{rules.NoNames},
	Needs:    []string{rules.KeyDNS},
	Title:    "Names of the cloud are asked of the OutSystems DNS servers",
	What: "Where the device forwards DNS by domain, outsystemsenterprise.com must go to all OutSystems DNS servers of the intent, to no other server, and to port 53. " +
		"A forwarder to these servers for another domain is a warning: for the root, which sends every name into the tunnel, for a misspelt domain, or for one name only. One for a part of the domain is info, and one for names of databases (rds.amazonaws.com) is as it should be. " +
		"A device that forwards other domains and not this one is info.",
	Why: "The guide says that the names of the environments resolve to public addresses by default, and asks for a conditional forwarder of this domain to the DNS servers of the cloud, which give the private ones.",
	Undecided: "Usually a DNS server of its own forwards, which stands in no firewall's export: a device without any conditional forwarder is passed over, and `vpnlint checklist` has the test. " +
		"A server whose address the export does not tell is info.",
	Since:  "0.1.0",
	Device: checkDNSForwarder,
}

func checkDNSForwarder(p *rules.Pass) {
	a := around(p, forwardersOf)
	if a == nil || len(p.Tunnels) == 0 {
		return
	}
	found, last, unused := false, (*ipsec.Forwarder)(nil), (*ipsec.Forwarder)(nil)
	for _, f := range a.Forwarders.All() {
		if f.Disabled {
			if domainOf(p.Profile.DNS, f) == cloudDomain {
				unused = f
			}
			continue
		}
		last = f
		kind := domainOf(p.Profile.DNS, f)
		if kind == cloudDomain {
			checkServers(p, f)
		} else if asksAny(f, p.Intent.DNS) {
			checkDomain(p, f, kind)
		}
		found = found || kind == cloudDomain || kind == partOfDomain || asksAny(f, p.Intent.DNS) && kind != otherDomain
	}
	if !found && last != nil && a.Forwarders.Extent == ipsec.Complete {
		domain := p.Profile.DNS.Domain
		f := rules.Finding{
			At: headOf(last.At, p.Device.At), Severity: rules.Info, Subject: domain, Expected: plain(domain),
			Message: say("the device forwards other domains, and not %s to %s; that is right only where another DNS server does", domain, list(p.Intent.DNS)),
			Changes: []ipsec.Change{{Kind: ipsec.AddForwarder, Tunnel: p.Tunnels[0], Text: domain, Addrs: p.Intent.DNS}},
		}
		if unused != nil && !unused.At.IsZero() {
			f.Related = []rules.Related{{At: unused.At, Message: say("a forwarder of this domain stands here, and is not in use")}}
		}
		p.Report(f)
	}
}

// checkServers holds that the forwarder of the cloud's domain asks its servers.
func checkServers(p *rules.Pass, fw *ipsec.Forwarder) {
	missing := without(p.Intent.DNS, fw.Servers)
	foreign := without(fw.Servers, p.Intent.DNS)
	f := rules.Finding{At: headOf(fw.At, p.Device.At), Subject: fw.Domain, Origin: ipsec.Explicit, Actual: plain(list(fw.Servers)), Expected: plain(list(p.Intent.DNS))}
	f.Changes = []ipsec.Change{{Kind: ipsec.AddForwarder, Tunnel: p.Tunnels[0], Text: fw.Domain, Addrs: p.Intent.DNS, Forwarder: fw}}
	ports := slices.DeleteFunc(slices.Clone(fw.Ports), func(port int) bool { return port == 0 || port == p.Profile.Traffic.DNS })
	slices.Sort(ports)
	ports = slices.Compact(ports)
	switch {
	case len(foreign) > 0:
		f.Message = say("names of %s are asked of %s, which is no OutSystems DNS server; those are %s", fw.Domain, list(foreign), list(p.Intent.DNS))
	case len(fw.Unknown) > 0:
		f.Severity, f.Changes = rules.Info, nil
		f.Message = say("cannot tell of which servers names of %s are asked: %s", fw.Domain, listed(fw.Unknown))
	case len(missing) > 0:
		f.Message = say("names of %s are not asked of %s; forward them to all OutSystems DNS servers", fw.Domain, list(missing))
	case len(ports) > 0:
		f.Message = say("names of %s are asked on port %s; the OutSystems DNS servers answer on %d", fw.Domain, list(ports), p.Profile.Traffic.DNS)
	default:
		return
	}
	p.Report(f)
}

func without(all, some []netip.Addr) []netip.Addr {
	return slices.DeleteFunc(slices.Clone(all), func(a netip.Addr) bool { return slices.Contains(some, a) })
}
