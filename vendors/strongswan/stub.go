package strongswan

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func readSecretsFile(d *ipsec.Device, src *parser.Source, inc *includer)            {}
func readIPsecConf(d *ipsec.Device, src *parser.Source, inc *includer, rel release) {}
func secretLine(line []byte) bool                                                   { return false }
