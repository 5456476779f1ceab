package outsystems

import (
	"fmt"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// lifetime compares the lifetime of one phase. A longer one is an error. A shorter
// one is a warning in phase 1, where both sides must agree, and info in phase 2;
// there the 51 minutes that the guide asks for with IKEv2 are no difference.
func (c suppliedCheck) lifetime(has ipsec.Value[int], rekey *ipsec.Rekey, want ipsec.Value[int], phase int, head ipsec.Span, changes ...ipsec.Change) {
	if !has.Known() || !want.Known() || has.V == want.V {
		return
	}
	latest := has.V
	if rekey != nil {
		latest = rekey.Latest
	}
	f := compared(has, head, limit(has.V), seconds(want.V))
	message := say("the phase %d lifetime is %d s%s; the supplied file says %d s", phase, has.V, given(has), want.V)
	severity := rules.Error
	switch {
	case has.V == 0 && rekey == nil:
		message = say("phase %d has no time limit%s; the supplied file says %d s", phase, given(has), want.V)
	case latest > want.V && rekey != nil:
		message = say("phase %d is renewed as late as %d s after setup%s; the supplied file says %d s", phase, latest, given(has), want.V)
	case latest > want.V:
	case has.V > want.V || has.V == 0:
		return // renewed in time
	case phase == 2 && canUse(c.t, "ikev2") && (latest == c.p.Profile.IPsec.IKEv2Rekey || has.V == c.p.Profile.IPsec.IKEv2Rekey):
		return
	case phase == 2:
		severity, changes = rules.Info, nil
	default:
		severity = rules.Warning
	}
	c.differs(f, severity, fmt.Sprintf("phase %d lifetime", phase), want.At, message, changes...)
}

// values compares what the samples recommend and the far side does not insist on.
func (c suppliedCheck) values() {
	c.dpd()
	t, s := c.t, c.s
	if has, want := t.MSS, s.MSS; has.Known() && want.Known() && (has.V == 0 || has.V > want.V) {
		message := say("TCP MSS is clamped to %d bytes%s; the supplied file says %d bytes", has.V, given(has), want.V)
		if has.V == 0 {
			message = say("TCP MSS is not clamped%s; the supplied file says %d bytes", given(has), want.V)
		}
		c.differs(compared(has, t.At, has.V, want.V), rules.Info, "MSS", want.At, message, ipsec.Change{Kind: ipsec.SetMSS, Tunnel: t, Number: want.V})
	}
	if has, want := t.DontFragment, s.DontFragment; has.Known() && want.Known() && has.V != want.V {
		message := say("the don't-fragment bit is treated as %q%s; the supplied file says %q", has.V, given(has), want.V)
		c.differs(compared(has, t.At, has.V, want.V), rules.Info, "don't-fragment bit", want.At, message, ipsec.Change{Kind: ipsec.SetDontFragment, Tunnel: t, Text: string(want.V)})
	}
	if has, want := t.Fragmentation, s.Fragmentation; has.Known() && want.Known() && has.V != want.V {
		message := say("large packets are cut %q%s; the supplied file says %q", has.V, given(has), want.V)
		c.differs(compared(has, t.At, has.V, want.V), rules.Info, "fragmentation", want.At, message, ipsec.Change{Kind: ipsec.SetFragmentation, Tunnel: t, Text: string(want.V)})
	}
}

func (c suppliedCheck) dpd() {
	d, interval, retries := c.t.IKE.DPD, c.s.DPDInterval, c.s.DPDRetries
	if !d.Enabled.Known() || !interval.Known() {
		return
	}
	change := ipsec.Change{Kind: ipsec.SetDPD, Tunnel: c.t, Seconds: interval.V, Number: c.p.Profile.DPD.Retries}
	if retries.Known() {
		change.Number = retries.V
	}
	if !d.Enabled.V {
		message := say("DPD does not probe%s; the supplied file says every %d s", given(d.Enabled), interval.V)
		c.differs(compared(d.Enabled, ikeHead(c.t), say("off"), seconds(interval.V)), rules.Warning, "DPD", interval.At, message, change)
		return
	}
	if d.Interval.Known() && d.Interval.V != interval.V {
		message := say("DPD probes after %d s%s; the supplied file says %d s", d.Interval.V, given(d.Interval), interval.V)
		c.differs(compared(d.Interval, ikeHead(c.t), seconds(d.Interval.V), seconds(interval.V)), rules.Info, "DPD interval", interval.At, message, change)
	}
	if d.Retries.Known() && retries.Known() && d.Retries.V != retries.V {
		message := say("the number of DPD retries is %d%s; the supplied file says %d", d.Retries.V, given(d.Retries), retries.V)
		c.differs(compared(d.Retries, ikeHead(c.t), d.Retries.V, retries.V), rules.Info, "DPD retries", retries.At, message, change)
	}
}
