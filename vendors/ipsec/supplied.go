package ipsec

import "net/netip"

// Supplied is what the configuration file says that OutSystems hands out for a
// VPN connection: the far side as it is, and the device as it should be. It is no
// device: nothing in it is a default, and what the file does not say is None.
type Supplied struct {
	Path       string        // the file, as the user gave it
	Format     string        // "Generic", "XML", "JSON", or the vendor whose sample it is
	Connection string        // AWS's name, such as vpn-0a1b2c3d; "" when not told
	Routing    Value[string] // static, bgp
	Tunnels    []*SuppliedTunnel
}

// SuppliedTunnel is one tunnel of a supplied file. Local is the customer's side.
type SuppliedTunnel struct {
	Name         string            // "tunnel 1"
	At           Span              // where the file begins to speak of it
	Peer         Value[netip.Addr] // the far side's outside address; always known
	LocalAddress Value[netip.Addr] // this side's outside address
	InsideLocal  Value[netip.Prefix]
	InsideRemote Value[netip.Addr]

	Versions Value[[]string] // ikev1, ikev2
	Mode     Value[string]   // main, aggressive
	PSK      Secret
	IKE      SuppliedPhase
	IPsec    SuppliedPhase // DH: the PFS groups

	DPDInterval   Value[int] // seconds
	DPDRetries    Value[int]
	MSS           Value[int] // bytes
	DontFragment  Value[DFPolicy]
	Fragmentation Value[Fragmentation]

	Neighbor  Value[netip.Addr] // BGP, with a dynamic connection only
	LocalASN  Value[int]
	RemoteASN Value[int]
	Hold      Value[int] // seconds
}

// SuppliedPhase is one phase of a supplied tunnel. Algorithm words are those of
// [Proposal]; a set usually has one element.
type SuppliedPhase struct {
	Encryption Value[[]string]
	Integrity  Value[[]string]
	DH         Value[[]int]
	Lifetime   Value[int] // seconds
}
