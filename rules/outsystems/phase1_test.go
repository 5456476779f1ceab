package outsystems_test

import (
	"cmp"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestGoodTunnelHasNoFindings(t *testing.T) {
	m := newModel(t)
	for _, r := range outsystems.All() {
		if r.Category == "ike" || r.Category == "input" || r.Name == "tunnel-address" {
			wantFindings(t, findings(t, r.Name, m.device(m.tunnel("a", "203.0.113.10", 10)), rules.Intent{}))
		}
	}
}

func TestIKELifetimeOfProposals(t *testing.T) {
	m := newModel(t)
	long := func(p ipsec.Proposal) ipsec.Proposal {
		p.Lifetime.V = 86400
		return p
	}
	low := func(p ipsec.Proposal) ipsec.Proposal {
		p.DH.V = []int{2}
		return p
	}
	refused := func(p ipsec.Proposal) ipsec.Proposal {
		p.Encryption.V = []string{"3des"}
		return p
	}
	a, b := m.proposal("a", 1, 20), m.proposal("b", 1, 30)
	for name, c := range map[string]struct {
		offers []ipsec.Proposal
		want   []string
	}{
		"all right":                     {[]ipsec.Proposal{a, b}, nil},
		"none right":                    {[]ipsec.Proposal{long(a), long(low(b))}, []string{"23: error: ", "33: error: "}},
		"first wrong":                   {[]ipsec.Proposal{long(a), b}, []string{"23: warning: "}},
		"later and lower wrong":         {[]ipsec.Proposal{a, long(low(b))}, []string{"33: warning: "}},
		"later and not lower wrong":     {[]ipsec.Proposal{low(a), long(b)}, []string{"33: info: "}},
		"wrong one that AWS refuses":    {[]ipsec.Proposal{a, long(refused(b))}, nil},
		"only what AWS refuses is left": {[]ipsec.Proposal{long(refused(b))}, nil},
	} {
		tunnel := m.tunnel("t", "203.0.113.10", 10)
		tunnel.IKE.Proposals = c.offers
		t.Run(name, func(t *testing.T) {
			wantFindings(t, findings(t, "ike-lifetime", m.device(tunnel), rules.Intent{}), c.want...)
		})
	}
}

func TestIKELifetimeOfTheTunnel(t *testing.T) {
	m := newModel(t)
	for name, c := range map[string]struct {
		life  ipsec.Value[int]
		rekey *ipsec.Rekey
		want  []string
	}{
		"right":                     {ipsec.ExplicitAt(28800, m.line(15)), nil, nil},
		"default":                   {ipsec.DefaultOf(86400, "default of FortiOS 7.4"), nil, []string{"10: error: phase 1 has a lifetime of 86400 s (default of FortiOS 7.4); the far side uses 28800 s"}},
		"shorter":                   {ipsec.ExplicitAt(14400, m.line(15)), nil, []string{"15: warning: "}},
		"too short for AWS":         {ipsec.ExplicitAt(600, m.line(15)), nil, []string{"15: error: "}},
		"unlimited":                 {ipsec.ExplicitAt(0, m.line(15)), nil, []string{"15: error: phase 1 has no time limit"}},
		"soft life right":           {ipsec.ExplicitAt(31680, m.line(15)), &ipsec.Rekey{Earliest: 25920, Latest: 28800}, nil},
		"soft life too long":        {ipsec.ExplicitAt(31680, m.line(15)), &ipsec.Rekey{Earliest: 25920, Latest: 30000}, []string{"15: error: "}},
		"version-dependent default": {ipsec.UnknownAs[int]("the file names no version", ipsec.Span{}), nil, []string{"10: info: cannot tell the phase 1 lifetime: the file names no version"}},
	} {
		tunnel := m.tunnel("t", "203.0.113.10", 10)
		tunnel.IKE.Proposals[0].Lifetime = ipsec.Value[int]{}
		tunnel.IKE.Lifetime, tunnel.IKE.Rekey = c.life, c.rekey
		t.Run(name, func(t *testing.T) {
			wantFindings(t, findings(t, "ike-lifetime", m.device(tunnel), rules.Intent{}), c.want...)
		})
	}
}

func TestIKEProposal(t *testing.T) {
	m := newModel(t)
	for name, c := range map[string]struct {
		change func(*ipsec.IKE)
		want   []string
	}{
		"group 5 only": {func(i *ipsec.IKE) { i.Proposals[0].DH.V = []int{5} },
			[]string{"13: error: IKEv2 proposal \"policy 10\" offers group 5, which the far side refuses"}},
		"one good value in each set": {func(i *ipsec.IKE) {
			i.Proposals[0].Encryption.V = []string{"aes256", "3des"}
			i.Proposals[0].DH.V = []int{5, 14}
		}, []string{"11: info: IKEv2 proposal \"policy 10\" offers encryption 3des and group 5"}},
		"AEAD": {func(i *ipsec.IKE) {
			i.Proposals[0].Encryption.V = []string{"aes256gcm16"}
			i.Proposals[0].Integrity.V = nil
		}, []string{"11: warning: IKEv2 proposal \"policy 10\" offers encryption aes256gcm16, which AWS accepts but OutSystems does not name"}},
		"no integrity with CBC": {func(i *ipsec.IKE) { i.Proposals[0].Integrity.V = nil },
			[]string{"11: error: IKEv2 proposal \"policy 10\" offers no combination that fits together"}},
		"undefined": {func(i *ipsec.IKE) {
			i.Proposals[0].DH = ipsec.UnknownAs[[]int]("the default of version 9.13 and later differs", ipsec.Span{})
		}, []string{"11: info: cannot tell whether IKEv2 proposal \"policy 10\" is accepted: the default"}},
		"undefined and refused": {func(i *ipsec.IKE) {
			i.Proposals[0].DH = ipsec.UnknownAs[[]int]("it is not shown", ipsec.Span{})
			i.Proposals[0].Encryption.V = []string{"des"}
		}, []string{"11: error: "}},
		"none": {func(i *ipsec.IKE) { i.Proposals = nil }, []string{"10: error: no phase 1 proposal"}},
		"none shown": {func(i *ipsec.IKE) { i.Proposals, i.Hidden = nil, "the file shows no IKE policy" },
			[]string{"10: info: cannot tell whether a phase 1 proposal is accepted: the file shows no IKE policy"}},
		"IKEv1 lacks one": {func(i *ipsec.IKE) {
			bad := m.proposal("old", 1, 20)
			bad.Encryption.V = []string{"3des"}
			i.Proposals = append(i.Proposals, bad)
		}, []string{"20: warning: IKEv1 proposal \"old\" offers encryption 3des"}},
	} {
		tunnel := m.tunnel("t", "203.0.113.10", 10)
		c.change(&tunnel.IKE)
		t.Run(name, func(t *testing.T) {
			wantFindings(t, findings(t, "ike-proposal", m.device(tunnel), rules.Intent{}), c.want...)
		})
	}
}

func TestIKEWeakestWins(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	tunnel.IKE.Proposals[0].DH.V = []int{2}
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}))

	tunnel.IKE.Proposals[0].Integrity.V = []string{"sha256", "sha1"}
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}),
		"12: warning: IKEv2 proposal \"policy 10\" offers integrity sha1 beside something stronger")
	tunnel.IKE.Proposals[0].Integrity.V = []string{"sha256"}

	tunnel.IKE.Proposals[0].DH.V = []int{14, 2, 5}
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}),
		"13: warning: IKEv2 proposal \"policy 10\" offers group 2 beside something stronger")

	weak := m.proposal("policy 20", 2, 20)
	weak.Integrity.V, weak.DH.V = []string{"sha1"}, []int{2}
	tunnel.IKE.Proposals = []ipsec.Proposal{m.proposal("policy 10", 2, 11), weak}
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}),
		"21: warning: IKEv2 proposal \"policy 20\" offers integrity sha1 and group 2 beside something stronger")

	tunnel.IKE.Proposals[1].Version = 1
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}))

	// One statement of groups for several proposals is one finding.
	first, second := m.proposal("a", 2, 20), m.proposal("b", 2, 20)
	first.DH.V, second.DH.V = []int{14, 2}, []int{14, 2}
	second.Integrity.V = []string{"sha1"}
	tunnel.IKE.Proposals = []ipsec.Proposal{first, second}
	wantFindings(t, findings(t, "ike-weakest-wins", m.device(tunnel), rules.Intent{}),
		"21: warning: IKEv2 proposal \"b\" offers integrity sha1 beside something stronger",
		"22: warning: 2 proposals of phase 1 offer group 2 beside something stronger")
}

