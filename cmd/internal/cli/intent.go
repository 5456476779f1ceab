package cli

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/spf13/pflag"

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
	if a, err := netip.ParseAddr(s); err == nil {
		in.Peers = append(in.Peers, a.String())
		return nil
	}
	if strings.Trim(s, "0123456789./:") == "" || strings.ContainsAny(s, "/ ") {
		return fmt.Errorf("not an address; write it as 203.0.113.10")
	}
	in.Peers = append(in.Peers, s)
	return nil
}

func setCIDR(in *rules.Intent, s string) error {
	p, err := parsePrefix(s)
	if err == nil && in.CIDR.IsValid() && in.CIDR != p {
		return fmt.Errorf("%s was given before; there is one range", in.CIDR)
	}
	in.CIDR = p
	return err
}

func addDNS(in *rules.Intent, s string) error {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return fmt.Errorf("not an address; write it as 10.8.2.10")
	}
	in.DNS = append(in.DNS, a)
	return nil
}

func addOnPrem(in *rules.Intent, s string) error {
	p, err := parsePrefix(s)
	if err != nil {
		return err
	}
	in.OnPrem = append(in.OnPrem, p)
	return nil
}

// parsePrefix reads a network and says what was probably meant when it is none.
func parsePrefix(s string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(s)
	if err == nil {
		if p != p.Masked() {
			return netip.Prefix{}, fmt.Errorf("%s is an address inside a network; did you mean %s?", s, p.Masked())
		}
		return p, nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.Prefix{}, fmt.Errorf("the prefix length is missing; did you mean %s/%d?", s, hostBits(a))
	}
	return netip.Prefix{}, fmt.Errorf("not a network; write it as 10.8.2.0/24")
}

// hostBits guesses the length of a network from the zeros at its end.
func hostBits(a netip.Addr) int {
	if !a.Is4() {
		return a.BitLen()
	}
	bits := 32
	b := a.As4()
	for i := 3; i >= 0 && b[i] == 0; i-- {
		bits -= 8
	}
	return max(bits, 8)
}
