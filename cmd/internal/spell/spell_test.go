package spell

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"peers", "cidr", "dns", "onprem", "behind_nat", "asymmetric_ok"}
	for word, want := range map[string]string{
		"peer": "peers", "perrs": "peers", "Cidr": "cidr", "behind-nat": "behind_nat", "asym": "asymmetric_ok",
		"dsn": "dns", "x": "", "routing": "", "onpr": "onprem",
	} {
		if got := Nearest(word, names); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
