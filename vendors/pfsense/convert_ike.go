package pfsense

import (
	"math"
	"slices"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ikev1 reports that the phase 1 speaks IKEv1 only: everything but ikev2 and
// auto does.
func ikev1(p1 *configxml.Phase1) bool { return p1.IKEType.V != "ikev2" && p1.IKEType.V != "auto" }

func (c *config) ike(p1 *configxml.Phase1) ipsec.IKE {
	v1 := ikev1(p1)
	timers := c.ikeTimers(p1, v1)
	local := c.box.LocalAddress(p1)
	ike := ipsec.IKE{
		At: p1.At, Versions: versions(p1), Auth: configxml.AuthMethod(p1.Auth), PSK: p1.PSK,
		CanIKEv2:      ipsec.DefaultOf(true, c.release()+" knows IKEv2"),
		Lifetime:      timers.Life,
		Rekey:         timers.Rekey,
		Proposals:     p1.Proposals(v1, p1.PRFSelect.On()),
		DPD:           configxml.DPD(p1, v1, c.release()),
		NATTraversal:  configxml.NATTraversal(p1.NATTraversal),
		Port:          port(p1),
		LocalID:       configxml.LocalID(p1, local),
		LocalAddress:  local,
		LifetimeBytes: ipsec.Value[int]{},
	}
	if p1.IKEType.V != "ikev2" {
		ike.Mode = ipsec.DefaultOf("main", "the phase 1 names no mode")
		if p1.Mode.V != "" {
			ike.Mode = ipsec.ExplicitAt(p1.Mode.V, p1.Mode.At)
		}
	}
	if len(p1.Items) == 0 && !c.skipsEmpty() {
		ike.Hidden = "the phase 1 names no algorithms: strongSwan's own list applies"
	}
	return ike
}

func versions(p1 *configxml.Phase1) ipsec.Value[[]string] {
	switch p1.IKEType.V {
	case "auto":
		return ipsec.ExplicitAt([]string{"ikev1", "ikev2"}, p1.IKEType.At)
	case "ikev2":
		return ipsec.ExplicitAt([]string{"ikev2"}, p1.IKEType.At)
	case "":
		return ipsec.DefaultOf([]string{"ikev1"}, "a phase 1 without iketype speaks IKEv1")
	}
	return ipsec.ExplicitAt([]string{"ikev1"}, p1.IKEType.At)
}

func port(p1 *configxml.Phase1) ipsec.Value[int] {
	for _, t := range []configxml.Text{p1.IKEPort, p1.NATTPort} {
		if n, ok := t.Int(); ok {
			return ipsec.ExplicitAt(n, t.At)
		}
	}
	return ipsec.DefaultOf(500, "the remote IKE port is 500 unless ikeport is set")
}

// ikeTimers gives the lifetime of phase 1.
// Source: pfSense, ipsec.inc (2.5 and later) and vpn.inc (2.4 and before).
func (c *config) ikeTimers(p1 *configxml.Phase1, v1 bool) configxml.Timers {
	life, ok := p1.Lifetime.Int()
	ok = ok && life > 0
	if c.oldWriter {
		if p1.RekeyDisable.Set {
			return configxml.Never(p1.RekeyDisable.At)
		}
		v := ipsec.DefaultOf(configxml.StrokeIKELife, "lifetime is blank; strongSwan's default is 3 hours")
		if ok {
			v = ipsec.ExplicitAt(life, p1.Lifetime.At)
		}
		return configxml.Stroke(v, p1.MarginTime, configxml.Text{})
	}
	soft := func(t configxml.Text, blank int) int {
		if n, ok := t.Int(); ok && n >= 0 {
			return n
		}
		return blank
	}
	ninety := configxml.SwanctlIKERekey
	if ok {
		ninety = ninetyPercent(life)
	}
	rekey, reauth := soft(p1.RekeyTime, ninety), soft(p1.ReauthTime, 0)
	if v1 {
		// IKEv1 renews by authenticating anew.
		rekey, reauth = 0, soft(p1.ReauthTime, ninety)
	}
	top := max(rekey, reauth)
	if top == 0 {
		t := p1.RekeyTime
		if v1 {
			t = p1.ReauthTime
		}
		return configxml.Never(t.At)
	}
	v := ipsec.ExplicitAt(life, p1.Lifetime.At)
	if !ok {
		life = int(math.Ceil(float64(top) / 0.9))
		v = configxml.Derived(life, "Life Time is blank; pfSense takes the renewal time divided by 0.9", p1.RekeyTime, p1.ReauthTime)
	}
	first := top
	for _, n := range []int{rekey, reauth} {
		if n > 0 {
			first = min(first, n)
		}
	}
	return configxml.Timers{Life: v, Rekey: configxml.Window(first, soft(p1.RandTime, max(0, life-top)))}
}

func ninetyPercent(life int) int { return life * 9 / 10 }

// childTimers gives the lifetime of phase 2. pfSense 2.4 and before give all
// phase 2s of a phase 1 the shortest; later, of those that are merged the last
// one that has a lifetime wins.
func (c *config) childTimers(p1 *configxml.Phase1, group, all []*configxml.Phase2) configxml.Timers {
	if c.oldWriter {
		if p1.RekeyDisable.Set {
			return configxml.Never(p1.RekeyDisable.At)
		}
		return configxml.Stroke(configxml.MinLifetime(all), p1.MarginTime, configxml.Text{})
	}
	for _, p2 := range slices.Backward(group) {
		life, ok := p2.Lifetime.Int()
		if !ok || life <= 0 {
			continue
		}
		rekey, ok := p2.RekeyTime.Int()
		if !ok {
			rekey = ninetyPercent(life)
		}
		rand, ok := p2.RandTime.Int()
		if !ok {
			rand = life - rekey
		}
		if rekey == 0 {
			// The hard life stays: the SA ends then and is not renewed ahead.
			return configxml.Timers{Life: ipsec.ExplicitAt(life, p2.Lifetime.At)}
		}
		return configxml.Timers{Life: ipsec.ExplicitAt(life, p2.Lifetime.At), Rekey: configxml.Window(rekey, rand)}
	}
	return configxml.Timers{
		Life:  ipsec.DefaultOf(configxml.SwanctlChildLife, "lifetime is blank; strongSwan's default is 3960 s"),
		Rekey: configxml.Window(configxml.SwanctlRekey, configxml.SwanctlChildLife-configxml.SwanctlRekey),
	}
}
