package vendors

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan"
	"github.com/vpnlint/vpnlint/vendors/supplied"
)

// ReadSupplied reads the configuration file that OutSystems hands out, in any of
// the forms of [supplied.Read], or as the sample for one of the vendors. The error
// names the file, and the place where there is one, and says what to do.
func ReadSupplied(all []Vendor, src *parser.Source) (*ipsec.Supplied, error) {
	if supplied.Detect(src) {
		return supplied.Read(src)
	}
	v, err := Detect(all, src)
	if guide, ok := supplied.Sections(src); ok && (err != nil || v.Name == "strongswan") {
		return readGuide(src, guide)
	}
	if err != nil {
		return nil, &supplied.Error{File: src.Name(), Message: whyNotSupplied(src)}
	}
	devices, err := v.Read(src)
	if err != nil {
		return nil, &supplied.Error{File: src.Name(), Message: strings.TrimPrefix(err.Error(), src.Name()+": ")}
	}
	return supplied.FromDevices(src, v.Title, devices)
}

// IsSupplied reports whether the text is a configuration file of OutSystems that
// is no sample for a vendor.
func IsSupplied(src *parser.Source) bool { return supplied.Detect(src) }

// readGuide reads AWS's guide for strongSwan, whose sections of ipsec.conf stand
// among prose.
func readGuide(src *parser.Source, sections string) (*ipsec.Supplied, error) {
	conf, err := parser.NewSource(src.Name(), []byte(sections), "utf-8")
	if err != nil {
		return nil, err
	}
	devices, err := strongswan.Read(conf)
	if err != nil {
		return nil, &supplied.Error{File: src.Name(), Message: strings.TrimPrefix(err.Error(), src.Name()+": ")}
	}
	s, err := supplied.FromDevices(conf, "strongSwan", devices)
	if err == nil {
		supplied.Complete(s, src)
	}
	return s, err
}

// generic is what to do about a sample that cannot be read.
const generic = "download the configuration file again, with the vendor Generic"

func whyNotSupplied(src *parser.Source) string {
	if title := supplied.Foreign(src); title != "" {
		return "this is AWS's sample for " + title + ", which vpnlint does not read; " + generic
	}
	return "this is neither a configuration file of OutSystems or AWS nor a sample that vpnlint reads; " + generic
}
