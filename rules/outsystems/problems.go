package outsystems

import (
	"slices"
	"strings"

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
		f := rules.Finding{
			At:       headOf(problem.At, p.Device.At),
			Severity: grade(problem),
			Message:  made(problem.Message),
			Subject:  problem.Message,
			Expected: made(expected),
			Tunnels:  meant,
		}
		if kind == ipsec.Unreadable && isHidden(problem.At.Text()) {
			f.Severity, f.Origin = rules.Info, ipsec.Unknown
			f.Message = say("this value is hidden, so what depends on it is not judged")
		}
		p.Report(f)
	}
}

// isHidden reports that a text is what people and tools put in place of a value that
// nobody is to see: asterisks, crosses, or a word in angle brackets.
func isHidden(text string) bool {
	text = strings.Trim(text, `"'`)
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">").Replace(text)
	return len(text) > 2 && (strings.Trim(text, "*") == "" || strings.Trim(text, "xX") == "" || text[0] == '<' && strings.IndexByte(text, '>') == len(text)-1)
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
