package opnsense

import (
	"errors"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sections are the parts of the file that are read; the rest is passed over.
var sections = []string{
	"/opnsense/version", "/opnsense/system/hostname", "/opnsense/ipsec", "/opnsense/interfaces", "/opnsense/virtualip",
	"/opnsense/gateways", "/opnsense/aliases", "/opnsense/filter/scrub", "/opnsense/ifgroups", "/opnsense/staticroutes",
	"/opnsense/sysctl", "/opnsense/system/disablefilter", "/opnsense/system/disablevpnrules", "/opnsense/system/state-policy",
	// Small elements that show that a section is there.
	"/opnsense/nat/outbound/mode", "/opnsense/unbound/enable", "/opnsense/dnsmasq/enable",
	"/opnsense/OPNsense/unboundplus/general/enabled", "/opnsense/OPNsense/Firewall/Filter/npt",
	"/opnsense/OPNsense/Swanctl", "/opnsense/OPNsense/IPsec", "/opnsense/OPNsense/Gateways",
	"/opnsense/OPNsense/Firewall/Alias/aliases", "/OPNsense/Swanctl", "/OPNsense/IPsec", "/Swanctl", "/ipsec",
}

// config is one config.xml in OPNsense's own words.
type config struct {
	src     *parser.Source
	doc     *parser.XML
	box     *configxml.Box
	whole   bool
	orphans []string       // what of Swanctl names a connection that is not there: child, local authentication
	general configxml.Text // OPNsense/IPsec/general/enabled
	noRules configxml.Text // OPNsense/IPsec/general/disablevpnrules

	legacy        *configxml.IPsec
	legacySection *parser.Element
	writer        writer

	swanctl     *parser.Element
	connections []*connection
	keys        []presharedKey
	vtis        []vti
	problems    []ipsec.Problem
}

// writer is what a release makes of the legacy section.
type writer uint8

const (
	writerUnknown writer = iota // nothing in the file tells the release
	writesStroke                // ipsec.conf: 22.7 and before
	writesSwanctl               // swanctl.conf: 23.1 and later
)

// connection is one Connection of the Swanctl model with what refers to it.
type connection struct {
	at       parser.Span
	uuid     string
	cut      bool // the file ends, or is broken, inside the element
	enabled  bool
	fields   map[string]configxml.Text
	locals   []*auth
	remotes  []*auth
	children []*child
	problems []ipsec.Problem
}

// auth is one round of authentication of one side.
type auth struct {
	at       parser.Span
	auth, id configxml.Text
}

// child is one child of the Swanctl model.
type child struct {
	at     parser.Span
	uuid   string
	fields map[string]configxml.Text
}

// presharedKey is one entry of VPN > IPsec > Pre-Shared Keys.
type presharedKey struct {
	ident, remote configxml.Text
	secret        ipsec.Secret
}

// vti is one tunnel interface, ipsecN with the number reqid.
type vti struct {
	reqid, local, remote configxml.Text
}

// extract reads the file. It fails only when the text holds no element of
// OPNsense's at all.
func extract(src *parser.Source) (*config, error) {
	c := &config{src: src, doc: parser.ReadXML(src, parser.XMLOptions{Sections: sections})}
	top := c.doc.Document
	root := top.Child("opnsense")
	models := root.Child("OPNsense")
	if root == nil {
		models = top.Child("OPNsense")
	}
	c.swanctl, c.legacySection = models.Child("Swanctl"), root.Child("ipsec")
	if root == nil {
		c.legacySection = top.Child("ipsec")
	}
	if models == nil && root == nil {
		c.swanctl = top.Child("Swanctl")
	}
	if root == nil && models == nil && c.swanctl == nil && c.legacySection == nil {
		return nil, errors.New("the file holds neither an opnsense nor a Swanctl nor an ipsec element; export config.xml under System > Configuration > Backups")
	}
	c.box = configxml.ReadBox(root)
	c.box.ProbesInSeconds = true
	c.whole = root != nil && root.Child("interfaces") != nil && root.Child("system") != nil
	c.general = configxml.TextOf(models.Find("IPsec", "general", "enabled"))
	c.noRules = configxml.TextOf(models.Find("IPsec", "general", "disablevpnrules"))
	switch {
	case c.swanctl != nil:
		c.writer = writesSwanctl
	case c.whole:
		c.writer = writesStroke
	}
	keys := &ipsec.Keyring{}
	c.legacy = configxml.ReadIPsec(c.legacySection, legacyDialect, keys)
	for e := range models.Find("IPsec", "preSharedKeys").All("preSharedKey") {
		c.keys = append(c.keys, presharedKey{
			ident: configxml.TextOf(e.Child("ident")), remote: configxml.TextOf(e.Child("remote_ident")),
			secret: configxml.TextOf(e.Child("Key")).Secret(keys),
		})
	}
	c.readSwanctl()
	return c, nil
}
