package pfsense

import (
	"errors"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// sections are the parts of the file that are read; the rest is passed over.
var sections = func() []string {
	out := []string{"/ipsec", "/phase1", "/phase2"}
	for _, root := range []string{"/pfsense", "/m0n0wall"} {
		for _, s := range []string{"version", "system/hostname", "system/maxmss", "system/maxmss_enable", "ipsec",
			"interfaces", "virtualip", "gateways", "aliases", "ifgroups", "staticroutes", "system/disablefilter",
			"system/disablevpnrules", "system/disablenegate", "system/statepolicy"} {
			out = append(out, root+"/"+s)
		}
		for _, s := range marks {
			out = append(out, root+"/"+s)
		}
	}
	return out
}()

// config is one config.xml in pfSense's own words.
type config struct {
	src     *parser.Source
	doc     *parser.XML
	box     *configxml.Box
	ipsec   *configxml.IPsec
	section *parser.Element
	rev     revision
	// oldWriter reports that the release writes ipsec.conf: pfSense 2.4 and before.
	oldWriter bool
	// guessed reports that the revision is missing and that nothing else tells the writer.
	guessed bool
}

// extract reads the file. It fails only when the text holds no element of
// pfSense's at all.
func extract(src *parser.Source) (*config, error) {
	c := &config{src: src, doc: parser.ReadXML(src, parser.XMLOptions{Sections: sections, LowerNames: true})}
	top := c.doc.Document
	root := top.Child("pfsense")
	if root == nil {
		root = top.Child("m0n0wall")
	}
	switch {
	case root != nil:
		c.section = root.Child("ipsec")
	case top.Child("ipsec") != nil:
		c.section = top.Child("ipsec")
	case top.Child("phase1") != nil || top.Child("phase2") != nil:
		c.section = top
	default:
		return nil, errors.New("the file holds neither a pfsense element nor an ipsec element; export config.xml under Diagnostics > Backup & Restore")
	}
	c.box = configxml.ReadBox(root)
	c.rev = parseRevision(c.box.Version.V)
	c.chooseWriter()
	c.ipsec = configxml.ReadIPsec(c.section, dialect, &ipsec.Keyring{})
	return c, nil
}

// chooseWriter finds out which generation of pfSense reads this file.
func (c *config) chooseWriter() {
	switch {
	case c.rev.known:
		c.oldWriter = c.rev.before(20, 0)
	case hasAny(c.section, newElements):
	case hasAny(c.section, oldElements):
		c.oldWriter = true
	default:
		c.guessed = true
	}
}

// hasAny reports whether an element of one of the names stands anywhere in e.
func hasAny(e *parser.Element, names []string) bool {
	for c := range e.Children() {
		for _, n := range names {
			if c.Name == n {
				return true
			}
		}
		if hasAny(c, names) {
			return true
		}
	}
	return false
}
