package strongswan

import "github.com/vpnlint/vpnlint/vendors/ipsec"

type remedier struct{}

func (remedier) Remedy(ipsec.Change) (ipsec.Remedy, bool) { return ipsec.Remedy{}, false }
