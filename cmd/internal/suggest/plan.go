// Package suggest makes one list of commands for a device out of what many
// findings want changed: nothing is typed twice, what two findings want of one
// setting is settled, and the order is safe to paste. It writes to no device and
// to no file.
package suggest

import (
	"slices"

	"github.com/vpnlint/vpnlint/cmd/internal/commands"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Device is what to do on one device.
type Device struct {
	Device   *ipsec.Device
	Findings int // that were to be cured

	Enter    []string  // typed once, before the sections
	Sections []Section // in the order to type them
	Leave    []string  // typed once, after the sections: what saves
	Renew    []string  // typed last: these cut the tunnel
	BothEnds []string  // what must be the same on the far side
	Notes    []string  // what to know before typing
	Left     []Left    // findings without a remedy
}

// Section is what is done for one tunnel, or for several that share a setting.
type Section struct {
	Tunnels  []*ipsec.Tunnel
	Commands []string
	Edits    []Edit // of a file that is kept by hand, by their place
}

// Edit is one token of the file to be changed, and the name of what it sets.
type Edit struct {
	ipsec.Edit
	What string
}

// Left is a finding that no command cures, and why.
type Left struct {
	Finding *rules.Finding
	Why     rules.Text
}

// Build plans the cure of findings, one element for each device that has any. The
// profile names the proposals that settle what findings want of algorithms.
func Build(devices []*ipsec.Device, found []rules.Finding, profile *rules.Profile) []Device {
	var out []Device
	for _, d := range devices {
		var own []*rules.Finding
		for i := range found {
			if found[i].Device == d {
				own = append(own, &found[i])
			}
		}
		if len(own) > 0 {
			out = append(out, build(d, own, profile))
		}
	}
	return out
}

// planner works on one device.
type planner struct {
	Device
	session ipsec.Session
	profile *rules.Profile
	wishes  []wish
	ops     []op
}

// op is one command of the plan.
type op struct {
	commands.Line
	key     string
	wish    int   // whose remedy it is
	before  []int // those whose remedy it was, too, before it was found to be the same
	tunnels []*ipsec.Tunnel
	gone    bool // a later one sets the same, or takes away what it is about
	void    bool // gone for the second reason
	last    bool // it takes away what others replace
}

func build(d *ipsec.Device, found []*rules.Finding, profile *rules.Profile) Device {
	p := &planner{Device: Device{Device: d, Findings: len(found)}, profile: profile}
	if d.Remedier == nil {
		for _, f := range found {
			p.Left = append(p.Left, Left{f, rules.Say("vpnlint knows no commands for this file")})
		}
		return p.Device
	}
	p.session = d.Remedier.Session()
	for _, f := range found {
		p.sort(f)
	}
	p.settle()
	p.compose()
	for p.escalate() {
		p.settle()
		p.compose()
	}
	p.sections()
	return p.Device
}

// sort takes a finding's changes up, or says why none can be made.
func (p *planner) sort(f *rules.Finding) {
	if len(f.Changes) == 0 {
		p.Left = append(p.Left, Left{f, whyNoChange(f)})
		return
	}
	typed, notes := false, []string(nil)
	for _, c := range f.Changes {
		r, ok := p.Device.Device.Remedier.Remedy(c)
		switch {
		case !ok:
		case len(r.Commands) > 0:
			typed = true
			p.wish(c, f)
		default:
			for _, n := range r.Notes {
				if !slices.Contains(notes, n) { // two tunnels' notes are often the same
					notes = append(notes, n)
				}
			}
		}
	}
	switch {
	case typed:
	case len(notes) > 0:
		p.Left = append(p.Left, Left{f, rules.Say("by hand: %s", join(notes))})
	default:
		p.Left = append(p.Left, Left{f, rules.Say("vpnlint has no commands for it here: see the message, and vpnlint explain %s", f.Rule.Name)})
	}
}

// compose makes commands of the wishes in their order, and strikes out those that a
// later one makes void.
func (p *planner) compose() {
	p.ops, p.Renew, p.Notes, p.BothEnds = nil, nil, nil, nil
	for i := range p.wishes {
		w := &p.wishes[i]
		r, _ := p.Device.Device.Remedier.Remedy(w.Change)
		for _, l := range commands.Lines(r.Commands) {
			p.add(i, l)
		}
		w.remedy = r
	}
	p.void()
	p.strike()
	for i := range p.wishes {
		w := &p.wishes[i]
		if !p.typed(i) {
			continue
		}
		p.Renew = appendNew(p.Renew, w.remedy.Renew...)
		for _, n := range w.remedy.Notes {
			if n != p.session.Note {
				p.Notes = appendNew(p.Notes, n)
			}
		}
		if n := bothEnds(w.Kind); n != "" {
			p.BothEnds = appendNew(p.BothEnds, n)
		}
	}
}

// add puts a command into the plan; one that stands there is only noted for the tunnel.
func (p *planner) add(wish int, l commands.Line) {
	t := p.wishes[wish].Tunnel
	for i := range p.ops {
		if o := &p.ops[i]; o.Same(l) && !o.gone {
			o.tunnels = appendNew(o.tunnels, t)
			o.before = append(o.before, o.wish)
			o.wish = wish
			return
		}
	}
	o := op{Line: l, wish: wish, tunnels: []*ipsec.Tunnel{t}}
	if p.session.Key != nil {
		o.key = p.session.Key(l.Path, l.Text)
	}
	o.last = p.wishes[wish].Kind == ipsec.DropProposals && p.session.Removes != nil && p.session.Removes(l.Text)
	for i := range p.ops {
		if old := &p.ops[i]; o.key != "" && old.key == o.key && old.wish != wish && !old.gone {
			if smaller := &p.wishes[old.wish]; smaller.Kind == ipsec.SetMSS && smaller.Number < p.wishes[wish].Number {
				old.tunnels = appendNew(old.tunnels, t) // what fits into the narrower tunnel fits into both
				return
			}
			old.gone = true
			p.wishes[old.wish].lost = append(p.wishes[old.wish].lost, wish)
		}
	}
	p.ops = append(p.ops, o)
}

// void takes out what is about objects that a later command takes away.
func (p *planner) void() {
	if p.session.Voids == nil {
		return
	}
	for i := range p.ops {
		for n := range p.ops[:i] {
			if r, o := &p.ops[i], &p.ops[n]; !r.gone && p.session.Voids(r.Path, r.Text, o.Path, o.Text) {
				o.gone, o.void = true, true
			}
		}
	}
	for i := range p.ops {
		p.ops[i].gone = p.ops[i].gone || p.ops[i].key == "" && p.voidBehind(i)
	}
}

// voidBehind reports that what a command without a key of its own introduces, such
// as a page of a GUI, is all void.
func (p *planner) voidBehind(i int) bool {
	n := i + 1
	for ; n < len(p.ops) && p.ops[n].wish == p.ops[i].wish && p.ops[n].key != ""; n++ {
		if !p.ops[n].void {
			return false
		}
	}
	return n > i+1
}

// strike takes out what is left of remedies whose settings are all made void.
func (p *planner) strike() {
	for i := range p.wishes {
		keyed, kept := false, false
		for _, o := range p.ops {
			if o.wish == i && o.key != "" {
				keyed, kept = true, kept || !o.gone
			}
		}
		for n := range p.ops {
			if keyed && !kept && p.ops[n].wish == i && len(p.ops[n].tunnels) == 1 {
				p.ops[n].gone = true
			}
		}
	}
}

func (p *planner) typed(wish int) bool {
	return slices.ContainsFunc(p.ops, func(o op) bool { return !o.gone && (o.wish == wish || slices.Contains(o.before, wish)) })
}

func appendNew[T comparable](list []T, more ...T) []T {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}
