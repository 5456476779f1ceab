package ipsec

import "net/netip"

// ChangeKind names one setting that a rule wants changed.
type ChangeKind string

// Each comment names the fields of Change that the kind reads besides Tunnel.
const (
	SetIKELifetime    ChangeKind = "ike.lifetime"          // Seconds; Proposal: the one to change, nil = all candidates
	SetIKEProposal    ChangeKind = "ike.proposal"          // Wanted: the proposal to offer
	DropProposals     ChangeKind = "ike.drop-proposals"    // Proposals: those to stop offering; in phase 2 with Child
	NarrowProposal    ChangeKind = "ike.narrow-proposal"   // Proposal: the one to change; Keep: its sets as they are to be; in phase 2 with Child
	SetIKEMode        ChangeKind = "ike.mode"              // Text: main
	SetIKEAuth        ChangeKind = "ike.auth"              // Text: psk
	SetPSK            ChangeKind = "ike.psk"               // the user types the key
	SetIKEVersion     ChangeKind = "ike.version"           // Text: ikev1 or ikev2
	EnableIKE         ChangeKind = "ike.enable"            // Text: ikev1 or ikev2, on Tunnel.Interface
	SetIdentity       ChangeKind = "ike.identity"          // Text: the public address, or "" for the user's
	SetIKEPort        ChangeKind = "ike.port"              // Number
	SetNATTraversal   ChangeKind = "ike.nat-traversal"     // Text: on or off
	SetDPD            ChangeKind = "ike.dpd"               // Seconds: interval; Number: retries
	SetIPsecLifetime  ChangeKind = "ipsec.lifetime"        // Seconds; Child
	SetIPsecVolume    ChangeKind = "ipsec.volume"          // Number: kilobytes, 0 = no limit; Child
	SetIPsecProposal  ChangeKind = "ipsec.proposal"        // Wanted; Child
	SetIPsecMode      ChangeKind = "ipsec.mode"            // Text: tunnel; Child
	SetPFS            ChangeKind = "ipsec.pfs"             // Number: group; Child
	SetSelectors      ChangeKind = "ipsec.selectors"       // Selector: the only pair to keep
	SetInitiation     ChangeKind = "initiation"            // Text: start or on-demand
	SetIdleTimeout    ChangeKind = "idle-timeout"          // Seconds; 0 = never
	SetSessionTimeout ChangeKind = "session-timeout"       // Seconds; 0 = never
	AddKeepalive      ChangeKind = "keepalive.add"         // Seconds: interval; Addr: target, invalid = the user's
	SetKeepalive      ChangeKind = "keepalive.set"         // Keepalive: which; Seconds, Addr (target), Source (address): those that change
	AddTunnel         ChangeKind = "tunnel.add"            // Addr: the missing peer
	SetMSS            ChangeKind = "mss"                   // Number: bytes
	SetDontFragment   ChangeKind = "dont-fragment"         // Text: clear
	SetFragmentation  ChangeKind = "fragmentation"         // Text: before-encryption
	SetReplayWindow   ChangeKind = "replay-window"         // Number: packets
	SetInsideAddress  ChangeKind = "tunnel.inside-address" // the user types it from the supplied file; Text: FarSide when this side's is right
	PermitFlow        ChangeKind = "filter.permit"         // Flows: what is to pass; Filter: the list that stops it; Before: the rule that does, zero = the list's end
	ExemptNAT         ChangeKind = "nat.exempt"            // Flows: the traffic whose source address is to stay; Before: the rule that translates it
	AddRoute          ChangeKind = "route.add"             // Prefix: what is to be routed into the tunnel
	AddForwarder      ChangeKind = "dns.forward"           // Text: the domain; Addrs: the servers to ask; Forwarder: the one to change, nil = a new one
	ExemptLimit       ChangeKind = "limit.exempt"          // Limit; Addr: the peer that it shall not count

	SetRouteDistance ChangeKind = "route.distance"   // Route: the one to change; Number: its distance
	MonitorRoute     ChangeKind = "route.monitor"    // Route: the one to withdraw; Keepalive: the probe, nil = a new one to Addr (invalid = the user's) every Seconds
	AddBackupRoute   ChangeKind = "route.add-backup" // Route: the primary one; Number: distance of the new one, into Tunnel
	SetBGPPreference ChangeKind = "bgp.preference"   // Neighbor: the one to prefer less; Number: local preference; Prepend: AS numbers
	SetBGPTimers     ChangeKind = "bgp.timers"       // Neighbor; Seconds: keepalive; Number: hold time in seconds
	DropDefaultRoute ChangeKind = "bgp.drop-default" // Neighbor: whose default-originate goes, or Advertised: the announcement
	AnnounceRange    ChangeKind = "bgp.announce"     // Advertised: the prefix
)

