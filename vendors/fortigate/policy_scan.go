package fortigate

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// policyScan notes of a policy's text what tells cheaply that it does not matter
// to a question.
type policyScan struct {
	s    *surroundings
	tree *parser.ConfigTree

	value [allOptions][]byte
	words [][]byte

	places   map[string]ipsec.Places
	ranges   map[string]addressBounds
	services map[string]serviceBounds
}

// scanned is an option of a policy that the scan notes.
type scanned uint8

const (
	oSrcIntf scanned = iota
	oDstIntf
	oSrcAddr
	oDstAddr
	oService
	oAction
	oStatus
	oSchedule
	oNAT
	oPool
	allOptions
)

func scannedOption(name []byte) scanned {
	switch string(name) {
	case "srcintf":
		return oSrcIntf
	case "dstintf":
		return oDstIntf
	case "srcaddr":
		return oSrcAddr
	case "dstaddr":
		return oDstAddr
	case "service":
		return oService
	case "action":
		return oAction
	case "status":
		return oStatus
	case "schedule":
		return oSchedule
	case "nat":
		return oNAT
	case "ippool":
		return oPool
	}
	return allOptions
}

// oddOption reports an option that changes what the others stand for.
func oddOption(name []byte) bool {
	return bytes.HasPrefix(name, []byte("internet-service")) || bytes.HasSuffix(name, []byte("-negate")) || bytes.HasSuffix(name, []byte("addr6"))
}

// addressBounds encloses a list of addresses. odd: a virtual IP is among them.
type addressBounds struct {
	low, high uint32
	odd       bool
}

// serviceBounds encloses a list of services.
type serviceBounds struct {
	bounds ipsec.Bounds // protocol and ports
	parts  uint8        // the rules that the list makes of a policy
	open   bool         // there may be others
}

// row fills in what the text of a policy tells; false when it must be read.
func (p *policyScan) row(row *policyRow) bool {
	text := p.tree.Source.Text()[row.start:row.end]
	if !settings(text, func(option, value []byte) bool {
		o := scannedOption(option)
		if o == allOptions {
			return !oddOption(option)
		}
		if p.value[o] != nil {
			return false
		}
		p.value[o] = value
		return true
	}, func() { p.value = [allOptions][]byte{} }) {
		return false
	}
	action := string(bare(p.value[oAction]))
	if action == "ipsec" || string(bare(p.value[oSchedule])) == "none" {
		return false
	}
	var ok1, ok2 bool
	row.off = string(bare(p.value[oStatus])) == "disable"
	row.permits = action != "" && action != "deny"
	row.nat = ipsec.NATExempt
	if (action == "accept" || action == "learn") && string(bare(p.value[oNAT])) == "enable" {
		row.nat = ipsec.NATInterface
		if string(bare(p.value[oPool])) == "enable" {
			row.nat = ipsec.NATDynamic
		}
	}
	row.in, ok1 = p.placesOf(oSrcIntf)
	row.out, ok2 = p.placesOf(oDstIntf)
	src, dst := p.addresses(oSrcAddr), p.addresses(oDstAddr)
	service := p.serviceList()
	if !ok1 || !ok2 || src.odd || dst.odd {
		return false
	}
	row.parts = service.parts
	b := service.bounds
	b.SourceLow, b.SourceHigh, b.DestinationLow, b.DestinationHigh = src.low, src.high, dst.low, dst.high
	if b.Action = ipsec.Deny; row.permits {
		b.Action = ipsec.Permit
	}
	if row.off {
		b.SourceLow, b.SourceHigh = 1, 0 // nothing
	}
	row.bounds[0] = b
	if b.Protocol, b.PortLow, b.PortHigh = 0, 0, 65535; service.open && row.parts == 1 {
		row.bounds[0] = b
	}
	row.bounds[1] = b
	return true
}

