package paloalto

import (
	"slices"
	"strconv"
	"strings"
)

// Names of the profiles that a remedy makes where it must not change one that
// others use.
const (
	newIKE     = "OS-P1"
	newIPsec   = "OS-P2"
	newMonitor = "OS-FO"
)

// ownProfile says why a remedy does not change the profile in force.
const ownProfile = "this makes a profile of the tunnel's own: the one in force may serve other tunnels too"

// unused returns the name, or one with a number behind it where the file has a
// profile of that name already: what is set would be added to its lists.
func unused(name string, find func(string) *cryptoProfile) string {
	free := name
	for n := 2; find(free) != nil; n++ {
		free = name + "-" + strconv.Itoa(n)
	}
	return free
}

// profileOf returns the crypto profile of one IKE version; nil when it is not in force.
func (j *job) profileOf(version string) *profileRef {
	p := &j.ike2
	if version == "ikev1" {
		p = &j.ike1
	}
	if p.name == "" {
		return nil
	}
	return p
}

// versions are the IKE versions whose profile is to be changed: that of the
// proposal, or all in force.
func (j *job) versions() []string {
	if j.Proposal != nil && j.Proposal.Version > 0 {
		return []string{"ikev" + strconv.Itoa(j.Proposal.Version)}
	}
	return []string{"ikev2", "ikev1"}
}

// own reports whether the profile can be changed in place: one that the file
// shows and that is not the built-in default, which any gateway without a
// profile uses.
func (p *profileRef) own() bool { return p.shown != nil && p.name != defaultProfile }

func ikeProfilePath(name string, words ...string) []string {
	return append([]string{"ike crypto-profiles ike-crypto-profiles", quoted(name)}, words...)
}

func ipsecProfilePath(name string, words ...string) []string {
	return append([]string{"ike crypto-profiles ipsec-crypto-profiles", quoted(name)}, words...)
}

// lifetime sets a lifetime in seconds. The unit is a choice: the old one must go first.
func (j *job) lifetime(p *profileRef, path func(string, ...string) []string, seconds int) {
	old := p.shown.lifetime
	from := source(old.value, p.shown.from)
	switch {
	case !old.set():
	case old.unit != "seconds":
		j.delete(from, path(p.name, "lifetime")...)
	default:
		j.edit(old.value, strconv.Itoa(seconds))
	}
	j.set(from, path(p.name, "lifetime seconds", strconv.Itoa(seconds))...)
}

// shared notes which tunnels use a profile that is about to change, if they are several.
func (j *job) shared(p *profileRef, uses func(*joined) []*profileRef) {
	var names []string
	for _, t := range j.c.dev.Tunnels {
		for _, other := range uses(j.c.remedy.tunnels[t]) {
			if other.name == p.name && !slices.Contains(names, t.Name) {
				names = append(names, t.Name)
			}
		}
	}
	if len(names) > 1 {
		j.note("the profile " + p.name + " serves " + strings.Join(names, ", "))
	}
}

func ikeUses(o *joined) []*profileRef   { return []*profileRef{&o.ike1, &o.ike2} }
func ipsecUses(o *joined) []*profileRef { return []*profileRef{&o.ipsec} }

func (j *job) ikeLifetime() {
	done := map[string]bool{}
	for _, version := range j.versions() {
		p := j.profileOf(version)
		if p == nil || done[p.name] {
			continue
		}
		done[p.name] = true
		if p.own() {
			j.lifetime(p, ikeProfilePath, j.Seconds)
			j.shared(p, ikeUses)
			continue
		}
		j.newIKEProfile(version, j.copyIKE(version, j.Seconds))
	}
}

// copyIKE takes the algorithms in force over into a new profile.
func (j *job) copyIKE(version string, lifetime int) profileText {
	for _, o := range j.model.IKE.Proposals {
		if "ikev"+strconv.Itoa(o.Version) == version && o.Encryption.Known() && o.DH.Known() {
			return profileText{words(o.Encryption.V, ciphers), words(o.Integrity.V, hashes), groupWords(o.DH.V), lifetime}
		}
	}
	return profileText{lifetime: lifetime}
}

// profileText is a profile in PAN-OS's words.
type profileText struct {
	encryption, hash, groups string
	lifetime                 int
}

func (j *job) newIKEProfile(version string, t profileText) {
	from := j.gateFrom()
	name := unused(newIKE, j.c.v.ikeProfile)
	path := func(w ...string) []string { return ikeProfilePath(name, w...) }
	if t.encryption != "" {
		j.set(from, path("encryption", t.encryption)...)
	}
	if t.hash != "" {
		j.set(from, path("hash", t.hash)...)
	}
	if t.groups != "" {
		j.set(from, path("dh-group", t.groups)...)
	}
	j.set(from, path("lifetime seconds", strconv.Itoa(t.lifetime))...)
	j.set(from, j.gate("protocol", version, "ike-crypto-profile", name)...)
	j.note(ownProfile)
}

