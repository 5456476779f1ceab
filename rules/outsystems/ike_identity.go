package outsystems

import (
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var ikeIdentity = &rules.Rule{
	Name:     "ike-identity",
	Category: "ike",
	Severity: rules.Warning,
	Rows:     []int{47},
	Clause:   "Common reasons for phase 1 to fail: device behind NAT",
	Symptoms: []rules.Symptom{rules.Phase1Fails},
	Title:    "Behind a NAT, the device names itself by its public address",
	What: "When the device is behind a NAT, or IKE leaves from an address that is not public to one that is, the identity that it sends must be the public address of the NAT device, the one that is registered with OutSystems. " +
		"An identity that is a private address, or the private source address for want of one, is a warning. So is a name, since OutSystems registers addresses.",
	Why: "The far side knows the customer's device by the registered public address. The guide asks that IKE arrives from the configured peer address; the identity inside must not say otherwise.",
	Undecided: "When the device is behind a NAT and the export does not tell the identity it says so as info. " +
		"Without outsystems.behind_nat (--behind-nat) and with no address to judge by it is silent, and the summary says so.",
	Since:  "0.1.0",
	Tunnel: checkIKEIdentity,
}

func checkIKEIdentity(p *rules.Pass, t *ipsec.Tunnel) {
	id := t.IKE.LocalID
	behind, told := behindNAT(p, t)
	if !told && id.Origin != ipsec.None {
		if private, isAddr := notPublic(p.Profile, id.V); private || !isAddr {
			p.NotJudged(rules.KeyBehindNAT)
		}
	}
	if !behind || !tell(p, t, id, ikeHead(t), "identity that the device sends") {
		return
	}
	private, isAddr := notPublic(p.Profile, id.V)
	f := about(id, ikeHead(t))
	f.Actual, f.Expected = plain(id.V), say("the public address")
	f.Changes = []ipsec.Change{{Kind: ipsec.SetIdentity, Tunnel: t}}
	switch {
	case private:
		f.Message = say("behind a NAT the device names itself %s%s; the far side knows it by its public address", id.V, given(id))
	case isAddr:
		return
	case !id.Written():
		// The device decides by itself, which means by the address it sends from.
		if from := t.IKE.LocalAddress; from.Known() {
			if isPrivate, _ := notPublic(p.Profile, from.V); !isPrivate {
				return
			}
			f.Actual = plain(from.V)
		}
		f.Message = say("behind a NAT the device names itself by its own address%s; the far side knows it by its public address", given(id))
	default:
		f.Message = say("behind a NAT the device names itself by %s; the far side knows it by its public address", id.V)
	}
	p.ReportTunnel(t, f)
}
