package fortigate

import (
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }

func FuzzRead(f *testing.F) {
	vendortest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { vendortest.FuzzOne(t, data, Read) })
}
