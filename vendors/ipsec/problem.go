package ipsec

// ProblemKind names what is wrong with the input itself. Each kind is one rule.
type ProblemKind string

const (
	Unreadable ProblemKind = "unreadable-statement" // a known statement that does not parse
	Unread     ProblemKind = "unread-statement"     // a statement in a VPN block that vpnlint does not know
	Undefined  ProblemKind = "undefined-reference"  // a name that the file does not define
	Truncated  ProblemKind = "truncated-config"     // the file ends in the middle of something
	NoVersion  ProblemKind = "unknown-version"      // a value depended on a version that the file does not name
)

// Problem is something about the input that a reader must know.
type Problem struct {
	Kind    ProblemKind
	At      Span
	Message string // a whole sentence without a full stop; it never quotes a secret
	// VPN reports that the statement stands in a VPN block.
	VPN bool
	// Fatal reports that the device itself refuses the configuration because of it, so
	// that the tunnel never comes up.
	Fatal bool
	// Tunnels are those that depend on the statement; empty when none is known to.
	Tunnels []*Tunnel
}
