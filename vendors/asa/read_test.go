package asa

import (
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
)

func TestGolden(t *testing.T) { vendortest.Golden(t, Read) }
