package outsystems_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// model builds devices by hand for the corners that no example file shows. Its
// file has a hundred empty lines; line n of it stands for any statement.
type model struct{ source *parser.Source }

func newModel(t *testing.T) model {
	t.Helper()
	source, err := parser.NewSource("fw.cfg", []byte(strings.Repeat("x\n", 100)), "")
	if err != nil {
		t.Fatal(err)
	}
	return model{source}
}

func (m model) line(n int) ipsec.Span { return m.source.Span(2*n-2, 2*n-1) }

// tunnel returns an IKEv2 tunnel with which no rule of phase 1 finds anything.
func (m model) tunnel(name, peer string, line int) *ipsec.Tunnel {
	at := m.line(line)
	t := &ipsec.Tunnel{Name: name, Kind: ipsec.PolicyBased, Peer: peer, Role: ipsec.Primary, Enabled: true, At: at}
	t.IKE = ipsec.IKE{
		At:           at,
		Versions:     ipsec.ExplicitAt([]string{"ikev2"}, at),
		CanIKEv2:     ipsec.DefaultOf(true, ""),
		Auth:         ipsec.ExplicitAt("psk", at),
		PSK:          ipsec.Secret{State: ipsec.SecretMasked, At: at},
		Lifetime:     ipsec.ExplicitAt(28800, at),
		Proposals:    []ipsec.Proposal{m.proposal("policy 10", 2, line+1)},
		Port:         ipsec.DefaultOf(500, ""),
		NATTraversal: ipsec.DefaultOf("on", ""),
		LocalID:      ipsec.DefaultOf("auto", ""),
	}
	return t
}

// proposal returns one that OutSystems accepts, with a lifetime of its own. Its
// settings stand on the line and the three below.
func (m model) proposal(name string, version, line int) ipsec.Proposal {
	return ipsec.Proposal{
		Name: name, Version: version, At: m.line(line),
		Encryption: ipsec.ExplicitAt([]string{"aes256"}, m.line(line)),
		Integrity:  ipsec.ExplicitAt([]string{"sha256"}, m.line(line+1)),
		DH:         ipsec.ExplicitAt([]int{14}, m.line(line+2)),
		Lifetime:   ipsec.ExplicitAt(28800, m.line(line+3)),
	}
}

func (m model) device(tunnels ...*ipsec.Tunnel) *ipsec.Device {
	return &ipsec.Device{Path: "fw.cfg", Vendor: "asa", Version: "9.16", Whole: true, At: m.line(1), Tunnels: tunnels}
}

// findings runs one rule and returns each finding as "LINE: severity: message".
func findings(t *testing.T, rule string, d *ipsec.Device, intent rules.Intent) []string {
	t.Helper()
	r := rules.Find(outsystems.All(), rule)
	if r == nil {
		t.Fatalf("no rule is called %s", rule)
	}
	var out []string
	for _, f := range rules.Run([]*ipsec.Device{d}, []*rules.Rule{r}, outsystems.Profile(), &intent).Findings {
		out = append(out, fmt.Sprintf("%d: %s: %s", f.At.Position().Line, f.Severity, f.Message))
	}
	return out
}

func wantFindings(t *testing.T, got []string, want ...string) {
	t.Helper()
	match := slices.EqualFunc(got, want, func(g, w string) bool { return strings.HasPrefix(g, w) })
	if !match {
		t.Errorf("findings begin otherwise (-want +got):\n%s", cmp.Diff(want, got))
	}
}

func ptr[T any](v T) *T { return &v }
