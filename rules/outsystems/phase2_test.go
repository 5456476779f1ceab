package outsystems

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sound is a device on which no rule of phase 2 has anything to say.
func sound() *ipsec.Device {
	child := &ipsec.Child{
		Name:     "10",
		Protocol: set("esp"), Mode: set("tunnel"),
		Proposals: []ipsec.Proposal{{
			Name: "strong", Encryption: set([]string{"aes256"}), Integrity: set([]string{"sha256"}), DH: set([]int{14}),
		}},
		PFS: set(ipsec.PFSRequired), PFSGroups: set([]int{14}),
		Lifetime: set(3060), LifetimeKilobytes: set(0),
		Selectors: []ipsec.Selector{selector("10.1.0.0/16", "10.8.2.0/24")},
	}
	tunnel := &ipsec.Tunnel{
		Name: "outside_map 10", Kind: ipsec.PolicyBased, Peer: "203.0.113.10", Enabled: true,
		IKE: ipsec.IKE{
			Versions: set([]string{"ikev2"}), Lifetime: set(28800),
			DPD: ipsec.DPD{Enabled: set(true), Answers: set(true), Interval: set(10), Retries: set(3)},
		},
		Children: []*ipsec.Child{child}, SAPairs: set(1), Initiation: set(ipsec.Start),
		IdleTimeout: set(0), SessionTimeout: set(0),
		Keepalives: []ipsec.Keepalive{{Kind: "sla", Name: "sla 1", Target: "10.8.2.10", Source: "10.1.0.1", Interval: set(5)}},
		MSS:        set(1379), DontFragment: set(ipsec.DFClear), Fragmentation: set(ipsec.FragmentBefore), ReplayWindow: set(128),
	}
	return &ipsec.Device{Path: "fw.cfg", Whole: true, Tunnels: []*ipsec.Tunnel{tunnel}}
}

func set[T any](v T) ipsec.Value[T] { return ipsec.Value[T]{V: v, Origin: ipsec.Explicit} }

func builtIn[T any](v T) ipsec.Value[T] { return ipsec.DefaultOf(v, "default of ASA 9.8") }

func unknown[T any]() ipsec.Value[T] {
	return ipsec.UnknownAs[T]("the file names no version", ipsec.Span{})
}

func selector(local, remote string) ipsec.Selector {
	return ipsec.Selector{Local: local, Remote: remote, Protocol: "any"}
}

// told is an intent that tells everything.
func told() *rules.Intent {
	return &rules.Intent{
		CIDR:   netip.MustParsePrefix("10.8.2.0/24"),
		DNS:    []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")},
		OnPrem: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")},
	}
}

// findings runs one rule over a sound device after change, and returns its
// findings as "severity: message", and the changes that it asks for.
func findings(t *testing.T, r *rules.Rule, intent *rules.Intent, change func(*ipsec.Tunnel, *ipsec.Child)) (said, changes []string) {
	t.Helper()
	d := sound()
	change(d.Tunnels[0], d.Tunnels[0].Children[0])
	for _, f := range rules.Run([]*ipsec.Device{d}, []*rules.Rule{r}, Profile(), intent).Findings {
		said = append(said, fmt.Sprintf("%s: %s", f.Severity, f.Message))
		for _, c := range f.Changes {
			changes = append(changes, changeText(c))
		}
	}
	return said, changes
}

func changeText(c ipsec.Change) string {
	text := string(c.Kind)
	if c.Selector != nil {
		text += " " + pairText(*c.Selector)
	}
	if c.Seconds != 0 {
		text += fmt.Sprintf(" %d s", c.Seconds)
	}
	if c.Number != 0 {
		text += fmt.Sprintf(" %d", c.Number)
	}
	if c.Addr.IsValid() {
		text += " " + c.Addr.String()
	}
	return strings.TrimSpace(text + " " + c.Text)
}

// phase2Rules are the rules that these tests are about.
var phase2Rules = []*rules.Rule{
	ipsecLifetime, ikev2Rekey51min, ipsecLifetimeVolume, ipsecProposal, pfs, singleSAPair, selectorCoverage, selectorOverlap,
	initiator, keepalive, keepaliveTarget, keepaliveSource, keepaliveInterval, idleTimeout, dpd, dpdTiming, mssClamp, fragmentation, antiReplay,
}

func TestSoundDeviceIsSilent(t *testing.T) {
	for _, r := range phase2Rules {
		said, _ := findings(t, r, told(), func(*ipsec.Tunnel, *ipsec.Child) {})
		if len(said) > 0 {
			t.Errorf("%s says %q on a sound device", r.Name, said)
		}
	}
}

// An empty value is a setting that does not exist on the device: no rule may speak about it.
func TestAbsentSettingsAreSilent(t *testing.T) {
	for _, r := range phase2Rules {
		said, _ := findings(t, r, told(), func(u *ipsec.Tunnel, c *ipsec.Child) {
			*u = ipsec.Tunnel{Name: u.Name, Enabled: true, Children: u.Children, Keepalives: u.Keepalives}
			*c = ipsec.Child{Name: c.Name, Proposals: c.Proposals, Selectors: c.Selectors}
		})
		if len(said) > 0 {
			t.Errorf("%s says %q about settings that do not exist", r.Name, said)
		}
	}
}

// What the export cannot tell is never more than an info.
func TestUnknownIsInfo(t *testing.T) {
	for _, r := range phase2Rules {
		said, changes := findings(t, r, told(), func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions, u.IKE.Lifetime = unknown[[]string](), unknown[int]()
			u.IKE.DPD = ipsec.DPD{Enabled: unknown[bool](), Answers: unknown[bool](), Interval: unknown[int](), Retries: unknown[int]()}
			u.SAPairs, u.Initiation = unknown[int](), unknown[ipsec.Initiation]()
			u.IdleTimeout, u.SessionTimeout, u.MSS, u.ReplayWindow = unknown[int](), unknown[int](), unknown[int](), unknown[int]()
			u.DontFragment, u.Fragmentation = unknown[ipsec.DFPolicy](), unknown[ipsec.Fragmentation]()
			u.Keepalives[0] = ipsec.Keepalive{Kind: "sla", Target: "DNS-1", Interval: unknown[int](), ControlsState: true}
			c.Protocol, c.Mode, c.PFS, c.PFSGroups = unknown[string](), unknown[string](), unknown[ipsec.PFS](), unknown[[]int]()
			c.Proposals[0].Encryption = unknown[[]string]()
			c.Lifetime, c.LifetimeKilobytes = unknown[int](), unknown[int]()
			c.Selectors[0] = selector("LAN", "CLOUD")
		})
		for _, s := range said {
			if !strings.HasPrefix(s, "info: ") {
				t.Errorf("%s says %q about what cannot be told", r.Name, s)
			}
		}
		if len(changes) > 0 {
			t.Errorf("%s asks for %q without knowing what is there", r.Name, changes)
		}
	}
}

// check is one case of a rule: what is changed on the sound device, and what the rule then says.
type check struct {
	name    string
	change  func(*ipsec.Tunnel, *ipsec.Child)
	want    []string
	changes []string
}

func run(t *testing.T, r *rules.Rule, intent *rules.Intent, cases []check) {
	t.Helper()
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			said, changes := findings(t, r, intent, tt.change)
			if diff := cmp.Diff(tt.want, said); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.changes, changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}
