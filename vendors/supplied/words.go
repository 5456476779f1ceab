package supplied

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func lower(s string) string { return strings.ToLower(s) }

func number(n int) string { return strconv.Itoa(n) }

func isYes(s string) bool {
	switch lower(s) {
	case "true", "yes", "enabled", "enable", "on":
		return true
	}
	return false
}

// isPlaceholder reports whether the value is to be filled in by the reader of a
// published sample, such as YOUR_UPLINK_ADDRESS or <vpc_subnet>.
func isPlaceholder(s string) bool {
	if strings.ContainsAny(s, "<>{}$!") {
		return true
	}
	return strings.Contains(s, "_") && s == strings.ToUpper(s) && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// isMasked reports whether a key has been taken out of the file.
func isMasked(s string) bool {
	return strings.Trim(s, "*•.xX#") == "" || strings.ContainsAny(s, "<>") || strings.EqualFold(s, "redacted") || strings.EqualFold(s, "removed")
}

// address reads an address, with or without a prefix length behind it.
func address(b *builder, to *ipsec.Value[netip.Addr], f field, what string) error {
	text, _, _ := strings.Cut(f.text, "/")
	a, err := netip.ParseAddr(text)
	if err != nil || a.IsUnspecified() {
		return b.bad(f.at, what+" must stand here; "+again)
	}
	if !to.Known() {
		*to = ipsec.ExplicitAt(a.Unmap(), f.at)
	}
	return nil
}

// prefix reads the inside address of this side; without a length it is a host.
func (b *builder) prefix(to *ipsec.Value[netip.Prefix], f field) error {
	text := f.text
	if !strings.Contains(text, "/") {
		text += "/32"
	}
	p, err := netip.ParsePrefix(text)
	if err != nil || !p.Addr().Is4() {
		return b.bad(f.at, "an inside address of the customer gateway must stand here; "+again)
	}
	*to = ipsec.ExplicitAt(p, f.at)
	return nil
}

// figure reads a number with or without a unit behind it. Values beyond 32 bits
// are none that any of these settings takes.
func (b *builder) figure(to *ipsec.Value[int], f field) error {
	text, _, _ := strings.Cut(f.text, " ")
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return b.bad(f.at, "a number must stand here; "+again)
	}
	*to = ipsec.ExplicitAt(int(n), f.at)
	return nil
}

// list reads values with commas between them.
func list[T comparable](b *builder, to *ipsec.Value[[]T], f field, word func(string) (T, bool), what string) error {
	var out []T
	for one := range strings.SplitSeq(f.text, ",") {
		v, ok := word(lower(strings.TrimSpace(one)))
		if !ok {
			return b.bad(f.at, what+" must stand here; "+again)
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	*to = ipsec.ExplicitAt(out, f.at)
	return nil
}

func versionWord(s string) (string, bool) {
	switch strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "ike"), "v")) {
	case "1":
		return "ikev1", true
	case "2":
		return "ikev2", true
	}
	return "", false
}

// encryptionWord knows aes-128-cbc, AES256 and AES128-GCM-16 alike.
func encryptionWord(s string) (string, bool) {
	s = strings.NewReplacer("-", "", "_", "", " ", "").Replace(s)
	if s == "3des" || s == "3descbc" {
		return "3des", true
	}
	rest, ok := strings.CutPrefix(s, "aes")
	if !ok || len(rest) < 3 {
		return "", false
	}
	bits, mode := rest[:3], rest[3:]
	if !slices.Contains([]string{"128", "192", "256"}, bits) {
		return "", false
	}
	switch mode {
	case "", "cbc":
		return "aes" + bits, true
	case "gcm", "gcm16":
		return "aes" + bits + "gcm16", true
	}
	return "", false
}

// integrityWord knows sha1, hmac-sha1-96, SHA2-256 and hmac-sha2-512-256 alike.
func integrityWord(s string) (string, bool) {
	s = strings.NewReplacer("hmac", "", "-", " ", "_", " ").Replace(s)
	words := strings.Fields(s)
	if len(words) == 0 {
		return "", false
	}
	switch first := words[0]; first {
	case "md5", "sha1", "sha256", "sha384", "sha512":
		return first, true
	case "sha", "sha2":
		if len(words) == 1 || words[1] == "1" || words[1] == "96" {
			return "sha1", first == "sha"
		}
		return "sha" + words[1], slices.Contains([]string{"256", "384", "512"}, words[1])
	}
	return "", false
}

// groupWord knows "Group 2", "group14" and "Diffie-Hellman Group 2" alike.
func groupWord(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz- (")))
	return n, err == nil && n > 0 && n < 64
}
