package fortigate

import (
	"encoding/binary"
	"net/netip"

	"github.com/vpnlint/vpnlint/parser"
)

// addressShelf finds the firewall addresses. The mark of an entry tells where its
// subnet stands, as far as nothing else counts.
func (v *vdom) addressShelf() *shelf {
	text := v.file.tree.Source.Text()
	return v.shelf(func(_ *shelf, at *shelved, e *parser.Entry) { at.mark = subnetMark(text, e) }, "firewall", "address")
}

// typedMark is set in the mark of an address that says of which type it is.
const typedMark = 1 << 31

// subnetMark is the distance of an address's subnet from its start; 0 when the
// address must be read, or when it is of a type that has none.
func subnetMark(text []byte, e *parser.Entry) uint32 {
	if !e.Plain {
		return 0
	}
	mark, typed, other := uint32(0), uint32(0), false
	for n := range e.Lines {
		s := e.Setting(n)
		switch string(text[s.Option:s.OptionEnd]) {
		case "subnet":
			if mark != 0 {
				return 0
			}
			mark = s.Value - uint32(e.Start)
		case "type":
			word := text[s.Value:s.ValueEnd]
			switch {
			case typed != 0 || len(word) == 0 || word[0] < 'a' || word[0] > 'z':
				return 0
			case string(word) != "ipmask":
				other = true
			}
			typed = typedMark
		}
	}
	if other || mark >= typedMark {
		mark = 0
	}
	return mark | typed
}

// subnet reads the subnet of an address; false when it must be read as a whole.
func (e *shelved) subnet(text []byte) (subnet range4, ok bool) {
	if e.mark&^typedMark == 0 {
		return range4{}, false
	}
	text = text[e.start+e.mark&^typedMark : e.end]
	addr, n := quad(text)
	if n == 0 || text[n] != ' ' {
		return range4{}, false
	}
	mask, m := quad(text[n+1:])
	if next := text[n+1+m]; m == 0 || next != '\n' && next != '\r' || ^mask&(^mask+1) != 0 {
		return range4{}, false
	}
	return range4{addr & mask, addr | ^mask}, true
}

// quad reads the IPv4 address that a text begins with, as package netip does, and
// returns how long it is; 0 when there is none.
func quad(text []byte) (addr uint32, n int) {
	dots, digits, part := 0, 0, uint32(0)
	for n = 0; n < len(text); n++ {
		switch c := text[n]; {
		case c >= '0' && c <= '9' && digits < 3 && (digits == 0 || part > 0):
			part = part*10 + uint32(c-'0')
			digits++
			continue
		case c == '.' && digits > 0 && dots < 3 && part < 256:
			addr, part, digits = addr<<8|part, 0, 0
			dots++
			continue
		}
		break
	}
	if dots != 3 || digits == 0 || part > 255 {
		return 0, 0
	}
	return addr<<8 | part, n
}

// nameSubnets gives each of some prefixes the name of the first address that is this
// subnet and says of no type.
func (v *vdom) nameSubnets(names map[netip.Prefix]string) {
	name := func(o *object) {
		p, ok := parsePrefix(o.list("subnet"))
		if known, wanted := names[p.Masked()]; ok && wanted && known == "" && o.text("type") == "" {
			names[p.Masked()] = o.name
		}
	}
	shelf := v.addresses()
	if shelf == nil {
		for _, o := range v.table(asWritten, nil, "firewall", "address").objects {
			name(o)
		}
		return
	}
	wanted := map[range4]bool{}
	for p := range names {
		if p.Addr().Is4() {
			wanted[prefix4(p)] = true
		}
	}
	for i := range shelf.entries {
		e := &shelf.entries[i]
		if e.mark&typedMark != 0 {
			continue
		}
		if r, ok := e.subnet(shelf.tree.Source.Text()); !ok || wanted[r] {
			name(shelf.read(e))
		}
	}
}

func prefix4(p netip.Prefix) range4 {
	a := p.Masked().Addr().As4()
	low := binary.BigEndian.Uint32(a[:])
	return range4{low, low | uint32(uint64(1)<<(32-p.Bits())-1)}
}
