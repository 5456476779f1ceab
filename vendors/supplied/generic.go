package supplied

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// The Generic text has a part for each tunnel ("IPSec Tunnel #1"), in it numbered
// sections ("#1: Internet Key Exchange Configuration"), and in these lines of the
// form "- LABEL : VALUE". Some labels stand in two sections.

// genericLabel reports whether a label is one of the Generic text's, for its
// detection. None of them stands in the samples for vendors.
func genericLabel(label string) bool {
	switch label {
	case "ike version", "authentication method", "authentication algorithm", "phase 1 negotiation mode", "diffie-hellman", "perfect forward secrecy",
		"dpd interval", "dpd retries", "tcp mss adjustment", "clear don't fragment bit", "customer gateway", "virtual private gateway":
		return true
	}
	return false
}

// genericPlace is where in the text a line stands.
type genericPlace struct {
	phase  int // 1, 2; 0 elsewhere
	inside bool
}

func readGeneric(b *builder, src *parser.Source) error {
	var at genericPlace
	for line := 1; line <= src.LineCount(); line++ {
		text := lower(strings.TrimSpace(src.Line(line)))
		switch {
		case strings.HasPrefix(text, "ipsec tunnel #"):
			b.tunnel(src.LineSpan(line))
			at = genericPlace{}
			continue
		case strings.HasPrefix(text, "#"):
			at = genericPlace{phase: phaseOf(text)}
			continue
		case strings.HasPrefix(text, "outside ip addresses"), strings.HasPrefix(text, "inside ip addresses"):
			at.inside = text[0] == 'i'
			continue
		case strings.HasPrefix(text, "your vpn connection id"):
			_, id, _ := strings.Cut(text, ":")
			b.out.Connection = strings.TrimSpace(id)
			continue
		}
		l, ok := cutLabel(src, line, dash)
		if !ok {
			continue
		}
		if l.label == "next hop" && b.out.Routing.Origin == ipsec.None {
			b.out.Routing = ipsec.ExplicitAt("static", l.value.at)
		}
		if err := b.set(genericFact(l.label, at), l.value); err != nil {
			return err
		}
	}
	return nil
}

func phaseOf(heading string) int {
	switch {
	case strings.Contains(heading, "internet key exchange"):
		return 1
	case strings.Contains(heading, "ipsec configuration"):
		return 2
	}
	return 0
}

func genericFact(label string, at genericPlace) fact {
	first := at.phase == 1
	switch label {
	case "ike version":
		return ikeVersion
	case "pre-shared key":
		return key
	case "phase 1 negotiation mode":
		return ikeMode
	case "diffie-hellman":
		return ikeDH
	case "perfect forward secrecy":
		return espDH
	case "authentication algorithm":
		return pick(first, ikeIntegrity, espIntegrity)
	case "encryption algorithm":
		return pick(first, ikeEncryption, espEncryption)
	case "lifetime":
		return pick(first, ikeLifetime, espLifetime)
	case "dpd interval":
		return dpdInterval
	case "dpd retries":
		return dpdRetries
	case "tcp mss adjustment":
		return mss
	case "clear don't fragment bit":
		return clearDF
	case "fragmentation":
		return fragmentation
	case "customer gateway":
		return pick(at.inside, insideLocal, localAddress)
	case "virtual private gateway":
		return pick(at.inside, insideRemote, peer)
	}
	return genericRouting(label)
}

func genericRouting(label string) fact {
	switch label {
	case "next hop":
		return nextHop
	case "customer gateway asn":
		return localASN
	case "virtual private gateway asn":
		return remoteASN
	case "neighbor ip address":
		return neighbor
	case "neighbor hold time":
		return hold
	}
	return none
}

func pick(first bool, a, b fact) fact {
	if first {
		return a
	}
	return b
}
