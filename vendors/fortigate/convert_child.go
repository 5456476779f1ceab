package fortigate

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// child converts one phase 2.
func (c *converter) child(t *ipsec.Tunnel, p1, p2 *object, routed bool) *ipsec.Child {
	ch := &ipsec.Child{Name: p2.name, At: p2.head}
	ch.Protocol = ipsec.DefaultOf("esp", "FortiOS builds ESP only")
	ch.Mode = enum(c, p2, "encapsulation", defaultEncap, map[string]string{"tunnel-mode": "tunnel", "transport-mode": "transport"})
	ch.PFS = enum(c, p2, "pfs", defaultPFS, map[string]ipsec.PFS{"enable": ipsec.PFSRequired, "disable": ipsec.PFSNone})
	groups := c.groups(p2)
	ch.PFSGroups = groups
	if ch.PFS.Known() && ch.PFS.V == ipsec.PFSNone {
		ch.PFSGroups = ipsec.Value[[]int]{V: []int{}, Origin: ch.PFS.Origin, At: ch.PFS.At, Reason: ch.PFS.Reason}
	}
	ch.Proposals, ch.Hidden = c.espProposals(p2, ch.PFS, groups), hiddenProposals(p2)
	c.lifetimes(ch, p2)
	ch.Selectors = c.selectors(t, p1, p2, routed)
	return ch
}

// lifetimes reads the limits of time and volume; keylife-type says which of them
// are in force.
func (c *converter) lifetimes(ch *ipsec.Child, p2 *object) {
	byTime, byVolume := true, false
	limit := p2.text("keylife-type")
	switch limit {
	case "", "seconds":
	case "kbs":
		byTime, byVolume = false, true
	case "both":
		byVolume = true
	default:
		ch.Lifetime = ipsec.UnknownAs[int](unreadableValue, p2.at("keylife-type"))
		ch.LifetimeKilobytes = ch.Lifetime
		return
	}
	ch.Lifetime = ipsec.ExplicitAt(0, p2.at("keylife-type"))
	if byTime {
		ch.Lifetime = c.number(p2, "keylifeseconds", defaultKeylifeSeconds)
	}
	switch {
	case byVolume:
		ch.LifetimeKilobytes = c.number(p2, "keylifekbs", defaultKeylifeKbs)
	case limit != "":
		ch.LifetimeKilobytes = ipsec.ExplicitAt(0, p2.at("keylife-type"))
	default:
		ch.LifetimeKilobytes = ipsec.DefaultOf(0, c.file.defaultReason())
	}
}

// packets reads what happens to the packets in the tunnel: segments, the DF bit,
// fragments, replays.
func (c *converter) packets(t *ipsec.Tunnel, o origin, shown bool) {
	t.MSS = c.mss(t, o)
	t.Fragmentation = enum(c, o.phase1, "ip-fragmentation", defaultFragmentation, map[string]ipsec.Fragmentation{
		"pre-encapsulation": ipsec.FragmentBefore, "post-encapsulation": ipsec.FragmentAfter})
	if len(o.phase2) == 0 {
		reason := c.noPhase2(shown)
		if reason == "" {
			reason = "the tunnel has no phase 2"
		}
		t.DontFragment = ipsec.UnknownAs[ipsec.DFPolicy](reason, parser.Span{})
		t.ReplayWindow = ipsec.UnknownAs[int](reason, parser.Span{})
		return
	}
	p2 := pick(o.phase2, "ipv4-df", "enable")
	if p2.has("ipv4-df") || c.file.releases.to >= firstDF {
		t.DontFragment = enum(c, p2, "ipv4-df", defaultDF, map[string]ipsec.DFPolicy{"enable": ipsec.DFCopy, "disable": ipsec.DFClear})
	}
	p2 = pick(o.phase2, "replay", "disable")
	t.ReplayWindow = enum(c, p2, "replay", defaultReplay, map[string]int{"enable": replayWindow, "disable": 0})
}

// pick returns the first object that sets the option so, else the first of all.
func pick(objects []*object, option, value string) *object {
	for _, o := range objects {
		if o.text(option) == value {
			return o
		}
	}
	return objects[0]
}
