package outsystems

import (
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestIPsecLifetime(t *testing.T) {
	run(t, ipsecLifetime, &rules.Intent{}, []check{
		{"3600 is the limit", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(3600) }, nil, nil},
		{"900 is the least", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(900) }, nil, nil},
		{"default too long", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = builtIn(28800) },
			[]string{"error: phase 2 lifetime is 28800 s (default of ASA 9.8); the guide asks for at most 3600 s (its older Japanese text for exactly 3600 s), best 3060 s with IKEv2"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"IKEv1", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions, c.Lifetime = set([]string{"ikev1"}), set(3601)
		},
			[]string{"error: phase 2 lifetime is 3601 s; the guide asks for at most 3600 s (its older Japanese text for exactly 3600 s)"},
			[]string{"ipsec.lifetime 3600 s"}},
		{"no limit", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(0) },
			[]string{"error: phase 2 has no time limit; the guide asks for at most 3600 s (its older Japanese text for exactly 3600 s), best 3060 s with IKEv2"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"soft life in time, hard life a tenth longer", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Lifetime, c.Rekey = set(3960), &ipsec.Rekey{Earliest: 3240, Latest: 3600}
		}, nil, nil},
		{"soft life too late", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Lifetime, c.Rekey = set(3960), &ipsec.Rekey{Earliest: 3300, Latest: 3700}
		},
			[]string{"error: phase 2 is renewed as late as 3700 s after setup; the guide asks for at most 3600 s (its older Japanese text for exactly 3600 s), best 3060 s with IKEv2"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"hard life too long", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Lifetime, c.Rekey = set(3961), &ipsec.Rekey{Earliest: 2520, Latest: 3060}
		},
			[]string{"error: phase 2 lifetime is 3961 s; the guide asks for at most 3600 s (its older Japanese text for exactly 3600 s), best 3060 s with IKEv2"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"too short", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(600) },
			[]string{"warning: phase 2 lifetime is 600 s; AWS knows no lifetime below 900 s"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"phase 1 no longer", func(u *ipsec.Tunnel, c *ipsec.Child) { u.IKE.Lifetime, c.Lifetime = set(3600), set(3600) },
			[]string{"error: phase 1 lifetime of 3600 s is not longer than the phase 2 lifetime of 3600 s; it must be 28800 s"},
			[]string{"ike.lifetime 28800 s"}},
		{"phase 1 without limit", func(u *ipsec.Tunnel, c *ipsec.Child) { u.IKE.Lifetime = set(0) }, nil, nil},
		{"masked", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = unknown[int]() },
			[]string{"info: cannot tell the phase 2 lifetime: the file names no version"}, nil},
	})
}

func TestIKEv2Rekey51min(t *testing.T) {
	run(t, ikev2Rekey51min, &rules.Intent{}, []check{
		{"one hour", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(3600) },
			[]string{"warning: phase 2 lifetime is 3600 s with IKEv2; 3600 s is documented as valid, 3060 s (51 minutes) cures drops every hour"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"IKEv2 beside IKEv1", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions, c.Lifetime = set([]string{"ikev1", "ikev2"}), builtIn(3061)
		},
			[]string{"warning: phase 2 lifetime is 3061 s (default of ASA 9.8) with IKEv2; 3600 s is documented as valid, 3060 s (51 minutes) cures drops every hour"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"IKEv1", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions, c.Lifetime = set([]string{"ikev1"}), set(3600)
		}, nil, nil},
		{"above an hour the lifetime rule speaks", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Lifetime = set(3601) }, nil, nil},
		{"renewed in time", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Lifetime, c.Rekey = set(3600), &ipsec.Rekey{Earliest: 2520, Latest: 3060}
		}, nil, nil},
		{"renewed late", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Lifetime, c.Rekey = set(3960), &ipsec.Rekey{Earliest: 3240, Latest: 3600}
		},
			[]string{"warning: phase 2 is renewed as late as 3600 s with IKEv2; 3600 s is documented as valid, 3060 s (51 minutes) cures drops every hour"},
			[]string{"ipsec.lifetime 3060 s"}},
		{"version unknown", func(u *ipsec.Tunnel, c *ipsec.Child) {
			u.IKE.Versions, c.Lifetime = unknown[[]string](), set(3600)
		},
			[]string{"info: cannot tell the IKE version: the file names no version; with IKEv2, 3060 s instead of 3600 s cures drops every hour"}, nil},
	})
}