// Change is one setting as a rule wants it. It says what, never how: the
// vendor's Remedier knows the commands.
type Change struct {
	Kind   ChangeKind
	Tunnel *Tunnel
	Child  *Child // nil = every child of the tunnel

	Seconds   int
	Number    int
	Text      string
	Addr      netip.Addr
	Source    netip.Addr
	Selector  *Selector
	Proposal  *Proposal
	Proposals []Proposal
	Keep      *Proposal
	Wanted    *Wanted
	Keepalive *Keepalive

	Flows      []Flow
	Filter     *Filter
	Before     Span
	Prefix     netip.Prefix
	Addrs      []netip.Addr
	Forwarder  *Forwarder
	Limit      *RateLimit
	Route      *Route
	Neighbor   *Neighbor
	Advertised *Advertised
	Prepend    int // AS numbers
}

// FarSide is the text of a SetInsideAddress about the address of the far side only. Some
// vendors set that nowhere: a neighbour or a next hop names it.
const FarSide = "far side"

// Wanted is a proposal that the far side accepts, to be offered by the device.
type Wanted struct {
	Encryption string // aes256
	Integrity  string // sha256
	PRF        string // sha256; used with IKEv2 only
	DH         int    // 14; in phase 2 the PFS group
	Lifetime   int    // seconds
}

// Remedy is what to type on the device.
type Remedy struct {
	Commands []string // in the order to type them, indentation as the device shows it
	Notes    []string // what to know before typing: what else is touched, what to clear afterwards
	Edits    []Edit   // where one token of the file is all that changes
	Renew    []string // commands after which running SAs have the new values; they cut the tunnel
}

// Edit replaces one token of the file.
type Edit struct {
	At   Span
	Text string
}

// Remedier turns a wanted change into commands of one vendor. ok is false when
// the vendor has no such setting.
type Remedier interface {
	Remedy(Change) (r Remedy, ok bool)
	// Session tells how the commands of several remedies are typed together.
	Session() Session
}

// Session is how a device takes a batch of commands.
type Session struct {
	Enter []string // typed before all others: "configure terminal"
	Leave []string // typed after all others: what makes them count, and saves them
	// RenewEnter and RenewLeave stand around the commands that renew running SAs,
	// where those have a place of their own.
	RenewEnter, RenewLeave []string
	// Note is what remedies say about Enter and Leave, for one who types them alone;
	// "" when they say nothing.
	Note string
	// Key returns what a command sets, inside the blocks of path: of two commands
	// with one key the later counts. It returns "" for a command that stands beside
	// all others, such as a line of an access list.
	Key func(path []string, line string) string
	// Removes reports a command that takes a whole object away, and so belongs
	// behind those that put another one in its place. It may be nil.
	Removes func(line string) bool
	// Voids reports that a removal, typed in the blocks of its path, takes away what a
	// command before it is about, so that the command need not be typed. It may be nil.
	Voids func(path []string, removal string, otherPath []string, other string) bool
	// Edit returns the place in the file of what a command sets, where a person keeps
	// that file. It is nil for devices, which write their files themselves.
	Edit func(path []string, line string) (Edit, bool)
}