// settings calls each for every "set OPTION VALUE" of an entry, after start. It
// reports false when the text holds anything else, or what takes more than a look
// to be told: strings over several lines, backslashes, single quotes.
func settings(text []byte, each func(option, value []byte) bool, start func()) bool {
	start()
	first := bytes.IndexByte(text, '\n')
	if first < 0 || bytes.IndexByte(text, '\\') >= 0 || bytes.IndexByte(text, '\'') >= 0 || bytes.Contains(text, []byte("\u00a0")) {
		return false
	}
	for i := first + 1; i < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
			end = i + n
		}
		line := bytes.Trim(text[i:end], " \t\r")
		i = end + 1
		rest, ok := bytes.CutPrefix(line, []byte("set "))
		if !ok {
			if string(line) == "next" && i >= len(text) {
				return true
			}
			return false
		}
		if bytes.Count(rest, []byte(`"`))%2 == 1 {
			return false
		}
		rest = bytes.TrimLeft(rest, " \t")
		option, value, _ := bytes.Cut(rest, []byte(" "))
		if !each(option, bytes.TrimLeft(value, " \t")) {
			return false
		}
	}
	return false
}

// bare returns a value of one word without its quotes.
func bare(value []byte) []byte { return bytes.Trim(value, `"`) }

// names splits a value into its words; false where they are not plainly apart.
func (p *policyScan) names(value []byte) bool {
	p.words = p.words[:0]
	for len(value) > 0 {
		var word []byte
		if value[0] == '"' {
			n := bytes.IndexByte(value[1:], '"')
			if n < 0 || n+2 < len(value) && value[n+2] != ' ' {
				return false
			}
			word, value = value[1:n+1], value[n+2:]
		} else {
			n := bytes.IndexAny(value, " \t\"")
			if n < 0 {
				n = len(value)
			} else if value[n] == '"' {
				return false
			}
			word, value = value[:n], value[n:]
		}
		p.words = append(p.words, word)
		value = bytes.TrimLeft(value, " \t")
	}
	return true
}

func (p *policyScan) strings() []string {
	var out []string
	for _, w := range p.words {
		out = append(out, string(w))
	}
	return out
}

// placesOf reads srcintf or dstintf.
func (p *policyScan) placesOf(o scanned) (ipsec.Places, bool) {
	value := p.value[o]
	if known, ok := p.places[string(value)]; ok {
		return known, true
	}
	if !p.names(value) {
		return nil, false
	}
	if p.places == nil {
		p.places = map[string]ipsec.Places{}
	}
	known := p.s.placesNamed(p.strings())
	p.places[string(value)] = known
	return known, true
}

// addresses encloses srcaddr or dstaddr.
func (p *policyScan) addresses(o scanned) addressBounds {
	value := p.value[o]
	if len(value) == 0 {
		return addressBounds{high: 1<<32 - 1}
	}
	if known, ok := p.ranges[string(value)]; ok {
		return known
	}
	if !p.names(value) {
		return addressBounds{odd: true}
	}
	var out addressBounds
	plain := true
	for i, name := range p.words {
		if p.s.r.virtual(name) {
			return addressBounds{odd: true}
		}
		low, high, ok := p.s.r.plainAddress(name)
		if plain = plain && ok; !plain {
			break
		}
		if i == 0 {
			out.low, out.high = low, high
		}
		out.low, out.high = min(out.low, low), max(out.high, high)
	}
	if plain && len(p.words) > 0 {
		return out
	}
	for _, name := range p.words {
		if p.s.r.virtual(name) {
			return addressBounds{odd: true}
		}
	}
	r := ipsec.FilterRule{Source: p.s.r.list(p.strings()).set, Destination: ipsec.Anywhere()}
	b := r.Bounds()
	out = addressBounds{low: b.SourceLow, high: b.SourceHigh}
	if p.ranges == nil {
		p.ranges = map[string]addressBounds{}
	}
	p.ranges[string(value)] = out
	return out
}

// serviceList encloses the services.
func (p *policyScan) serviceList() serviceBounds {
	value := p.value[oService]
	if known, ok := p.services[string(value)]; ok {
		return known
	}
	out := serviceBounds{bounds: ipsec.Bounds{PortHigh: 65535}, parts: 1, open: true}
	if value != nil && p.names(value) {
		got := p.s.r.serviceList(p.strings())
		r := ipsec.FilterRule{Source: ipsec.Anywhere(), Destination: ipsec.Anywhere()}
		if !got.any {
			r.Services = got.out
		}
		b := r.Bounds()
		out.bounds.Protocol, out.bounds.PortLow, out.bounds.PortHigh = b.Protocol, b.PortLow, b.PortHigh
		if out.open = len(got.maybe) > 0; out.open && len(r.Services) > 0 {
			out.parts = 2
		}
	}
	if p.services == nil {
		p.services = map[string]serviceBounds{}
	}
	p.services[string(value)] = out
	return out
}
