package cli

import (
	"fmt"

	"github.com/spf13/pflag"

	"github.com/vpnlint/vpnlint/cmd/internal/config"
	"github.com/vpnlint/vpnlint/rules"
)

// intentFlags defines the flags that tell what no export can.
func intentFlags(fs *pflag.FlagSet, in *rules.Intent) {
	fs.Var(&items{kind: "ADDRESS", add: func(s string) error { return addPeer(in, s) }}, "peer",
		"OutSystems' VPN endpoints; only tunnels to them are judged (repeats, takes commas)")
	fs.Var(&items{kind: "PREFIX", add: func(s string) error { return setCIDR(in, s) }}, "cidr",
		"the range of the OutSystems Cloud, such as 10.8.2.0/24")
	fs.Var(&items{kind: "ADDRESS", add: func(s string) error { return addDNS(in, s) }}, "dns",
		"OutSystems' DNS servers in that range")
	fs.Var(&items{kind: "PREFIX", add: func(s string) error { return addOnPrem(in, s) }}, "onprem",
		"the on-premises ranges registered with OutSystems")
	fs.Var(&choice{&in.Routing, []string{"static", "bgp"}}, "routing", "how the VPN is routed: static, bgp")
	nat := fs.VarPF(&boolFlag{&in.BehindNAT}, "behind-nat", "", "a NAT device stands before the firewall (or =false: none does)")
	nat.NoOptDefVal = "true"
}

// boolFlag is a truth value that may be left out.
type boolFlag struct{ value **bool }

func (b *boolFlag) String() string { return "" }
func (b *boolFlag) Type() string   { return "BOOL" }

// Words are what a shell may offer.
func (b *boolFlag) Words() []string { return []string{"true", "false"} }

func (b *boolFlag) Set(s string) error {
	switch s {
	case "true", "false":
		v := s == "true"
		*b.value = &v
		return nil
	}
	return fmt.Errorf("not one of true, false")
}

func addPeer(in *rules.Intent, s string) error {
	peer, err := config.ParsePeer(s)
	if err == nil {
		in.Peers = append(in.Peers, peer)
	}
	return err
}

func setCIDR(in *rules.Intent, s string) error {
	p, err := config.ParsePrefix(s)
	if err == nil && in.CIDR.IsValid() && in.CIDR != p {
		return fmt.Errorf("%s was given before; there is one range", in.CIDR)
	}
	in.CIDR = p
	return err
}

func addDNS(in *rules.Intent, s string) error {
	a, err := config.ParseAddr(s)
	if err != nil {
		return err
	}
	in.DNS = append(in.DNS, a)
	return nil
}

func addOnPrem(in *rules.Intent, s string) error {
	p, err := config.ParsePrefix(s)
	if err != nil {
		return err
	}
	in.OnPrem = append(in.OnPrem, p)
	return nil
}
