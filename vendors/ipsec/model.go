package ipsec

import "net/netip"

// Device is one firewall, or one partition of a firewall (security context,
// VDOM, vsys template), as one export shows it.
type Device struct {
	Path     string // the file, as the user gave it
	Vendor   string // asa, fortigate, paloalto, pfsense, opnsense, strongswan
	Version  string // "" when the file does not say
	Hostname string // "" when the file does not say
	Context  string // "" on a device without partitions
	At       Span   // the first line that belongs to the device

	// Whole reports that the file claims to be a complete export. In a snippet a
	// missing object may simply not be shown.
	Whole bool

	Tunnels  []*Tunnel
	Problems []Problem // about the input itself, in the order of the file

	// Around is what else decides about the tunnels' traffic; nil while the vendor
	// does not fill it.
	Around *Around

	// Remedier turns a wanted change into this vendor's commands; set by the
	// vendor, never nil for a device with tunnels.
	Remedier Remedier
	// Checker turns what is to be looked at on the running device into this vendor's
	// commands; nil where the file is of no device.
	Checker Checker
}

// Kind tells how traffic is chosen for a tunnel.
type Kind string

const (
	PolicyBased Kind = "policy-based"
	RouteBased  Kind = "route-based"
)

// Role tells the second peer of one vendor entry from the first.
type Role string

const (
	Primary Role = "primary"
	Backup  Role = "backup"
)

// Initiation says who can bring the tunnel up.
type Initiation string

const (
	Start         Initiation = "start"          // comes up by itself
	OnDemand      Initiation = "on-demand"      // needs traffic
	ResponderOnly Initiation = "responder-only" // cannot start at all
)

// Tunnel is one site-to-site tunnel: one peer and one IKE configuration.
type Tunnel struct {
	Name        string
	Description string
	Kind        Kind
	Peer        string // opaque text: an address, a name, "%any"
	PeerAt      Span
	Role        Role
	Enabled     bool
	At          Span   // head of the block that defines the tunnel
	Interface   string // the interface that the IKE packets leave by, in the vendor's words; "" when not told

	IKE        IKE
	Children   []*Child
	SAPairs    Value[int] // what the device would set up over all children; Unknown: cannot be counted
	Initiation Value[Initiation]

	IdleTimeout    Value[int] // seconds without traffic after which the tunnel is torn down; 0 = never
	SessionTimeout Value[int] // seconds after which the tunnel is torn down in any case; 0 = never
	Keepalives     []Keepalive
	// KeepalivesHidden says why Keepalives may lack what the device has, such as "the
	// file shows no link monitors". Empty when the list can be relied on.
	KeepalivesHidden string

	MSS           Value[int]           // largest TCP segment that the device lets pass, in bytes; 0 = no clamping
	DontFragment  Value[DFPolicy]      // what happens to the DF bit of the inner packet
	Fragmentation Value[Fragmentation] // when a packet that is too large is cut
	ReplayWindow  Value[int]           // packets; 0 = anti-replay off

	InsideLocal  Value[netip.Prefix] // address of the tunnel interface; None without one
	InsideRemote Value[netip.Addr]   // the far side's tunnel address, where something tells it

	// Blockers are facts that keep the tunnel down whatever the far side does, such
	// as IKE not being enabled on the interface. Each is one finding of ike-version.
	Blockers []Blocker
}

// DFPolicy says what happens to the don't-fragment bit.
type DFPolicy string

const (
	DFClear DFPolicy = "clear"
	DFCopy  DFPolicy = "copy"
	DFSet   DFPolicy = "set"
)

// Fragmentation says when a packet that is too large is cut.
type Fragmentation string

const (
	FragmentBefore Fragmentation = "before-encryption"
	FragmentAfter  Fragmentation = "after-encryption"
)

// Blocker is a fact that keeps a tunnel down.
type Blocker struct {
	Message string // "IKEv2 is not enabled on interface outside"
	// Unsure reports that the file only does not show the opposite: a finding about
	// it is info.
	Unsure bool
	At     Span
	Change *Change // what would mend it; nil when nothing simple does
}

