package configxml

import (
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Pages answers a change to a phase 1 and its phase 2s of the ipsec section with
// steps in the GUI, each with its element of config.xml. Both boxes have the same
// fields there, under labels of their own.
type Pages struct {
	ipsec.Change
	Steps
	P1   *Phase1
	Used []*Phase2
	// Group are the phase 2s of the child that the change names; nil stands for Used.
	Group []*Phase2
	Peer  string
	// Carrier is the assigned interface that carries the tunnel; "" for none.
	Carrier string
	// OnInterface: what comes out of the tunnel is filtered on Carrier's tab.
	OnInterface bool
	Root        string // of config.xml: pfsense, opnsense
	Edit        string // the page without the number of the phase, such as "VPN > IPsec > Tunnels > Edit Phase"
}

// Page1 is the GUI's page of the phase 1.
func (p *Pages) Page1() string { return p.Edit + " 1 (" + p.Peer + ")" }

// Page2 is that of a phase 2.
func (p *Pages) Page2(p2 *Phase2) string { return p.Edit + " 2 (" + p2.Label() + ")" }

// Path1 names an element of the phase 1.
func (p *Pages) Path1(element string) string {
	return "/" + p.Root + "/ipsec/phase1[ikeid=" + p.P1.IKEID.V + "]/" + element
}

// Path2 names an element of a phase 2.
func (p *Pages) Path2(p2 *Phase2, element string) string {
	by := "ikeid=" + p2.IKEID.V
	if p2.ReqID.V != "" {
		by = "reqid=" + p2.ReqID.V
	}
	return "/" + p.Root + "/ipsec/phase2[" + by + "]/" + element
}

// Set1 gives a field of the phase 1 a value.
func (p *Pages) Set1(shown, element, value string, t Text) {
	p.Set(p.Page1(), shown, p.Path1(element), value, t)
}

// Set2 gives a field of a phase 2 a value.
func (p *Pages) Set2(p2 *Phase2, shown, element, value string, t Text) {
	p.Set(p.Page2(p2), shown, p.Path2(p2, element), value, t)
}

// Phase2s are those that the change is about.
func (p *Pages) Phase2s() []*Phase2 {
	if p.Group != nil {
		return p.Group
	}
	return p.Used
}

// PSK asks for the key. It can be in no step.
func (p *Pages) PSK() {
	p.Do(p.Page1()+": Pre-Shared Key, the key of this tunnel from the supplied configuration file", p.Path1("pre-shared-key")+" = KEY")
}

// Identity sets the identity to an address, the user's own where none is told.
func (p *Pages) Identity() {
	address := p.Text
	if address == "" {
		address = "PUBLIC-ADDRESS"
	}
	p.Do(p.Page1()+": My identifier IP address "+address, p.Path1("myid_type")+" = address", p.Path1("myid_data")+" = "+address)
}

// DPD sets both fields of dead peer detection, under the box's labels.
func (p *Pages) DPD(delayLabel, retriesLabel string) {
	delay, retries := strconv.Itoa(p.Seconds), strconv.Itoa(p.Number)
	if p.P1.DPDDelay.V != delay {
		p.Set1("tick Dead Peer Detection, "+delayLabel+" "+delay, "dpd_delay", delay, p.P1.DPDDelay)
	}
	if p.P1.DPDMaxFail.V != retries {
		p.Set1("Dead Peer Detection, "+retriesLabel+" "+retries, "dpd_maxfail", retries, p.P1.DPDMaxFail)
	}
}

// Selectors keeps the first phase 2, with the wanted networks, and deletes the
// others.
func (p *Pages) Selectors() {
	for i, p2 := range p.Used {
		if i > 0 {
			p.Do(p.Page2(p2)+": delete this phase 2", "remove "+strings.TrimSuffix(p.Path2(p2, ""), "/"))
			continue
		}
		p.network(p2, "Local Network", "localid", p.Selector.Local)
		p.network(p2, "Remote Network", "remoteid", p.Selector.Remote)
	}
}

func (p *Pages) network(p2 *Phase2, label, element, prefix string) {
	address, bits, _ := strings.Cut(prefix, "/")
	p.Do(p.Page2(p2)+": "+label+" "+prefix, p.Path2(p2, element+"/type")+" = network",
		p.Path2(p2, element+"/address")+" = "+address, p.Path2(p2, element+"/netbits")+" = "+bits)
}

// PingHost lets the box ping a host through the first phase 2; add is the step that
// makes one where there is none.
func (p *Pages) PingHost(add string) {
	host := "DNS-SERVER"
	if p.Addr.IsValid() {
		host = p.Addr.String()
	}
	if len(p.Used) > 0 {
		p.Set2(p.Used[0], "Automatically ping host "+host, "pinghost", host, p.Used[0].PingHost)
		return
	}
	p.Do(add+": Automatically ping host "+host, "/"+p.Root+"/ipsec/phase2/pinghost = "+host)
}
