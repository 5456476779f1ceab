package opnsense

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// connectionIKE gives phase 1 of a connection. A blank field is strongSwan's
// own default: no probes, renewal after four hours.
func (c *config) connectionIKE(conn *connection) ipsec.IKE {
	f := conn.fields
	timers := connectionTimers(f["rekey_time"], f["reauth_time"], f["over_time"])
	local := localAddress(f["local_addrs"])
	ike := ipsec.IKE{
		At: conn.at, Versions: versions(f["version"]), CanIKEv2: ipsec.DefaultOf(true, "OPNsense knows IKEv2"),
		Auth: authMethod(conn), PSK: c.presharedKey(conn), Lifetime: timers.Life, Rekey: timers.Rekey,
		Proposals: ikeProposals(conn), DPD: dpd(f["dpd_delay"]),
		NATTraversal: natTraversal(f["encap"]), Port: port(f["remote_port"]),
		LocalAddress: local, LocalID: localID(conn, local),
	}
	if f["version"].V != "2" {
		ike.Mode = ipsec.DefaultOf("main", "aggressive is off unless set")
		if t := f["aggressive"]; t.On() {
			ike.Mode = ipsec.ExplicitAt("aggressive", t.At)
		} else if t.V != "" {
			ike.Mode = ipsec.ExplicitAt("main", t.At)
		}
	}
	return ike
}

func versions(t configxml.Text) ipsec.Value[[]string] {
	switch t.V {
	case "1":
		return ipsec.ExplicitAt([]string{"ikev1"}, t.At)
	case "2":
		return ipsec.ExplicitAt([]string{"ikev2"}, t.At)
	case "0":
		return ipsec.ExplicitAt([]string{"ikev1", "ikev2"}, t.At)
	}
	return ipsec.DefaultOf([]string{"ikev1", "ikev2"}, "version accepts both unless set, and starts IKEv2")
}

// connectionTimers derives what strongSwan does with the three times of a
// connection. With reauth_time alone nothing is rekeyed.
func connectionTimers(rekeyText, reauthText, overText configxml.Text) configxml.Timers {
	rekey, okRekey := rekeyText.Int()
	reauth, okReauth := reauthText.Int()
	if !okRekey && !okReauth {
		return configxml.Timers{
			Life:  ipsec.DefaultOf(configxml.SwanctlIKELife, "rekey_time is blank: strongSwan renews after 4 hours, at the latest 10 % later"),
			Rekey: configxml.Window(configxml.SwanctlIKERekey, configxml.SwanctlIKERekey/10),
		}
	}
	top, from := rekey, rekeyText
	if reauth > rekey {
		top, from = reauth, reauthText
	}
	if top <= 0 {
		if !okRekey {
			from = reauthText
		}
		return configxml.Never(from.At)
	}
	over, ok := overText.Int()
	if !ok {
		over = top / 10
	}
	first := top
	for _, n := range []int{rekey, reauth} {
		if n > 0 {
			first = min(first, n)
		}
	}
	reason := "rekey_time plus over_time"
	if from.At == reauthText.At {
		reason = "reauth_time plus over_time"
	}
	return configxml.Timers{Life: configxml.Derived(top+over, reason, from, overText), Rekey: configxml.Window(first, min(over, first/2))}
}

func dpd(t configxml.Text) ipsec.DPD {
	d := ipsec.DPD{Answers: ipsec.DefaultOf(true, "strongSwan answers the peer's probes whatever is set")}
	n, ok := t.Int()
	switch {
	case !ok:
		d.Enabled = ipsec.DefaultOf(false, "dpd_delay is blank: strongSwan sends no probes")
	case n <= 0:
		d.Enabled = ipsec.ExplicitAt(false, t.At)
	default:
		d.Enabled, d.Interval = ipsec.ExplicitAt(true, t.At), ipsec.ExplicitAt(n, t.At)
	}
	return d
}

func natTraversal(t configxml.Text) ipsec.Value[string] {
	switch {
	case t.On():
		return ipsec.ExplicitAt("forced", t.At)
	case t.V != "":
		return ipsec.ExplicitAt("on", t.At)
	}
	return ipsec.DefaultOf("on", "strongSwan detects a NAT by itself")
}

