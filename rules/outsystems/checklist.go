package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Where tells who can do a check.
type Where string

const (
	OnDevice  Where = "device" // on the firewall itself
	OnHost    Where = "host"   // on a host of the on-premises network
	Elsewhere Where = "people" // with other people, or on other devices
)

// ChecklistLine is what remains to be looked at for statements of the guide that
// no configuration can answer, or not wholly. Commands are the vendor's business:
// Kind tells it what is meant.
type ChecklistLine struct {
	Kind     ipsec.CheckKind
	Where    Where
	Rows     []int  // statements of the guide, by number, as in rules.Rule
	Section  string // the guide's section, in English
	Symptoms []rules.Symptom
	Aim      rules.Text // one sentence without a full stop: what is to be found out
	Good     rules.Text // what a good answer looks like, and what another one means
}

// Checklist returns the lines in the order in which one looks: the device's own
// requirements, phase 1, phase 2, what keeps the tunnel up, traffic, names, people.
func Checklist() []ChecklistLine {
	var all []ChecklistLine
	for _, part := range [][]ChecklistLine{tunnelChecks(), steadyChecks(), trafficChecks(), peopleChecks()} {
		all = append(all, part...)
	}
	return all
}

// tunnelChecks are about phase 1 and phase 2.
func tunnelChecks() []ChecklistLine {
	const phase1, phase2 = "Common reasons for phase 1 to fail", "Common reasons for phase 2 to fail"
	return []ChecklistLine{
		{
			Kind: ipsec.ReviewOpen, Where: OnDevice, Rows: []int{1}, Section: "Requirements",
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails},
			Aim:      say("Everything that the check could not judge has been looked at by hand"),
			Good:     say("the summary of the check names nothing more under \"not judged\", and no info says \"cannot tell\""),
		}, {
			Kind: ipsec.PingEndpoint, Where: OnDevice, Rows: []int{46}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.TunnelInactive},
			Aim:      say("The device reaches both VPN endpoints of OutSystems over the internet"),
			Good:     say("both answer; when neither does, look at the default route, the internet line and the provider before IKE"),
		}, {
			Kind: ipsec.ShowIKESA, Where: OnDevice, Rows: []int{7, 43, 56}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.TunnelInactive},
			Aim:      say("Phase 1 is up with each peer that should be up, and this device started it"),
			Good:     say("the SA is established and this device is its initiator; as responder it waits for a side that never starts"),
		}, {
			Kind: ipsec.CompareKey, Where: OnDevice, Rows: []int{45}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails},
			Aim:      say("The pre-shared key of each peer is the one in the configuration file that OutSystems supplied"),
			Good:     say("the keys are the same to the last character, without quotes or blanks around them, and each peer has its own"),
		}, {
			Kind: ipsec.CaptureIKE, Where: OnDevice, Rows: []int{47, 48, 49, 51}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails, rules.TunnelInactive},
			Aim:      say("IKE leaves with the registered public address, and answers come back"),
			Good: say("packets go out to UDP 500 (4500 behind NAT) with the address that OutSystems has for this gateway, and packets of the peer come in; " +
				"packets out and none in point to the provider, a filter in between, or an address that OutSystems does not know"),
		}, {
			Kind: ipsec.NATTraversalOff, Where: OnDevice, Rows: []int{47}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails},
			Aim:      say("Behind NAT, a test without NAT traversal shows from which address and port IKE leaves"),
			Good:     say("with NAT traversal off for the test, IKE still leaves the network from the registered address and UDP 500; switch it on again afterwards"),
		}, {
			Kind: ipsec.AskISP, Where: Elsewhere, Rows: []int{49}, Section: phase1,
			Symptoms: []rules.Symptom{rules.Phase1Fails},
			Aim:      say("The internet provider lets UDP 500, UDP 4500 and IP protocol 50 pass in both directions"),
			Good:     say("the provider says so, or the capture shows answers of the peer"),
		}, {
			Kind: ipsec.ShowIPsecSA, Where: OnDevice, Rows: []int{8, 13, 50, 54}, Section: phase2,
			Symptoms: []rules.Symptom{rules.Phase2Fails, rules.NoPing},
			Aim:      say("Each tunnel that is up has one pair of SAs, and packets are counted in both directions"),
			Good: say("one inbound and one outbound SA with ESP, the selectors of the configuration and a PFS group; " +
				"packets out and none in means that the cloud drops or cannot route them back"),
		},
	}
}

