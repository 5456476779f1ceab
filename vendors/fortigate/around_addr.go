package fortigate

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// resolver turns the names of addresses, virtual IPs and services that policies
// have into sets. It reads the tables once, when the first name is asked for, and
// outlives the reading of the file.
type resolver struct {
	v     *vdom
	whole bool

	mu        sync.Mutex
	loaded    bool
	shelf     *shelf             // the addresses; nil when they were read as a whole
	read      map[string]*object // then they are here
	one       object             // for every address again
	addresses map[string]ipsec.AddrSet
	groups    map[string]addressGroup
	vips      map[string]virtualIP
	vipGroups map[string][]string
	feeds     map[string]bool
	pools     map[string]ipsec.AddrSet
	sets      map[string]destination // by the names of a policy, joined

	services      map[string]services
	serviceGroups map[string][]string
	served        map[string]services // by the names of a policy, joined
	placed        map[string]ipsec.Places
}

type addressGroup struct{ members, excluded []string }

// destination is what a list of addresses in a policy stands for.
type destination struct {
	set ipsec.AddrSet
	// ported are the outer addresses of virtual IPs that forward some ports only.
	ported ipsec.AddrSet
	// maps are the virtual IPs among the names.
	maps []virtualIP
}

func newResolver(v *vdom, whole bool) *resolver {
	return &resolver{
		v: v, whole: whole, addresses: map[string]ipsec.AddrSet{}, groups: map[string]addressGroup{}, vips: map[string]virtualIP{},
		vipGroups: map[string][]string{}, feeds: map[string]bool{}, pools: map[string]ipsec.AddrSet{}, sets: map[string]destination{}, services: map[string]services{},
		one: object{options: map[string]option{}}, serviceGroups: map[string][]string{}, served: map[string]services{}, placed: map[string]ipsec.Places{},
	}
}

// named is one row of a table with what became of it.
type named[T any] struct {
	name string
	it   T
}

// fill reads a table into a map.
func fill[T any](v *vdom, into map[string]T, make func(*object) T, path ...string) {
	for _, n := range collect(v, func(o *object) named[T] { return named[T]{o.name, make(o)} }, path...) {
		into[n.name] = n.it
	}
}

// load reads the tables of names; the caller holds the lock.
func (r *resolver) load() {
	if r.loaded {
		return
	}
	r.loaded = true
	if r.shelf = r.v.addresses(); r.shelf == nil {
		r.read = r.v.table(asWritten, nil, "firewall", "address").byName
	}
	fill(r.v, r.groups, func(o *object) addressGroup {
		g := addressGroup{members: o.list("member")}
		if o.text("exclude") == "enable" {
			g.excluded = o.list("exclude-member")
		}
		return g
	}, "firewall", "addrgrp")
	fill(r.v, r.vips, readVIP, "firewall", "vip")
	members := func(o *object) []string { return o.list("member") }
	fill(r.v, r.vipGroups, members, "firewall", "vipgrp")
	fill(r.v, r.feeds, func(*object) bool { return true }, "system", "external-resource")
	fill(r.v, r.pools, readPool, "firewall", "ippool")
	fill(r.v, r.services, readService, "firewall", "service", "custom")
	fill(r.v, r.serviceGroups, members, "firewall", "service", "group")
}

// address reads one firewall address.
func (r *resolver) address(o *object) ipsec.AddrSet {
	var b ipsec.AddrBuilder
	who := "address " + o.name
	switch kind := o.text("type"); kind {
	case "iprange":
		from, err1 := netip.ParseAddr(o.text("start-ip"))
		to, err2 := netip.ParseAddr(o.text("end-ip"))
		if err1 != nil || err2 != nil {
			b.AddUnknown(who + " has no range that can be read")
		}
		b.AddRange(from, to)
	case "wildcard":
		addWildcard(&b, who, o.list("wildcard"))
	case "fqdn", "wildcard-fqdn":
		b.AddUnknown(who + " is a name that may resolve to any address")
	case "geography":
		b.AddUnknown(who + " is all addresses of a country")
	case "", "ipmask", "subnet", "interface-subnet":
		switch p, ok := parsePrefix(o.list("subnet")); {
		case ok:
			b.AddPrefix(p)
		case o.has("subnet"):
			b.AddUnknown("the subnet of " + who + " cannot be read")
		case o.has("fqdn"):
			b.AddUnknown(who + " is a name that may resolve to any address")
		case kind == "interface-subnet":
			b.AddUnknown(who + " is the network of an interface")
		case o.has("start-ip"): // the form without a type
			from, _ := netip.ParseAddr(o.text("start-ip"))
			to, _ := netip.ParseAddr(o.text("end-ip"))
			b.AddRange(from, to)
		case r.whole || o.name == "all":
			return ipsec.Anywhere() // FortiOS shows no subnet that is the default one
		default:
			b.AddUnknown(who + " has no subnet in this file")
		}
	default:
		b.AddUnknown(who + " is of the type " + kind + ", whose members the file does not tell")
	}
	return b.Set()
}

