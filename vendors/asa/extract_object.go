package asa

// netObject returns the network object of that name, nil when there is none. The
// same name comes twice in a running-config, once with its address and once with its
// NAT.
func (c *config) netObject(name string) *netObject {
	nodes := c.statements(networkObject, name)
	if len(nodes) == 0 {
		return nil
	}
	c.objects.mu.Lock()
	defer c.objects.mu.Unlock()
	o := c.objects.objects[name]
	if o == nil {
		o = &netObject{at: c.tree.Span(int(nodes[0]))}
		for _, node := range nodes {
			c.object(o, int(node))
		}
		c.objects.objects[name] = o
	}
	return o
}

func (c *config) object(o *netObject, node int) {
	for child := range c.tree.Children(node) {
		line := c.stmt(child)
		switch kind := line.text(0); kind {
		case "host", "subnet", "range", "fqdn":
			o.kind, o.values = kind, line.words(1)
		}
	}
}

// netGroup returns the network object-group of that name, nil when there is none.
func (c *config) netGroup(name string) *netGroup {
	nodes := c.statements(networkGroup, name)
	if len(nodes) == 0 {
		return nil
	}
	c.objects.mu.Lock()
	defer c.objects.mu.Unlock()
	g := c.objects.groups[name]
	if g == nil {
		g = &netGroup{at: c.tree.Span(int(nodes[0]))}
		for _, node := range nodes {
			c.objectGroup(g, int(node))
		}
		c.objects.groups[name] = g
	}
	return g
}

// isGroup reports a network object-group of that name.
func (c *config) isGroup(name string) bool { return c.find(networkGroup, []byte(name)) >= 0 }

func (c *config) objectGroup(g *netGroup, node int) {
	for child := range c.tree.Children(node) {
		line := c.stmt(child)
		m := netMember{at: line.whole()}
		switch {
		case line.is(0, "group-object"):
			m.kind, m.values = "group", line.words(1)
		case line.is(0, "network-object") && line.is(1, "object"):
			m.kind, m.values = "object", line.words(2)
		case line.is(0, "network-object") && line.is(1, "host"):
			m.kind, m.values = "host", line.words(2)
		case line.is(0, "network-object"):
			m.kind, m.values = "subnet", line.words(1)
		default:
			continue
		}
		g.members = append(g.members, m)
	}
}
