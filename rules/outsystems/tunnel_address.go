package outsystems

import (
	"net/netip"
	"slices"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var tunnelAddress = &rules.Rule{
	Name:     "tunnel-address",
	Category: "routing",
	Severity: rules.Info,
	Symptoms: []rules.Symptom{},
	Title:    "The tunnel interface has the inside address that AWS assigned",
	What:     "The address of a tunnel interface should lie in 169.254.0.0/16, outside the networks that AWS keeps for itself, with a mask of /30 or as a host address, and the far side's address in the same /30.",
	Why: "AWS assigns a /30 of that range to each tunnel and puts it into the configuration file. BGP and probes of the far side's inside address need it. " +
		"With static routes and other probes a tunnel works with any address, or with none, so this is worth knowing and no more.",
	Undecided: "Whether it is the very address of the configuration file is told by supplied-config. A tunnel without an interface address is passed over.",
	Since:     "0.1.0",
	Tunnel:    checkTunnelAddress,
}

func checkTunnelAddress(p *rules.Pass, t *ipsec.Tunnel) {
	local, want := t.InsideLocal, p.Profile.Tunnel
	if !local.Known() || !local.V.IsValid() {
		return
	}
	addr := local.V.Addr()
	f := about(local, t.At)
	f.Actual, f.Expected = plain(local.V.String()), say("the /%d of the configuration file, in %s", want.InsideBits, want.InsideRange)
	f.Changes = []ipsec.Change{{Kind: ipsec.SetInsideAddress, Tunnel: t}}
	reserved := func(r netip.Prefix) bool { return r.Contains(addr) }
	switch remote := t.InsideRemote; {
	case !want.InsideRange.Contains(addr):
		f.Message = say("the tunnel interface has the address %s; AWS assigns one in %s", addr, want.InsideRange)
	case slices.ContainsFunc(want.InsideReserved, reserved):
		f.Message = say("the tunnel interface has the address %s, which AWS keeps for itself", addr)
	case local.V.Bits() != want.InsideBits && !local.V.IsSingleIP():
		f.Message = say("the tunnel interface has a mask of /%d; AWS assigns a /%d", local.V.Bits(), want.InsideBits)
	case remote.Known() && remote.V.IsValid() && !netip.PrefixFrom(addr, want.InsideBits).Masked().Contains(remote.V):
		f.At = remote.Place(f.At)
		f.Message = say("the far side's tunnel address %s is not in the same /%d as this side's %s", remote.V, want.InsideBits, addr)
	default:
		return
	}
	p.ReportTunnel(t, f)
}
