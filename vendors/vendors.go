// Package vendors knows which vendors there are: it finds out whose
// configuration a file is, by evidence in its text, and hands it to that
// vendor's reader.
package vendors

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Vendor is one dialect that vpnlint reads.
type Vendor struct {
	Name  string // as in flags and in the model
	Title string // as people write it: "Cisco ASA"
	// Detect scores the evidence that the file is this vendor's: 0 = none, 100 = certain.
	Detect func(*parser.Source) int
	// Read returns the devices of the file. An error means that nothing of the
	// file could be read; anything less is a Problem of a device.
	Read func(*parser.Source) ([]*ipsec.Device, error)
	// Secrets returns the parts of the line [start, end) of the file that must not be shown.
	Secrets func(src *parser.Source, start, end int) []parser.Span
}
