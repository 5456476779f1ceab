package supplied

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// node is one element of a CustomerGatewayConfiguration document, in XML or JSON.
type node struct {
	name  string
	value field
	kids  []*node
}

// maxDepth is how deep a document may nest; AWS's nest seven deep.
const maxDepth = 64

// get returns the value at a path below the node; empty when there is none.
func (n *node) get(path ...string) field {
	if n == nil {
		return field{}
	}
	if len(path) == 0 {
		return n.value
	}
	return n.kid(path[0]).get(path[1:]...)
}

func (n *node) kid(name string) *node {
	if n != nil {
		for _, k := range n.kids {
			if k.name == name {
				return k
			}
		}
	}
	return nil
}

// each calls f for every node of that name, at any depth.
func (n *node) each(name string, f func(*node) error) error {
	for _, k := range n.kids {
		var err error
		if k.name == name {
			err = f(k)
		} else {
			err = k.each(name, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// connections reads every connection below the node.
func (b *builder) connections(root *node) error {
	return root.each("vpn_connection", func(n *node) error {
		if id := n.get("id").text; b.out.Connection == "" && strings.HasPrefix(id, "vpn-") {
			b.out.Connection = id
		}
		if f := n.get("vpn_connection_attributes"); strings.Contains(f.text, "NoBGP") {
			b.out.Routing = ipsec.ExplicitAt("static", f.at)
		}
		return n.each("ipsec_tunnel", b.documentTunnel)
	})
}

// documentFacts are the paths below ipsec_tunnel, in the order of the document.
func documentFacts() []struct {
	what fact
	path string
} {
	return []struct {
		what fact
		path string
	}{
		{localAddress, "customer_gateway/tunnel_outside_address/ip_address"},
		{localASN, "customer_gateway/bgp/asn"},
		{peer, "vpn_gateway/tunnel_outside_address/ip_address"},
		{insideRemote, "vpn_gateway/tunnel_inside_address/ip_address"},
		{remoteASN, "vpn_gateway/bgp/asn"},
		{hold, "vpn_gateway/bgp/hold_time"},
		{ikeVersion, "ike/version"},
		{ikeVersion, "ike/ike_version"},
		{ikeIntegrity, "ike/authentication_protocol"},
		{ikeEncryption, "ike/encryption_protocol"},
		{ikeLifetime, "ike/lifetime"},
		{ikeDH, "ike/perfect_forward_secrecy"},
		{ikeMode, "ike/mode"},
		{key, "ike/pre_shared_key"},
		{espIntegrity, "ipsec/authentication_protocol"},
		{espEncryption, "ipsec/encryption_protocol"},
		{espLifetime, "ipsec/lifetime"},
		{espDH, "ipsec/perfect_forward_secrecy"},
		{clearDF, "ipsec/clear_df_bit"},
		{fragmentation, "ipsec/fragmentation_before_encryption"},
		{mss, "ipsec/tcp_mss_adjustment"},
		{dpdInterval, "ipsec/dead_peer_detection/interval"},
		{dpdRetries, "ipsec/dead_peer_detection/retries"},
	}
}

func (b *builder) documentTunnel(n *node) error {
	b.tunnel(n.value.at)
	for _, d := range documentFacts() {
		if err := b.set(d.what, n.get(strings.Split(d.path, "/")...)); err != nil {
			return err
		}
	}
	inside := n.kid("customer_gateway").kid("tunnel_inside_address")
	if f := inside.get("ip_address"); f.text != "" {
		if bits := inside.get("network_cidr").text; bits != "" {
			f.text += "/" + bits
		}
		if err := b.set(insideLocal, f); err != nil {
			return err
		}
	}
	if b.t.RemoteASN.Known() && b.t.InsideRemote.Known() {
		b.t.Neighbor = b.t.InsideRemote
	}
	return nil
}

func readXML(b *builder, src *parser.Source) error {
	root, err := xmlNodes(b, src)
	if err != nil {
		return err
	}
	return b.connections(root)
}

// xmlNodes makes nodes of an XML document.
func xmlNodes(b *builder, src *parser.Source) (*node, error) {
	doc := parser.ReadXML(src, parser.XMLOptions{})
	if len(doc.Errors) > 0 {
		e := doc.Errors[0]
		return nil, b.bad(e.At, "the XML is damaged ("+e.Message+"); "+again)
	}
	root := &node{}
	if !root.fill(doc.Document, 0) {
		return nil, b.bad(parser.Span{}, "the XML nests too deep to be a configuration file of AWS; "+again)
	}
	return root, nil
}

func (n *node) fill(e *parser.Element, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for _, a := range e.Attrs() {
		n.kids = append(n.kids, &node{name: a.Name, value: field{a.Value, a.At}})
	}
	for child := range e.Children() {
		k := &node{name: child.Name, value: field{strings.TrimSpace(child.Text()), child.Value()}}
		if k.value.text == "" {
			k.value.at = child.Tag()
		}
		if !k.fill(child, depth+1) {
			return false
		}
		n.kids = append(n.kids, k)
	}
	return true
}
