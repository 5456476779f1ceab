package rules

import "github.com/vpnlint/vpnlint/vendors/ipsec"

// Pass is what one rule sees while it runs over one device.
type Pass struct {
	Rule    *Rule
	Device  *ipsec.Device
	Tunnels []*ipsec.Tunnel // those in scope: enabled, and with a peer that the intent names
	Intent  *Intent
	Profile *Profile

	findings  []Finding
	notJudged []NotJudged
	shared    map[*ipsec.Tunnel]*ipsec.Tunnel // what SharesKeyWith answers; nil until it is asked
}

// SharesKeyWith returns the first tunnel in scope before t that shows the same
// pre-shared key and has another peer, nil when there is none.
func (p *Pass) SharesKeyWith(t *ipsec.Tunnel) *ipsec.Tunnel {
	if p.shared == nil {
		p.shared = ipsec.SharedKeys(p.Tunnels)
	}
	return p.shared[t]
}

// Report records a finding. Rule and device are filled in; the severity too,
// with the rule's own, when it is zero.
func (p *Pass) Report(f Finding) {
	f.Rule, f.Device = p.Rule, p.Device
	if f.Severity == 0 {
		f.Severity = p.Rule.Severity
	}
	p.findings = append(p.findings, f)
}

// ReportTunnel records a finding about one tunnel.
func (p *Pass) ReportTunnel(t *ipsec.Tunnel, f Finding) {
	f.Tunnels = []*ipsec.Tunnel{t}
	p.Report(f)
}

// NotJudged records that the rule could not judge something for lack of an
// intent key. A rule whose Needs are not met is recorded by the runner; this is
// for rules that judge a part without it. The reason is optional.
func (p *Pass) NotJudged(key string, reason ...Text) {
	n := NotJudged{Rule: p.Rule.Name, Key: key}
	if len(reason) > 0 {
		n.Reason = reason[0]
	}
	p.notJudged = append(p.notJudged, n)
}
