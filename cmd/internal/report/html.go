package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors"
)

var (
	//go:embed page/page.tmpl
	pageTemplate string
	//go:embed page/page.css
	pageStyle string
)

// page is parsed when first used: the other formats need not wait for it.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"printable": printable,
		"count":     plural,
		"severity":  func(s rules.Severity) string { return s.String() },
	}).Parse(pageTemplate))
})

// writeHTML writes one page that needs nothing besides itself: no script, no font,
// no picture from elsewhere, and a policy that forbids them. It can be sent by
// mail and printed. html/template escapes everything that comes from a file.
func writeHTML(w io.Writer, r *Report, _ Options) error {
	return page().Execute(w, htmlPageOf(r))
}

// htmlPage is what the page shows.
type htmlPage struct {
	Style       template.CSS
	Version     string
	Profile     string
	ProfileURL  string
	Summary     *Summary
	TunnelWords string
	Left        string
	Failed      []File
	Notes       []File // files about which there is something to know
	Devices     []htmlDevice
	Held        []*Finding // suppressed, then those of the baseline; only when asked for
	NotJudged   []htmlNotJudged
}

// htmlNotJudged groups the rules that were silent for the same reason.
type htmlNotJudged struct {
	Why   string
	Rules []string
}

// htmlChecks is a section of what a person verifies, as no configuration can tell it.
type htmlChecks struct {
	Title string
	List  []Check
}

type htmlDevice struct {
	ID      string
	Name    string
	Vendor  string // as people write it
	System  string // the same with the version
	Path    string
	Tunnels []htmlTunnel // those that were judged
	Others  []string     // those that were not, and why
	Shared  []*Finding   // about several tunnels
	Own     []*Finding   // about no tunnel
	Checks  []htmlChecks
	Open    string
}

// Quiet reports whether there is no tunnel and no finding to show.
func (d *htmlDevice) Quiet() bool { return len(d.Tunnels)+len(d.Shared)+len(d.Own) == 0 }

func htmlPageOf(r *Report) *htmlPage {
	p := &htmlPage{Style: template.CSS(pageStyle), Version: r.Run.Version, Summary: &r.Summary, TunnelWords: tunnels(r).String(), Left: left(&r.Summary).String()}
	if r.Run.Profile != nil {
		p.Profile, p.ProfileURL = r.Run.Profile.Name, r.Run.Profile.URL
	}
	for _, f := range r.Files {
		if f.Status != OK {
			p.Failed = append(p.Failed, f)
		}
		if len(f.Notes) > 0 {
			p.Notes = append(p.Notes, f)
		}
	}
	found := map[deviceKey][]*Finding{}
	for _, g := range byDevice(r.Findings) {
		// The gravest first, each severity in the order of the file.
		slices.SortStableFunc(g.list, func(a, b *Finding) int { return cmp.Compare(b.Level, a.Level) })
		found[g.key] = g.list
	}
	for i := range r.Devices {
		p.Devices = append(p.Devices, htmlDeviceOf(i, &r.Devices[i], found[r.Devices[i].key()]))
	}
	for _, held := range [][]Finding{r.Suppressed, r.Baselined} {
		for i := range held {
			p.Held = append(p.Held, &held[i])
		}
	}
	for i := range r.Summary.NotJudged {
		p.addNotJudged(&r.Summary.NotJudged[i])
	}
	return p
}

func (p *htmlPage) addNotJudged(n *NotJudged) {
	why := printable(n.why().String())
	i := slices.IndexFunc(p.NotJudged, func(o htmlNotJudged) bool { return o.Why == why })
	if i < 0 {
		i = len(p.NotJudged)
		p.NotJudged = append(p.NotJudged, htmlNotJudged{Why: why})
	}
	if n.Rule != "" && !slices.Contains(p.NotJudged[i].Rules, n.Rule) {
		p.NotJudged[i].Rules = append(p.NotJudged[i].Rules, n.Rule)
	}
}

func htmlDeviceOf(n int, d *Device, found []*Finding) htmlDevice {
	all := vendors.All()
	out := htmlDevice{ID: fmt.Sprintf("device-%d", n+1), Name: d.name(), Vendor: vendors.System(all, d.Vendor, ""), System: vendors.System(all, d.Vendor, d.Version), Path: d.Path, Checks: htmlChecksOf(d.Checks), Open: d.Open}
	for _, f := range found {
		switch len(f.on) {
		case 0:
			out.Own = append(out.Own, f)
		case 1:
		default:
			out.Shared = append(out.Shared, f)
		}
	}
	for i := range d.Tunnels {
		t := &d.Tunnels[i]
		switch {
		case t.Judged:
			out.Tunnels = append(out.Tunnels, htmlTunnelOf(fmt.Sprintf("%s-tunnel-%d", out.ID, i+1), i, t, found))
		case !t.Enabled:
			out.Others = append(out.Others, t.Name+" (not enabled)")
		default:
			out.Others = append(out.Others, t.Name+" (to "+t.Peer+")")
		}
	}
	return out
}

func htmlChecksOf(all []Check) []htmlChecks {
	var out []htmlChecks
	for _, c := range all {
		if n := len(out); n == 0 || out[n-1].Title != c.Section {
			out = append(out, htmlChecks{Title: c.Section})
		}
		last := &out[len(out)-1]
		last.List = append(last.List, c)
	}
	return out
}

// Why says what keeps the finding back.
func (f *Finding) Why() string { return f.why().String() }

// htmlSource is a line of the file, taken apart around the marked part.
type htmlSource struct{ Before, Marked, After string }

// Source returns the finding's line to show; nothing when there is none.
func (f *Finding) Source() *htmlSource {
	s := &f.Snippet
	if s.Line == 0 || strings.TrimSpace(s.Text) == "" {
		return nil
	}
	return &htmlSource{s.Text[:s.Start], s.Text[s.Start:s.End], s.Text[s.End:]}
}

// Clause returns who wants what the finding wants; "" when nobody but vpnlint.
func (f *Finding) Clause() string {
	if f.Requirement.Clause == "" {
		return ""
	}
	return f.Requirement.Profile + ", “" + f.Requirement.Clause + "”"
}

// Script returns the commands as one text to copy.
func (f *Finding) Script() string { return script(f.Suggestion.Commands) }

// Script returns the commands as one text to copy.
func (s CheckStep) Script() string { return script(s.Commands) }

func script(lines []string) string {
	out := make([]string, 0, len(lines))
	for _, l := range lines {
		out = append(out, printable(l))
	}
	return strings.Join(out, "\n")
}

// plural counts in English, as the page is written.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