func (j *job) ikeProposal() {
	if j.g == nil || j.Wanted == nil {
		return
	}
	w := profileText{words([]string{j.Wanted.Encryption}, ciphers), words([]string{j.Wanted.Integrity}, hashes), groupWords([]int{j.Wanted.DH}), j.Wanted.Lifetime}
	for _, version := range j.versions() {
		if p := j.profileOf(version); p != nil || !j.model.IKE.Versions.Known() {
			j.newIKEProfile(version, w)
		}
	}
}

// dropProposals can only give up one IKE version for the other: a profile is one
// proposal, whose lists multiply.
func (j *job) dropProposals() {
	if j.Child != nil || j.g == nil || len(j.model.IKE.Versions.V) < 2 || len(j.Proposals) != 1 {
		return
	}
	j.set(j.gateFrom(), j.gate("protocol version ikev"+strconv.Itoa(3-j.Proposals[0].Version))...)
}

func (j *job) ipsecLifetime() {
	p := &j.ipsec
	if p.own() {
		j.lifetime(p, ipsecProfilePath, j.Seconds)
		j.shared(p, ipsecUses)
		return
	}
	t := j.copyIPsec()
	t.lifetime = j.Seconds
	j.newIPsecProfile(t)
}

// copyIPsec takes what is in force over into a new profile, save the lifetime and
// a group that is not there: commands for these may come from other findings,
// and must not be undone by this one.
func (j *job) copyIPsec() profileText {
	var t profileText
	for _, c := range j.model.Children {
		for _, o := range c.Proposals {
			if o.Encryption.Known() && o.DH.Known() {
				t = profileText{words(o.Encryption.V, ciphers), words(o.Integrity.V, hashes), groupWords(o.DH.V), 0}
			}
		}
	}
	return t
}

func (j *job) newIPsecProfile(t profileText) {
	from := j.t.from
	name := unused(newIPsec, j.c.v.ipsecProfile)
	path := func(w ...string) []string { return ipsecProfilePath(name, w...) }
	if t.encryption != "" {
		j.set(from, path("esp encryption", t.encryption)...)
		if t.hash == "" {
			t.hash = "none"
		}
		j.set(from, path("esp authentication", t.hash)...)
	}
	if t.groups != "" {
		// Phase 2 takes one group.
		j.set(from, path("dh-group", strings.Fields(strings.Trim(t.groups, "[] "))[0])...)
	}
	if t.lifetime > 0 {
		j.set(from, path("lifetime seconds", strconv.Itoa(t.lifetime))...)
	}
	j.set(from, j.tun("auto-key ipsec-crypto-profile", name)...)
	j.note(ownProfile)
}

func (j *job) ipsecVolume() {
	p := &j.ipsec
	if p.shown == nil {
		return
	}
	from := source(p.shown.lifesize.value, p.shown.from)
	j.delete(from, ipsecProfilePath(p.name, "lifesize")...)
	if j.Number > 0 {
		j.set(from, ipsecProfilePath(p.name, "lifesize kb", strconv.Itoa(min(j.Number, 65535)))...)
	}
	j.shared(p, ipsecUses)
}

func (j *job) ipsecProposal() {
	if j.Wanted == nil {
		return
	}
	j.newIPsecProfile(profileText{
		words([]string{j.Wanted.Encryption}, ciphers), words([]string{j.Wanted.Integrity}, hashes), groupWords([]int{j.Wanted.DH}), j.Wanted.Lifetime,
	})
}

func (j *job) ipsecMode() {
	j.set(source(j.t.mode, j.t.from), j.tun("ipsec-mode", j.Text)...)
	j.edit(j.t.mode, j.Text)
}

func (j *job) pfs() {
	p := &j.ipsec
	group := "group" + strconv.Itoa(j.Number)
	if p.own() {
		from := p.shown.from
		if old := p.shown.dhGroup; len(old) > 0 {
			from = old[0].from
			j.edit(old[0], group)
		}
		j.set(from, ipsecProfilePath(p.name, "dh-group", group)...)
		j.shared(p, ipsecUses)
		return
	}
	t := j.copyIPsec()
	t.groups = group
	j.newIPsecProfile(t)
}

// words writes algorithms as the CLI takes them: one word, or a list in brackets.
func words(list []string, table map[string]string) string {
	var out []string
	for _, w := range list {
		// The spelling since 7.0 has hyphens: it is the longer of two.
		best := ""
		for theirs, ours := range table {
			if ours == w && (len(theirs) > len(best) || len(theirs) == len(best) && theirs < best) {
				best = theirs
			}
		}
		if best != "" {
			out = append(out, best)
		}
	}
	return bracketed(out)
}

func groupWords(list []int) string {
	var out []string
	for _, g := range list {
		out = append(out, "group"+strconv.Itoa(g))
	}
	return bracketed(out)
}

func bracketed(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return "[ " + strings.Join(list, " ") + " ]"
}