// steadyChecks are about what keeps a tunnel up, and about the second one.
func steadyChecks() []ChecklistLine {
	const dpd, failover = "Common reasons for inactive or unstable tunnels: dead peer detection", "Establishing a stable connection: failover"
	const keeping = "Keeping the tunnel active"
	return []ChecklistLine{
		{
			Kind: ipsec.CPULoad, Where: OnDevice, Rows: []int{24}, Section: dpd,
			Symptoms: []rules.Symptom{rules.Unstable, rules.TunnelInactive},
			Aim:      say("The device is never too busy to answer dead peer detection"),
			Good:     say("the processor was not at its limit when the tunnel dropped, and no IKE packets were discarded"),
		}, {
			Kind: ipsec.ReviewIPS, Where: Elsewhere, Rows: []int{25}, Section: dpd,
			Symptoms: []rules.Symptom{rules.Unstable, rules.TunnelInactive},
			Aim:      say("No intrusion prevention or flood protection between the device and the internet limits UDP 500 and 4500"),
			Good:     say("its log shows no drops for the two peers, or the peers are exempt from it"),
		}, {
			Kind: ipsec.ChooseFailover, Where: Elsewhere, Rows: []int{16}, Section: failover,
			Symptoms: []rules.Symptom{rules.Unstable},
			Aim:      say("It is decided how the two tunnels share the work, since the cloud may answer by the other tunnel"),
			Good:     say("asymmetric replies are allowed, or static routes with one tunnel up at a time, or BGP with a preference for one tunnel; the intent says which"),
		}, {
			Kind: ipsec.TestFailover, Where: OnDevice, Rows: []int{17, 18}, Section: failover,
			Symptoms: []rules.Symptom{rules.Unstable, rules.TunnelInactive},
			Aim:      say("When the primary tunnel fails, the other one takes over by itself"),
			Good:     say("with the primary down, the second tunnel comes up and a continuous ping goes on after less than a minute; back again, only one tunnel carries traffic"),
		}, {
			Kind: ipsec.ShowBGP, Where: OnDevice, Rows: []int{19, 62}, Section: failover,
			Symptoms: []rules.Symptom{rules.Unstable, rules.RangeChanged},
			Aim:      say("With BGP, sessions are up, the cloud range is received, and only registered ranges are sent"),
			Good:     say("both sessions are established; the cloud range has the preferred tunnel as its best path; what is sent is registered with OutSystems and has the longer path on the other tunnel"),
		}, {
			Kind: ipsec.ContinuousPing, Where: OnHost, Rows: []int{29, 57, 59}, Section: keeping,
			Symptoms: []rules.Symptom{rules.TunnelInactive, rules.Unstable},
			Aim:      say("Several internal servers ping one OutSystems DNS server without an end, every 5 seconds"),
			Good:     say("the pings are answered on all of them, and they start again after a restart of the server"),
		}, {
			Kind: ipsec.HostKeepaliveUnit, Where: OnHost, Rows: []int{58}, Section: keeping,
			Symptoms: []rules.Symptom{rules.TunnelInactive},
			Aim:      say("Where the device has no keepalive of its own, a service on a host does its work"),
			Good:     say("the service is enabled, runs, and its pings are answered"),
		},
	}
}

