package fortigate

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// addressBook resolves names of firewall addresses and address groups. It reads
// only the entries that somebody asks for.
type addressBook struct {
	vdom    *vdom
	v6      bool
	shelf   *shelf             // the addresses; nil when they are read as a whole
	objects map[string]*object // addresses that are read
	groups  map[string]*object
	steps   int // names looked up so far
}

// leaf is one address at the end of a name.
type leaf struct {
	text string      // a prefix, a range a-b, or what the object has instead, as written
	at   parser.Span // the value in the address object; zero for built-in names
}

// maxLeaves bounds what one name may stand for, and maxSteps what all names of a
// device together may lead to. No device comes near; groups that are nested on
// purpose must not eat the machine.
const (
	maxLeaves = 4096
	maxSteps  = 1 << 20
)

// load reads the entries that the names lead to.
func (b *addressBook) load(names []string) {
	b.objects, b.groups = map[string]*object{}, map[string]*object{}
	asked, open := map[string]bool{}, map[string]bool{}
	for _, n := range names {
		open[n] = true
	}
	for round := 0; len(open) > 0; round++ {
		want := wanted(open)
		if round == 2 { // deeper nesting is rare: then the whole table is read once
			want = nil
		}
		b.readAddresses(want)
		groups := b.vdom.table(asWritten, want, "firewall", "addrgrp"+b.suffix())
		for n := range open {
			asked[n] = true
		}
		open = map[string]bool{}
		for _, g := range groups.objects {
			b.groups[g.name] = g
			for _, m := range g.list("member") {
				if !asked[m] && want != nil {
					open[m] = true
				}
			}
		}
	}
}

func (b *addressBook) suffix() string {
	if b.v6 {
		return "6"
	}
	return ""
}

// readAddresses reads the addresses that are wanted. Where each can be found by its
// name, they are only looked up when they are asked for.
func (b *addressBook) readAddresses(want func([]byte) bool) {
	if !b.v6 {
		if b.shelf = b.vdom.addresses(); b.shelf != nil {
			return
		}
	}
	for _, o := range b.vdom.table(asWritten, want, "firewall", "address"+b.suffix()).objects {
		b.objects[o.name] = o
	}
}

// object returns the address of that name; nil when there is none.
func (b *addressBook) object(name string) *object {
	if o := b.objects[name]; o != nil || b.shelf == nil {
		return o
	}
	e := b.shelf.find([]byte(name))
	if e == nil {
		return nil
	}
	b.objects[name] = b.shelf.read(e)
	return b.objects[name]
}

// leaves gives the addresses that a name stands for, and the names on the way
// that the file does not define.
func (b *addressBook) leaves(name string) (out []leaf, missing []string) {
	b.walk(name, map[string]bool{}, &out, &missing)
	return out, missing
}

func (b *addressBook) walk(name string, seen map[string]bool, out *[]leaf, missing *[]string) {
	if seen[name] || len(*out) >= maxLeaves {
		return
	}
	if b.steps++; b.steps > maxSteps || len(seen) > maxLeaves {
		*out = append(*out, leaf{text: name}) // stays as written
		return
	}
	seen[name] = true
	if g := b.groups[name]; g != nil {
		for _, m := range g.list("member") {
			b.walk(m, seen, out, missing)
		}
		return
	}
	if o := b.object(name); o != nil {
		*out = append(*out, addressLeaf(o, b.v6))
		return
	}
	switch {
	case name == "all" && b.v6:
		*out = append(*out, leaf{text: "::/0"})
	case name == "all":
		*out = append(*out, leaf{text: "0.0.0.0/0"})
	default:
		*out = append(*out, leaf{text: name})
		*missing = append(*missing, name)
	}
}

// addressLeaf reads one firewall address.
func addressLeaf(o *object, v6 bool) leaf {
	if v6 {
		if o.has("ip6") {
			return leaf{prefixText(o.list("ip6")), o.at("ip6")}
		}
		return leaf{"::/0", o.head}
	}
	switch o.text("type") {
	case "iprange":
		return leaf{rangeText(o.text("start-ip"), o.text("end-ip")), o.at("start-ip")}
	case "", "ipmask", "interface-subnet", "subnet":
		if o.has("subnet") {
			return leaf{prefixText(o.list("subnet")), o.at("subnet")}
		}
		if o.has("start-ip") { // written without a type, or in the old form of a range
			return leaf{rangeText(o.text("start-ip"), o.text("end-ip")), o.at("start-ip")}
		}
		if !o.has("fqdn") && o.text("type") != "interface-subnet" {
			return leaf{"0.0.0.0/0", o.head}
		}
	}
	return leaf{o.name, o.nameAt}
}

// prefixText writes an address with its mask in CIDR form, with the host part as
// it is; as written when it is no address.
func prefixText(words []string) string {
	p, ok := parsePrefix(words)
	if !ok {
		return strings.Join(words, " ")
	}
	return p.Masked().String()
}

// parsePrefix reads a.b.c.d m.m.m.m, a.b.c.d/m.m.m.m, a.b.c.d/n or a bare address.
func parsePrefix(words []string) (netip.Prefix, bool) {
	if len(words) == 1 {
		if addr, mask, ok := strings.Cut(words[0], "/"); ok && strings.ContainsAny(mask, ".") {
			words = []string{addr, mask}
		} else if ok {
			p, err := netip.ParsePrefix(words[0])
			return p, err == nil
		}
	}
	if len(words) == 0 {
		return netip.Prefix{}, false
	}
	addr, err := netip.ParseAddr(words[0])
	if err != nil {
		return netip.Prefix{}, false
	}
	if len(words) == 1 {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	bits, ok := maskBits(words[1])
	if !ok {
		return netip.Prefix{}, false
	}
	p, err := addr.Prefix(bits)
	return netip.PrefixFrom(addr, bits), err == nil && p.IsValid()
}

func maskBits(text string) (int, bool) {
	mask, err := netip.ParseAddr(text)
	if err != nil || !mask.Is4() {
		return 0, false
	}
	b := mask.As4()
	m := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	bits := 0
	for bits < 32 && m&(1<<(31-bits)) != 0 {
		bits++
	}
	return bits, m<<bits == 0 || bits == 32
}

// rangeText writes a range of addresses: in CIDR form when it is a prefix, else
// first-last.
func rangeText(first, last string) string {
	a, err1 := netip.ParseAddr(first)
	z, err2 := netip.ParseAddr(last)
	if err1 != nil || err2 != nil {
		return strings.TrimSuffix(fmt.Sprintf("%s-%s", first, last), "-")
	}
	for bits := a.BitLen(); bits >= 0; bits-- {
		p := netip.PrefixFrom(a, bits)
		if p.Masked().Addr() != a {
			break
		}
		if lastOf(p) == z {
			return p.String()
		}
	}
	return a.String() + "-" + z.String()
}

// lastOf returns the highest address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := range b {
		for bit := range 8 {
			if i*8+bit >= p.Bits() {
				b[i] |= 1 << (7 - bit)
			}
		}
	}
	addr, _ := netip.AddrFromSlice(b)
	return addr
}
