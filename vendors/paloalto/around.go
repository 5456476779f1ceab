package paloalto

import (
	"slices"
	"sync"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// surroundings is what the device around its tunnels is made of.
type surroundings struct {
	c     *converter
	v     *view
	vsys  []*vsys
	lists sync.Once // vsys' rulebases are found
	out   *ipsec.Around
	// hidden says why the file may lack rules or objects of the device, and
	// hiddenNet why it may lack network settings; "" when it shows all.
	hidden, hiddenNet string
	sets              map[setKey]ipsec.AddrSet
}

// vsys is one virtual system with what it sees.
type vsys struct {
	name  string
	node  *node
	zones map[string]*node // as written
	bases []rulebase       // in the order in which they are tried
	// objects are the places where names are looked up, the nearest first.
	objects []*node
}

// rulebase is one list of rules of each kind.
type rulebase struct {
	node *node
	// objects are the places where its names are looked up.
	objects []*node
	// gap says what is not shown in this place of the order; "" when node is.
	gap string
}

// surroundings makes the device around its tunnels. Rules and objects are read
// when they are first asked for.
func (c *converter) surroundings() *ipsec.Around {
	s := &surroundings{c: c, v: c.v, out: &ipsec.Around{}, sets: map[setKey]ipsec.AddrSet{}}
	c.near = s
	s.hidden, s.hiddenNet = s.managed()
	s.systems()
	s.interfaces()
	a := s.out
	a.Filters.Load = sync.OnceValue(func() []*ipsec.Filter { return locked(s, s.filters) })
	nat := &natBook{lightBook: lightBook{s: s}}
	a.NATList, a.NAT.Load = nat, sync.OnceValue(nat.translations)
	a.Routes.Load = sync.OnceValue(func() []*ipsec.Route { return locked(s, s.routes) })
	a.BGP.Load = sync.OnceValue(func() []*ipsec.BGP { return locked(s, s.bgp) })
	a.Forwarders.Load = sync.OnceValue(func() []*ipsec.Forwarder { return locked(s, s.forwarders) })
	a.Limits.Load = sync.OnceValue(func() []*ipsec.RateLimit { return locked(s, s.limits) })
	a.Interfaces.Extent, a.Interfaces.Reason = extent(s.hiddenNet)
	a.Filters.Extent, a.Filters.Reason = extent(s.hidden)
	a.NAT.Extent, a.NAT.Reason = extent(s.hidden)
	a.Routes.Extent, a.Routes.Reason = extent(s.hiddenNet)
	a.BGP.Extent, a.BGP.Reason = extent(s.hiddenNet)
	a.Forwarders.Extent, a.Forwarders.Reason = extent(s.hiddenNet)
	a.Limits.Extent, a.Limits.Reason = extent(s.hiddenNet)
	a.AsymmetricReplies = s.asymmetric()
	a.Learns = s.learns()
	return a
}

// locked makes rows while nobody else changes the tree.
func locked[T any](s *surroundings, rows func() []T) []T {
	s.v.e.mu.Lock()
	defer s.v.e.mu.Unlock()
	s.find()
	return rows()
}

// find finds the rules and objects of the file, once.
func (s *surroundings) find() {
	s.lists.Do(func() {
		s.v.e.findPolicy()
		s.rulebases()
	})
}

func extent(hidden string) (ipsec.Extent, string) {
	if hidden == "" {
		return ipsec.Complete, ""
	}
	return ipsec.Partial, hidden
}

// managed says why the file may not show all rules, and all network settings. A
// Panorama pushes both; a firewall's export holds what was pushed below the word
// panorama, and marks values of a template with its name.
func (s *surroundings) managed() (rules, net string) {
	root := s.v.root
	switch {
	case s.v.context != "":
		rules = "the file is Panorama's: it does not show the rules that the firewall has of its own"
		net = "the file is Panorama's: it does not show what is set on the firewall itself"
	case !s.c.dev.Whole:
		rules = "the file is no whole configuration, so it may not show all rules"
		net = "the file is no whole configuration, so it may not show all network settings"
	case s.pushing():
		if !s.pushed(root.find("panorama")) {
			rules = "Panorama manages this firewall, and the rules that it pushes are not in this file"
		}
		if !fromTemplate(root.find("network")) {
			net = "Panorama manages this firewall, and what its templates set may not be in this file"
		}
	}
	return rules, net
}

// pushing reports whether the firewall names a Panorama.
func (s *surroundings) pushing() bool {
	system := s.v.root.path("deviceconfig", "system")
	return s.v.leaf(system, "panorama-server").set() || system.path("panorama", "local-panorama", "panorama-server") != nil
}

// pushed reports whether the file holds what a Panorama pushed.
func (s *surroundings) pushed(n *node) bool { return n != nil }

// fromTemplate reports whether any value below n comes from a template.
func fromTemplate(n *node) bool {
	return n != nil && (n.from != "" || slices.ContainsFunc(n.sub, fromTemplate))
}

// systems lists the virtual systems. A configuration that shows none has one.
func (s *surroundings) systems() {
	for _, n := range s.v.root.list("vsys") {
		v := &vsys{name: n.word, node: n, zones: map[string]*node{}}
		for _, z := range n.list("zone") {
			v.zones[z.word] = z
		}
		s.vsys = append(s.vsys, v)
	}
	if len(s.vsys) == 0 {
		s.vsys = []*vsys{{name: "vsys1", zones: map[string]*node{}}}
	}
}

// zone names a zone as the model does: with its virtual system where there are several.
func (s *surroundings) zone(v *vsys, name string) string {
	if len(s.vsys) == 1 {
		return name
	}
	return v.name + "/" + name
}

// rulebases puts the rulebases of each virtual system in the order in which PAN-OS
// tries them: Panorama's pre-rules, shared ones first; the firewall's own; the
// post-rules, shared ones last.
func (s *surroundings) rulebases() {
	root, own := s.v.root, s.v.e.own.root
	for _, v := range s.vsys {
		if v.node == nil { // the file shows nothing of it but rules and objects
			v.node = root.path("vsys", v.name)
		}
	}
	if s.v.context != "" {
		groups, unsure := s.deviceGroups()
		for _, v := range s.vsys {
			s.panoramaBases(v, groups, unsure)
		}
		return
	}
	panorama, shared := root.find("panorama"), own.find("shared")
	for _, v := range s.vsys {
		pushed := panorama.path("vsys", v.name)
		v.objects = present(v.node, pushed, panorama, shared)
		add := func(places ...*node) {
			for _, n := range places {
				if n != nil {
					v.bases = append(v.bases, rulebase{node: n, objects: v.objects})
				}
			}
		}
		add(panorama.find("pre-rulebase"), pushed.find("pre-rulebase"), v.node.find("pre-rulebase"))
		if len(v.bases) == 0 && s.hidden != "" && s.pushing() {
			v.bases = append(v.bases, rulebase{gap: s.hidden})
		}
		add(v.node.find("rulebase"), v.node.find("post-rulebase"), pushed.find("post-rulebase"), panorama.find("post-rulebase"))
	}
}

// panoramaBases is the order for the firewalls of a template or stack.
func (s *surroundings) panoramaBases(v *vsys, groups []*node, unsure string) {
	shared := s.v.e.own.root.find("shared")
	if unsure != "" {
		v.bases, v.objects = []rulebase{{gap: unsure}}, present(v.node, shared)
		return
	}
	v.objects = present(append(append([]*node{v.node}, groups...), shared)...)
	places := append(slices.Clone(groups), shared) // the nearest first
	for i := len(places) - 1; i >= 0; i-- {
		if n := places[i].find("pre-rulebase"); n != nil {
			v.bases = append(v.bases, rulebase{node: n, objects: v.objects})
		}
	}
	v.bases = append(v.bases, rulebase{gap: s.hidden})
	for _, p := range places {
		if n := p.find("post-rulebase"); n != nil {
			v.bases = append(v.bases, rulebase{node: n, objects: v.objects})
		}
	}
}

// deviceGroups returns the device group whose firewalls are those of the stack,
// and the groups above it. unsure says why it cannot be told.
func (s *surroundings) deviceGroups() (groups []*node, unsure string) {
	own := s.v.e.own.root
	var found []*node
	for _, dg := range own.list("device-group") {
		for _, d := range s.v.root.list("devices") {
			if dg.path("devices", d.word) != nil && !slices.Contains(found, dg) {
				found = append(found, dg)
			}
		}
	}
	if len(found) != 1 {
		return nil, "the file does not tell which device group the firewalls of this template are in"
	}
	parents := map[string]string{}
	for _, d := range own.list("readonly", "devices") {
		for _, dg := range d.list("device-group") {
			parents[dg.word] = dg.find("parent-dg").last().text()
		}
	}
	for dg := found[0]; dg != nil && !slices.Contains(groups, dg); dg = own.path("device-group", parents[dg.word]) {
		groups = append(groups, dg)
	}
	return groups, ""
}

func present(nodes ...*node) []*node {
	return slices.DeleteFunc(nodes, func(n *node) bool { return n == nil })
}