// trafficChecks are about what passes once the tunnel is up.
func trafficChecks() []ChecklistLine {
	const testing, names = "Common problems with testing the connection", "Reaching the environments from the internal network"
	return []ChecklistLine{
		{
			Kind: ipsec.ShowRoute, Where: OnDevice, Rows: []int{14}, Section: "Establishing a stable connection: a single pair of security associations",
			Symptoms: []rules.Symptom{rules.NoPing, rules.NoWeb},
			Aim:      say("The running route to the cloud range leads into the tunnel that is up"),
			Good:     say("the route in use points at the tunnel, or at the interface where the tunnel's selectors catch it; a learned route does not win over it"),
		}, {
			Kind: ipsec.PingDNS, Where: OnHost, Rows: []int{31, 35, 36}, Section: "Pinging the DNS server in the OutSystems Cloud",
			Symptoms: []rules.Symptom{rules.NoPing, rules.NoNames},
			Aim:      say("A host in a registered range gets answers to a ping of each OutSystems DNS server"),
			Good:     say("both answer; front-end servers and databases never do, and a host outside the registered ranges gets none"),
		}, {
			Kind: ipsec.TracerouteCloud, Where: OnHost, Rows: []int{32}, Section: testing,
			Symptoms: []rules.Symptom{rules.NoPing},
			Aim:      say("The path from an internal host to an OutSystems DNS server goes through this device"),
			Good:     say("it ends at the DNS server; an end before the device points to internal routing, an end at the device to its routes, filters and NAT"),
		}, {
			Kind: ipsec.TCP443, Where: OnHost, Rows: []int{33}, Section: testing,
			Symptoms: []rules.Symptom{rules.NoWeb},
			Aim:      say("An internal host opens a connection to TCP port 443 of an environment by its name"),
			Good:     say("the connection opens, to an address in the cloud range"),
		}, {
			Kind: ipsec.TCP80, Where: OnHost, Rows: []int{33}, Section: testing,
			Symptoms: []rules.Symptom{rules.NoWeb},
			Aim:      say("An internal host opens a connection to TCP port 80 of an environment by its name"),
			Good:     say("the connection opens; the Sentry edition allows port 443 only"),
		}, {
			Kind: ipsec.NSLookupName, Where: OnHost, Rows: []int{34, 39}, Section: testing,
			Symptoms: []rules.Symptom{rules.NoNames, rules.NoWeb},
			Aim:      say("The name of an environment resolves to a private address on internal hosts"),
			Good:     say("the answer lies in the cloud range; a public address means that the conditional forwarder is not asked"),
		}, {
			Kind: ipsec.ReviewForwarder, Where: OnHost, Rows: []int{2, 4, 39, 40}, Section: names,
			Symptoms: []rules.Symptom{rules.NoNames, rules.NoWeb},
			Aim:      say("The internal DNS servers forward outsystemsenterprise.com to the OutSystems DNS servers"),
			Good:     say("a conditional forwarder for exactly that domain names all OutSystems DNS servers, and UDP and TCP port 53 pass from the DNS servers into the tunnel"),
		}, {
			Kind: ipsec.WatchDatabase, Where: OnDevice, Rows: []int{37}, Section: "Connecting to external databases",
			Symptoms: []rules.Symptom{rules.NoDatabase},
			Aim:      say("Connections from the cloud reach the internal database or service and are not dropped on the way"),
			Good:     say("the first packet comes out of the tunnel, leaves towards the server, and the server answers; the log has no drop for the cloud range"),
		},
	}
}

// peopleChecks are about what other people know or have to do.
func peopleChecks() []ChecklistLine {
	return []ChecklistLine{
		{
			Kind: ipsec.ReverseDNS, Where: Elsewhere, Rows: []int{5}, Section: "Name resolution",
			Symptoms: []rules.Symptom{rules.NoNames, rules.NoDatabase},
			Aim:      say("Where the cloud must resolve internal names, OutSystems has been told how"),
			Good:     say("OutSystems has the private addresses of the internal DNS servers, their port and protocol, and the internal domain"),
		}, {
			Kind: ipsec.CloudRange, Where: Elsewhere, Rows: []int{42}, Section: "Getting the private address of a front-end server",
			Symptoms: []rules.Symptom{rules.NoWeb, rules.NoPing},
			Aim:      say("The cloud range in use here is the one that OutSystems assigned"),
			Good:     say("the address of a front-end server, as the management console shows it under environment health, lies in it; the range is always a /24"),
		}, {
			Kind: ipsec.RegisterRange, Where: Elsewhere, Rows: []int{62}, Section: "The internal range of the on-premises network has changed",
			Symptoms: []rules.Symptom{rules.RangeChanged, rules.NoPing, rules.NoWeb},
			Aim:      say("Every internal range that is to use the VPN is registered with OutSystems"),
			Good:     say("the list in LifeTime names them all; with static routing it is changed there, with BGP by a support case"),
		}, {
			Kind: ipsec.VendorGuide, Where: Elsewhere, Rows: []int{60, 61}, Section: "Using the configuration file",
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails},
			Aim:      say("Where the supplied file does not fit the software of the device, AWS's sample and the vendor's troubleshooting page have been read"),
			Good:     say("the settings agree with the sample for this vendor and version, and the page's steps have been followed"),
		}, {
			Kind: ipsec.SupportCase, Where: Elsewhere, Rows: []int{63}, Section: "More help",
			Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails, rules.TunnelInactive, rules.Unstable},
			Aim:      say("If it still fails, OutSystems Support has what it needs to look at it"),
			Good:     say("the case has the VPN configuration without its keys, the log of the time when it failed, and the exact error messages"),
		},
	}
}
