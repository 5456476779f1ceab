package paloalto

import "slices"

// partWords returns the path at which a part of a configuration belongs, told by
// the words at its top and, when those are unnamed entries, by the words inside
// them. It is nil for a configuration that starts at the top.
//
// A REST reply holds the entries of one kind of object, and so do the XML
// fragments that tools load; neither says of which kind.
func partWords(top, inEntry []string) []string {
	has := func(list []string, words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	switch {
	case has(top, "network", "devices", "shared", "config", "deviceconfig", "mgt-config"):
		return nil
	case has(top, "ike-crypto-profiles", "ipsec-crypto-profiles"):
		return []string{"network", "ike", "crypto-profiles"}
	case has(top, "crypto-profiles", "gateway"):
		return []string{"network", "ike"}
	case has(top, "ike", "tunnel", "virtual-router", "interface"):
		return []string{"network"}
	case has(top, "ipsec"):
		return []string{"network", "tunnel"}
	case !has(top, "entry"):
		return nil
	case has(inEntry, "auto-key", "tunnel-interface"):
		return []string{"network", "tunnel", "ipsec"}
	case has(inEntry, "peer-address", "protocol-common", "local-address"):
		return []string{"network", "ike", "gateway"}
	case has(inEntry, "esp", "ah"):
		return []string{"network", "ike", "crypto-profiles", "ipsec-crypto-profiles"}
	case has(inEntry, "hash", "dh-group"):
		return []string{"network", "ike", "crypto-profiles", "ike-crypto-profiles"}
	}
	return nil
}
