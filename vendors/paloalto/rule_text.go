package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// ruleOption is a word of a rule that tells cheaply which questions it may matter to.
type ruleOption uint8

const (
	ruleFrom ruleOption = iota
	ruleTo
	ruleSource
	ruleDestination
	ruleApplication
	ruleService
	ruleAction
	ruleDisabled
	ruleNotSource
	ruleNotDestination
	ruleType
	ruleToInterface
	ruleSourceTranslation // the word behind it
	ruleOptions

	ruleOther   // any other word
	ruleSeveral // several of these

	listOptions = ruleService + 1 // the first ones are lists, the others single values
)

func ruleOptionOf(word []byte) ruleOption {
	switch string(word) {
	case "from":
		return ruleFrom
	case "to":
		return ruleTo
	case "source":
		return ruleSource
	case "destination":
		return ruleDestination
	case "application":
		return ruleApplication
	case "service":
		return ruleService
	case "action":
		return ruleAction
	case "disabled":
		return ruleDisabled
	case "negate-source":
		return ruleNotSource
	case "negate-destination":
		return ruleNotDestination
	case "rule-type":
		return ruleType
	case "to-interface":
		return ruleToInterface
	case "source-translation":
		return ruleSourceTranslation
	}
	return ruleOther
}

// ruleText is what the text of one rule says, as far as it is plainly written: of
// each option the text behind it.
type ruleText struct {
	value [ruleOptions][]byte
	form  ruleForm
	words [][]byte
	same  [listOptions]sameList
}

// ruleForm splits the text of a list as a form writes it into words. It reports false
// for what only the whole reader tells.
type ruleForm func(list []byte, words [][]byte) ([][]byte, bool)

// sameList is the list that the rule before had: neighbours are often alike.
type sameList struct {
	text   []byte
	bounds range4
	zones  *zoneList
}

// note takes the text of an option.
func (t *ruleText) note(o ruleOption, text []byte) bool {
	if o == ruleOther {
		return true
	}
	if t.value[o] != nil && o < listOptions {
		return false
	}
	t.value[o] = text
	return true
}

// plainWords reports that the single values are plainly written.
func (t *ruleText) plainWords() bool {
	for _, v := range t.value[listOptions:] {
		if !plainValue(v) {
			return false
		}
	}
	return true
}

// plainValue reports a word that stands for itself: no list, no variable, no
// placeholder, nothing in quotes.
func plainValue(v []byte) bool {
	return len(v) == 0 || v[0] != '[' && v[0] != '$' && v[0] != '<' && bytes.IndexByte(v, '"') < 0 &&
		!bytes.Contains(v, []byte("{{")) && !bytes.Contains(v, []byte("{%"))
}

// is reports that a single value reads so.
func (t *ruleText) is(o ruleOption, text string) bool { return string(t.value[o]) == text }

// split splits a list into its words, which hold until the next call.
func (t *ruleText) split(list []byte) (words [][]byte, ok bool) {
	t.words, ok = t.form(list, t.words[:0])
	for _, w := range t.words {
		ok = ok && len(w) <= maxWord && len(w) > 0 && bytes.IndexByte(w, '\n') < 0
	}
	return t.words, ok
}

// tree makes a part of a rule's tree out of a list.
func (t *ruleText) tree(o ruleOption, name string) (*node, bool) {
	if t.value[o] == nil {
		return nil, true
	}
	words, ok := t.split(t.value[o])
	n := &node{word: name}
	for _, w := range words {
		if n.find(string(w)) == nil {
			n.add(&node{word: string(w)})
		}
	}
	return n, ok
}

// partList is the parts that application and service make of a rule.
type partList struct {
	parts  []taken
	bounds []serviceBounds // of each
}

// serviceBounds encloses services. Protocol 0 is any, or several.
type serviceBounds struct {
	protocol  uint8
	low, high uint16
}

func (s serviceBounds) between(source, destination range4, action ipsec.Action) ipsec.Bounds {
	return ipsec.Bounds{
		SourceLow: source.low, SourceHigh: source.high, DestinationLow: destination.low, DestinationHigh: destination.high,
		Protocol: s.protocol, PortLow: s.low, PortHigh: s.high, Action: action,
	}
}

