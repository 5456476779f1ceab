package report

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// htmlTunnel is one tunnel as it is drawn: the device, the IKE SA, in it the
// CHILD_SA, in it the pairs of selectors, and the far side; at each of them the
// marks of what is wrong there.
type htmlTunnel struct {
	ID       string
	Tunnel   *Tunnel
	Counts   []htmlCount
	Worst    string // severity of the gravest finding; "ok" without one
	Phase1   htmlPart
	Phase2   htmlPart
	Pairs    []Pair
	More     int // pairs that are not drawn
	Traffic  htmlPart
	Alive    htmlPart
	Around   htmlPart   // routes, policies, the far side's second tunnel, the file itself
	Findings []*Finding // about this tunnel alone
	Shared   int        // findings that it shares with others
}

// htmlPart is a part of the drawing.
type htmlPart struct {
	Facts string
	Worst string
	Marks []htmlMark
}

// htmlMark leads from the drawing to a finding.
type htmlMark struct {
	Severity, Rule, Target string
}

// htmlCount is how many findings of a severity a tunnel has.
type htmlCount struct {
	Severity string
	Words    string
}

// drawnPairs is how many pairs of selectors are drawn.
const drawnPairs = 6

func htmlTunnelOf(id string, n int, t *Tunnel, found []*Finding) htmlTunnel {
	out := htmlTunnel{ID: id, Tunnel: t, Pairs: t.Pairs[:min(len(t.Pairs), drawnPairs)], More: max(len(t.Pairs)-drawnPairs, 0)}
	out.Phase1.Facts, out.Phase2.Facts = facts(t.Phase1), facts(t.Phase2)
	counts := map[rules.Severity]int{}
	var worst rules.Severity
	for _, f := range found {
		if !slices.Contains(f.on, n) {
			continue
		}
		counts[f.Level]++
		worst = max(worst, f.Level)
		out.part(f).mark(f)
		if len(f.on) == 1 {
			out.Findings = append(out.Findings, f)
		} else {
			out.Shared++
		}
	}
	out.Worst = severityOrOK(worst)
	for _, p := range []*htmlPart{&out.Phase1, &out.Phase2, &out.Traffic, &out.Alive, &out.Around} {
		if p.Worst == "" {
			p.Worst = "ok"
		}
	}
	for _, s := range []rules.Severity{rules.Error, rules.Warning, rules.Info} {
		if counts[s] > 0 {
			out.Counts = append(out.Counts, htmlCount{s.String(), severityCount(s, counts[s]).String()})
		}
	}
	return out
}

func facts(list []string) string { return printable(strings.Join(list, " · ")) }

func severityOrOK(s rules.Severity) string {
	if s == rules.Off {
		return "ok"
	}
	return s.String()
}

// part returns the part of the drawing that a finding belongs to.
func (t *htmlTunnel) part(f *Finding) *htmlPart {
	switch {
	case f.Rule == "single-sa-pair" || strings.HasPrefix(f.Rule, "selector-"):
		return &t.Traffic
	case f.Category == "ike":
		return &t.Phase1
	case f.Category == "ipsec":
		return &t.Phase2
	case f.Category == "liveness":
		return &t.Alive
	}
	return &t.Around
}

// mark adds a mark; findings come in the order of the file, the gravest decides.
func (p *htmlPart) mark(f *Finding) {
	rank := []string{"", "info", "warning", "error"}
	if slices.Index(rank, f.Severity) > slices.Index(rank, p.Worst) {
		p.Worst = f.Severity
	}
	p.Marks = append(p.Marks, htmlMark{f.Severity, f.Rule, "finding-" + f.Fingerprint})
}