// addWildcard adds an address with a mask that may have holes: bits that are set
// in the mask must be equal.
func addWildcard(b *ipsec.AddrBuilder, who string, words []string) {
	if len(words) == 1 {
		words = strings.Split(words[0], "/")
	}
	if len(words) == 2 {
		addr, err1 := netip.ParseAddr(words[0])
		mask, err2 := netip.ParseAddr(words[1])
		if err1 == nil && err2 == nil && addr.Is4() && mask.Is4() && addMasked(b, addr.As4(), mask.As4()) {
			return
		}
	}
	b.AddUnknown(who + " has a wildcard that vpnlint does not follow")
}

// maxHoles bounds the free bits of a mask in front of its last set bit: each
// doubles the number of prefixes.
const maxHoles = 8

// addMasked adds the prefixes of a mask with holes. It reports false when there
// would be too many.
func addMasked(b *ipsec.AddrBuilder, addr, mask [4]byte) bool {
	a, m := binary.BigEndian.Uint32(addr[:]), binary.BigEndian.Uint32(mask[:])
	tail := bits.TrailingZeros32(m)
	holes := ^m &^ (1<<tail - 1)
	if bits.OnesCount32(holes) > maxHoles {
		return false
	}
	for part := holes; ; part = (part - 1) & holes {
		var out [4]byte
		binary.BigEndian.PutUint32(out[:], a&m|part)
		b.AddPrefix(netip.PrefixFrom(netip.AddrFrom4(out), 32-tail))
		if part == 0 {
			return true
		}
	}
}

// list resolves the names of one side of a policy.
func (r *resolver) list(names []string) destination {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.load()
	key := strings.Join(names, "\x00")
	if d, ok := r.sets[key]; ok {
		return d
	}
	var d destination
	var plain, ported ipsec.AddrBuilder
	for _, name := range r.flat(names) {
		v, ok := r.vips[name]
		switch {
		case !ok:
			plain.AddSet(r.member(name))
			continue
		case v.ports:
			ported.AddSet(v.outer)
		default:
			plain.AddSet(v.outer)
		}
		d.maps = append(d.maps, v)
	}
	d.set, d.ported = plain.Set(), ported.Set()
	d.set.Text = strings.Join(names, " ")
	d.ported.Text = d.set.Text
	r.sets[key] = d
	return d
}

// flat puts the members of groups of virtual IPs in the place of the groups.
func (r *resolver) flat(names []string) []string {
	var out []string
	for _, n := range names {
		if members, ok := r.vipGroups[n]; ok {
			out = append(out, members...)
			continue
		}
		out = append(out, n)
	}
	return out
}

// member resolves an address or a group of addresses. A group is resolved once; one
// that holds itself, which FortiOS refuses, holds nothing there.
func (r *resolver) member(name string) ipsec.AddrSet {
	if set, ok := r.addresses[name]; ok {
		return set
	}
	if o := r.object(name); o != nil {
		set := r.address(o)
		r.addresses[name] = set
		return set
	}
	var b ipsec.AddrBuilder
	g, ok := r.groups[name]
	switch {
	case ok:
		r.addresses[name] = ipsec.AddrSet{}
		for _, m := range g.members {
			b.AddSet(r.member(m))
		}
		set := b.Set()
		if len(g.excluded) > 0 {
			var out ipsec.AddrBuilder
			for _, m := range g.excluded {
				out.AddSet(r.member(m))
			}
			set = set.Without(out.Set())
		}
		r.addresses[name] = set
		return set
	case name == "all" || name == "any":
		return ipsec.Anywhere()
	case name == "none":
	case r.feeds[name]:
		b.AddUnknown("address " + name + " is a list that the device fetches")
	default:
		b.AddUnknown("address " + name + " is not defined in this file")
	}
	return b.Set()
}

// virtual reports the name of a virtual IP or of a group of them.
func (r *resolver) virtual(name []byte) bool {
	_, vip := r.vips[string(name)]
	_, group := r.vipGroups[string(name)]
	return vip || group
}

// object reads the address of that name; nil when there is none. It holds until the
// next is asked for.
func (r *resolver) object(name string) *object {
	if r.shelf == nil {
		return r.read[name]
	}
	e := r.shelf.find([]byte(name))
	if e == nil {
		return nil
	}
	r.shelf.into(e, &r.one)
	return &r.one
}

// plainAddress encloses an address that is a subnet and nothing else, without
// reading it; the tables are loaded.
func (r *resolver) plainAddress(name []byte) (subnet range4, ok bool) {
	if r.shelf == nil {
		return range4{}, false
	}
	e := r.shelf.find(name)
	if e == nil {
		return range4{}, false
	}
	return e.subnet(r.shelf.tree.Source.Text())
}
