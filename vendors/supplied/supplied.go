// Package supplied reads the configuration file that OutSystems hands out for a
// VPN connection, which is what AWS generates: the Generic text, the
// CustomerGatewayConfiguration document as XML or JSON, and the list of steps
// for pfSense. [FromDevices] makes the same of the sample for a vendor whose
// configurations vpnlint reads; the package vendors brings the two together.
//
// The files' form was taken from AWS's published samples (Site-to-Site VPN user
// guide, "Download the configuration file"; network administrator guide, 2020).
package supplied

import (
	"bytes"
	"fmt"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Error says where a supplied file is malformed. Its text names the place, and
// quotes nothing of the file: a key may stand in the wrong line.
type Error struct {
	At      parser.Span // zero when the file as a whole is meant
	File    string
	Message string // what is wrong, and what to do
}

func (e *Error) Error() string {
	if e.At.IsZero() {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	p := e.At.Position()
	return fmt.Sprintf("%s:%d:%d: %s", e.File, p.Line, p.Column, e.Message)
}

// again is what to do about a malformed file.
const again = "download the configuration file again"

// form is one of the forms that this package reads.
type form struct {
	name string
	read func(*builder, *parser.Source) error
}

// formOf finds out the form of the text; ok is false when it is none of them.
func formOf(src *parser.Source) (f form, ok bool) {
	text := bytes.TrimSpace(src.Text())
	switch {
	case len(text) == 0:
		return form{}, false
	case text[0] == '<' && bytes.Contains(text, []byte("<vpn_connection")):
		return form{"XML", readXML}, true
	case (text[0] == '{' || text[0] == '[') && isDocument(text):
		return form{"JSON", readJSON}, true
	case countLabels(src, genericLabel) >= 5:
		return form{"Generic", readGeneric}, true
	case countLabels(src, stepLabel) >= 5:
		return form{"pfSense", readSteps}, true
	}
	return form{}, false
}

// Detect reports whether the text is in one of the forms that [Read] reads.
func Detect(src *parser.Source) bool {
	_, ok := formOf(src)
	return ok
}

// Read reads the text. The error is an [*Error].
func Read(src *parser.Source) (*ipsec.Supplied, error) {
	f, ok := formOf(src)
	if !ok {
		return nil, &Error{File: src.Name(), Message: "this is no configuration file of OutSystems or AWS"}
	}
	b := &builder{src: src, out: &ipsec.Supplied{Path: src.Name(), Format: f.name}}
	if err := f.read(b, src); err != nil {
		return nil, err
	}
	return b.finish()
}
