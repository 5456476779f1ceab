package supplied

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// AWS's sample for pfSense is no configuration but a list of what to type into
// its forms: "e. Remote Gateway: 203.0.113.10". A "General information" begins a
// phase 1, and so a tunnel; "Phase 2 proposal" its phase 2.

// stepLabel reports whether a label is one of the steps'.
func stepLabel(label string) bool {
	switch label {
	case "key exchange version", "remote gateway", "negotiation mode", "my identifier", "peer identifier", "dh key group", "pfs key group", "responder only", "nat traversal":
		return true
	}
	return false
}

func readSteps(b *builder, src *parser.Source) error {
	second := false
	for line := 1; line <= src.LineCount(); line++ {
		text := lower(strings.TrimSpace(src.Line(line)))
		switch {
		case strings.HasPrefix(text, "general information"):
			b.tunnel(src.LineSpan(line))
			second = false
			continue
		case strings.HasPrefix(text, "phase 2 proposal"):
			second = true
			continue
		case strings.HasPrefix(text, "! your vpn connection id"):
			_, id, _ := strings.Cut(text, ":")
			b.out.Connection = strings.TrimSpace(id)
			continue
		}
		l, ok := cutLabel(src, line, letter)
		if !ok {
			continue
		}
		if err := b.set(stepFact(l.label, second), l.value); err != nil {
			return err
		}
	}
	// The samples for pfSense exist for static routing only.
	if len(b.out.Tunnels) > 0 {
		b.out.Routing = ipsec.ExplicitAt("static", b.out.Tunnels[0].At)
	}
	return nil
}

func stepFact(label string, second bool) fact {
	switch label {
	case "key exchange version":
		return ikeVersion
	case "remote gateway":
		return peer
	case "negotiation mode":
		return ikeMode
	case "pre-shared key":
		return key
	case "encryption algorithm", "encryption algorithms", "encryption algorigthms": // the last as AWS writes it
		return pick(second, espEncryption, ikeEncryption)
	case "hash algorithm", "hash algorithms":
		return pick(second, espIntegrity, ikeIntegrity)
	case "dh key group":
		return ikeDH
	case "pfs key group":
		return espDH
	case "lifetime":
		return pick(second, espLifetime, ikeLifetime)
	case "delay between requesting peer acknowledgement":
		return dpdInterval
	case "number of consecutive failures allowed before disconnect":
		return dpdRetries
	}
	return none
}
