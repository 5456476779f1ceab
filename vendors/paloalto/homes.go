package paloalto

import (
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// home is the entry that a statement stands in: an IPsec tunnel, or an IKE gateway.
type home struct{ gateway, tunnel string }

// settle notes whose block the words at hand stand in.
func (b *builder) settle(at parser.Span) {
	var words []string
	for _, f := range b.stack {
		if f.node != nil {
			words = append(words, f.node.word)
		}
	}
	for i := 2; i < len(words); i++ {
		switch {
		case words[i-2] == "tunnel" && words[i-1] == "ipsec":
			b.home(at, home{tunnel: words[i]})
		case words[i-2] == "ike" && words[i-1] == "gateway":
			b.home(at, home{gateway: words[i]})
		}
	}
}

func (b *builder) home(at parser.Span, h home) {
	if b.homes == nil {
		b.homes = map[parser.Span]home{}
	}
	b.homes[at] = h
}

// owned returns the problems of the whole file, with the tunnels that depend on those
// in blocks of their own. A block of remote access, or one that several tunnels may
// use, is nobody's own.
func (c *converter) owned(problems []ipsec.Problem) []ipsec.Problem {
	out := slices.Clone(problems)
	for i := range out {
		h, ok := c.v.e.homes[out[i].At]
		for t, j := range c.remedy.tunnels {
			if ok && (h.tunnel != "" && h.tunnel == j.t.name || h.gateway != "" && h.gateway == j.gatewayRef.text) {
				out[i].Tunnels = append(out[i].Tunnels, t)
			}
		}
		slices.SortFunc(out[i].Tunnels, func(a, b *ipsec.Tunnel) int {
			return slices.Index(c.dev.Tunnels, a) - slices.Index(c.dev.Tunnels, b)
		})
	}
	return out
}
