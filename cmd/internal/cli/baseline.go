package cli

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"slices"

	"github.com/vpnlint/vpnlint/cmd/internal/baseline"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/rules"
)

// baseline keeps the list of known findings: write makes it of those there are,
// prune drops those that are gone, show prints it.
func (p *Program) baseline(args []string) int {
	fs := newFlags("baseline")
	o := p.defineCheckFlags(fs)
	rest, code, done := fs.parse(p, args)
	if done {
		return code
	}
	actions := []string{"write", "prune", "show"}
	if len(rest) == 0 || !slices.Contains(actions, rest[0]) {
		hint := ""
		if len(rest) > 0 {
			hint = didYouMean(rest[0], actions)
		}
		p.complain("baseline needs one of write, prune, show%s", hint)
		return exitUsage
	}
	action, paths := rest[0], rest[1:]
	st, err := p.settings(&o.configFlags, fs, &o.intent, *o.failOn)
	if err != nil {
		p.complainAll(err)
		return exitUsage
	}
	st.baseline = cmp.Or(st.baseline, defaultBaseline)
	old, err := baseline.Load(st.baseline)
	if _, missing := os.Stat(st.baseline); action == "write" && missing != nil {
		old, err = &baseline.Baseline{}, nil
	}
	if err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	if action == "show" {
		return p.finish(p.showEntries(old.Entries()), exitOK)
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	return p.renew(action, old, p.examine(paths, o, st), st)
}

// renew writes the baseline anew, and says what has changed.
func (p *Program) renew(action string, old *baseline.Baseline, run *examination, st *settings) int {
	r := report.Merge(run.parts, rules.Info)
	now := &baseline.Baseline{}
	for i := range r.Findings {
		now.Add(st.key(&r.Findings[i]))
	}
	read := func(o baseline.Owner) bool {
		return slices.ContainsFunc(run.files, func(l *loaded) bool { return slices.Contains(l.owners, o) })
	}
	var err error
	if action == "write" {
		renewed := old.Rewrite(now, read, run.complete)
		if err = renewed.Save(st.baseline); err == nil {
			are := "1 finding is"
			if n := total(renewed.Entries()); n != 1 {
				are = fmt.Sprintf("%d findings are", n)
			}
			_, err = fmt.Fprintf(p.Stdout, "%s: %s known from now on\n", st.baseline, are)
		}
		return p.finish(err, run.code())
	}
	kept, gone := old.Prune(now, read, run.complete)
	if len(gone) > 0 {
		err = kept.Save(st.baseline)
	}
	if err == nil {
		err = p.showEntries(gone)
	}
	if err == nil {
		_, err = fmt.Fprintf(p.Stdout, "%s: %d findings removed, %d left\n", st.baseline, total(gone), total(kept.Entries()))
	}
	return p.finish(err, run.code())
}

func total(all []baseline.Entry) (n int) {
	for _, e := range all {
		n += e.Count
	}
	return n
}

// showEntries prints one line for each entry.
func (p *Program) showEntries(all []baseline.Entry) error {
	b := bufio.NewWriter(p.Stdout)
	for _, e := range all {
		fmt.Fprintf(b, "%s", cmp.Or(e.Device, e.Path))
		for _, part := range []string{e.Context, e.Tunnel} {
			if part != "" {
				fmt.Fprintf(b, ", %s", part)
			}
		}
		fmt.Fprintf(b, ": %s", e.Rule)
		if e.Subject != "" {
			fmt.Fprintf(b, " (%s)", e.Subject)
		}
		if e.Count > 1 {
			fmt.Fprintf(b, " x%d", e.Count)
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}
