package outsystems

import (
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// reportProblems turns the device's problems of one kind into findings, each with
// the severity that grade gives it. Problems that only tunnels depend on which
// the intent does not mean make none.
func reportProblems(p *rules.Pass, kind ipsec.ProblemKind, expected string, grade func(ipsec.Problem) rules.Severity) {
	for _, problem := range p.Device.Problems {
		if problem.Kind != kind {
			continue
		}
		meant := slices.DeleteFunc(slices.Clone(problem.Tunnels), func(t *ipsec.Tunnel) bool { return !p.Intent.Means(t) })
		if len(problem.Tunnels) > 0 && len(meant) == 0 {
			continue
		}
		p.Report(rules.Finding{
			At:       headOf(problem.At, p.Device.At),
			Severity: grade(problem),
			Message:  made(problem.Message),
			Subject:  problem.Message,
			Expected: made(expected),
			Tunnels:  meant,
		})
	}
}

// inVPN grades a problem by whether it can concern a tunnel at all, and whether
// the device refuses its configuration because of it.
func inVPN(problem ipsec.Problem) rules.Severity {
	switch {
	case problem.Fatal:
		return rules.Error
	case problem.VPN:
		return rules.Warning
	}
	return rules.Info
}
