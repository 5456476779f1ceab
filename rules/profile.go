package rules

import "net/netip"

// Profile holds every value that a rule compares with. The values of a profile
// stand in one YAML file with the source of each beside it; the code holds none.
// Times are whole seconds.
type Profile struct {
	Name     string `yaml:"name"`
	Extends  string `yaml:"extends"` // the profile whose values a user's own profile changes; "" for a built-in one
	Title    string `yaml:"title"`
	URL      string `yaml:"url"`       // of the guide whose text decides
	OlderURL string `yaml:"older_url"` // of the older translation that many users hold

	IKE       IKEProfile       `yaml:"ike"`
	IPsec     IPsecProfile     `yaml:"ipsec"`
	DPD       DPDProfile       `yaml:"dpd"`
	Keepalive KeepaliveProfile `yaml:"keepalive"`
	Packet    PacketProfile    `yaml:"packet"`
	Tunnel    TunnelProfile    `yaml:"tunnel"`
	Routing   RoutingProfile   `yaml:"routing"`
	Traffic   TrafficProfile   `yaml:"traffic"`
	DNS       DNSProfile       `yaml:"dns"`
}

// List sorts the values of one setting by what the far side does with them. A
// value in none of the lists is refused.
type List[T comparable] struct {
	// Accepted are the values that the guide's own requirements name.
	Accepted []T `yaml:"accepted"`
	// FarSideOnly are the values that AWS documents and the guide does not. Whether
	// OutSystems narrows AWS's lists is not published, so they warn and never fail.
	FarSideOnly []T `yaml:"far_side_only"`
	// Weak are those of Accepted that should not be what both sides end on.
	Weak []T `yaml:"weak"`
}

// Offer is a proposal that the guide accepts, to be suggested where none is.
type Offer struct {
	Encryption string `yaml:"encryption"`
	Integrity  string `yaml:"integrity"`
	PRF        string `yaml:"prf"`
	DH         int    `yaml:"dh"`
}

// IKEProfile is phase 1.
type IKEProfile struct {
	Versions    []string     `yaml:"versions"`
	Preferred   string       `yaml:"preferred_version"`
	Mode        string       `yaml:"mode"`
	Auth        string       `yaml:"auth"`
	Encryption  List[string] `yaml:"encryption"`
	Integrity   List[string] `yaml:"integrity"`
	DH          List[int]    `yaml:"dh"`
	Offer       Offer        `yaml:"offer"`
	Lifetime    int          `yaml:"lifetime"`
	LifetimeMin int          `yaml:"lifetime_min"`
	Port        int          `yaml:"port"`
	NATPort     int          `yaml:"nat_port"`
}

// IPsecProfile is phase 2.
type IPsecProfile struct {
	Protocol    string       `yaml:"protocol"`
	Mode        string       `yaml:"mode"`
	Encryption  List[string] `yaml:"encryption"`
	Integrity   List[string] `yaml:"integrity"`
	DH          List[int]    `yaml:"dh"` // PFS groups
	Offer       Offer        `yaml:"offer"`
	Lifetime    int          `yaml:"lifetime"`
	LifetimeMin int          `yaml:"lifetime_min"`
	// HardPercent is how far the hard life may exceed Lifetime, in percent of it,
	// when the device starts its rekey at a soft life of its own.
	HardPercent int `yaml:"hard_percent"`
	// IKEv2Rekey is the latest start of a rekey that avoids hourly drops with IKEv2.
	IKEv2Rekey int `yaml:"ikev2_rekey"`
	// VolumeWarning and VolumeInfo are kilobytes: a limit below the first rekeys
	// early under load, one up to the second may.
	VolumeWarning int `yaml:"volume_warning"`
	VolumeInfo    int `yaml:"volume_info"`
	// SAPairs is how many pairs of SAs the far side keeps for one tunnel.
	SAPairs int `yaml:"sa_pairs"`
}

// DPDProfile is dead peer detection.
type DPDProfile struct {
	Interval     int `yaml:"interval"`
	Retries      int `yaml:"retries"`
	IntervalMin  int `yaml:"interval_min"`
	RetriesMin   int `yaml:"retries_min"`
	DetectionMax int `yaml:"detection_max"` // interval times retries
	PeerSessions int `yaml:"peer_sessions"`
}

// KeepaliveProfile is what keeps traffic in the tunnel.
type KeepaliveProfile struct {
	Interval    int `yaml:"interval"`
	IntervalMax int `yaml:"interval_max"`
}

// PacketProfile is about packet sizes and replay protection.
type PacketProfile struct {
	MSS          []MSSRow `yaml:"mss"`
	ReplayMin    int      `yaml:"replay_min"` // packets
	ReplayWindow int      `yaml:"replay_window"`
}

// MSSRow is the largest TCP segment that fits for some algorithms, in bytes.
type MSSRow struct {
	Encryption []string `yaml:"encryption"`
	Integrity  []string `yaml:"integrity"` // empty: AEAD
	Plain      int      `yaml:"plain"`     // ESP straight over IP
	NAT        int      `yaml:"nat"`       // ESP in UDP
}

// TunnelProfile is about the far side's endpoints and addresses.
type TunnelProfile struct {
	Count          int            `yaml:"count"` // tunnels of one VPN connection
	InsideRange    netip.Prefix   `yaml:"inside_range"`
	InsideBits     int            `yaml:"inside_bits"`
	InsideReserved []netip.Prefix `yaml:"inside_reserved"`
	// NotPublic are ranges that no peer on the internet can reach.
	NotPublic []netip.Prefix `yaml:"not_public"`
}

// RoutingProfile is about routes and BGP.
type RoutingProfile struct {
	RoutesMax    int      `yaml:"routes_max"`
	CloudBits    int      `yaml:"cloud_bits"` // size of every cloud range
	BGPKeepalive int      `yaml:"bgp_keepalive"`
	BGPHold      int      `yaml:"bgp_hold"`
	ASNMax       uint32   `yaml:"asn_max"`
	ASNReserved  []uint32 `yaml:"asn_reserved"`

	BGPRoutesMax int `yaml:"bgp_routes_max"` // prefixes that the far side takes by BGP
	// What the route or session of the second tunnel is given when the first is to be
	// preferred: administrative distance, local preference, AS numbers prepended.
	BackupDistance   int `yaml:"backup_distance"`
	BackupPreference int `yaml:"backup_preference"`
	BackupPrepend    int `yaml:"backup_prepend"`
}

// TrafficProfile holds the ports that must pass between the networks.
type TrafficProfile struct {
	HTTPS int `yaml:"https"` // TCP, to the cloud
	HTTP  int `yaml:"http"`  // TCP, to the cloud; not with the edition Sentry
	DNS   int `yaml:"dns"`   // UDP and TCP, to the DNS servers of the cloud
}

// DNSProfile is about names that only the DNS servers of the cloud know.
type DNSProfile struct {
	Domain string   `yaml:"domain"` // of the environments
	Others []string `yaml:"others"` // domains of names in the cloud that may be forwarded too
}
