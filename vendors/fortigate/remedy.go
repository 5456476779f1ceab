package fortigate

import "github.com/vpnlint/vpnlint/vendors/ipsec"

type remedier struct {
	context string
	version releases
	links   map[*ipsec.Tunnel]origin
}

func (r *remedier) Remedy(ch ipsec.Change) (ipsec.Remedy, bool) { return ipsec.Remedy{}, false }
