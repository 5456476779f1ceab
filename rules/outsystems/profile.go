// Package outsystems holds the profile outsystems-cloud: what the guide of the
// OutSystems Cloud VPN, and AWS on the far side, require of the customer's
// device, as rules over the common model.
package outsystems

import (
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/rules"
)

// Profile returns the values of the profile outsystems-cloud, those of
// profile.yaml. A caller may change what it gets.
//
// Decoding YAML takes a tenth of the time that a small file does, so a test writes
// the values of that file down as Go, and fails when the two differ.
func Profile() *rules.Profile { return profileValues() }

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
