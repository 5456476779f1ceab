package strongswan

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// nftReader reads the output of "nft list ruleset", or the file that it is loaded
// from (nft(8)). Tables of IPv6, bridges and devices are passed over.
type nftReader struct {
	h     *host
	src   *parser.Source
	words []nftWord
	at    int
	table string
	// sets are the members of named sets and defined variables; nil members are not shown.
	sets map[string][]nftWord
}

// nftWord is one token. The end of a line is one too.
type nftWord struct {
	text       string
	start, end int
	quoted     bool
}

func (h *host) nftables(src *parser.Source) {
	r := &nftReader{h: h, src: src, words: nftWords(src.Text()), sets: map[string][]nftWord{}}
	for r.at < len(r.words) {
		switch w := r.take(); w.text {
		case "table":
			family, name := r.take().text, ""
			if r.peek().text == "{" {
				family, name = "ip", family
			} else {
				name = r.take().text
			}
			if r.table = "nftables " + family + " " + name; !r.opens() {
				continue
			}
			if isOneOf(family, "inet", "ip") {
				start := r.at
				r.block(r.collect) // sets first: rules may stand before them
				r.at = start
				r.block(r.content)
			} else {
				r.skip()
			}
		case "define":
			name := r.take().text
			r.take() // =
			r.sets["$"+name] = r.value()
		case "include":
			h.partly = "the ruleset includes files that are not read"
			r.line()
		default:
			if w.text != "\n" {
				r.line()
			}
		}
	}
}

// nftWords splits the text. Braces, commas and the like are tokens of their own.
func nftWords(text []byte) []nftWord {
	var out []nftWord
	add := func(word string, start, end int) { out = append(out, nftWord{text: word, start: start, end: end}) }
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case c == ' ' || c == '\t' || c == '\r':
			i++
		case c == '\\' && i+1 < len(text) && text[i+1] == '\n':
			i += 2
		case c == '\n' || c == ';':
			add("\n", i, i+1)
			i++
		case c == '"':
			end := i + 1
			for end < len(text) && text[end] != '"' && text[end] != '\n' {
				end++
			}
			out = append(out, nftWord{string(text[i+1 : end]), i, min(end+1, len(text)), true})
			i = min(end+1, len(text))
		case strings.IndexByte("{},=", c) >= 0:
			add(string(c), i, i+1)
			i++
		case c == '!' && i+1 < len(text) && text[i+1] == '=':
			add("!=", i, i+2)
			i += 2
		default:
			end := i
			for end < len(text) && strings.IndexByte(" \t\r\n;\"{},=#", text[end]) < 0 {
				end++
			}
			add(string(text[i:end]), i, end)
			i = end
		}
	}
	return out
}

func (r *nftReader) peek() nftWord {
	if r.at < len(r.words) {
		return r.words[r.at]
	}
	end := len(r.src.Text())
	return nftWord{text: "\n", start: end, end: end}
}

func (r *nftReader) span(w nftWord) parser.Span { return r.src.Span(w.start, w.end) }

func (r *nftReader) take() nftWord {
	w := r.peek()
	r.at = min(r.at+1, len(r.words))
	return w
}

// opens passes an opening brace, which may stand on the next line.
func (r *nftReader) opens() bool {
	for r.peek().text == "\n" && r.at < len(r.words) {
		r.at++
	}
	if r.peek().text != "{" {
		return false
	}
	r.at++
	return true
}

// skip passes the rest of a block that is open.
func (r *nftReader) skip() {
	for depth := 1; depth > 0 && r.at < len(r.words); {
		switch r.take().text {
		case "{":
			depth++
		case "}":
			depth--
		}
	}
}

// line passes the rest of a line, with blocks that open on it.
func (r *nftReader) line() {
	for r.at < len(r.words) {
		switch w := r.peek(); w.text {
		case "}":
			return
		case "\n":
			r.at++
			return
		case "{":
			r.at++
			r.skip()
		default:
			r.at++
		}
	}
}

// block calls f for each statement up to the closing brace.
func (r *nftReader) block(f func()) {
	for r.at < len(r.words) {
		switch r.peek().text {
		case "}":
			r.at++
			return
		case "\n":
			r.at++
		default:
			f()
		}
	}
}

// collect reads the sets of a table and passes everything else.
func (r *nftReader) collect() {
	if w := r.take(); w.text != "set" {
		r.line()
		return
	}
	name := r.take().text
	if !r.opens() {
		return
	}
	key := r.table + " @" + name
	r.block(func() {
		if r.take().text != "elements" {
			r.line()
			return
		}
		r.take() // =
		r.sets[key] = r.value()
	})
}

// value reads a word or the members of a set in braces.
func (r *nftReader) value() []nftWord {
	if r.peek().text != "{" {
		w := r.take()
		if strings.HasPrefix(w.text, "$") {
			return r.sets[w.text]
		}
		if strings.HasPrefix(w.text, "@") {
			return r.sets[r.table+" "+w.text]
		}
		return []nftWord{w}
	}
	r.at++
	out := []nftWord{}
	for r.at < len(r.words) {
		switch w := r.take(); {
		case w.text == "}":
			return out
		case w.text == "," || w.text == "\n":
		case w.text == "{":
			r.skip()
			return nil
		case strings.HasPrefix(w.text, "$"):
			out = append(out, r.sets[w.text]...)
		default:
			out = append(out, w)
		}
	}
	return out
}

// content reads the chains of a table and passes everything else.
func (r *nftReader) content() {
	if w := r.take(); w.text != "chain" {
		r.line()
		return
	}
	name := r.take()
	c := &hostChain{table: r.table, name: name.text, at: r.span(name)}
	c.policyAt = c.at
	if !r.opens() {
		return
	}
	r.h.chains = append(r.h.chains, c)
	r.block(func() {
		if w := r.peek(); w.text == "type" {
			r.base(c)
		} else if w.text == "policy" {
			r.policy(c)
		} else if w.text == "comment" {
			r.line()
		} else {
			c.rules = append(c.rules, r.rules(c.name+" "+strconv.Itoa(len(c.rules)+1))...)
		}
	})
}

// base reads "type filter hook input priority 0".
func (r *nftReader) base(c *hostChain) {
	r.take()
	c.nat = r.take().text == "nat"
	for r.peek().text != "\n" && r.peek().text != "}" && r.at < len(r.words) {
		switch w := r.take(); w.text {
		case "hook":
			c.hook = r.take().text
		case "policy":
			r.at--
			r.policy(c)
		}
	}
}

// policy reads "policy drop". A file that was cut off may end between the two.
func (r *nftReader) policy(c *hostChain) {
	w := r.take()
	if !r.ended() {
		w = r.take()
	}
	c.policyAt = r.span(w)
	if w.text == "drop" {
		c.policy = ipsec.Deny
	}
}
