package outsystems

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var suppliedConfig = &rules.Rule{
	Name:     "supplied-config",
	Category: "routing",
	Severity: rules.Error,
	Rows:     []int{45, 60},
	Clause:   "Common reasons for phase 1 and phase 2 to fail: the supplied configuration file",
	Symptoms: []rules.Symptom{rules.Phase1Fails, rules.Phase2Fails, rules.TunnelInactive, rules.Unstable},
	Needs:    []string{rules.KeySupplied},
	Title:    "The device is configured as the supplied configuration file says",
	What: "Each tunnel is held against the part of the configuration file that has its peer: addresses outside and inside, key, IKE version and mode, algorithms, lifetimes, PFS, DPD, MSS, the don't-fragment bit, fragmentation, and the neighbour, the AS numbers and the hold time of BGP. " +
		"Only differences are reported. What keeps the tunnel or its BGP session down is an error: another inside address, key, AS number or neighbour, a longer lifetime, no PFS, algorithms that the far side refuses. " +
		"Weaker values than the file's, and a tunnel without the BGP session of the file, are a warning, other values that OutSystems accepts, too, are info.",
	Why: "The file has all that a device needs, but its samples name the least that AWS takes, and a device's software may call things otherwise. " +
		"An address or a key that was copied from the other tunnel is hard to see by eye. Keys are compared without being shown.",
	Undecided: "A key that the export hides cannot be compared, which is info. What the file or the export does not say is passed over. " +
		"A tunnel whose peer is not in the file is passed over, too; when none of a device's tunnels has a peer of the file, that is info.",
	Since:  "0.1.0",
	Device: checkSuppliedConfig,
}

// suppliedCheck holds one tunnel against its part of the supplied file.
type suppliedCheck struct {
	p *rules.Pass
	t *ipsec.Tunnel
	s *ipsec.SuppliedTunnel
}

func checkSuppliedConfig(p *rules.Pass) {
	found := 0
	for _, s := range p.Intent.Supplied.Tunnels {
		for _, t := range p.Tunnels {
			if !rules.SamePeer(s.Peer.V.String(), t.Peer) {
				continue
			}
			found++
			c := suppliedCheck{p, t, s}
			c.addresses()
			c.key()
			c.phase1()
			c.phase2()
			c.values()
			c.bgp()
			break
		}
	}
	checkSuppliedPeers(p, found)
}

// differs reports one difference. At is where the supplied file says otherwise;
// what names the setting and tells findings at one place apart.
func (c suppliedCheck) differs(f rules.Finding, severity rules.Severity, what string, at ipsec.Span, message rules.Text, changes ...ipsec.Change) {
	f.Severity, f.Subject, f.Message, f.Changes = severity, what, message, changes
	f.Related = append(slices.Clone(f.Related), rules.Related{At: at, Message: say("what the supplied file says")})
	c.p.ReportTunnel(c.t, f)
}

// compared starts a finding about a value that is not what the supplied file says.
func compared[T any](v ipsec.Value[T], head ipsec.Span, actual, expected any) rules.Finding {
	f := about(v, head)
	f.Actual, f.Expected = textOf(actual), textOf(expected)
	return f
}

// textOf makes a text of a value that is not one already.
func textOf(value any) rules.Text {
	if text, ok := value.(rules.Text); ok {
		return text
	}
	return plain(fmt.Sprint(value))
}
