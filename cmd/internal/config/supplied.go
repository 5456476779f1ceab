package config

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// SuppliedPaths returns the files that OutSystems supplied, as the keys and the
// flags name them, each once.
func (f *File) SuppliedPaths(flags OutSystems) []Value[string] {
	all := []Value[string]{flags.Supplied, f.OutSystems.Supplied}
	for _, d := range f.Devices {
		all = append(all, d.OutSystems.Supplied)
	}
	var out []Value[string]
	for _, v := range all {
		if !v.IsZero() && !slices.ContainsFunc(out, func(o Value[string]) bool { return o.V == v.V }) {
			out = append(out, v)
		}
	}
	return out
}

// take fills in what the supplied file tells and nothing else does. Such a value
// has the place in the supplied file as its origin.
func (o *OutSystems) take(s *ipsec.Supplied) {
	if o.file = s; s == nil {
		return
	}
	if o.Peers.IsZero() {
		for _, t := range s.Tunnels {
			if peer := t.Peer.V.String(); !slices.Contains(o.Peers.V, peer) {
				add(&o.Peers, peer, originAt(t.Peer.At))
			}
		}
	}
	if o.Routing.IsZero() && s.Routing.Known() {
		o.Routing = Value[string]{s.Routing.V, originAt(s.Routing.At)}
	}
}

func originAt(at parser.Span) Origin {
	p := at.Position()
	return Origin{Path: p.File, Line: p.Line, Column: p.Column}
}
