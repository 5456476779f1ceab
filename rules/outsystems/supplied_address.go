package outsystems

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// addresses compares this side's outside address, and both inside addresses.
func (c suppliedCheck) addresses() {
	c.outside()
	t, s := c.t, c.s
	change := ipsec.Change{Kind: ipsec.SetInsideAddress, Tunnel: t}
	if local, want := t.InsideLocal, s.InsideLocal; local.Known() && local.V.IsValid() && want.Known() && local.V.Addr() != want.V.Addr() {
		is, should := local.V.Addr(), want.V.Addr()
		message := say("the tunnel interface has the address %s; the supplied file says %s", is, should)
		switch {
		case s.InsideRemote.Known() && is == s.InsideRemote.V:
			message = say("the tunnel interface has the address %s, which is the far side's in the supplied file; this side's is %s", is, should)
		case c.ofOther(is):
			message = say("the tunnel interface has the address %s, which the supplied file gives to the other tunnel; this one's is %s", is, should)
		}
		c.differs(compared(local, t.At, local.V, want.V), rules.Error, "inside address", want.At, message, change)
	}
	if remote, want := t.InsideRemote, s.InsideRemote; remote.Known() && remote.V.IsValid() && want.Known() && remote.V != want.V {
		change.Text = ipsec.FarSide
		message := say("the far side's tunnel address is %s; the supplied file says %s", remote.V, want.V)
		c.differs(compared(remote, t.At, remote.V, want.V), rules.Error, "inside address of the far side", want.At, message, change)
	}
}

// ofOther reports whether the supplied file gives an inside address to another tunnel.
func (c suppliedCheck) ofOther(a netip.Addr) bool {
	for _, x := range c.p.Intent.Supplied.Tunnels {
		if x != c.s && x.InsideLocal.Known() && x.InsideLocal.V.Addr() == a {
			return true
		}
	}
	return false
}

// outside compares the address that IKE leaves from with the one that the far
// side expects. Behind a NAT device it is not the device's own.
func (c suppliedCheck) outside() {
	local, want := c.t.IKE.LocalAddress, c.s.LocalAddress
	told := c.p.Intent.BehindNAT
	if !local.Known() || !want.Known() || told != nil && *told {
		return
	}
	a, err := netip.ParseAddr(local.V)
	if private, ok := notPublic(c.p.Profile, local.V); err != nil || !ok || private || a.IsUnspecified() || a.Unmap() == want.V {
		return
	}
	severity := rules.Warning // an address that looks public may be translated, too
	if told != nil {
		severity = rules.Error
	}
	message := say("IKE leaves from %s; the supplied file knows this side as %s", a, want.V)
	c.differs(compared(local, ikeHead(c.t), a, want.V), severity, "outside address", want.At, message)
}
