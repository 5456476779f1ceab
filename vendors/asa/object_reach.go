package asa

import "bytes"

// reach encloses the IPv4 addresses of an operand. What it says is cheap to know
// and rules most of a large file out.
type reach struct {
	low, high uint32
	known     knowledge
}

// knowledge is how much a reach tells. With notAsked it tells nothing yet.
type knowledge uint8

const (
	notAsked  knowledge = iota
	isAsked             // being found out: a group that holds itself
	anything            // it may be any set: no figures, or not in this file
	someOf              // IPv4 addresses, the lowest and the highest among them
	allOf               // all from the lowest to the highest, and no others
	unlimited           // the word "any"
)

const last4 = 1<<32 - 1

var (
	anyAddress = reach{0, last4, anything}
	everywhere = reach{0, last4, unlimited}
)

// exact reports that the operand is, in IPv4, all of the range.
func (r reach) exact() bool { return r.known >= allOf }

// figuresOf reads the address of an object.
func figuresOf(kind string, first, second []byte) reach {
	switch kind {
	case "host":
		if a, ok := quad(first); ok {
			return reach{a, a, allOf}
		}
	case "subnet":
		if low, high, ok := subnet(first, second); ok {
			return reach{low, high, allOf}
		}
	case "range":
		low, ok1 := quad(first)
		high, ok2 := quad(second)
		if ok1 && ok2 && low <= high {
			return reach{low, high, allOf}
		}
	}
	return anyAddress
}

// and is the reach of both.
func (r reach) and(o reach) reach {
	switch {
	case r.known == notAsked || r == o:
		return o
	case r.known == anything || o.known == anything:
		return anyAddress
	}
	return reach{min(r.low, o.low), max(r.high, o.high), someOf}
}

// objectReach encloses a network object.
func (c *config) objectReach(name []byte) reach {
	if i := c.find(networkObject, name); i >= 0 {
		return c.objects.at[i].reach
	}
	return anyAddress
}

// groupReach encloses a network object-group; ok is false when there is none of the
// name.
func (c *config) groupReach(name []byte) (r reach, ok bool) {
	i := c.find(networkGroup, name)
	if i < 0 {
		return anyAddress, false
	}
	c.objects.reached.Do(c.readReaches)
	return c.objects.at[i].reach, true
}

// readReaches finds the reach of every group.
func (c *config) readReaches() {
	for i, at := range c.objects.at {
		if at.class == networkGroup && !at.behind {
			c.reachOf(int32(i))
		}
	}
}

// eitherReach encloses what NAT names: an object or a group.
func (c *config) eitherReach(name []byte) reach {
	if string(name) == "any" {
		return everywhere
	}
	i := c.either(name)
	if i < 0 {
		return anyAddress
	}
	if c.objects.at[i].class == networkGroup {
		c.objects.reached.Do(c.readReaches)
	}
	return c.objects.at[i].reach
}

// reachOf finds the reach of a group, once. That of a group without members, or of
// one that holds itself, is not told.
func (c *config) reachOf(first int32) reach {
	at := &c.objects.at[first]
	switch at.reach.known {
	case isAsked:
		return anyAddress
	case notAsked:
		at.reach.known = isAsked
		var all reach
		for i := first; i >= 0; i = c.objects.at[i].next {
			for child := range c.tree.Children(int(c.objectNodes[i])) {
				if r, ok := c.memberReach(c.tree.Text(child)); ok {
					all = all.and(r)
				}
			}
		}
		if all.known == notAsked {
			all = anyAddress
		}
		at.reach = all
	}
	return at.reach
}

// memberReach encloses a member of a group; ok is false for a line that is none.
func (c *config) memberReach(line []byte) (r reach, ok bool) {
	s := scanner{text: line}
	switch first := s.next(); {
	case isWord(first, "network-object"):
	case isWord(first, "group-object"):
		name := s.next()
		if i := c.find(networkGroup, name); i >= 0 && len(name) > 0 {
			return c.reachOf(i), true
		}
		return anyAddress, true
	default:
		return r, false
	}
	switch first, second := s.next(), s.next(); {
	case len(second) == 0:
		return anyAddress, true
	case isWord(first, "object"):
		return c.objectReach(second), true
	case isWord(first, "host"):
		return figuresOf("host", second, nil), true
	default:
		return figuresOf("subnet", first, second), true
	}
}

// isWord compares a word in any case of letters.
func isWord(w []byte, want string) bool {
	return len(w) == len(want) && (string(w) == want || bytes.EqualFold(w, []byte(want)))
}