func port(t configxml.Text) ipsec.Value[int] {
	if n, ok := t.Int(); ok {
		return ipsec.ExplicitAt(n, t.At)
	}
	return ipsec.DefaultOf(500, "remote_port is 500 unless set")
}

func localAddress(t configxml.Text) ipsec.Value[string] {
	if words := t.Words(); len(words) > 0 {
		return ipsec.ExplicitAt(words[0].V, words[0].At)
	}
	return ipsec.UnknownAs[string]("local_addrs is blank: any address of the firewall", t.At)
}

func localID(conn *connection, local ipsec.Value[string]) ipsec.Value[string] {
	for _, a := range conn.locals {
		if a.id.V != "" {
			return ipsec.ExplicitAt(a.id.V, a.id.At)
		}
	}
	return local
}

func authMethod(conn *connection) ipsec.Value[string] {
	if len(conn.locals) == 0 {
		return ipsec.UnknownAs[string]("the export holds no local authentication of this connection", conn.at)
	}
	a := conn.locals[0]
	switch {
	case a.auth.V == "":
		return ipsec.DefaultOf("psk", "auth is psk unless set")
	case a.auth.V == "psk":
		return ipsec.ExplicitAt("psk", a.auth.At)
	case a.auth.V == "pubkey":
		return ipsec.ExplicitAt("certificate", a.auth.At)
	case strings.HasPrefix(a.auth.V, "eap"):
		return ipsec.ExplicitAt("eap", a.auth.At)
	}
	return ipsec.ExplicitAt(a.auth.V, a.auth.At)
}

// presharedKey finds the key that charon would take: one whose identity is this
// side's or the peer's. Where the export lacks the identities, the key stands
// elsewhere.
func (c *config) presharedKey(conn *connection) ipsec.Secret {
	var ids []string
	for _, list := range [][]*auth{conn.locals, conn.remotes} {
		for _, a := range list {
			ids = append(ids, a.id.V)
		}
	}
	for _, name := range []string{"local_addrs", "remote_addrs"} {
		for _, w := range conn.fields[name].Words() {
			ids = append(ids, w.V)
		}
	}
	best, score := ipsec.Secret{}, 0
	for _, k := range c.keys {
		s := 0
		for _, id := range ids {
			if id == "" {
				continue
			}
			if sameID(id, k.ident.V) {
				s++
			}
			if sameID(id, k.remote.V) {
				s += 2
			}
		}
		if k.remote.V == "" && s > 0 {
			s++ // a key for any peer of this side
		}
		if s > score {
			best, score = k.secret, s
		}
	}
	if score == 0 && (len(conn.locals) == 0 || len(conn.remotes) == 0 || !c.whole) {
		return ipsec.Secret{State: ipsec.SecretElsewhere}
	}
	return best
}

// sameID compares identities without the prefix that tells their type.
func sameID(a, b string) bool {
	bare := func(id string) string {
		for _, prefix := range []string{"fqdn:", "userfqdn:", "email:", "keyid:", "ipv4:", "@"} {
			id = strings.TrimPrefix(id, prefix)
		}
		return id
	}
	return b != "" && bare(a) == bare(b)
}

func ikeProposals(conn *connection) []ipsec.Proposal {
	version := 2
	if conn.fields["version"].V == "1" {
		version = 1
	}
	words := conn.fields["proposals"].Words()
	if len(words) == 0 {
		return builtIn(proposal.Default(proposal.IKE, false), conn.at, version)
	}
	var out []ipsec.Proposal
	for _, w := range words {
		if proposal.IsDefault(w.V) {
			out = append(out, builtIn(proposal.Default(proposal.IKE, false), w.At, version)...)
			continue
		}
		p, err := proposal.Parse(w.V, proposal.IKE)
		if err != nil {
			conn.refuse(w.Sub(err.Start, err.End), err.Reason)
			continue
		}
		pr := ipsec.Proposal{Name: w.V, Version: version, At: w.At, Encryption: ipsec.ExplicitAt(p.Encryption, w.At),
			Integrity: ipsec.ExplicitAt(p.Integrity, w.At), PRF: ipsec.ExplicitAt(p.PRF, w.At), DH: ipsec.ExplicitAt(p.DH, w.At)}
		if version == 1 {
			pr.PRF = ipsec.DefaultOf[[]string](nil, "IKEv1 takes the hash algorithm")
		}
		out = append(out, pr)
	}
	return out
}
