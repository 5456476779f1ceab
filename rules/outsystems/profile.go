// Package outsystems holds the profile outsystems-cloud: what the guide of the
// OutSystems Cloud VPN, and AWS on the far side, require of the customer's
// device, as rules over the common model.
package outsystems

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/rules"
)

//go:embed profile.yaml
var profileYAML []byte

// Profile returns the values of the profile outsystems-cloud. Each call decodes
// anew, so that a caller may change what it gets.
func Profile() *rules.Profile {
	p := new(rules.Profile)
	if err := DecodeProfile(p, bytes.NewReader(profileYAML)); err != nil {
		panic("profile.yaml: " + err.Error()) // cannot happen: a test decodes the embedded file
	}
	return p
}

// DecodeProfile reads a profile over p: keys that the file does not name keep the
// values of p, lists that it names are replaced whole. A key that no profile has
// is an error that tells line and column.
func DecodeProfile(p *rules.Profile, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read profile: %w", err)
	}
	return yaml.Load(data, p, yaml.WithKnownFields())
}
