package ipsec

import (
	"flag"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the answers of testdata/around")

// TestAround answers questions about small devices. Each archive of
// testdata/around has a section "device" and a section "answers": a question on
// one line, the answer indented below it. See testdata/around/README for the words.
func TestAround(t *testing.T) {
	files, _ := filepath.Glob("testdata/around/*.txtar")
	if len(files) == 0 {
		t.Fatal("no testdata/around/*.txtar")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dev := &textDevice{t: t, a: &Around{}, tunnels: map[string]*Tunnel{}}
			for line := range strings.Lines(string(a.Files[0].Data)) {
				dev.line(strings.Fields(line))
			}
			var got strings.Builder
			for line := range strings.Lines(string(a.Files[1].Data)) {
				if question := strings.TrimSpace(line); question != "" && line[0] != ' ' {
					fmt.Fprintf(&got, "%s\n%s", question, dev.answer(strings.Fields(question)))
				}
			}
			if *update {
				a.Files[1].Data = []byte(got.String())
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got.String()); diff != "" {
				t.Errorf("answers differ (-want +got):\n%s", diff)
			}
		})
	}
}

// textDevice makes an Around of lines that an engineer can read.
type textDevice struct {
	t       *testing.T
	a       *Around
	tunnels map[string]*Tunnel
	rules   []FilterRule // of the last filter
}

func (d *textDevice) line(f []string) {
	if len(f) == 0 || f[0] == "#" {
		return
	}
	switch f[0] {
	case "interface":
		d.iface(f[1:])
	case "filter":
		d.filter(f[1:])
	case "permit", "deny":
		d.rule(f)
	case "nat":
		d.nat(f[1:])
	case "route":
		d.route(f[1:])
	case "partial":
		d.a.Filters.Extent, d.a.NAT.Extent, d.a.Routes.Extent = Partial, Partial, Partial
	default:
		d.t.Fatalf("device: %q is not known", f)
	}
}

func (d *textDevice) tunnel(name string) *Tunnel {
	if d.tunnels[name] == nil {
		d.tunnels[name] = &Tunnel{Name: name}
	}
	return d.tunnels[name]
}

func (d *textDevice) iface(f []string) {
	i := &Interface{Name: f[0], Enabled: true}
	for k := 1; k+1 < len(f); k += 2 {
		switch f[k] {
		case "address":
			i.Addresses = append(i.Addresses, netip.MustParsePrefix(f[k+1]))
		case "zone":
			i.Zones = append(i.Zones, f[k+1])
		case "carries":
			i.Carries = append(i.Carries, d.tunnel(f[k+1]))
		}
	}
	d.a.Interfaces.Rows = append(d.a.Interfaces.Rows, i)
	d.a.Interfaces.Extent = Complete
}

func (d *textDevice) filter(f []string) {
	x := &Filter{Name: f[0], Hooks: Transit, Stateful: true, Default: Deny}
	for k := 1; k < len(f); k++ {
		switch f[k] {
		case "in":
			k++
			x.In = append(x.In, f[k])
		case "out":
			k++
			x.Out = append(x.Out, f[k])
		case "tunnel":
			k++
			x.Tunnels, x.RemoteFirst = append(x.Tunnels, d.tunnel(f[k])), true
		case "to-box":
			x.Hooks = ToBox
		case "last-match":
			x.LastMatch = true
		case "skips-decrypted":
			x.SkipsDecrypted = true
		case "default-permit":
			x.Default = Permit
		default:
			d.t.Fatalf("filter: %q is not known", f[k])
		}
	}
	d.rules = nil
	x.Rules = RulesOf(nil)
	d.a.Filters.Rows = append(d.a.Filters.Rows, x)
	if d.a.Filters.Extent == NotRead {
		d.a.Filters.Extent = Complete
	}
}

// rule reads "permit tcp 10.1.0.0/16 > 10.8.2.0/24 443 in inside".
func (d *textDevice) rule(f []string) {
	r := FilterRule{Name: strconv.Itoa(len(d.rules) + 1)}
	if f[0] == "deny" {
		r.Action = Deny
	}
	d.match(f[1:], &r)
	d.rules = append(d.rules, r)
	d.a.Filters.Rows[len(d.a.Filters.Rows)-1].Rules = RulesOf(d.rules)
}

