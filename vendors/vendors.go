// Package vendors knows which vendors there are: it finds out whose
// configuration a file is, by evidence in its text, and hands it to that
// vendor's reader.
package vendors

import (
	"fmt"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/asa"
	"github.com/vpnlint/vpnlint/vendors/fortigate"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
	"github.com/vpnlint/vpnlint/vendors/paloalto"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
	"github.com/vpnlint/vpnlint/vendors/strongswan"
)

// Vendor is one dialect that vpnlint reads.
type Vendor struct {
	Name  string // as in flags and in the model
	Title string // as people write it: "Cisco ASA"
	// Counts is what the version of a device counts where that is not the software:
	// an XML export of pfSense and OPNsense tells the revision of its own form only.
	Counts string
	// Detect scores the evidence that the file is this vendor's: 0 = none, 100 = certain.
	Detect func(*parser.Source) int
	// Read returns the devices of the file. An error means that nothing of the
	// file could be read; anything less is a Problem of a device.
	Read func(*parser.Source) ([]*ipsec.Device, error)
	// ReadIn is Read for a vendor whose files include others: those that lie in the
	// folder are read, too. It is nil for the rest.
	ReadIn func(*parser.Source, *parser.Folder) ([]*ipsec.Device, error)
	// Beside reports whether a text is no configuration of the vendor's, but a file
	// that ReadIn reads when it lies beside one. It is nil for a vendor without such.
	Beside func(*parser.Source) bool
	// Secrets returns the parts of the line [start, end) of the file that must not be shown.
	Secrets func(src *parser.Source, start, end int) []parser.Span
}

// All returns the vendors in the order of the documentation. A new vendor is
// one more element.
func All() []Vendor {
	return []Vendor{
		{Name: "asa", Title: "Cisco ASA", Detect: asa.Detect, Read: asa.Read, Secrets: asa.Secrets},
		{Name: "strongswan", Title: "strongSwan or libreswan", Detect: strongswan.Detect, Read: strongswan.Read, ReadIn: strongswan.ReadIn, Beside: strongswan.IsHostDump, Secrets: strongswan.Secrets},
		{Name: "pfsense", Title: "pfSense", Counts: "config.xml", Detect: pfsense.Detect, Read: pfsense.Read, Secrets: pfsense.Secrets},
		{Name: "opnsense", Title: "OPNsense", Counts: "config.xml", Detect: opnsense.Detect, Read: opnsense.Read, Secrets: opnsense.Secrets},
		{Name: "fortigate", Title: "Fortinet FortiGate", Detect: fortigate.Detect, Read: fortigate.Read, Secrets: fortigate.Secrets},
		{Name: "paloalto", Title: "Palo Alto PAN-OS", Detect: paloalto.Detect, Read: paloalto.Read, Secrets: paloalto.Secrets},
	}
}

// System is what a device runs in words, as "Cisco ASA 9.16(4)".
func System(all []Vendor, vendor, version string) string {
	words := []string{vendor}
	if v, ok := Find(all, vendor); ok {
		words[0] = v.Title
		if v.Counts != "" && version != "" {
			words = append(words, v.Counts)
			words[0] += ","
		}
	}
	if version != "" {
		words = append(words, version)
	}
	return strings.Join(words, " ")
}

// Find returns the vendor of that name.
func Find(all []Vendor, name string) (Vendor, bool) {
	for _, v := range all {
		if v.Name == name {
			return v, true
		}
	}
	return Vendor{}, false
}

// Names returns the names that flags and the model use.
func Names(all []Vendor) []string {
	names := make([]string, 0, len(all))
	for _, v := range all {
		names = append(names, v.Name)
	}
	return names
}

// certain is the score at which the other vendors need not be asked.
const certain = 100

// Detect returns the vendor with the best evidence in the text. The error is an
// [*UnknownError] when there is no evidence for any, or as much for another.
func Detect(all []Vendor, src *parser.Source) (Vendor, error) {
	var best Vendor
	var equal []Vendor
	score := 0
	for _, v := range all {
		switch s := v.Detect(src); {
		case s >= certain:
			return v, nil
		case s > score:
			best, score, equal = v, s, nil
		case s == score && s > 0:
			equal = append(equal, v)
		}
	}
	if score == 0 {
		return Vendor{}, &UnknownError{Known: all}
	}
	if len(equal) > 0 {
		return Vendor{}, &UnknownError{Known: all, Tied: append([]Vendor{best}, equal...)}
	}
	return best, nil
}

// UnknownError says that the dialect of a file is not known. Its text tells what
// to do, and not which file it is about.
type UnknownError struct {
	Known []Vendor
	Tied  []Vendor // those with the same evidence; empty when there is none for any
}

func (e *UnknownError) Error() string {
	if len(e.Tied) > 0 {
		return fmt.Sprintf("unknown dialect: it could be %s; say which with --vendor %s",
			titles(e.Tied, " or "), strings.Join(Names(e.Tied), " or --vendor "))
	}
	return fmt.Sprintf("unknown dialect: nothing in it looks like an exported configuration of %s; "+
		"export the whole running configuration, or say whose it is with --vendor %s",
		titles(e.Known, " or "), strings.Join(Names(e.Known), "|"))
}

func titles(vs []Vendor, last string) string {
	all := make([]string, 0, len(vs))
	for _, v := range vs {
		all = append(all, v.Title)
	}
	if n := len(all) - 1; n > 0 {
		return strings.Join(all[:n], ", ") + last + all[n]
	}
	return strings.Join(all, "")
}
