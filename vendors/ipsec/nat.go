package ipsec

// NATKind says what a NAT rule does with the source address.
type NATKind string

const (
	NATExempt    NATKind = "exempt"    // leaves the source as it is (identity, no-nat)
	NATStatic    NATKind = "static"    // one to one
	NATDynamic   NATKind = "dynamic"   // out of a pool
	NATInterface NATKind = "interface" // the address of the interface it leaves by (masquerade, PAT)
	NATUnknown   NATKind = "unknown"   // the file does not tell
)

// NATRule is one rule that may translate the source address. Rows stand in the
// order in which the device tries them; the first that matches decides. A policy
// that carries NAT (FortiOS) is a row too, also when it translates nothing, since
// it keeps later rows from being tried. A rule that works in both directions is
// two rows, the second one with Reverse set.
type NATRule struct {
	Name     string
	Section  string // the vendor's group: "manual", "auto", "after-auto", "nat 0"
	At       Span
	Disabled bool
	Reverse  bool
	In, Out  Places

	Source      AddrSet // before translation
	Destination AddrSet // as the packet arrives: before translation
	Services    []Service
	Maybe       []string // conditions that the file does not settle

	Kind NATKind
	To   AddrSet // the translated source; for NATExempt empty
	// DestinationTo is the translated destination; nil = unchanged.
	DestinationTo *AddrSet
}

// NATList is NAT rules of which one is made when it is asked for. Its bounds are
// those of a filter that permits what keeps its source address and denies what does
// not; they are not exact where a row has places.
type NATList interface {
	Len() int
	Bounds(i int) Bounds
	// Misses is as in [Sifter].
	Misses(i int, in, out []string) bool
	// Row makes row i. It gives the same row each time.
	Row(i int) *NATRule
}
