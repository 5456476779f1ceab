package ipsec

import (
	"net/netip"
	"strconv"
)

// CheckKind names one thing to look at on the running device, on a host behind
// it or with other people, because no configuration can tell it.
type CheckKind string

// Each comment names the fields of Check that the kind reads besides Tunnel.
const (
	// On the device.
	ShowIKESA       CheckKind = "show-ike-sa"        // phase 1 of the tunnel, its state and who started it
	ShowIPsecSA     CheckKind = "show-ipsec-sa"      // phase 2: the pairs of SAs, their selectors and PFS group
	PingEndpoint    CheckKind = "ping-endpoint"      // Source: the interface that IKE leaves by; the far end is Tunnel.Peer
	CaptureIKE      CheckKind = "capture-ike"        // IKE and ESP packets between the device and Tunnel.Peer
	CompareKey      CheckKind = "export-key-compare" // the pre-shared key, against the supplied file
	NATTraversalOff CheckKind = "nat-traversal-off"  // NAT traversal switched off for a test
	ShowRoute       CheckKind = "show-route"         // Target: an address in the cloud range
	ShowBGP         CheckKind = "show-bgp"           // sessions, and the prefixes sent and received on the tunnel
	TestFailover    CheckKind = "test-failover"      // the primary tunnel taken down
	CPULoad         CheckKind = "cpu-load"           // processor and IKE queues of the device
	WatchDatabase   CheckKind = "watch-database"     // Target: the database; Port
	// On a host of the on-premises network.
	PingDNS           CheckKind = "ping-dns"            // Target: a DNS server in the cloud range
	TracerouteCloud   CheckKind = "traceroute-cloud"    // Target: a DNS server in the cloud range
	ContinuousPing    CheckKind = "continuous-ping"     // Target; Seconds between two packets
	HostKeepaliveUnit CheckKind = "host-keepalive-unit" // Target; Seconds: a service or timer that pings for ever
	NSLookupName      CheckKind = "nslookup-name"       // Name: of an environment
	TCP443            CheckKind = "tcp-443"             // Name: of an environment
	TCP80             CheckKind = "tcp-80"              // Name: of an environment
	ReviewForwarder   CheckKind = "review-forwarder"    // Name: the domain; Target: a DNS server in the cloud range
	// With other people, or in other places.
	ReviewOpen     CheckKind = "review-open"     // what could not be judged
	ChooseFailover CheckKind = "choose-failover" // static active and passive, or BGP with a preference
	ReviewIPS      CheckKind = "review-ips"      // other boxes between the device and the internet
	AskISP         CheckKind = "ask-isp"
	ReverseDNS     CheckKind = "reverse-dns" // names of the on-premises network, asked for by the cloud
	CloudRange     CheckKind = "cloud-range"
	RegisterRange  CheckKind = "register-range"
	VendorGuide    CheckKind = "vendor-guide" // sample configurations and troubleshooting pages
	SupportCase    CheckKind = "support-case"
)

// Check is one thing to look at, with this device's own values. It says what,
// never how: the vendor's Checker knows the commands.
type Check struct {
	Kind    CheckKind
	Tunnel  *Tunnel // nil where it is about the device or a host
	Target  netip.Addr
	Source  netip.Addr // invalid = not told
	Name    string     // a DNS name
	Port    int
	Seconds int
}

// Host returns the target, or, when it is not told, the key of the intent that
// would tell it, as a placeholder.
func (c Check) Host(key string) string {
	if c.Target.IsValid() {
		return c.Target.String()
	}
	return "<" + key + ">"
}

// PortText returns the port, or a placeholder like that of [Check.Host].
func (c Check) PortText() string {
	if c.Port > 0 {
		return strconv.Itoa(c.Port)
	}
	return "<outsystems.db_ports>"
}

// Look stands among commands in place of one, where somebody has to look before
// the rest is typed: a test before it, the end of the test after it. Pasted in one
// go they would test nothing.
const Look = ""

// Checker turns a check into one vendor's commands, in the order to type them, with
// [Look] between a test and its end. ok is false when the vendor has none for that
// kind.
type Checker interface {
	Check(Check) (commands []string, ok bool)
}
