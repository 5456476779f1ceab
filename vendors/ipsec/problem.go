package ipsec

import "github.com/vpnlint/vpnlint/parser"

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
	// Unsure reports that the file may just be written so: a last line without a line
	// end is a sign of a cut, and no proof.
	Unsure bool
	// Tunnels are those that depend on the statement; empty when none is known to.
	Tunnels []*Tunnel
}

// OpenLine returns a problem when the last line of a text has no line end, as in a
// file that was cut off: the line may be half a statement. It is for the formats
// without an end mark of their own; several such problems are one too many.
func OpenLine(src *parser.Source) []Problem {
	at, open := src.OpenLine()
	if !open {
		return nil
	}
	return []Problem{{Kind: Truncated, At: at, Unsure: true,
		Message: "the last line has no line end, so the file may be cut off in it; if nothing is missing, end the line"}}
}
