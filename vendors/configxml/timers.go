package configxml

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Timers are the hard life of an SA and the window in which this side renews it.
type Timers struct {
	Life  ipsec.Value[int]
	Rekey *ipsec.Rekey // nil: never
}

// Window gives the window that ends at soft and is rand long; strongSwan never
// goes below zero. It is nil for soft 0, which is never.
func Window(soft, rand int) *ipsec.Rekey {
	if soft <= 0 {
		return nil
	}
	return &ipsec.Rekey{Earliest: max(0, soft-max(0, rand)), Latest: soft}
}

// Derived makes a value that the daemon computes from settings. It points at the
// first of them that is written; the others are what led there.
func Derived(n int, reason string, from ...Text) ipsec.Value[int] {
	v := ipsec.DefaultOf(n, reason)
	for _, t := range from {
		if t.V == "" {
			continue
		}
		if v.At.IsZero() {
			v.At = t.At
		} else {
			v.Via = append(v.Via, t.At)
		}
	}
	return v
}

// Never are the timers of an SA whose renewal is switched off: it does not
// expire either.
func Never(at parser.Span) Timers { return Timers{Life: ipsec.ExplicitAt(0, at)} }

// The values that ipsec.conf leaves to strongSwan, in seconds, and the fuzz in
// percent (strongSwan, ipsec.conf(5)).
const (
	strokeMargin     = 540
	strokeFuzz       = 100
	StrokeIKELife    = 3 * 3600
	StrokeChildLife  = 3600
	SwanctlIKERekey  = 4 * 3600 // swanctl.conf, rekey_time of a connection
	SwanctlIKELife   = SwanctlIKERekey + SwanctlIKERekey/10
	SwanctlRekey     = 3600 // swanctl.conf, rekey_time of a child
	SwanctlChildLife = SwanctlRekey + SwanctlRekey/10
)

// Stroke gives the timers of an SA that the box writes into ipsec.conf: the
// renewal starts margin to margin plus fuzz ahead of the end.
func Stroke(life ipsec.Value[int], margin, fuzz Text) Timers {
	m, ok := margin.Int()
	if !ok || m <= 0 {
		m = strokeMargin
	}
	f, ok := fuzz.Int()
	if !ok || f < 0 || fuzz.V == "" {
		f = strokeFuzz
	}
	soft := life.V - m
	if soft <= 0 {
		// strongSwan cannot renew ahead of an end that is this near.
		return Timers{Life: life}
	}
	return Timers{Life: life, Rekey: Window(soft, m*f/100)}
}

// MinLifetime returns the shortest written lifetime of the phase 2s, which
// ipsec.conf gets for all of them.
func MinLifetime(group []*Phase2) ipsec.Value[int] {
	best := ipsec.DefaultOf(StrokeChildLife, "no phase 2 names a lifetime; strongSwan's default")
	for _, p2 := range group {
		n, ok := p2.Lifetime.Int()
		if ok && n > 0 && (!best.Written() || n < best.V) {
			best = ipsec.ExplicitAt(n, p2.Lifetime.At)
		}
	}
	return best
}
