package paloalto

import (
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// export is a whole file as a tree: one scope for a firewall, and one more for
// each template and stack of a Panorama.
type export struct {
	src       *parser.Source
	version   string
	versionAt parser.Span
	at        parser.Span // the first word that was read
	own       *scope      // the firewall's, or Panorama's, own configuration
	templates []*scope
	stacks    []*scope
	problems  []ipsec.Problem
	homes     map[parser.Span]home // of problems in the block of one tunnel or gateway
	truncated bool
	// fragment reports that the file is one part cut out of a configuration.
	fragment bool
	// addresses are the address objects, which are many and seldom needed. It is nil
	// when all are in the tree.
	addresses *addressIndex
	// policy reads the other objects, and finds the rules without reading them. It
	// is nil when that has been done.
	policy func()
	// mu guards the tree while rules and objects are read, which may be after the
	// devices have been handed out.
	mu sync.Mutex
}

// scope is one configuration: paths in it start with network, vsys, shared, ….
type scope struct {
	name string // of the template or stack; "" for the device's own
	root *node
}

func newExport(src *parser.Source) *export {
	return &export{src: src, own: &scope{root: &node{}}}
}

// cutOff records that the file ends too early. The place is its last line.
func (e *export) cutOff(message string) {
	last := e.src.LineSpan(e.src.Span(len(e.src.Text()), len(e.src.Text())).Position().Line)
	e.problems = append(e.problems, ipsec.Problem{Kind: ipsec.Truncated, At: last, Message: message})
}

func find(scopes *[]*scope, name string) *scope {
	for _, s := range *scopes {
		if s.name == name {
			return s
		}
	}
	s := &scope{name: name, root: &node{}}
	*scopes = append(*scopes, s)
	return s
}

// level says where in the file a frame stands, as far as the words that only
// wrap a configuration go.
type level uint8

const (
	inTree      level = iota // inside a configuration: words are words of the tree
	inScope                  // at the top of a configuration
	inTemplate               // at the top of a template or stack: config may follow
	inDevices                // the next word is a device's name and is dropped
	inTemplates              // the next word is a template's name
	inStacks                 // the next word is a stack's name
	inSkipped                // nothing here is read
)

// frame is one open word.
type frame struct {
	level  level
	node   *node
	schema *schema
	scope  *scope
	leaf   bool // values go below node
	vpn    bool // inside a VPN block
}

// builder puts words into the tree. The readers of all forms call down for each
// word on the way to a value and up on the way back; the builder knows the
// schema, drops what only wraps (config, devices NAME, response, result) and
// notes what it does not know inside a VPN block.
type builder struct {
	*export
	stack []frame
	count int
	dry   bool      // words are looked up, not made
	from  string    // the template that pushes what is being read
	late  *xmlLists // what is read later; nil when all is read at once

	isApart bool // the tree of one rule is made
	spare   spare
}

func newBuilder(src *parser.Source) *builder {
	e := newExport(src)
	b := &builder{export: e}
	b.stack = append(b.stack, frame{level: inScope, node: e.own.root, schema: knownWords(), scope: e.own})
	return b
}

func (b *builder) top() *frame { return &b.stack[len(b.stack)-1] }

// skips reports whether nothing below the open word is read.
func (b *builder) skips() bool { return b.top().level == inSkipped }

// up closes n words.
func (b *builder) up(n int) { b.stack = b.stack[:len(b.stack)-n] }

// wraps are words that only stand around a configuration.
func wraps(word string) bool { return word == "config" || word == "response" || word == "result" }

// down opens a word. It always pushes one frame.
func (b *builder) down(word string, at parser.Span) {
	if b.at.IsZero() {
		b.at = at
	}
	f := *b.top()
	switch f.level {
	case inTemplate:
		if wraps(word) {
			f.level = inScope
			b.stack = append(b.stack, f)
			return
		}
	case inDevices:
		f.level = inScope
		b.stack = append(b.stack, f)
		return
	case inTemplates, inStacks:
		list := &b.templates
		if f.level == inStacks {
			list = &b.stacks
		}
		s := find(list, word)
		if s.root.at.IsZero() {
			s.root.at = at
		}
		b.stack = append(b.stack, frame{level: inTemplate, node: s.root, schema: knownWords(), scope: s})
		return
	case inScope:
		if next, ok := b.wrapper(f, word); ok {
			b.stack = append(b.stack, next)
			return
		}
	case inSkipped:
		b.stack = append(b.stack, f)
		return
	}
	b.stack = append(b.stack, b.inside(f, word, at))
}

// wrapper opens a word at the top of a configuration when it is one that wraps.
func (b *builder) wrapper(f frame, word string) (frame, bool) {
	own := f.scope == b.own
	switch {
	case wraps(word):
	case word == "devices":
		f.level = inDevices
	case word == "template" && own:
		f.level = inTemplates
	case word == "template-stack" && own:
		f.level = inStacks
	case word == "predefined":
		f.level = inSkipped
	case singleVsys(word):
		// On a device with one virtual system the set form leaves "vsys vsys1" out.
		v := b.word(f.node, "vsys", parser.Span{})
		f.node, f.schema = b.word(v, "vsys1", parser.Span{}), f.schema.words["vsys"].entry
		return b.inside(f, word, parser.Span{}), true
	default:
		return f, false
	}
	return f, true
}

func singleVsys(word string) bool {
	switch word {
	case "address", "zone", "import", "rulebase", "pre-rulebase", "post-rulebase", "dns-proxy", "profiles":
		return true
	}
	return policyWord(word)
}

// maxWord is longer than any name or value that is read, in bytes.
const maxWord = 1024

// inside opens a word of the tree below f. A word of several lines is none: what
// follows a fault in the file must not get into names and messages.
func (b *builder) inside(f frame, word string, at parser.Span) frame {
	s := f.schema
	switch {
	case len(word) > maxWord || strings.IndexByte(word, '\n') >= 0:
		if f.node.word != "comment" && f.vpn {
			b.problems = append(b.problems, ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, At: at,
				Message: "the value is longer than one word or runs over several lines; it is not taken into account"})
			b.settle(at)
		}
		return frame{level: inSkipped, scope: f.scope}
	case f.leaf || s == nil: // the value of a leaf, a member of a list
		return frame{node: b.word(f.node, word, at), scope: f.scope, leaf: true, vpn: f.vpn}
	case s.named():
		return frame{node: b.word(f.node, word, at), schema: s.entry, scope: f.scope, vpn: f.vpn}
	}
	next := s.words[word]
	if next == nil {
		if s.vpn {
			b.unread(word, at)
		}
		return frame{level: inSkipped, scope: f.scope}
	}
	out := frame{node: b.word(f.node, word, at), schema: next, scope: f.scope, vpn: next.vpn}
	switch next.shape {
	case shapeIgnored:
		out.level = inSkipped
	case shapeLeaf, shapeList:
		out.leaf = true
	}
	return out
}

