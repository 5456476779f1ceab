// Package ipsec is the common model: what every vendor's configuration becomes
// before a rule sees it. It speaks the field's standard terms (phase 1 and 2,
// proposal, traffic selector, lifetime) and no vendor's.
//
// The package holds data and its JSON form. It reads no configuration and
// judges nothing.
//
// [Around] is the device around its tunnels: filters, NAT, routes, BGP, DNS
// forwarders and limits. Its comment tells a vendor how to fill it;
// [Around.Decide], [Around.Translate] and [Around.RoutesTo] answer a rule's
// questions about it.
package ipsec

import (
	"unique"

	"github.com/vpnlint/vpnlint/parser"
)

// Span is a place in a source file; see [parser.Span]. Rules use this name so
// that they depend on the model only.
type Span = parser.Span

// Origin says where a value came from.
type Origin uint8

const (
	// None marks a setting that does not exist here, such as the exchange mode
	// of an IKEv2 tunnel. It is printed as null. It is the zero value.
	None Origin = iota
	// Explicit is set in an object that this tunnel refers to by name.
	Explicit
	// Inherited comes from a more general level: a global command, a default
	// group policy, a template.
	Inherited
	// Default is the vendor's built-in value: nothing in the file says it.
	Default
	// Unknown cannot be told from this file: masked, undefined, or dependent on
	// a version that the file does not name.
	Unknown
)

// String returns the word used in JSON; "" for None.
func (o Origin) String() string {
	return [...]string{"", "explicit", "inherited", "default", "unknown"}[o]
}

// Value is a setting and where it came from.
type Value[T any] struct {
	V      T
	Origin Origin
	At     Span   // what in the file says so; zero when nothing does
	Via    []Span // the references that led here: group, profile, template, object
	// Items are the places of the elements when V is a list whose elements the file
	// shows one by one, in the order of V; else empty.
	Items []Span
	// Reason says in words why a Default or Unknown value is what it is, such as
	// "default of ASA 9.16" or "the key is masked". Empty for the others.
	Reason string
}

// Known reports whether V can be relied on.
func (v Value[T]) Known() bool {
	return v.Origin == Explicit || v.Origin == Inherited || v.Origin == Default
}

// Written reports whether the file says the value, here or at a more general level.
func (v Value[T]) Written() bool { return v.Origin == Explicit || v.Origin == Inherited }

// Place returns where a finding about the value points: at what says it, or,
// when nothing does, at head, the block in which the line would stand.
func (v Value[T]) Place(head Span) Span {
	if v.At.IsZero() {
		return head
	}
	return v.At
}

// ItemPlace returns the place of element i of a list, else that of the whole value.
func (v Value[T]) ItemPlace(i int, head Span) Span {
	if i >= 0 && i < len(v.Items) {
		return v.Items[i]
	}
	return v.Place(head)
}

// ExplicitAt makes a value that stands at the given place.
func ExplicitAt[T any](v T, at Span, via ...Span) Value[T] {
	return Value[T]{V: v, Origin: Explicit, At: at, Via: via}
}

// InheritedAt makes a value that a more general level sets at the given place.
func InheritedAt[T any](v T, at Span, via ...Span) Value[T] {
	return Value[T]{V: v, Origin: Inherited, At: at, Via: via}
}

// DefaultOf makes a built-in value; reason reads "default of ASA 9.16".
func DefaultOf[T any](v T, reason string) Value[T] {
	return Value[T]{V: v, Origin: Default, Reason: reason}
}

// UnknownAs makes a value that cannot be told, with the reason in words. At may be zero.
func UnknownAs[T any](reason string, at Span) Value[T] {
	return Value[T]{Origin: Unknown, Reason: reason, At: at}
}

// Secret is a key or password as far as vpnlint may know it. No field shows the
// text, so nothing prints it; two of them can be compared.
type Secret struct {
	State SecretState
	// Refused says in words why the far side would not take a visible key, such
	// as "shorter than 8 characters". Empty when it would, or when the key is not
	// visible. It never quotes the key.
	Refused []string
	At      Span
	// same tells equal visible keys apart from others, also those of another file:
	// two secrets with the same handle hold the same text. Zero when the key is not
	// visible. What the handle stands for is asked for nowhere.
	same unique.Handle[string]
}

// SecretState says what the export shows of a secret.
type SecretState uint8

const (
	// SecretAbsent means that no key is set.
	SecretAbsent SecretState = iota
	// SecretMasked means that a key is set and the export hides it (*****, <removed>, a placeholder).
	SecretMasked
	// SecretEncrypted means that a key is set and the export holds it in an encrypted form.
	SecretEncrypted
	// SecretVisible means that the export holds the key in clear text.
	SecretVisible
	// SecretElsewhere means that keys are kept in a file that was not given.
	SecretElsewhere
)

// Present reports whether a key is set, whether or not it can be seen.
func (s Secret) Present() bool { return s.State != SecretAbsent && s.State != SecretElsewhere }

// SameAs reports whether both secrets are visible and hold the same text.
func (s Secret) SameAs(t Secret) bool { return s.Visible() && s.same == t.same }

// Visible reports whether the key can be compared with another.
func (s Secret) Visible() bool { return s.same != unique.Handle[string]{} }

// String returns a fixed word; it never tells the secret.
func (s Secret) String() string { return "<redacted>" }

// GoString returns a fixed word; it never tells the secret.
func (s Secret) GoString() string { return "<redacted>" }

// MarshalJSON returns a fixed word; it never tells the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"<redacted>"`), nil }
