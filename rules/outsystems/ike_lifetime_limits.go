package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// judgeIKELifetime holds one lifetime of phase 1 against the profile and says in
// words what is wrong; the severity is zero when nothing is.
func judgeIKELifetime(want rules.IKEProfile, life ipsec.Value[int], rekey *ipsec.Rekey, what rules.Text) (rules.Severity, rules.Text) {
	need := say("the far side uses %d s", want.Lifetime)
	switch {
	case rekey != nil && rekey.Latest > want.Lifetime:
		return rules.Error, say("%s is renewed as late as %d s after setup%s; %s", what, rekey.Latest, given(life), need)
	case rekey == nil && life.V == 0:
		return rules.Error, say("%s has no time limit%s; %s", what, given(life), need)
	case rekey == nil && life.V > want.Lifetime, life.V > 0 && life.V < want.LifetimeMin:
		return rules.Error, say("%s has a lifetime of %d s%s; %s", what, life.V, given(life), need)
	case life.V > 0 && life.V < want.Lifetime:
		return rules.Warning, say("%s has a lifetime of only %d s%s; %s", what, life.V, given(life), need)
	}
	return 0, rules.Text{}
}
