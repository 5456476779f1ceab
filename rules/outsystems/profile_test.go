package outsystems_test

import (
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules/outsystems"
)

func TestProfileDecodes(t *testing.T) {
	p := outsystems.Profile()
	if p.IKE.Lifetime != 28800 || p.IPsec.Lifetime != 3600 || p.IPsec.IKEv2Rekey != 3060 {
		t.Errorf("lifetimes = %d, %d, %d; want 28800, 3600, 3060", p.IKE.Lifetime, p.IPsec.Lifetime, p.IPsec.IKEv2Rekey)
	}
	if got := p.Tunnel.InsideRange.String(); got != "169.254.0.0/16" {
		t.Errorf("inside range = %s", got)
	}
	if len(p.Packet.MSS) != 4 {
		t.Errorf("MSS table has %d rows, want 4", len(p.Packet.MSS))
	}
}

func TestProfileOverlay(t *testing.T) {
	p := outsystems.Profile()
	if err := outsystems.DecodeProfile(p, strings.NewReader("ike: { dh: { accepted: [14] } }\n")); err != nil {
		t.Fatal(err)
	}
	if got := p.IKE.DH.Accepted; len(got) != 1 || got[0] != 14 {
		t.Errorf("accepted groups = %v, want the overlay's [14]", got)
	}
	if p.IKE.Lifetime != 28800 {
		t.Errorf("lifetime = %d: a key that the overlay does not name must keep its value", p.IKE.Lifetime)
	}
}

func TestProfileRefusesUnknownKeys(t *testing.T) {
	err := outsystems.DecodeProfile(outsystems.Profile(), strings.NewReader("ike:\n  lifetme: 1\n"))
	if err == nil || !strings.Contains(err.Error(), "line 2") || !strings.Contains(err.Error(), "lifetme") {
		t.Errorf("error = %v, want one that names line 2 and the key", err)
	}
}
