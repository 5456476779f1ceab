package paloalto

import (
	"bytes"
	"strings"
	"sync"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// xmlSections are the parts of a whole configuration that are read; the rest,
// nearly all of it rules and objects, is passed over. Of these the place of each list
// is kept: they are many and seldom needed, and are read apart.
var xmlSections = sync.OnceValue(func() []string {
	parts := []string{
		"network/ike", "network/tunnel", "network/interface", "network/profiles/monitor-profile", "network/profiles/zone-protection-profile",
		"network/virtual-router", "network/logical-router", "network/routing-profiles/bgp", "network/dns-proxy",
		"deviceconfig/system/hostname", "deviceconfig/system/panorama-server", "deviceconfig/system/panorama",
		"deviceconfig/setting/session", "deviceconfig/setting/tcp",
		"vsys/*/zone", "vsys/*/import", "vsys/*/dns-proxy", "vsys/*/profiles/dos-protection",
	}
	var all []string
	for _, top := range [...]string{"/config", "/response/result/config"} {
		device := top + "/devices/*"
		for _, prefix := range [...]string{"", "/template/*/config/devices/*", "/template-stack/*/config/devices/*"} {
			for _, p := range parts {
				all = append(all, device+prefix+"/"+p)
			}
			all = append(all, device+prefix+"/vsys/*/address/.")
		}
		for _, prefix := range [...]string{"/template/*/config", "/template-stack/*/config"} {
			all = append(all, device+prefix+"/shared/address/.")
		}
		for _, place := range [...]string{"/shared", "/panorama", "/panorama/vsys/*", "/devices/*/vsys/*", "/devices/*/device-group/*"} {
			all = append(all, top+place+"/address/.")
			for _, p := range policySections() {
				all = append(all, top+place+"/"+p+"/.")
			}
		}
		all = append(all, top+"/mgt-config/users", top+"/shared/dns-proxy", top+"/shared/profiles/dos-protection", top+"/panorama/-", top+"/readonly",
			device+"/template/*/variable", device+"/template-stack/*/variable", device+"/template-stack/*/templates",
			device+"/template-stack/*/devices", device+"/device-group/*/devices")
	}
	return all
})

// readXML reads an XML export, a reply of the XML API, or a part cut out of one.
func readXML(src *parser.Source) *export {
	b := newBuilder(src)
	var opts parser.XMLOptions
	if isWholeXML(src.Text()) {
		opts.Sections = xmlSections()
		x := &xmlLists{builder: b}
		b.late, b.export.addresses, b.export.policy = x, &addressIndex{form: x}, x.policy
	}
	doc := parser.ReadXML(src, opts)
	top := doc.Document
	for top.Child("response") != nil || top.Child("result") != nil {
		if next := top.Child("response"); next != nil {
			top = next
		} else {
			top = top.Child("result")
		}
	}
	if words := partWords(xmlNames(top)); words != nil {
		b.fragment = true
		for _, w := range words {
			b.down(w, top.Span())
		}
	}
	b.children(top)
	b.stack = b.stack[:1]
	for _, e := range doc.Errors {
		kind := ipsec.Unreadable
		if e.Truncated {
			kind, b.truncated = ipsec.Truncated, true
		}
		b.problems = append(b.problems, ipsec.Problem{Kind: kind, At: e.At, Message: e.Message})
	}
	return b.export
}

// isWholeXML reports whether the document starts at the top of a configuration:
// only then do the section paths hold.
func isWholeXML(text []byte) bool {
	head := text[:min(len(text), 4096)]
	config := bytes.Index(head, []byte("<config"))
	if config < 0 {
		return false
	}
	// What stands before the config element may only wrap it.
	before := head[:config]
	for _, w := range [...]string{"<entry", "<network", "<devices", "<template"} {
		if bytes.Contains(before, []byte(w)) {
			return false
		}
	}
	return true
}

// xmlNames returns the names of the elements in e, and of those in its entries.
func xmlNames(e *parser.Element) (own, inEntry []string) {
	for c := range e.Children() {
		own = append(own, c.Name)
		if c.Name == "entry" {
			for g := range c.Children() {
				inEntry = append(inEntry, g.Name)
			}
		}
	}
	return own, inEntry
}

// children puts the elements in e into the tree.
func (b *builder) children(e *parser.Element) {
	if b.skips() {
		return
	}
	for c := range e.Children() {
		saved := b.from
		if a, ok := c.Attr("ptpl"); ok {
			b.from = a.Value
		}
		b.element(c)
		b.from = saved
	}
}

func (b *builder) element(c *parser.Element) {
	switch c.Name {
	case "entry":
		name, ok := c.Attr("name")
		if !ok {
			return
		}
		b.down(name.Value, name.At)
	case "member":
		if text := c.Text(); text != "" {
			b.down(text, c.Value())
			b.up(1)
		}
		return
	default:
		if c.Name == "config" {
			b.release(c)
		}
		at := c.Tag()
		at.Start, at.End = at.Start+1, at.Start+1+len(c.Name)
		b.down(c.Name, at)
		if text := c.Text(); text != "" && b.top().leaf {
			b.down(text, c.Value())
			b.up(1)
		}
		if b.late != nil && b.late.keep(c) {
			b.up(1)
			return
		}
	}
	b.children(c)
	b.up(1)
}

// release takes the release from the attributes of a config element: the running
// one where it is told, else that of the schema.
func (b *builder) release(c *parser.Element) {
	for _, key := range [...]string{"version", "detail-version"} {
		if a, ok := c.Attr(key); ok && strings.TrimSpace(a.Value) != "" && b.top().scope == b.own {
			b.version, b.versionAt = strings.TrimSpace(a.Value), a.At
		}
	}
}