func (d *textDevice) match(f []string, r *FilterRule) {
	s := Service{Protocol: protocol(f[0])}
	arrow := slices.Index(f, ">")
	r.Source = d.set(f[1:arrow])
	rest := f[arrow+1:]
	end := 0
	for end < len(rest) && (strings.ContainsAny(rest[end], "./") || rest[end] == "any" || rest[end][0] == '?') {
		end++
	}
	r.Destination = d.set(rest[:end])
	for k := end; k < len(rest); k++ {
		switch rest[k] {
		case "in":
			k++
			r.In = append(r.In, rest[k])
		case "out":
			k++
			r.Out = append(r.Out, rest[k])
		case "if":
			k++
			r.Maybe = append(r.Maybe, rest[k])
		case "from":
			k++
			s.Source = ports(rest[k])
		case "via":
			k++
			r.Diverts = &Diversion{Gateway: rest[k]}
		case "spares":
			k++
			r.Diverts.Spares = d.set(rest[k : k+1])
		case "quick":
			r.Quick = true
		case "disabled":
			r.Disabled = true
		default:
			s.Destination = ports(rest[k])
		}
	}
	if s.Protocol != ProtoAny {
		r.Services = []Service{s}
	}
}

func protocol(word string) int {
	for n, name := range protocolNames {
		if name == word || n == ProtoAny && word == "ip" {
			return n
		}
	}
	panic("protocol " + word)
}

func ports(word string) Ports {
	low, high, _ := strings.Cut(word, "-")
	l, _ := strconv.Atoi(low)
	h, err := strconv.Atoi(high)
	if err != nil {
		h = l
	}
	return Ports{{uint16(l), uint16(h)}}
}

func (d *textDevice) set(words []string) AddrSet {
	var b AddrBuilder
	for _, w := range words {
		w = strings.TrimSuffix(w, ",")
		switch {
		case w == "any":
			b.AddSet(Anywhere())
		case w[0] == '?':
			b.AddUnknown(w[1:] + " is not defined")
		case strings.Contains(w, "/"):
			b.AddPrefix(netip.MustParsePrefix(w))
		case strings.Contains(w, "-"):
			from, to, _ := strings.Cut(w, "-")
			b.AddRange(netip.MustParseAddr(from), netip.MustParseAddr(to))
		default:
			b.AddAddr(netip.MustParseAddr(w))
		}
	}
	return b.Set()
}

// nat reads "exempt ip SRC > DST in inside out outside".
func (d *textDevice) nat(f []string) {
	var r FilterRule
	d.match(f[1:], &r)
	n := &NATRule{
		Name: strconv.Itoa(len(d.a.NAT.Rows) + 1), Kind: NATKind(f[0]), In: r.In, Out: r.Out, Source: r.Source,
		Destination: r.Destination, Services: r.Services, Maybe: r.Maybe, Disabled: r.Disabled,
	}
	d.a.NAT.Rows = append(d.a.NAT.Rows, n)
	if d.a.NAT.Extent == NotRead {
		d.a.NAT.Extent = Complete
	}
}

// route reads "10.8.2.0/24 vti1 distance 1 metric 0 monitor x".
func (d *textDevice) route(f []string) {
	r := &Route{Interface: f[1], Distance: DefaultOf(1, "test")}
	if p, err := netip.ParsePrefix(f[0]); err == nil {
		r.Prefix = p
	} else {
		r.Unknown = f[0] + " is not defined"
	}
	for k := 2; k+1 < len(f); k += 2 {
		n, _ := strconv.Atoi(f[k+1])
		switch f[k] {
		case "distance":
			r.Distance = DefaultOf(n, "test")
		case "metric":
			r.Metric = DefaultOf(n, "test")
		case "monitor":
			r.Monitor = f[k+1]
		case "if":
			r.Maybe = append(r.Maybe, f[k+1])
		}
	}
	if f[1] == "blackhole" {
		r.Interface, r.Blackhole = "", true
	}
	d.a.Routes.Rows = append(d.a.Routes.Rows, r)
	if d.a.Routes.Extent == NotRead {
		d.a.Routes.Extent = Complete
	}
}

