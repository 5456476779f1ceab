package ipsec

import "testing"

// TestSharedKeys names tunnels by letters: each has a peer and a key, "-" is none that
// the file shows.
func TestSharedKeys(t *testing.T) {
	var ring Keyring
	var tunnels []*Tunnel
	for _, x := range [][3]string{
		{"a", "192.0.2.1", "one"}, {"b", "192.0.2.1", "one"}, {"c", "192.0.2.2", "one"}, {"d", "192.0.2.1", "one"},
		{"e", "192.0.2.3", "two"}, {"f", "192.0.2.4", "-"}, {"g", "192.0.2.5", "-"}, {"h", "192.0.2.6", "one"},
	} {
		tunnel := &Tunnel{Name: x[0], Peer: x[1]}
		if x[2] != "-" {
			tunnel.IKE.PSK = ring.Visible(x[2], Span{})
		}
		tunnels = append(tunnels, tunnel)
	}
	want := map[string]string{"c": "a", "d": "c", "h": "a"}
	got := SharedKeys(tunnels)
	for _, x := range tunnels {
		name := ""
		if other := got[x]; other != nil {
			name = other.Name
		}
		if name != want[x.Name] {
			t.Errorf("%s: shares its key with %q, want %q", x.Name, name, want[x.Name])
		}
	}
}
