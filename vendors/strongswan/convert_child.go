package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// child converts one child.
func (v *converter) child(t *ipsec.Tunnel, k child) *ipsec.Child {
	out := &ipsec.Child{Name: k.name, At: k.at(), Mode: builtin("tunnel", "mode = tunnel")}
	if f := k.get("mode"); f.found() {
		out.Mode = value(strings.TrimSuffix(strings.ToLower(f.value), "_proxy"), f)
	}
	v.childProposals(t, out, k)
	v.childLifetime(t, out, k)
	v.childVolume(out, k)
	out.Selectors = selectors(k)
	return out
}

// childProposals converts the proposals and derives PFS from them. With
// ah_proposals and esp_proposals both, charon offers both; that is shown as what
// comes first.
func (v *converter) childProposals(t *ipsec.Tunnel, out *ipsec.Child, k child) {
	protocol, f := proposal.ESP, k.get("esp_proposals")
	if ah := k.get("ah_proposals"); ah.found() && !f.found() {
		protocol, f = proposal.AH, ah
	}
	out.Protocol = builtin("esp", "ESP unless ah_proposals is set")
	if f.found() {
		word := map[proposal.Protocol]string{proposal.ESP: "esp", proposal.AH: "ah"}[protocol]
		out.Protocol = value(word, f)
		if f.placeholder {
			out.PFS, out.PFSGroups = templated[ipsec.PFS](f), templated[[]int](f)
			return
		}
	}
	list := unwritten(protocol, v.rel)
	if f.found() {
		if read := readProposals(f, protocol, v.rel); len(read) > 0 {
			list = read
		}
	}
	out.Proposals = toModel(list, f, 0, onlyIKEv1(t.IKE.Versions))
	kind, groups := pfs(list)
	switch {
	case hasBuiltin(list) && !v.rel.known() && !fixedPFS(list):
		v.unknownPFS(t, out, f)
	case !f.found():
		out.PFS, out.PFSGroups = builtin(kind, "esp_proposals = default"), builtin(groups, "esp_proposals = default")
	default:
		out.PFS, out.PFSGroups = value(kind, f), value(groups, f)
	}
}

func hasBuiltin(list []written) bool {
	for _, w := range list {
		if w.builtin {
			return true
		}
	}
	return false
}

// fixedPFS reports whether PFS is optional whatever the daemon's own list holds:
// some proposal that is written has groups.
func fixedPFS(list []written) bool {
	for _, w := range list {
		if !w.builtin && len(w.DH) > 0 {
			return true
		}
	}
	return false
}

const pfsByRelease = "the default proposals have no PFS before strongSwan 6.0.2 and offer it without requiring it since"

// atBestOptional makes a PFS that is none or optional, depending on the release.
// The value itself stays unknown; V is the better of the two, for whom that is
// enough to know.
func atBestOptional(at ipsec.Span) ipsec.Value[ipsec.PFS] {
	v := ipsec.UnknownAs[ipsec.PFS](pfsByRelease, at)
	v.V = ipsec.PFSOptional
	return v
}

func (v *converter) unknownPFS(t *ipsec.Tunnel, out *ipsec.Child, f field) {
	at := out.At
	if f.found() {
		at = f.at
	}
	out.PFS = atBestOptional(at)
	out.PFSGroups = ipsec.UnknownAs[[]int](pfsByRelease, at)
	v.needsRelease(t, ipsec.Problem{At: at, Message: "whether phase 2 uses PFS depends on the release of strongSwan, which the file does not tell: " + pfsByRelease})
}

// needsRelease reports a value that depends on the release.
func (v *converter) needsRelease(t *ipsec.Tunnel, p ipsec.Problem) {
	p.Kind, p.VPN, p.Tunnels = ipsec.NoVersion, true, []*ipsec.Tunnel{t}
	v.device.Problems = append(v.device.Problems, p)
}

// childLifetime computes what charon makes of rekey_time, life_time and
// rand_time (vici_config.c): the hard life is 10 % above the rekey time, and the
// random part, which comes off, is their difference.
func (v *converter) childLifetime(t *ipsec.Tunnel, out *ipsec.Child, k child) {
	fields := [3]field{k.get("rekey_time"), k.get("life_time"), k.get("rand_time")}
	times := [3]uint64{swanctlChildRekey, 0, 0}
	for i, f := range fields {
		if !f.found() {
			continue
		}
		if f.placeholder {
			out.Lifetime = templated[int](f)
			return
		}
		times[i], _ = parseTime(f.value)
	}
	rekey, life, random := times[0], times[1], times[2]
	switch {
	case fields[1].found():
		out.Lifetime = value(seconds(life), fields[1])
	case fields[0].found():
		life = rekey * 110 / 100
		out.Lifetime = derived(seconds(life), "rekey_time plus 10 %", fields[0])
	default:
		life = rekey * 110 / 100
		out.Lifetime = builtin(seconds(life), "rekey_time = 1h plus 10 %")
	}
	if fields[1].found() && !fields[0].found() && life > 0 {
		switch {
		case !v.rel.known() && life != rekey*110/100:
			v.needsRelease(t, ipsec.Problem{At: fields[1].at, Message: "when this side rekeys depends on the release of strongSwan, which the file does not tell: with life_time alone, rekey_time stays 1 h before 5.9.10 and is life_time / 1.1 since; write rekey_time too"})
			return
		case v.rel.known() && v.rel.atLeast(lifeTimeSetsRekey):
			rekey = life * 100 / 110
		}
	}
	if rekey == 0 {
		return
	}
	if !fields[2].found() {
		random = life - min(life, rekey)
	}
	out.Rekey = &ipsec.Rekey{Earliest: seconds(rekey - min(random, rekey)), Latest: seconds(rekey)}
}

// childVolume converts the limits by volume; the one that this side rekeys at counts.
func (v *converter) childVolume(out *ipsec.Child, k child) {
	out.LifetimeKilobytes = builtin(0, "rekey_bytes = 0")
	for _, key := range []string{"life_bytes", "rekey_bytes"} {
		if f := k.get(key); f.found() && !f.placeholder {
			if n, _ := parseBytes(f.value); n > 0 || !out.LifetimeKilobytes.Written() {
				out.LifetimeKilobytes = value(seconds(n/1024), f)
			}
		}
	}
}

// selectors makes the pairs of a child. Charon puts all of them into one SA.
func selectors(k child) []ipsec.Selector {
	return pairs(selectorList(k.get("local_ts")), selectorList(k.get("remote_ts")), k.at())
}

// placed is a selector and where it stands.
type placed struct {
	selector
	at ipsec.Span
}

func selectorList(f field) []placed {
	dynamic := []placed{{selector: selector{addr: "dynamic", proto: "any"}}}
	if !f.found() {
		return dynamic
	}
	if f.placeholder || isPlaceholder(f.value) {
		return []placed{{selector{addr: f.value, proto: "any"}, f.at}}
	}
	var out []placed
	for _, w := range proposal.Split(f.value) {
		if s, ok := parseSelector(w.Text); ok {
			out = append(out, placed{s, f.part(w.Start, w.End)})
		}
	}
	if len(out) == 0 {
		return dynamic
	}
	return out
}

// joinProto gives the protocol of a pair: the one that a side limits it to.
func joinProto(a, b string) string {
	if a == "any" {
		return b
	}
	return a
}

// joinPorts gives the ports of a pair, in the order local, remote when both are limited.
func joinPorts(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "" || a == b:
		return a
	}
	return a + "," + b
}