func (d *textDevice) answer(f []string) string {
	switch f[0] {
	case "nat":
		return d.translate(f[1:])
	case "route":
		return d.reach(netip.MustParsePrefix(f[1]))
	case "behind":
		return fmt.Sprintf("  %v\n", d.a.Behind(d.set(f[1:])))
	case "sides":
		var out strings.Builder
		for _, s := range d.a.Sides(d.set(f[1:])) {
			fmt.Fprintf(&out, "  %s: %s\n", s.Interface, s.Addresses)
		}
		return out.String()
	case "whole":
		return d.whole(f[1:])
	}
	flow := d.flow(f)
	x := d.a.Decide(flow)
	var out strings.Builder
	fmt.Fprintf(&out, "  %s", x.Verdict)
	for _, by := range x.By {
		name, maybe := "default", ""
		if by.Rule != nil {
			name = by.Rule.Name
		}
		if by.Maybe {
			maybe = "?"
		}
		fmt.Fprintf(&out, " %s:%s%s", by.Filter.Name, name, maybe)
	}
	if by, ok := x.Diverted(&flow); ok {
		fmt.Fprintf(&out, ", by %s to %s", by.Rule.Name, by.Rule.Diverts.Gateway)
	}
	out.WriteString("\n")
	example(&out, "passes", x.Passes, x.Verdict == Partly)
	example(&out, "stopped", x.Stopped, x.Verdict == Partly)
	for _, why := range x.Reasons {
		fmt.Fprintf(&out, "  because %s\n", why)
	}
	return out.String()
}

func (d *textDevice) whole(f []string) string {
	flow := d.flow(f)
	flow.Whole = true
	x := d.a.Decide(flow)
	return fmt.Sprintf("  %s\n  surely from %s to %s\n  perhaps from %s to %s\n", x.Verdict,
		x.Reach.Sources, x.Reach.Destinations, x.Reach.MaySources, x.Reach.MayDestinations)
}

func example(out *strings.Builder, word string, p Pair, show bool) {
	if show && p.Source.IsValid() {
		fmt.Fprintf(out, "  %s: %s > %s\n", word, p.Source, p.Destination)
	}
}

// flow reads "tcp SRC > DST 443 from inside to-tunnel A".
func (d *textDevice) flow(f []string) Flow {
	arrow := slices.Index(f, ">")
	x := Flow{Protocol: protocol(f[0]), Source: d.set(f[1:arrow])}
	rest := f[arrow+1:]
	end := 0
	for end < len(rest) && (strings.ContainsAny(rest[end], "./") || rest[end] == "any") {
		end++
	}
	x.Destination = d.set(rest[:end])
	for k := end; k < len(rest); k++ {
		switch rest[k] {
		case "from":
			k++
			x.From.Interface = rest[k]
		case "to":
			k++
			x.To.Interface = rest[k]
		case "from-tunnel":
			k++
			x.From.Tunnel = d.tunnel(rest[k])
		case "to-tunnel":
			k++
			x.To.Tunnel = d.tunnel(rest[k])
		case "to-box":
			x.To.Box = true
		case "source-port":
			k++
			x.SourcePort, _ = strconv.Atoi(rest[k])
		default:
			x.Port, _ = strconv.Atoi(rest[k])
		}
	}
	return x
}

func (d *textDevice) translate(f []string) string {
	x := d.a.Translate(d.flow(f))
	var out strings.Builder
	fmt.Fprintf(&out, "  %s", x.Verdict)
	for _, r := range x.By {
		fmt.Fprintf(&out, " %s", r.Name)
	}
	for _, r := range x.Maybe {
		fmt.Fprintf(&out, " %s?", r.Name)
	}
	out.WriteString("\n")
	example(&out, "kept", x.Kept, x.Verdict == NATPartly)
	example(&out, "changed", x.Changed, x.Verdict == NATPartly)
	for _, why := range x.Reasons {
		fmt.Fprintf(&out, "  because %s\n", why)
	}
	return out.String()
}

func (d *textDevice) reach(p netip.Prefix) string {
	x := d.a.RoutesTo(p, "")
	var out strings.Builder
	for _, part := range x.Parts {
		fmt.Fprintf(&out, "  %s by %s:", part.Destination, part.Prefix)
		for _, list := range []struct {
			word string
			rs   []*Route
		}{{"", part.Best}, {" then", part.Others}, {" wider", part.Wider}} {
			for i, r := range list.rs {
				if i == 0 {
					out.WriteString(list.word)
				}
				name := r.Interface
				if r.Blackhole {
					name = "blackhole"
				}
				if r.Monitor != "" {
					name += "(" + r.Monitor + ")"
				}
				for _, t := range d.tunnels {
					if d.a.LeadsInto(r, t) {
						name += "=" + t.Name
					}
				}
				out.WriteString(" " + name)
			}
		}
		out.WriteString("\n")
	}
	if !x.Uncovered.IsEmpty() {
		fmt.Fprintf(&out, "  %s: no route\n", x.Uncovered)
	}
	for _, why := range x.Unknown {
		fmt.Fprintf(&out, "  because %s\n", why)
	}
	return out.String()
}
