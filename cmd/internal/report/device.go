package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Device is one device as formats show it that tell what was judged, not only
// what was found.
type Device struct {
	Path     string
	Vendor   string
	Version  string
	Hostname string
	Context  string
	Tunnels  []Tunnel // as the device lists them
	Checks   []Check  // what a person has to look at, by section; nil when no format asks for it
	Open     string   // what would fill in the commands of the checks; "" when nothing is open
}

// Check is one thing that no configuration can answer, and how to look at it.
type Check struct {
	Section, Aim, Where, Good string
	Steps                     []CheckStep
}

// CheckStep is what to type, and for which tunnel or where; Label is "" when that
// is plain.
type CheckStep struct {
	Label    string
	Commands []string
}

// deviceKey tells devices apart, as far as a report can.
type deviceKey struct{ path, hostname, context string }

func keyOf(d *ipsec.Device) deviceKey { return deviceKey{d.Path, d.Hostname, d.Context} }

func (d *Device) key() deviceKey { return deviceKey{d.Path, d.Hostname, d.Context} }

// name is the device in a heading: its hostname, else its file.
func (d *Device) name() string {
	name := d.Hostname
	if name == "" {
		name = d.Path
	}
	if d.Context != "" {
		name += " (" + d.Context + ")"
	}
	return printable(name)
}

// Tunnel is one tunnel of a device, in a few words.
type Tunnel struct {
	Name    string
	Peer    string
	Kind    string
	Backup  bool // the second peer of one entry
	Enabled bool
	Judged  bool   // in scope: enabled, and to one of the peers asked for
	Path    string // where it is defined
	Line    int

	Phase1, Phase2 []string // versions, algorithms and lifetimes
	Pairs          []Pair
}

// Pair is one pair of traffic selectors.
type Pair struct{ Local, Remote, Only string } // Only is the protocol and ports; "" = any

// Describe returns what a report says about devices besides findings.
func Describe(devices []*ipsec.Device, intent *rules.Intent) []Device {
	out := make([]Device, 0, len(devices))
	for _, d := range devices {
		dev := Device{Path: d.Path, Vendor: d.Vendor, Version: d.Version, Hostname: d.Hostname, Context: d.Context}
		judged := rules.InScope(d, intent)
		for _, t := range d.Tunnels {
			one := describeTunnel(d, t)
			one.Judged = slices.Contains(judged, t)
			dev.Tunnels = append(dev.Tunnels, one)
		}
		out = append(out, dev)
	}
	return out
}

func describeTunnel(d *ipsec.Device, t *ipsec.Tunnel) Tunnel {
	where := placeOf(t.At, d.Path)
	out := Tunnel{
		Name: t.Name, Peer: t.Peer, Kind: string(t.Kind), Backup: t.Role == ipsec.Backup, Enabled: t.Enabled,
		Path: where.Path, Line: where.Line, Phase1: phase1(&t.IKE),
	}
	for _, c := range t.Children {
		if out.Phase2 == nil {
			out.Phase2 = phase2(c)
		}
		for _, s := range c.Selectors {
			p := Pair{Local: s.Local, Remote: s.Remote}
			if s.Protocol != "any" || s.Ports != "" {
				p.Only = strings.TrimSpace(s.Protocol + " " + s.Ports)
			}
			if !slices.Contains(out.Pairs, p) {
				out.Pairs = append(out.Pairs, p)
			}
		}
	}
	return out
}

func phase1(k *ipsec.IKE) []string {
	var out []string
	if k.Versions.Known() && len(k.Versions.V) > 0 {
		out = append(out, strings.Join(k.Versions.V, ", "))
	}
	if k.Mode.Known() && k.Mode.V == "aggressive" {
		out = append(out, "aggressive mode")
	}
	out = append(out, firstProposal(k.Proposals, "group")...)
	return append(out, seconds(k.Lifetime)...)
}

func phase2(c *ipsec.Child) []string {
	out := firstProposal(c.Proposals, "")
	switch {
	case !c.PFS.Known():
	case c.PFS.V == ipsec.PFSNone:
		out = append(out, "no PFS")
	case len(c.PFSGroups.V) > 0:
		out = append(out, "PFS group "+numbers(c.PFSGroups.V))
	}
	return append(out, seconds(c.Lifetime)...)
}

// firstProposal returns the algorithms of the proposal that the device prefers.
func firstProposal(all []ipsec.Proposal, group string) []string {
	if len(all) == 0 {
		return nil
	}
	p := &all[0]
	words := slices.Concat(p.Encryption.V, p.Integrity.V)
	if group != "" && len(p.DH.V) > 0 {
		words = append(words, group+" "+numbers(p.DH.V))
	}
	if n := len(all) - 1; n > 0 {
		words = append(words, fmt.Sprintf("and %d more", n))
	}
	if len(words) == 0 {
		return nil
	}
	return []string{strings.Join(words, " ")}
}

func numbers(ns []int) string {
	words := make([]string, 0, len(ns))
	for _, n := range ns {
		words = append(words, strconv.Itoa(n))
	}
	return strings.Join(words, ", ")
}

func seconds(v ipsec.Value[int]) []string {
	switch {
	case !v.Known():
		return nil
	case v.V == 0:
		return []string{"no time limit"}
	}
	return []string{fmt.Sprintf("%d s", v.V)}
}
