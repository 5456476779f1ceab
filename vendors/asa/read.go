// Package asa reads Cisco ASA running-configs, from PIX 7.0 to ASA 9.22 and the
// LINA part of Threat Defense, into the common model.
//
// A file is read in two steps: extract makes the ASA's own objects out of the
// text, convert makes the model out of those, with inheritance and defaults.
package asa

import (
	"errors"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Read returns the one device that a file holds. The error says that there is no
// statement in the file.
func Read(src *parser.Source) ([]*ipsec.Device, error) {
	c := extract(src)
	if len(c.tree.Nodes) == 0 {
		return nil, errors.New("the file holds no configuration line; export it with \"more system:running-config\" or \"show running-config\"")
	}
	d, links := convert(c)
	r := newRemedier(c, links)
	d.Remedier, d.Checker = r, r
	return []*ipsec.Device{d}, nil
}
