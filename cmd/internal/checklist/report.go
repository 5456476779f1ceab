package checklist

import "github.com/vpnlint/vpnlint/cmd/internal/report"

// Report returns the checklist as a report shows it, in English, with what was left
// open. It is empty when no tunnel of the device is meant.
func (d *Device) Report() (checks []report.Check, open string) {
	if d.Tunnels == 0 {
		return nil, ""
	}
	for _, item := range d.Items {
		c := report.Check{Section: item.Section, Aim: item.Aim.String(), Where: place(item.Where).String(), Good: item.Good.String()}
		for _, s := range item.Steps {
			c.Steps = append(c.Steps, report.CheckStep{Label: s.Label.String(), Commands: s.Commands})
		}
		checks = append(checks, c)
	}
	return checks, d.open().String()
}
