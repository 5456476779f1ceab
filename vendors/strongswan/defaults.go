package strongswan

import (
	"fmt"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Defaults of connections in swanctl.conf, in seconds unless said otherwise.
// Source: strongSwan, swanctl.conf(5) and vici_config.c.
const (
	swanctlIKERekey    = 4 * 60 * 60
	swanctlChildRekey  = 60 * 60
	defaultReplay      = 32 // packets; charon.replay_window
	defaultIKEPort     = 500
	swanctlDefaultText = "default of strongSwan"
)

// release is a release of strongSwan; the zero value is an unknown one. No
// configuration file tells which release reads it.
type release struct{ major, minor, patch int }

// The releases that changed a default.
var (
	lifeTimeSetsRekey = release{5, 9, 10} // life_time alone makes rekey_time life_time / 1.1
	defaultOffersPFS  = release{6, 0, 2}  // the default ESP proposals name groups and none
)

func (r release) known() bool { return r != release{} }

// atLeast compares two known releases.
func (r release) atLeast(o release) bool {
	switch {
	case r.major != o.major:
		return r.major > o.major
	case r.minor != o.minor:
		return r.minor > o.minor
	}
	return r.patch >= o.patch
}

func (r release) String() string { return fmt.Sprintf("%d.%d.%d", r.major, r.minor, r.patch) }

// builtin makes a value that strongSwan has when nothing is written.
func builtin[T any](v T, option string) ipsec.Value[T] {
	return ipsec.DefaultOf(v, swanctlDefaultText+": "+option)
}

// value makes the value that a setting says.
func value[T any](v T, f field) ipsec.Value[T] {
	if len(f.via) > 0 {
		return ipsec.InheritedAt(v, f.at, f.via...)
	}
	return ipsec.ExplicitAt(v, f.at)
}

// templated makes the value of a setting that holds a placeholder.
func templated[T any](f field) ipsec.Value[T] {
	return ipsec.UnknownAs[T]("the value is a placeholder of a template", f.at)
}

// derived makes a value that the daemon computes from settings. It points at
// the first of them, so that a finding about the value leads there.
func derived[T any](v T, reason string, from ...field) ipsec.Value[T] {
	out := ipsec.DefaultOf(v, reason)
	for _, f := range from {
		if f.found() {
			if out.At.IsZero() {
				out.At = f.at
			}
			out.Via = append(out.Via, f.at)
		}
	}
	return out
}
