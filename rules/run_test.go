package rules_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func source(t *testing.T, name string) *parser.Source {
	t.Helper()
	src, err := parser.NewSource(name, []byte("global\nentry 10\nentry 20\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// shared finds the same thing at the same place for every tunnel, graver for the last.
func shared(at ipsec.Span) *rules.Rule {
	return &rules.Rule{Name: "shared", Category: "ike", Severity: rules.Error, Tunnel: func(p *rules.Pass, t *ipsec.Tunnel) {
		f := rules.Finding{At: at, Severity: rules.Warning, Message: rules.Say("warning"), Changes: []ipsec.Change{{Kind: ipsec.SetPSK, Tunnel: t}}}
		if t == p.Tunnels[len(p.Tunnels)-1] {
			f.Severity, f.Message = rules.Error, rules.Say("error")
		}
		p.ReportTunnel(t, f)
	}}
}

func run(devices []*ipsec.Device, intent rules.Intent, all ...*rules.Rule) rules.Result {
	return rules.Run(devices, all, &rules.Profile{}, &intent)
}

func TestSharedPlaceIsOneFinding(t *testing.T) {
	src := source(t, "fw.cfg")
	a, b := &ipsec.Tunnel{Name: "a", Enabled: true}, &ipsec.Tunnel{Name: "b", Enabled: true}
	off := &ipsec.Tunnel{Name: "off"}
	res := run([]*ipsec.Device{{Path: "fw.cfg", Tunnels: []*ipsec.Tunnel{a, off, b}}}, rules.Intent{}, shared(src.Span(0, 6)))
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings, want 1", len(res.Findings))
	}
	f := res.Findings[0]
	if f.Severity != rules.Error || f.Message.String() != "error" {
		t.Errorf("the gravest must speak, not %v %q", f.Severity, f.Message)
	}
	if !slices.Equal(f.Tunnels, []*ipsec.Tunnel{a, b}) {
		t.Errorf("tunnels = %v, want a and b in the order of the device", f.Tunnels)
	}
	if len(f.Changes) != 2 {
		t.Errorf("%d changes, want one for each tunnel", len(f.Changes))
	}
}

func TestPartitionsShareAPlace(t *testing.T) {
	src := source(t, "fw.cfg")
	a, b := &ipsec.Tunnel{Name: "a", Enabled: true}, &ipsec.Tunnel{Name: "b", Enabled: true}
	devices := []*ipsec.Device{
		{Path: "fw.cfg", Context: "one", Tunnels: []*ipsec.Tunnel{a}},
		{Path: "fw.cfg", Context: "two", Tunnels: []*ipsec.Tunnel{b}},
	}
	res := run(devices, rules.Intent{}, shared(src.Span(0, 6)))
	if len(res.Findings) != 1 || len(res.Findings[0].Tunnels) != 2 {
		t.Errorf("findings = %+v, want one about both tunnels", res.Findings)
	}
	if res = run(devices, rules.Intent{}, shared(ipsec.Span{})); len(res.Findings) != 2 {
		t.Errorf("%d findings, want 2: findings that point nowhere belong to their device", len(res.Findings))
	}
}

func TestOrderOfDevicesDoesNotMatter(t *testing.T) {
	rule := &rules.Rule{Name: "r", Category: "ike", Severity: rules.Info, Device: func(p *rules.Pass) {
		p.Report(rules.Finding{At: p.Device.At, Message: rules.Plain(p.Device.Path)})
	}}
	var devices []*ipsec.Device
	for _, name := range []string{"c.cfg", "a.cfg", "b.cfg"} {
		devices = append(devices, &ipsec.Device{Path: name, At: source(t, name).Span(0, 6)})
	}
	want := []string{"a.cfg", "b.cfg", "c.cfg"}
	for range 3 {
		devices = append(devices[1:], devices[0])
		if diff := cmp.Diff(want, messages(run(devices, rules.Intent{}, rule))); diff != "" {
			t.Error(diff)
		}
	}
	joined := rules.Join(run(devices[2:], rules.Intent{}, rule), run(devices[:2], rules.Intent{}, rule))
	if diff := cmp.Diff(want, messages(joined)); diff != "" {
		t.Errorf("joined runs: %s", diff)
	}
}

func messages(r rules.Result) (out []string) {
	for _, f := range r.Findings {
		out = append(out, f.Message.String())
	}
	return out
}

func TestScope(t *testing.T) {
	named := &ipsec.Tunnel{Name: "named", Peer: "aws-endpoint", Enabled: true}
	v4 := &ipsec.Tunnel{Name: "v4", Peer: "203.0.113.10", Enabled: true}
	mapped := &ipsec.Tunnel{Name: "mapped", Peer: "::ffff:203.0.113.20", Enabled: true}
	other := &ipsec.Tunnel{Name: "other", Peer: "192.0.2.1", Enabled: true}
	d := &ipsec.Device{Path: "fw.cfg", Tunnels: []*ipsec.Tunnel{named, v4, mapped, other}}
	intent := rules.Intent{Peers: []string{"203.0.113.10", "203.0.113.20"}}
	if got := rules.InScope(d, &intent); !slices.Equal(got, []*ipsec.Tunnel{v4, mapped}) {
		t.Errorf("%d tunnels in scope, want v4 and mapped", len(got))
	}
	res := run([]*ipsec.Device{d}, intent)
	want := []rules.NotJudged{{Reason: rules.Made(`tunnel named in fw.cfg: its peer is "aws-endpoint", not an address that could be compared with the peers given`)}}
	if diff := cmp.Diff(want, res.NotJudged); diff != "" {
		t.Error(diff)
	}
	if got := rules.InScope(d, &rules.Intent{Peers: []string{"AWS-Endpoint"}}); !slices.Equal(got, []*ipsec.Tunnel{named}) {
		t.Error("a peer that is no address must compare as text")
	}
}

func TestNeeds(t *testing.T) {
	rule := &rules.Rule{Name: "r", Needs: []string{rules.KeyCIDR, rules.KeyDNS}, Tunnel: func(*rules.Pass, *ipsec.Tunnel) {
		t.Error("a rule ran without what it needs")
	}}
	two := &ipsec.Device{Tunnels: []*ipsec.Tunnel{{Name: "a", Enabled: true}, {Name: "b", Enabled: true}}}
	want := []rules.NotJudged{{Rule: "r", Key: rules.KeyCIDR}, {Rule: "r", Key: rules.KeyDNS}}
	if diff := cmp.Diff(want, run([]*ipsec.Device{two, two}, rules.Intent{}, rule).NotJudged); diff != "" {
		t.Error(diff)
	}
	if got := run([]*ipsec.Device{{}}, rules.Intent{}, rule).NotJudged; len(got) != 0 {
		t.Errorf("not judged = %v, want nothing on a device without tunnels", got)
	}
}

func TestSeverityOverride(t *testing.T) {
	rule := &rules.Rule{Name: "r", Severity: rules.Warning, Device: func(p *rules.Pass) {
		p.Report(rules.Finding{Subject: "1", Severity: rules.Info})
		p.Report(rules.Finding{Subject: "2"})
	}}
	for wanted, want := range map[rules.Severity][]rules.Severity{
		rules.Info:  {rules.Info, rules.Info},
		rules.Error: {rules.Info, rules.Error},
		rules.Off:   nil,
	} {
		r := rules.Runner{Rules: []*rules.Rule{rule}, Profile: &rules.Profile{}, Intent: &rules.Intent{}, Severity: map[string]rules.Severity{"r": wanted}}
		var got []rules.Severity
		for _, f := range r.Run([]*ipsec.Device{{}}).Findings {
			got = append(got, f.Severity)
		}
		if !slices.Equal(got, want) {
			t.Errorf("with %v: %v, want %v", wanted, got, want)
		}
	}
}

func TestSelect(t *testing.T) {
	a, b, c := &rules.Rule{Name: "ike-a", Category: "ike"}, &rules.Rule{Name: "ike-b", Category: "ike"}, &rules.Rule{Name: "dpd", Category: "liveness"}
	all := []*rules.Rule{a, b, c}
	for _, test := range []struct {
		chosen, ignored []string
		want            []*rules.Rule
	}{
		{nil, nil, all},
		{[]string{"ike"}, nil, []*rules.Rule{a, b}},
		{[]string{"dpd", "ike-b"}, nil, []*rules.Rule{b, c}},
		{nil, []string{"ike"}, []*rules.Rule{c}},
		{[]string{"ike"}, []string{"ike-a"}, []*rules.Rule{b}},
	} {
		got, err := rules.Select(all, test.chosen, test.ignored)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("Select(%v, %v) = %v, %v", test.chosen, test.ignored, got, err)
		}
	}
	if _, err := rules.Select(all, []string{"dpd-timing"}, nil); err == nil {
		t.Error("a name that no rule has must be an error")
	}
}
