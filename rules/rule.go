// Package rules runs checks over the common model. A rule is a pure function of
// the model, the intent and the profile; it knows no vendor, opens no file and
// prints nothing.
package rules

import "github.com/vpnlint/vpnlint/vendors/ipsec"

// Severity orders findings: a larger one is worse.
type Severity uint8

// Off is the severity of a rule that is not to run.
const Off Severity = 0

const (
	// Info means that the export cannot tell, or that something is worth knowing.
	Info Severity = iota + 1
	// Warning means that the guide says should, or that it breaks later.
	Warning
	// Error means that the tunnel will not come up or will drop, or that the guide says must.
	Error
)

// String returns the word used in output and flags.
func (s Severity) String() string {
	return [...]string{"off", "info", "warning", "error"}[s]
}

// Symptom is a trouble of the guide that a rule's finding can cause.
type Symptom string

const (
	Phase1Fails    Symptom = "phase1-fails"
	Phase2Fails    Symptom = "phase2-fails"
	DropsHourly    Symptom = "drops-hourly"
	TunnelInactive Symptom = "tunnel-inactive"
	Unstable       Symptom = "unstable"
	NoPing         Symptom = "no-ping"
	NoWeb          Symptom = "no-web"
	NoDatabase     Symptom = "no-database"
	NoNames        Symptom = "names-do-not-resolve"
	RangeChanged   Symptom = "range-changed"
)

// Rule is one check with everything that is said about it.
type Rule struct {
	Name     string   // the rule's identity, such as ike-lifetime
	Category string   // ike, ipsec, liveness, routing, path, input
	Severity Severity // of the gravest finding that it makes
	Rows     []int    // statements of the guide that it answers, by number
	Clause   string   // the guide's section, in English; "" when the rule is not from the guide
	Symptoms []Symptom
	Needs    []string // intent keys without which it is silent

	Title     string // one line: what must be so
	What      string // what it checks, with the exact values
	Why       string // why, with the guide's section
	Undecided string // when it cannot decide, and what it says then
	Since     string // the vpnlint version that brought it

	// Alone reports that each finding about a written value rests on that value and
	// nothing else in the file, so that it holds in a file that is cut off, too.
	Alone bool

	// Exactly one of the two is set: Tunnel is called for each tunnel in scope,
	// Device once for each device.
	Tunnel func(*Pass, *ipsec.Tunnel)
	Device func(*Pass)
}

// Finding is one thing that a rule says about one place.
type Finding struct {
	Rule     *Rule
	Severity Severity
	Message  Text // one sentence without a full stop: what is wrong, with the values
	At       ipsec.Span
	Device   *ipsec.Device
	Tunnels  []*ipsec.Tunnel // all that share the place; empty for a finding about the device
	// Subject tells two findings of one rule at one place apart, and stands for the
	// finding in a baseline: the proposal, the selector pair. It holds no line number.
	Subject string

	Actual   Text // what the device has, in the model's words; zero when that makes no sense
	Expected Text // what is needed
	Origin   ipsec.Origin
	// Together is set when the value is wrong only beside another one: a file that is
	// cut off may lack that.
	Together bool
	Related  []Related
	Changes  []ipsec.Change // what would mend it, in the order to do it
}

// Related is another place that helps to understand a finding.
type Related struct {
	At      ipsec.Span
	Message Text
}

// NotJudged says what could not be judged for lack of intent.
type NotJudged struct {
	Rule   string // "" when it is about every rule
	Key    string // the intent key that would let it, such as outsystems.cidr; "" when none would
	Reason Text
}
