package opnsense_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/opnsense"
)

func TestCorpus(t *testing.T) {
	vendortest.Corpus(t, "opnsense/*.xml", map[string]vendortest.Counts{
		"EvilBit-Labs__opnDossier__sample.config.5.xml": {0, 0, 0, 0},
		"dmauser__Lab__config.xml":                      {0, 0, 0, 0},
		"unknown__index-63283310731__opnsenseA.xml":     {1, 1, 2, 0},
	}, opnsense.Detect, opnsense.Read)
}