// light reads a security rule as far as its text tells it plainly.
func (r *ruleReader) light(t *ruleText, rule *lightRule) bool {
	if !t.plainWords() || t.is(ruleType, "intrazone") || t.is(ruleType, "interzone") {
		return false // the last two stand in several pairs of places
	}
	if v := t.value[ruleAction]; len(v) > 0 && string(v) != "allow" {
		rule.action = ipsec.Deny
	}
	var ok bool
	if rule.parts, ok = r.partsOf(t, rule.action); !ok || !r.lightEnds(t, rule) {
		return false
	}
	rule.off = rule.off || len(rule.parts.parts) == 0
	return true
}

// lightEnds reads where a rule stands and what its addresses are.
func (r *ruleReader) lightEnds(t *ruleText, rule *lightRule) bool {
	var ok1, ok2 bool
	rule.in, ok1 = r.zonesOf(t, ruleFrom, "from")
	rule.out, ok2 = r.zonesOf(t, ruleTo, "to")
	rule.off = t.is(ruleDisabled, "yes")
	if !t.is(ruleNotSource, "yes") {
		rule.source = t.value[ruleSource]
	}
	if !t.is(ruleNotDestination, "yes") {
		rule.destination = t.value[ruleDestination]
	}
	return ok1 && ok2
}

// zonesOf reads from or to.
func (r *ruleReader) zonesOf(t *ruleText, o ruleOption, name string) (*zoneList, bool) {
	text, same := t.value[o], &t.same[o]
	if same.zones != nil && text != nil && bytes.Equal(text, same.text) {
		return same.zones, true
	}
	list, ok := t.tree(o, name)
	if !ok {
		return nil, false
	}
	same.text, same.zones = text, r.place(list)
	return same.zones, true
}

// partsOf says what application and service make of the rule.
func (r *ruleReader) partsOf(t *ruleText, action ipsec.Action) (*partList, bool) {
	r.buf = append(append(r.buf[:0], t.value[ruleApplication]...), 0)
	r.buf = append(append(r.buf, t.value[ruleService]...), byte(action))
	if known := r.parts[string(r.buf)]; known != nil {
		return known, true
	}
	key := string(r.buf)
	apps, ok1 := t.tree(ruleApplication, "application")
	services, ok2 := t.tree(ruleService, "service")
	if !ok1 || !ok2 {
		return nil, false
	}
	n := &node{}
	for _, list := range [...]*node{apps, services} {
		if list != nil {
			n.add(list)
		}
	}
	p := &partList{parts: r.services(n, action)}
	for _, part := range p.parts {
		p.bounds = append(p.bounds, boundsOf(part.services))
	}
	r.parts[key] = p
	return p, true
}

// boundsOf encloses services.
func boundsOf(services []ipsec.Service) serviceBounds {
	if len(services) == 0 {
		return serviceBounds{high: 65535}
	}
	out := serviceBounds{protocol: uint8(services[0].Protocol), low: 65535}
	for _, s := range services {
		if int(out.protocol) != s.Protocol {
			out.protocol = 0
		}
		if len(s.Destination) == 0 {
			out.low, out.high = 0, 65535
		}
		for _, p := range s.Destination {
			out.low, out.high = min(out.low, p.Low), max(out.high, p.High)
		}
	}
	return out
}

// enclose encloses a list of addresses.
func (r *ruleReader) enclose(text []byte, t *ruleText, same *sameList) range4 {
	if text == nil {
		return anywhere4
	}
	if same.text != nil && bytes.Equal(text, same.text) {
		return same.bounds
	}
	out := anywhere4
	if words, ok := t.split(text); ok && len(words) > 0 {
		out = nowhere4
		for _, name := range words {
			out = out.with(r.encloseName(name))
		}
	}
	same.text, same.bounds = text, out
	return out
}

// encloseName encloses what an address, an object or a group stands for.
func (r *ruleReader) encloseName(name []byte) range4 {
	if string(name) == "any" || name[0] == '$' || name[0] == '<' || bytes.IndexByte(name, '{') >= 0 {
		return anywhere4 // or nobody knows
	}
	if out, ok := figures4(name); ok {
		return out
	}
	if x := r.s.v.e.addresses; x != nil && bytes.IndexByte(name, ':') < 0 {
		if out, ok := x.figures(name, r.base.objects); ok {
			return out
		}
	}
	if known, ok := r.ranges[string(name)]; ok {
		return known
	}
	set := r.s.named(string(name), r.base.objects)
	b := (&ipsec.FilterRule{Source: set}).Bounds()
	out := range4{b.SourceLow, b.SourceHigh}
	r.ranges[string(name)] = out
	return out
}
