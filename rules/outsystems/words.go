package outsystems

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// about starts a finding about a setting: it points at what says the value, or at
// head, the innermost block where the line would stand, and names the references
// that led there. Message, Actual and Expected are the rule's to fill in.
func about[T any](v ipsec.Value[T], head ipsec.Span) rules.Finding {
	f := rules.Finding{At: v.Place(head), Origin: v.Origin}
	for _, via := range v.Via {
		f.Related = append(f.Related, rules.Related{At: via, Message: say("the reference that leads here")})
	}
	if v.Origin == ipsec.Inherited && !head.IsZero() {
		f.Related = append(f.Related, rules.Related{At: head, Message: say("the block that inherits it")})
	}
	return f
}

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

// cannotTell makes f the info that an unknown value deserves; what names the
// setting, as in "phase 2 lifetime".
func cannotTell[T any](f rules.Finding, what rules.Text, v ipsec.Value[T]) rules.Finding {
	f.Severity = rules.Info
	f.Message = say("cannot tell the %s", what)
	if v.Reason != "" {
		f.Message = say("cannot tell the %s: %s", what, made(v.Reason))
	}
	return f
}

// given returns the words that tell where a default comes from, to stand behind
// the value, such as " (default of ASA 9.8)"; nothing for what the file says.
func given[T any](v ipsec.Value[T]) rules.Text {
	if v.Origin != ipsec.Default || v.Reason == "" {
		return rules.Text{}
	}
	return say(" (%s)", made(v.Reason))
}

// seconds writes a time as all messages do.
func seconds(n int) rules.Text { return say("%d s", n) }

// limit writes a lifetime; zero is none.
func limit(seconds int) rules.Text {
	if seconds == 0 {
		return say("no limit")
	}
	return say("%d s", seconds)
}

// listed joins sentences or words that a vendor's reader gives.
func listed(all []string) rules.Text {
	var text rules.Text
	for i, r := range all {
		if i == 0 {
			text = made(r)
		} else {
			text = say("%s, %s", text, made(r))
		}
	}
	return text
}

// reasons joins what a vendor's reader gives as several reasons.
func reasons(all []string) rules.Text {
	var text rules.Text
	for i, r := range all {
		if i == 0 {
			text = made(r)
		} else {
			text = say("%s, and %s", text, made(r))
		}
	}
	return text
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
