package cli

import "github.com/vpnlint/vpnlint/cmd/internal/report"

// layout decides colour and width of the text format. --color wins over all,
// then NO_COLOR, then FORCE_COLOR; else there is colour on a terminal that can.
func (p *Program) layout(color string, stdout bool) report.Options {
	var o report.Options
	terminal := false
	if stdout {
		if n, ok := p.Columns(); ok {
			o.Width, terminal = n, true
		}
	}
	switch {
	case color == "always":
		o.Color = true
	case color == "never", p.Env("NO_COLOR") != "":
	case p.Env("FORCE_COLOR") != "" && p.Env("FORCE_COLOR") != "0":
		o.Color = stdout
	default:
		o.Color = terminal && p.Env("TERM") != "dumb"
	}
	return o
}
