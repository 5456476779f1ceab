package supplied

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// A JSON file is the document with the same keys, or an answer of AWS's API
// (describe-vpn-connections, create-vpn-connection) that holds the XML document
// as a text.

// isDocument reports whether a JSON text may be one of the two.
func isDocument(text []byte) bool {
	return bytes.Contains(text, []byte(`"ipsec_tunnel"`)) || bytes.Contains(text, []byte(`"CustomerGatewayConfiguration"`)) ||
		bytes.Contains(text, []byte(`"customer_gateway_configuration"`))
}

func readJSON(b *builder, src *parser.Source) error {
	r := &jsonReader{src: src, dec: json.NewDecoder(bytes.NewReader(src.Text()))}
	r.dec.UseNumber()
	root := &node{}
	if err := r.into(root, "", 0); err != nil {
		at := int(min(r.dec.InputOffset(), int64(len(src.Text())-1)))
		return b.bad(src.Span(at, at+1), "the JSON is damaged here; "+again)
	}
	if err := b.connections(root); err != nil || len(b.out.Tunnels) > 0 {
		return err
	}
	// An answer of the API holds the document as text.
	for _, name := range []string{"CustomerGatewayConfiguration", "customer_gateway_configuration"} {
		if err := root.each(name, b.embedded); err != nil {
			return err
		}
	}
	return root.each("StaticRoutesOnly", func(n *node) error {
		if n.value.text == "true" {
			b.out.Routing = ipsec.ExplicitAt("static", n.value.at)
		}
		return nil
	})
}

// embedded reads an XML document that stands as a text in a JSON file. Its places
// are that of the text.
func (b *builder) embedded(n *node) error {
	if strings.TrimSpace(n.value.text) == "" {
		return nil
	}
	src, err := parser.NewSource(b.src.Name(), []byte(n.value.text), "utf-8")
	if err != nil {
		return b.bad(n.value.at, "the document in this text cannot be read; "+again)
	}
	root, err := xmlNodes(b, src)
	if err != nil {
		return b.bad(n.value.at, "the XML in this text is damaged; "+again)
	}
	root.place(n.value.at)
	return b.connections(root)
}

// place puts a node, and all below it, to one place.
func (n *node) place(at parser.Span) {
	n.value.at = at
	for _, k := range n.kids {
		k.place(at)
	}
}

// jsonReader makes nodes of a JSON text.
type jsonReader struct {
	src *parser.Source
	dec *json.Decoder
}

var errDepth = errors.New("nests too deep")

// into reads one value and appends it to the parent. The elements of a list
// become nodes of the same name.
func (r *jsonReader) into(parent *node, name string, depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	from := int(r.dec.InputOffset())
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	n := &node{name: strings.TrimLeft(name, "@-_"), value: field{at: r.span(from)}}
	switch v := token.(type) {
	case json.Delim:
		return r.compound(parent, n, v, depth)
	case string:
		n.value.text = strings.TrimSpace(v)
	case json.Number:
		n.value.text = v.String()
	case bool:
		n.value.text = "false"
		if v {
			n.value.text = "true"
		}
	}
	parent.kids = append(parent.kids, n)
	return nil
}

// compound reads the rest of an object or a list.
func (r *jsonReader) compound(parent, n *node, open json.Delim, depth int) error {
	if open == '{' {
		parent.kids = append(parent.kids, n)
	}
	for r.dec.More() {
		if open == '[' {
			if err := r.into(parent, n.name, depth+1); err != nil {
				return err
			}
			continue
		}
		key, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := r.into(n, name, depth+1); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	return err
}

// span returns the place of the token that was read last.
func (r *jsonReader) span(from int) parser.Span {
	text, end := r.src.Text(), int(r.dec.InputOffset())
	for from < end && bytes.IndexByte([]byte(" \t\r\n:,"), text[from]) >= 0 {
		from++
	}
	return r.src.Span(from, end)
}
