package paloalto

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// jsonValue is one value of a JSON text with its place. It keeps the order of
// the keys.
type jsonValue struct {
	text string // of a string, a number or a Boolean
	at   parser.Span
	keys []jsonKey // of an object
	list []*jsonValue
	kind json.Delim // '{', '[', or 0
}

type jsonKey struct {
	name  string
	at    parser.Span
	value *jsonValue
}

// jsonReader reads JSON tokens and knows where each one stands.
type jsonReader struct {
	src *parser.Source
	dec *json.Decoder
	off int // where the decoder's input starts in the text
}

// How deep JSON may nest. PAN-OS nests less than 30 levels.
const maxDepth = 200

// readJSON reads the JSON form: a REST reply, or a tree with entry and member
// arrays. An array of one may be written without its brackets.
func readJSON(src *parser.Source) *export {
	b := newBuilder(src)
	start := max(0, bytes.IndexByte(src.Text(), '{'))
	r := &jsonReader{src: src, dec: json.NewDecoder(bytes.NewReader(src.Text()[start:])), off: start}
	r.dec.UseNumber()
	v, ok := r.value(0)
	if b.truncated = !ok; !ok {
		b.cutOff("the JSON breaks off before its end, or is none from there on")
	}
	if v == nil {
		return b.export
	}
	if res := v.get("result"); res != nil {
		v = res
	}
	if words := partWords(v.names()); words != nil {
		b.fragment = true
		for _, w := range words {
			b.down(w, src.Span(start, start+1))
		}
	}
	b.json(v)
	return b.export
}

// token returns the next token and its place.
func (r *jsonReader) token() (json.Token, parser.Span, bool) {
	start := r.off + int(r.dec.InputOffset())
	t, err := r.dec.Token()
	if err != nil {
		return nil, parser.Span{}, false
	}
	end := r.off + int(r.dec.InputOffset())
	text := r.src.Text()
	for start < end && strings.IndexByte(" \t\r\n,:", text[start]) >= 0 {
		start++
	}
	if end-start >= 2 && text[start] == '"' {
		start, end = start+1, end-1
	}
	return t, r.src.Span(start, end), true
}

// value reads one value; ok is false when the text ends early or is no JSON,
// and then the value holds what was read.
func (r *jsonReader) value(depth int) (v *jsonValue, ok bool) {
	t, at, ok := r.token()
	if !ok || depth > maxDepth {
		return nil, false
	}
	v = &jsonValue{at: at}
	switch t := t.(type) {
	case json.Delim:
		v.kind = t
		return v, r.inside(v, depth)
	case string:
		v.text = t
	case json.Number:
		v.text = t.String()
	case bool:
		v.text = "no"
		if t {
			v.text = "yes"
		}
	}
	return v, true
}

func (r *jsonReader) inside(v *jsonValue, depth int) bool {
	for r.dec.More() {
		var key jsonKey
		if v.kind == '{' {
			t, at, ok := r.token()
			name, isText := t.(string)
			if !ok || !isText {
				return false
			}
			key.name, key.at = name, at
		}
		c, ok := r.value(depth + 1)
		if c != nil && v.kind == '{' {
			key.value = c
			v.keys = append(v.keys, key)
		} else if c != nil {
			v.list = append(v.list, c)
		}
		if !ok {
			return false
		}
	}
	_, _, ok := r.token()
	return ok
}

func (v *jsonValue) get(name string) *jsonValue {
	for _, k := range v.keys {
		if k.name == name {
			return k.value
		}
	}
	return nil
}

// items returns the members of an array, or the value itself.
func (v *jsonValue) items() []*jsonValue {
	if v.kind == '[' {
		return v.list
	}
	return []*jsonValue{v}
}

// names returns the keys of the value and, for a REST reply, those of its entries.
func (v *jsonValue) names() (own, inEntry []string) {
	for _, k := range v.keys {
		if k.name == "entry" {
			for _, e := range k.value.items() {
				for _, ek := range e.keys {
					inEntry = append(inEntry, ek.name)
				}
			}
		}
		own = append(own, k.name)
	}
	return own, inEntry
}

// json puts what stands below v into the tree.
func (b *builder) json(v *jsonValue) {
	if b.skips() {
		return
	}
	if v.kind == 0 {
		if text := strings.TrimSpace(v.text); text != "" {
			b.down(text, v.at)
			b.up(1)
		}
		return
	}
	b.version1(v)
	for _, k := range v.keys {
		switch {
		case strings.HasPrefix(k.name, "@"):
		case k.name == "entry":
			for _, e := range k.value.items() {
				b.jsonEntry(e)
			}
		case k.name == "member":
			for _, m := range k.value.items() {
				b.json(m)
			}
		default:
			b.pushed(k.value.get("@ptpl"), func() {
				b.down(k.name, k.at)
				for _, item := range k.value.items() {
					b.json(item)
				}
				b.up(1)
			})
		}
	}
}

func (b *builder) jsonEntry(e *jsonValue) {
	name := e.get("@name")
	if name == nil {
		name = e.get("name")
	}
	if name == nil {
		return
	}
	b.pushed(e.get("@ptpl"), func() {
		b.down(name.text, name.at)
		b.json(e)
		b.up(1)
	})
}

// pushed calls f while values are noted as coming from the template.
func (b *builder) pushed(template *jsonValue, f func()) {
	saved := b.from
	if template != nil {
		b.from = template.text
	}
	f()
	b.from = saved
}

// version1 takes the release from the attributes of a config element.
func (b *builder) version1(v *jsonValue) {
	for _, key := range [...]string{"@version", "@detail-version"} {
		if n := v.get(key); n != nil && n.kind == 0 {
			b.version, b.versionAt = n.text, n.at
		}
	}
}
