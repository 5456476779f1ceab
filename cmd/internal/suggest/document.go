package suggest

import (
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Schema names the shape of the JSON document. Keys may be added under one number,
// never renamed.
const Schema = "vpnlint/suggest/1"

// Document is the outcome of one run over all files, as plain data.
type Document struct {
	Schema  string       `json:"schema"`
	Devices []DeviceText `json:"devices"` // by path
	Summary Summary      `json:"summary"`
}

// Summary counts findings.
type Summary struct {
	Findings      int `json:"findings"`
	WithoutRemedy int `json:"without_remedy"`
}

// DeviceText is a [Device] without spans.
type DeviceText struct {
	Path          string        `json:"path"`
	Device        string        `json:"device"` // the hostname, "" when the file names none
	Context       string        `json:"context"`
	Vendor        string        `json:"vendor"`
	Version       string        `json:"version"`
	Findings      int           `json:"findings"`
	Enter         []string      `json:"enter"`
	Sections      []SectionText `json:"sections"`
	Leave         []string      `json:"leave"`
	Renew         []string      `json:"renew"`
	BothEnds      []string      `json:"both_ends"`
	Notes         []string      `json:"notes"`
	WithoutRemedy []LeftText    `json:"without_remedy"`
}

// SectionText is a [Section] without spans.
type SectionText struct {
	Tunnels  []string   `json:"tunnels"`
	Peers    []string   `json:"peers"`
	Commands []string   `json:"commands"`
	Edits    []EditText `json:"edits"`
}

// EditText is one token of the file to be changed. Lines and columns start at one,
// columns count Unicode code points.
type EditText struct {
	Path   string `json:"path"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	What   string `json:"what"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

// LeftText is a finding without a remedy.
type LeftText struct {
	Path     string   `json:"path"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Tunnels  []string `json:"tunnels"`
	Why      string   `json:"why"`

	message, why rules.Text // the same, to be said in the user's language
}

// Text makes plain data of a device's plan.
func (p *Device) Text() DeviceText {
	d := p.Device
	out := DeviceText{Path: d.Path, Device: d.Hostname, Context: d.Context, Vendor: d.Vendor, Version: d.Version, Findings: p.Findings,
		Enter: some(p.Enter), Sections: []SectionText{}, Leave: some(p.Leave), Renew: some(p.Renew), BothEnds: some(p.BothEnds), Notes: some(p.Notes),
		WithoutRemedy: []LeftText{}}
	for _, s := range p.Sections {
		text := SectionText{Commands: some(s.Commands), Edits: []EditText{}}
		text.Tunnels, text.Peers = names(s.Tunnels)
		for _, e := range s.Edits {
			at := e.At.Position()
			text.Edits = append(text.Edits, EditText{Path: at.File, Line: at.Line, Column: at.Column, What: e.What, Old: e.At.Text(), New: e.Edit.Text})
		}
		out.Sections = append(out.Sections, text)
	}
	for _, l := range p.Left {
		f := l.Finding
		text := LeftText{Path: d.Path, Line: 1, Column: 1, Rule: f.Rule.Name, Severity: f.Severity.String(), Message: f.Message.String(), Why: l.Why.String(), message: f.Message, why: l.Why}
		if at := placeOf(f); !at.IsZero() {
			pos := at.Position()
			text.Path, text.Line, text.Column = pos.File, pos.Line, pos.Column
		}
		text.Tunnels, _ = names(f.Tunnels)
		out.WithoutRemedy = append(out.WithoutRemedy, text)
	}
	return out
}

// placeOf is where the finding points: at the head of the device when at nothing.
func placeOf(f *rules.Finding) ipsec.Span {
	if f.At.IsZero() {
		return f.Device.At
	}
	return f.At
}

// some makes an empty list of none, so that JSON has no null.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func names(tunnels []*ipsec.Tunnel) (names, peers []string) {
	names, peers = []string{}, []string{}
	for _, t := range tunnels {
		names, peers = appendNew(names, t.Name), appendNew(peers, t.Peer)
	}
	return names, peers
}

// Count fills in the summary.
func (d *Document) Count() {
	d.Summary = Summary{}
	for i := range d.Devices {
		d.Summary.Findings += d.Devices[i].Findings
		d.Summary.WithoutRemedy += len(d.Devices[i].WithoutRemedy)
	}
}

// heading names a section: its tunnels and where they go.
func (s *SectionText) heading() rules.Text {
	list := strings.Join(s.Tunnels, ", ")
	if len(s.Tunnels) > 1 {
		return rules.Say("for %s together", list)
	}
	return rules.Say("for %s (peer %s)", list, strings.Join(s.Peers, ", "))
}
