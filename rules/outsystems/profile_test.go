package outsystems_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
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

// TestProfileLists holds that a value stands in one list only, and that weak ones
// are accepted ones.
func TestProfileLists(t *testing.T) {
	p := outsystems.Profile()
	checkList(t, "ike.encryption", p.IKE.Encryption)
	checkList(t, "ike.integrity", p.IKE.Integrity)
	checkList(t, "ike.dh", p.IKE.DH)
	checkList(t, "ipsec.encryption", p.IPsec.Encryption)
	checkList(t, "ipsec.integrity", p.IPsec.Integrity)
	checkList(t, "ipsec.dh", p.IPsec.DH)
	for _, o := range []struct {
		rules.Offer
		encryption, integrity []string
		dh                    []int
	}{
		{p.IKE.Offer, p.IKE.Encryption.Accepted, p.IKE.Integrity.Accepted, p.IKE.DH.Accepted},
		{p.IPsec.Offer, p.IPsec.Encryption.Accepted, p.IPsec.Integrity.Accepted, p.IPsec.DH.Accepted},
	} {
		if !slices.Contains(o.encryption, o.Encryption) || !slices.Contains(o.integrity, o.Integrity) || !slices.Contains(o.dh, o.DH) {
			t.Errorf("%+v is offered and not accepted", o.Offer)
		}
	}
}

func checkList[T comparable](t *testing.T, name string, l rules.List[T]) {
	t.Helper()
	for _, v := range l.FarSideOnly {
		if slices.Contains(l.Accepted, v) {
			t.Errorf("%s: %v is both accepted and far side only", name, v)
		}
	}
	for _, v := range l.Weak {
		if !slices.Contains(l.Accepted, v) {
			t.Errorf("%s: %v is weak and not accepted", name, v)
		}
	}
}
