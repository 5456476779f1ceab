package outsystems

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// aboutChild starts a finding about a setting of phase 2. With several phase 2
// entries a default is told apart by the entry's name; what the file says is told
// apart by its place, so that a shared line is reported once.
func aboutChild[T any](t *ipsec.Tunnel, c *ipsec.Child, v ipsec.Value[T]) rules.Finding {
	f := about(v, headOf(c.At, t.At))
	if v.At.IsZero() && len(t.Children) > 1 {
		f.Subject = c.Name
	}
	return f
}

// headOf returns the first span that names a place: the innermost block first.
func headOf(spans ...ipsec.Span) ipsec.Span {
	for _, s := range spans {
		if !s.IsZero() {
			return s
		}
	}
	return ipsec.Span{}
}

// list joins values for a message: "sha1, sha256".
func list[T any](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}

// canUse reports whether the tunnel may run with that IKE version; an unknown
// list of versions says no.
func canUse(t *ipsec.Tunnel, version string) bool {
	return t.IKE.Versions.Known() && slices.Contains(t.IKE.Versions.V, version)
}