func TestIKEAuthentication(t *testing.T) {
	m := newModel(t)
	var keys ipsec.Keyring
	a, b := m.tunnel("a", "203.0.113.10", 10), m.tunnel("b", "203.0.113.20", 20)
	a.IKE.PSK, b.IKE.PSK = keys.Visible("abcdefghij", m.line(11)), keys.Visible("abcdefghij", m.line(21))
	both := rules.Intent{Peers: []string{"203.0.113.10", "203.0.113.20"}}
	wantFindings(t, findings(t, "ike-authentication", m.device(a, b), both), "21: warning: the pre-shared key is the same as that of a")
	wantFindings(t, findings(t, "ike-authentication", m.device(a, b), rules.Intent{}), "21: info: ")

	b.IKE.PSK = keys.Visible("0short", m.line(21))
	wantFindings(t, findings(t, "ike-authentication", m.device(a, b), both),
		"21: warning: the pre-shared key cannot be one that AWS made: it is shorter than 8 characters, and it starts with a zero")

	b.IKE.PSK = ipsec.Secret{}
	wantFindings(t, findings(t, "ike-authentication", m.device(b), both), "20: error: no pre-shared key is set for the peer 203.0.113.20")
	part := m.device(b)
	part.Whole = false
	wantFindings(t, findings(t, "ike-authentication", part, both), "20: info: ")

	b.IKE.Auth = ipsec.ExplicitAt("certificate", m.line(22))
	wantFindings(t, findings(t, "ike-authentication", m.device(b), both), "22: error: phase 1 authenticates by certificate")
}