// IKE is phase 1.
type IKE struct {
	At            Span            // head of the block where a missing line would belong
	Versions      Value[[]string] // "ikev1", "ikev2": those that can be used
	CanIKEv2      Value[bool]     // the device's software knows IKEv2
	Mode          Value[string]   // main, aggressive; None when only IKEv2 is in force
	Auth          Value[string]   // psk, certificate, eap, …
	PSK           Secret
	Lifetime      Value[int] // seconds, of the proposal that would be used; 0 = no limit
	Rekey         *Rekey     // nil where nobody publishes the margin
	LifetimeBytes Value[int] // kilobytes after which phase 1 is renewed; 0 = no limit; None where the vendor has none
	Proposals     []Proposal // only those that could be chosen, in the order of preference
	// Hidden says why Proposals may lack what the device has, such as "the file shows
	// no IKE policy". Empty when the list can be relied on, even an empty list.
	Hidden       string
	DPD          DPD
	NATTraversal Value[string] // on, off, forced
	Port         Value[int]    // UDP port that IKE uses towards the peer; 500 unless set
	LocalID      Value[string]
	LocalAddress Value[string]
}

// DPD is dead peer detection (RFC 3706, RFC 7296 section 2.4).
type DPD struct {
	Enabled  Value[bool] // this side probes
	Answers  Value[bool] // this side answers the peer's probes
	Interval Value[int]  // seconds, as the vendor means it
	Retries  Value[int]  // as the vendor means it; None where the device has none
}

// Proposal is one element of the vendor's list of proposals. What multiplies
// inside one element is a set.
type Proposal struct {
	Name       string // the vendor's name of the element, such as "policy 10"
	Version    int    // 1 or 2 for phase 1; 0 for phase 2
	At         Span
	Encryption Value[[]string] // algorithm words of the design, such as aes256
	Integrity  Value[[]string] // empty with AEAD
	PRF        Value[[]string] // empty with IKEv1 and in phase 2
	DH         Value[[]int]    // IANA group numbers; in phase 2 empty means no PFS
	Lifetime   Value[int]      // seconds; None where the vendor has no lifetime per proposal
}

// PFS says whether phase 2 makes a new Diffie-Hellman exchange.
type PFS string

const (
	PFSRequired PFS = "required"
	PFSOptional PFS = "optional"
	PFSNone     PFS = "none"
)

// Child is phase 2: one CHILD_SA configuration with settings of its own.
type Child struct {
	Name        string
	Description string        // the comment that the device keeps with the phase-2 entry; "" without one
	At          Span          // head of the block where a missing line would belong
	Protocol    Value[string] // esp, ah
	Mode        Value[string] // tunnel, transport
	Proposals   []Proposal
	PFS         Value[PFS]
	PFSGroups   Value[[]int]
	Lifetime    Value[int] // hard life in seconds; 0 = no limit
	Rekey       *Rekey     // nil where nobody publishes the margin

	LifetimeKilobytes Value[int] // 0 = no limit
	Selectors         []Selector
	// Excluded are pairs that the device keeps out of the tunnel although Selectors
	// hold them, such as a deny entry of a crypto ACL ahead of a permit.
	Excluded []Selector
	// Hidden says why Proposals may lack what the device has, such as an undefined
	// transform-set in a snippet. Empty when the list can be relied on.
	Hidden string
}

// Rekey is the window, in seconds after setup, in which this side starts anew.
type Rekey struct{ Earliest, Latest int }

// Selector is one pair of traffic selectors.
type Selector struct {
	Local, Remote string // CIDR form where it is an address, else as written
	Protocol      string // any, tcp, udp, icmp, …
	Ports         string // "" = any; else as written
	At            Span
}

// LocalPrefix returns the local side as a prefix; ok is false when it is not one.
func (s Selector) LocalPrefix() (p netip.Prefix, ok bool) { return asPrefix(s.Local) }

// RemotePrefix returns the remote side as a prefix; ok is false when it is not one.
func (s Selector) RemotePrefix() (p netip.Prefix, ok bool) { return asPrefix(s.Remote) }

func asPrefix(text string) (netip.Prefix, bool) {
	p, err := netip.ParsePrefix(text)
	return p, err == nil
}

// Keepalive is something that sends traffic into the tunnel or starts it anew.
type Keepalive struct {
	Kind     string // sla link-monitor health-check tunnel-monitor path-monitor gateway-monitor pinghost auto-negotiate keepalive bgp
	Name     string
	Target   string // "" for kinds that aim at nothing
	TargetAt Span
	Source   string // address that the probe leaves with; "" when not told
	SourceAt Span
	Interval Value[int] // seconds
	// ControlsState reports that a failing probe withdraws a route or takes the tunnel down.
	ControlsState bool
	At            Span
}
