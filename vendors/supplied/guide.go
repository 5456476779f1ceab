package supplied

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// AWS's sample for strongSwan is a guide: prose with the sections of ipsec.conf
// and the line of ipsec.secrets among it, and the inside addresses as arguments
// of a script (-ll LOCAL -lr REMOTE).

// Sections returns the text with everything but the sections of ipsec.conf made
// blank, for the strongSwan reader, each line at its place; ok is false when there
// is no section.
func Sections(src *parser.Source) (text string, ok bool) {
	var out strings.Builder
	inside := false
	for line := 1; line <= src.LineCount(); line++ {
		l := src.Line(line)
		words := strings.Fields(l)
		switch {
		case len(words) == 2 && (words[0] == "conn" || l == "config setup"):
			inside, ok = true, ok || words[0] == "conn"
		case len(words) > 0 && l[0] != ' ' && l[0] != '\t' && l[0] != '#':
			inside = false
		}
		if inside {
			out.WriteString(l)
		}
		out.WriteByte('\n')
	}
	return out.String(), ok
}

// Complete adds what stands outside of the sections of ipsec.conf: inside
// addresses and keys.
func Complete(s *ipsec.Supplied, src *parser.Source) {
	b := &builder{src: src, out: s}
	var t *ipsec.SuppliedTunnel
	for line := 1; line <= src.LineCount(); line++ {
		text := strings.TrimLeft(src.Line(line), " \t#")
		words := strings.Fields(text)
		if right, ok := strings.CutPrefix(strings.ReplaceAll(text, " ", ""), "right="); ok {
			t = tunnelTo(s, right)
		}
		if left, quoted, ok := strings.Cut(text, " PSK "); ok && strings.Contains(left, ":") {
			b.guideKey(left, quoted, src.LineSpan(line))
			continue
		}
		for i := 0; i+1 < len(words) && t != nil; i++ {
			value := strings.Trim(words[i+1], `"'`)
			switch p, err := netip.ParsePrefix(value); {
			case err != nil:
			case words[i] == "-ll" && !t.InsideLocal.Known():
				t.InsideLocal = ipsec.ExplicitAt(p, src.LineSpan(line))
			case words[i] == "-lr" && !t.InsideRemote.Known():
				t.InsideRemote = ipsec.ExplicitAt(p.Addr(), src.LineSpan(line))
			}
		}
	}
}

// guideKey reads a line of ipsec.secrets: LOCAL PEER : PSK "KEY".
func (b *builder) guideKey(left, quoted string, at parser.Span) {
	words := strings.Fields(strings.ReplaceAll(left, ":", " "))
	text := strings.TrimSpace(quoted)
	if len(text) < 3 || text[0] != '"' || !strings.Contains(text[1:], `"`) {
		return
	}
	text, _, _ = strings.Cut(text[1:], `"`)
	for _, t := range b.out.Tunnels {
		if slices.Contains(words, t.Peer.V.String()) && !t.PSK.Visible() && text != "" {
			t.PSK = b.secret(field{text, at})
		}
	}
}

func tunnelTo(s *ipsec.Supplied, address string) *ipsec.SuppliedTunnel {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return nil
	}
	for _, t := range s.Tunnels {
		if t.Peer.V == a {
			return t
		}
	}
	return nil
}
