package strongswan

import (
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

const (
	ikev1 = "ikev1"
	ikev2 = "ikev2"
)

// ike converts phase 1 of a connection.
func (v *converter) ike(t *ipsec.Tunnel, c *connection) {
	ike := &t.IKE
	ike.At = c.at()
	ike.CanIKEv2 = builtin(true, "it knows IKEv1 and IKEv2")
	ike.Versions = versions(c.get("version"))
	ike.Mode = v.mode(c, ike.Versions)
	v.ikeProposals(ike, c)
	v.ikeLifetime(ike, c)
	ike.DPD = dpd(c, ike.Versions)
	ike.NATTraversal = builtin("on", "NAT is detected and traversed by itself")
	if f := c.get("encap"); f.found() {
		if forced, _ := parseBool(f.value); forced {
			ike.NATTraversal = value("forced", f)
		} else {
			ike.NATTraversal = value("on", f)
		}
	}
	ike.Port = builtin(defaultIKEPort, "remote_port = 500")
	if f := c.get("remote_port"); f.found() {
		n, _ := parseUint(f.value)
		ike.Port = value(seconds(n), f)
	}
	ike.LocalAddress = builtin("", "local_addrs = %any")
	if f := c.get("local_addrs"); f.found() {
		ike.LocalAddress = listHead(f)
	}
	v.authentication(ike, c)
}

// listHead is the first element of a list.
func listHead(f field) ipsec.Value[string] {
	if f.placeholder || isPlaceholder(f.value) {
		return templated[string](f)
	}
	list := proposal.Split(f.value)
	if len(list) == 0 {
		return value("", f)
	}
	out := value(list[0].Text, f)
	out.At = f.part(list[0].Start, list[0].End)
	return out
}

// versions reads the option version: 0 initiates IKEv2 and accepts both.
func versions(f field) ipsec.Value[[]string] {
	if !f.found() {
		return builtin([]string{ikev1, ikev2}, "version = 0 accepts both and initiates IKEv2")
	}
	if f.placeholder {
		return templated[[]string](f)
	}
	switch n, _ := parseUint(f.value); uint32(n) {
	case 0:
		return value([]string{ikev1, ikev2}, f)
	case 1:
		return value([]string{ikev1}, f)
	case 2:
		return value([]string{ikev2}, f)
	}
	return value([]string{}, f)
}

func onlyIKEv1(v ipsec.Value[[]string]) bool { return len(v.V) == 1 && v.V[0] == ikev1 }

func (v *converter) mode(c *connection, versions ipsec.Value[[]string]) ipsec.Value[string] {
	if versions.Known() && !slices.Contains(versions.V, ikev1) {
		return ipsec.Value[string]{}
	}
	f := c.get("aggressive")
	if !f.found() {
		return builtin("main", "aggressive = no")
	}
	if on, _ := parseBool(f.value); on {
		return value("aggressive", f)
	}
	return value("main", f)
}

func (v *converter) ikeProposals(ike *ipsec.IKE, c *connection) {
	f := c.get("proposals")
	list := unwritten(proposal.IKE, v.rel)
	if f.found() {
		if f.placeholder {
			return
		}
		if list = readProposals(f, proposal.IKE, v.rel); len(list) == 0 {
			list = unwritten(proposal.IKE, v.rel)
		}
	}
	version := 2
	if onlyIKEv1(ike.Versions) {
		version = 1
	}
	ike.Proposals = toModel(list, f, version, version == 1)
}

// ikeLifetime computes what charon makes of rekey_time, reauth_time, over_time
// and rand_time (vici_config.c). The hard life counts from the later of rekeying
// and reauthentication; this side starts anew at the earlier one.
func (v *converter) ikeLifetime(ike *ipsec.IKE, c *connection) {
	times := [4]uint64{}
	var fields [4]field
	for i, key := range []string{"rekey_time", "reauth_time", "over_time", "rand_time"} {
		fields[i] = c.get(key)
		if !fields[i].found() {
			continue
		}
		if fields[i].placeholder {
			ike.Lifetime = templated[int](fields[i])
			return
		}
		times[i], _ = parseTime(fields[i].value)
	}
	rekey, reauth, over, random := times[0], times[1], times[2], times[3]
	if !fields[0].found() && !fields[1].found() {
		rekey = swanctlIKERekey
	}
	if !fields[2].found() {
		over = max(rekey, reauth) / 10
	}
	earlier := min(rekey, reauth)
	if earlier == 0 {
		earlier = max(rekey, reauth)
	}
	if !fields[3].found() {
		random = min(over, earlier/2)
	}
	ike.LifetimeBytes = ipsec.Value[int]{}
	if earlier == 0 {
		ike.Lifetime = derived(0, "neither rekeying nor reauthentication is on, so phase 1 is never renewed", fields[0], fields[1])
		return
	}
	hard := seconds(max(rekey, reauth) + over)
	if fields[0].found() || fields[1].found() || fields[2].found() {
		ike.Lifetime = derived(hard, "the later of rekey_time and reauth_time, plus over_time", fields[0], fields[1], fields[2])
	} else {
		ike.Lifetime = builtin(hard, "rekey_time = 4h plus 10 % over_time")
	}
	ike.Rekey = &ipsec.Rekey{Earliest: seconds(earlier - min(random, earlier)), Latest: seconds(earlier)}
}

// dpd converts dead peer detection. dpd_delay = 0 stops this side from probing;
// it answers the peer's probes in any case.
func dpd(c *connection, versions ipsec.Value[[]string]) ipsec.DPD {
	d := ipsec.DPD{
		Enabled:  builtin(false, "dpd_delay = 0, no probes are sent"),
		Answers:  builtin(true, "probes of the peer are always answered"),
		Interval: builtin(0, "dpd_delay = 0"),
	}
	f := c.get("dpd_delay")
	if !f.found() {
		return d
	}
	if f.placeholder {
		d.Enabled, d.Interval = templated[bool](f), templated[int](f)
		return d
	}
	delay, _ := parseTime(f.value)
	d.Enabled, d.Interval = value(delay > 0, f), value(seconds(delay), f)
	// The number of probes follows from the timeout, which only IKEv1 has; IKEv2
	// gives up after the retransmissions of strongswan.conf.
	if out := c.get("dpd_timeout"); out.found() && !out.placeholder && delay > 0 && onlyIKEv1(versions) {
		if timeout, _ := parseTime(out.value); timeout > 0 {
			d.Retries = derived(seconds(timeout/delay), "dpd_timeout divided by dpd_delay", out, f)
		}
	}
	return d
}

// authentication converts the rounds and finds the pre-shared key.
func (v *converter) authentication(ike *ipsec.IKE, c *connection) {
	ike.Auth = builtin("certificate", "auth = pubkey")
	// Of two methods the one that is no pre-shared key is told: the far side has
	// nothing else.
	for i, rounds := range [][]authRound{c.local, c.remote} {
		if len(rounds) == 0 {
			continue
		}
		if f := rounds[0].get("auth"); f.found() && (i == 0 || ike.Auth.V == "psk" && authWord(f.value) != "psk") {
			ike.Auth = value(authWord(f.value), f)
			if f.placeholder {
				ike.Auth = templated[string](f)
			}
		}
	}
	ike.LocalID = builtin(ike.LocalAddress.V, "the local address")
	var local, remote []string
	if len(c.local) > 0 {
		if f := c.local[0].get("id"); f.found() {
			local = append(local, f.value)
			ike.LocalID = value(f.value, f)
			if f.placeholder {
				ike.LocalID = templated[string](f)
			}
		}
	}
	for _, a := range c.remote {
		if id := a.text("id"); id != "" {
			remote = append(remote, id)
		}
	}
	if len(local) == 0 {
		local = cutList(c.text("local_addrs"))
	}
	if len(remote) == 0 {
		remote = cutList(c.text("remote_addrs"))
	}
	if ike.Auth.V == "psk" {
		ike.PSK = v.secrets.find(local, remote)
	}
}

// authWord gives the model's word for a method of authentication.
func authWord(text string) string {
	lower := strings.ToLower(text)
	switch {
	case lower == "psk" || lower == "secret":
		return "psk"
	case strings.HasPrefix(lower, "eap"):
		return "eap"
	case strings.HasPrefix(lower, "xauth"):
		return "xauth"
	}
	return "certificate"
}