func TestIPsecLifetimeVolume(t *testing.T) {
	run(t, ipsecLifetimeVolume, &rules.Intent{}, []check{
		{"small", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.LifetimeKilobytes = set(999999) },
			[]string{"warning: phase 2 is renewed after 999999 kB; OutSystems knows a lifetime in seconds only"}, []string{"ipsec.volume"}},
		{"built-in", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.LifetimeKilobytes = builtIn(4608000) },
			[]string{"info: phase 2 is renewed after 4608000 kB (default of ASA 9.8); OutSystems knows a lifetime in seconds only"}, []string{"ipsec.volume"}},
		{"large", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.LifetimeKilobytes = set(4608001) }, nil, nil},
	})
}

func TestPFS(t *testing.T) {
	run(t, pfs, &rules.Intent{}, []check{
		{"off by default", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFS, c.PFSGroups = builtIn(ipsec.PFSNone), set([]int{}) },
			[]string{"error: PFS is off (default of ASA 9.8); OutSystems requires it"}, []string{"ipsec.pfs 14"}},
		{"optional", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFS = set(ipsec.PFSOptional) },
			[]string{"error: PFS is optional; OutSystems requires it, so no proposal may go without a group"}, []string{"ipsec.pfs 14"}},
		{"group 1", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFSGroups = set([]int{1}) },
			[]string{"error: PFS group 1 is not accepted; OutSystems accepts 2, 5, 14-18, 22-24"}, []string{"ipsec.pfs 14"}},
		{"group of AWS only", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFSGroups = set([]int{20}) },
			[]string{"warning: PFS group 20 is accepted by AWS, but OutSystems does not name it; OutSystems accepts 2, 5, 14-18, 22-24"}, []string{"ipsec.pfs 14"}},
		{"refused beside accepted", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFSGroups = set([]int{14, 1}) },
			[]string{"warning: PFS group 1 is not accepted, beside 14, which is"}, nil},
		{"AWS only beside accepted", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFSGroups = set([]int{14, 20}) }, nil, nil},
		{"group depends on the version", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.PFSGroups = unknown[[]int]() },
			[]string{"info: cannot tell the PFS group: the file names no version"}, nil},
	})
}

func TestIPsecProposal(t *testing.T) {
	offer := func(encryption, integrity string) ipsec.Proposal {
		return ipsec.Proposal{Name: encryption, Encryption: set([]string{encryption}), Integrity: set([]string{integrity})}
	}
	run(t, ipsecProposal, &rules.Intent{}, []check{
		{"3DES only", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Proposals = []ipsec.Proposal{offer("3des", "md5")} },
			[]string{"error: phase 2 proposal \"3des\" offers encryption 3des and integrity md5, which the far side refuses, and no other proposal is left; OutSystems accepts aes128, aes256 with sha1, sha256, sha512"},
			[]string{"ipsec.proposal"}},
		{"3DES beside AES", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Proposals = []ipsec.Proposal{offer("3des", "sha1"), offer("aes128", "sha1")}
		},
			[]string{"info: phase 2 proposal \"3des\" offers encryption 3des, which OutSystems does not name, beside values that it accepts"},
			[]string{"ike.drop-proposals"}},
		{"SHA-384 only", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Proposals = []ipsec.Proposal{offer("aes256", "sha384")} },
			[]string{"warning: phase 2 proposal \"aes256\" offers integrity sha384, which AWS accepts but OutSystems does not name; OutSystems accepts aes128, aes256 with sha1, sha256, sha512"},
			[]string{"ipsec.proposal"}},
		{"a group is not judged here", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Proposals[0].DH = set([]int{1}) }, nil, nil},
		{"AH", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Protocol = set("ah") },
			[]string{"error: phase 2 uses ah; OutSystems requires ESP"}, []string{"ipsec.proposal"}},
		{"transport mode", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Mode = set("transport") },
			[]string{"error: phase 2 uses transport mode; OutSystems requires tunnel mode"}, []string{"ipsec.mode tunnel"}},
		{"no phase 2", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Children, u.SAPairs = nil, set(0) },
			[]string{"error: phase 1 has no phase 2, so the tunnel can carry nothing"}, nil},
		{"a proposal that the file does not show", func(_ *ipsec.Tunnel, c *ipsec.Child) {
			c.Proposals, c.Hidden = nil, "ipsec profile P is not defined in this file"
		},
			[]string{"info: cannot tell the phase 2 proposal: ipsec profile P is not defined in this file"}, nil},
		{"no proposal", func(_ *ipsec.Tunnel, c *ipsec.Child) { c.Proposals = nil },
			[]string{"error: phase 2 has no usable proposal, so the tunnel can carry nothing"}, []string{"ipsec.proposal"}},
	})
}
