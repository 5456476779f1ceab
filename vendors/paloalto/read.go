// Package paloalto reads configurations of Palo Alto firewalls, PAN-OS 6.1 to 12,
// and of Panorama, in every form that they are exported in: XML, set commands,
// braces and JSON, and scripts of edit and set commands. All forms become one tree,
// which one extractor reads.
//
// Rules and objects, which make up most of a file, are read when a question about
// them is asked. It reads no GlobalProtect and no tunnels with manual keys.
package paloalto

import (
	"fmt"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Read returns the devices of a PAN-OS or Panorama export in any of its forms:
// one for a firewall; for a Panorama one for each template stack and for each
// template that is in no stack.
func Read(src *parser.Source) ([]*ipsec.Device, error) {
	e, err := readExport(src)
	if err != nil {
		return nil, err
	}
	var devices []*ipsec.Device
	for i, v := range e.views() {
		c := &converter{v: v, release: parseRelease(e.version)}
		d := c.device()
		if i == 0 { // what is wrong with the file is said once
			d.Problems = append(c.owned(e.problems), d.Problems...)
		}
		slices.SortStableFunc(d.Problems, func(a, b ipsec.Problem) int { return a.At.Start - b.At.Start })
		devices = append(devices, d)
	}
	return devices, nil
}

// readExport reads the file in the form that it has.
func readExport(src *parser.Source) (*export, error) {
	switch formOf(src.Text()) {
	case formXML:
		return readXML(src), nil
	case formSet:
		return readSet(src), nil
	case formBrace:
		return readBrace(src), nil
	case formJSON:
		return readJSON(src), nil
	}
	return nil, fmt.Errorf("%s: this is no PAN-OS configuration in XML, set, brace or JSON form: export the running configuration and give that file", src.Name())
}