func TestIKEVersion(t *testing.T) {
	m := newModel(t)
	tunnel := m.tunnel("t", "203.0.113.10", 10)
	tunnel.IKE.Versions.V = []string{"ikev1"}
	wantFindings(t, findings(t, "ike-version", m.device(tunnel), rules.Intent{}), "10: info: the tunnel uses ikev1 although")
	tunnel.IKE.CanIKEv2 = ipsec.UnknownAs[bool]("", ipsec.Span{})
	wantFindings(t, findings(t, "ike-version", m.device(tunnel), rules.Intent{}))
	tunnel.IKE.Versions.V = nil
	wantFindings(t, findings(t, "ike-version", m.device(tunnel), rules.Intent{}), "10: error: no IKE version is left")
	tunnel.Blockers = []ipsec.Blocker{{Message: "IKEv2 is not enabled on interface outside", At: m.line(12)}}
	wantFindings(t, findings(t, "ike-version", m.device(tunnel), rules.Intent{}), "12: error: IKEv2 is not enabled on interface outside")
	tunnel.Blockers[0].Unsure = true
	wantFindings(t, findings(t, "ike-version", m.device(tunnel), rules.Intent{}), "12: info: ")
}

func TestNAT(t *testing.T) {
	m := newModel(t)
	type c struct {
		traversal, local, id, peer string
		behind                     *bool
		nat, identity              []string
	}
	for name, c := range map[string]c{
		"on, public":              {traversal: "on", local: "198.51.100.1"},
		"off, public":             {traversal: "off", local: "198.51.100.1"},
		"off, private":            {traversal: "off", local: "192.168.1.2", id: "198.51.100.1", nat: []string{"10: warning: "}},
		"off, behind NAT":         {traversal: "off", id: "198.51.100.1", behind: ptr(true), nat: []string{"10: error: "}},
		"off, private, told not":  {traversal: "off", local: "192.168.1.2", behind: ptr(false)},
		"off, not told":           {traversal: "off"},
		"forced, not behind":      {traversal: "forced", behind: ptr(false), nat: []string{"10: info: "}},
		"private identity":        {traversal: "on", local: "192.168.1.2", id: "192.168.1.2", identity: []string{"10: warning: behind a NAT the device names itself 192.168.1.2"}},
		"no identity, private":    {traversal: "on", local: "192.168.1.2", identity: []string{"10: warning: behind a NAT the device names itself by its own address"}},
		"identity not told":       {traversal: "on", behind: ptr(true), id: "?", identity: []string{"10: info: cannot tell the identity"}},
		"public identity":         {traversal: "on", behind: ptr(true), id: "198.51.100.1"},
		"a name behind NAT":       {traversal: "on", behind: ptr(true), id: "fw.example.com", identity: []string{"10: warning: "}},
		"a name, not behind NAT":  {traversal: "on", behind: ptr(false), id: "fw.example.com"},
		"carrier-grade NAT range": {traversal: "off", local: "100.64.0.9", id: "198.51.100.1", nat: []string{"10: warning: "}},
		"a lab":                   {traversal: "off", local: "192.168.1.2", id: "192.168.1.2", peer: "192.168.1.3"},
	} {
		tunnel := m.tunnel("t", cmp.Or(c.peer, "203.0.113.10"), 10)
		tunnel.IKE.NATTraversal = ipsec.ExplicitAt(c.traversal, m.line(10))
		if c.local != "" {
			tunnel.IKE.LocalAddress = ipsec.ExplicitAt(c.local, m.line(10))
		}
		switch c.id {
		case "":
			tunnel.IKE.LocalID = ipsec.DefaultOf("auto", "default of ASA 9.16")
		case "?":
			tunnel.IKE.LocalID = ipsec.UnknownAs[string]("it is masked", ipsec.Span{})
		default:
			tunnel.IKE.LocalID = ipsec.ExplicitAt(c.id, m.line(10))
		}
		t.Run(name, func(t *testing.T) {
			intent := rules.Intent{BehindNAT: c.behind}
			wantFindings(t, findings(t, "nat-traversal", m.device(tunnel), intent), c.nat...)
			wantFindings(t, findings(t, "ike-identity", m.device(tunnel), intent), c.identity...)
		})
	}
}
