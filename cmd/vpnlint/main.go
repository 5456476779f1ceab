// Command vpnlint checks exported firewall configurations against what a
// site-to-site VPN to the OutSystems Cloud needs.
package main

import (
	"os"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
