package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// oneKeyForAll reports whether all tunnels of the supplied file, two at least, have
// the same key. OutSystems hands out one for each.
func (c suppliedCheck) oneKeyForAll() bool {
	all := c.p.Intent.Supplied.Tunnels
	for _, x := range all {
		if !x.PSK.SameAs(c.s.PSK) {
			return false
		}
	}
	return len(all) > 1
}

// key compares the pre-shared keys. What is told of them is whether they are equal.
func (c suppliedCheck) key() {
	has, want := c.t.IKE.PSK, c.s.PSK
	if !want.Visible() || has.SameAs(want) {
		return
	}
	f := rules.Finding{At: headOf(has.At, ikeHead(c.t)), Origin: ipsec.Explicit, Expected: say("the key of the supplied configuration file")}
	change := ipsec.Change{Kind: ipsec.SetPSK, Tunnel: c.t}
	var message rules.Text
	switch has.State {
	case ipsec.SecretVisible:
		if c.oneKeyForAll() {
			f.Origin = ipsec.Unknown
			c.differs(f, rules.Info, "key", want.At, say("cannot compare the pre-shared key with that of the supplied file: the file has one key for all tunnels, so it seems to stand for those that were taken out"))
			return
		}
		message = say("the pre-shared key for %s is not that of the supplied file", c.t.Peer)
		for _, x := range c.p.Intent.Supplied.Tunnels {
			if x != c.s && has.SameAs(x.PSK) {
				message = say("the pre-shared key for %s is the one that the supplied file gives to %s", c.t.Peer, x.Peer.V)
			}
		}
		c.differs(f, rules.Error, "key", want.At, message, change)
		return
	case ipsec.SecretMasked:
		message = say("cannot compare the pre-shared key with that of the supplied file: the export hides it")
	case ipsec.SecretEncrypted:
		message = say("cannot compare the pre-shared key with that of the supplied file: the export holds it encrypted")
	default:
		return // ike-authentication speaks
	}
	f.Origin = ipsec.Unknown
	c.differs(f, rules.Info, "key", want.At, message)
}
