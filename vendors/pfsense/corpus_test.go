package pfsense_test

import (
	"testing"

	"github.com/vpnlint/vpnlint/vendors/internal/vendortest"
	"github.com/vpnlint/vpnlint/vendors/pfsense"
)

func TestCorpus(t *testing.T) {
	vendortest.Corpus(t, "pfsense/*.xml", map[string]vendortest.Counts{
		"BENE-Mael__index-37623184887__nantes-ipsec-fragment.xml":    {1, 1, 1, 0},
		"TKCERT__pfFocus__pfSense-CE-2.3.4-RELEASE-amd64-config.xml": {0, 0, 0, 0},
		"grounzero__pfsense-redactor__test-config1.xml":              {2, 0, 2, 0},
		"grounzero__pfsense-redactor__test-config2.xml":              {0, 0, 0, 0},
		"pfsensible__core__2.4-pfsense_ipsec_aggregate_config.xml":   {2, 2, 1, 0},
		"pfsensible__core__2.4-pfsense_ipsec_config.xml":             {2, 2, 1, 0},
		"pfsensible__core__2.4-pfsense_ipsec_proposal_config.xml":    {2, 2, 1, 0},
		"pfsensible__core__pfsense_ipsec_config.xml":                 {3, 3, 1, 0},
		"pfsensible__core__pfsense_ipsec_proposal_config.xml":        {2, 2, 1, 0},
	}, pfsense.Detect, pfsense.Read)
}