// word returns the child of n with that word, made when it is new.
func (b *builder) word(n *node, word string, at parser.Span) *node {
	c := n.find(word)
	if b.dry {
		if c == nil {
			c = &node{word: word}
		}
		return c
	}
	b.count++
	if c == nil {
		if b.isApart {
			c = b.spare.node(word, at)
		} else {
			c = &node{word: word, at: at}
		}
		c.from = n.from
		n.add(c)
	}
	c.set = b.count
	if len(c.sub) == 0 {
		c.at = at
	}
	if b.from != "" {
		c.from = b.from
	}
	return c
}

// unread notes a word that a VPN block does not have. Below an authentication
// block it may be part of a key, and is not named.
func (b *builder) unread(word string, at parser.Span) {
	if b.dry {
		return
	}
	what := quoteWord(word)
	for _, f := range b.stack {
		if f.node != nil && f.node.word == "authentication" {
			what = "this statement"
		}
	}
	b.problems = append(b.problems, ipsec.Problem{
		Kind: ipsec.Unread, VPN: true, At: at,
		Message: "vpnlint does not know " + what + " in this block of PAN-OS; it is not taken into account",
	})
	b.settle(at)
}

// quoteWord quotes a word of an unknown statement if it has the form of a word
// of PAN-OS itself.
func quoteWord(word string) string {
	for i := range len(word) {
		c := word[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') || i >= 32 {
			return "this statement"
		}
	}
	return `"` + word + `"`
}
