package strongswan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// language is what a tunnel is written in.
type language uint8

const (
	langSwanctl language = iota
	langStroke
	langLibreswan
)

// remedier writes what to add to the configuration. All three languages merge a
// section that stands twice and let the later value count, so that the lines
// can be added at the end of the file or changed in their place.
type remedier struct {
	lang  language
	root  *section                      // of swanctl.conf
	conf  *ipsecConf                    // of ipsec.conf
	conns map[*ipsec.Tunnel]*connection // of swanctl.conf
	// swapped are tunnels whose own end is called right in ipsec.conf.
	swapped map[*ipsec.Tunnel]bool
}

// job is one change of one tunnel.
type job struct {
	ipsec.Change
	c    *connection // nil outside swanctl.conf
	root *section    // of swanctl.conf
	conn []string    // settings of the connection, "key = value"
	kids map[string][]string
	// local and remote are settings of the authentication rounds.
	local, remote []string
	after         []string // sections of their own, ready to write
	notes         []string
}

// Remedy returns the lines for one change; ok is false when the software has no
// such setting.
func (r remedier) Remedy(ch ipsec.Change) (ipsec.Remedy, bool) {
	if ch.Tunnel == nil {
		return ipsec.Remedy{}, false
	}
	j := &job{Change: ch, c: r.conns[ch.Tunnel], root: r.root, kids: map[string][]string{}}
	table := map[language]map[ipsec.ChangeKind]func(*job){
		langSwanctl: swanctlJobs, langStroke: strokeJobs, langLibreswan: libreJobs,
	}[r.lang]
	do := table[ch.Kind]
	if do == nil {
		return ipsec.Remedy{}, false
	}
	do(j)
	out := ipsec.Remedy{Notes: j.notes}
	if r.lang == langSwanctl {
		out.Commands = j.swanctl()
	} else {
		out.Commands = j.ipsecConf()
		if r.swapped[ch.Tunnel] {
			swapEnds(out.Commands)
		}
	}
	if len(out.Commands) > 0 {
		out.Renew = r.renew(ch.Tunnel)
		if note := r.Session().Note; note != "" {
			out.Notes = append(out.Notes, note)
		}
	}
	return out, len(out.Commands)+len(out.Notes) > 0
}

func (j *job) set(lines ...string)  { j.conn = append(j.conn, lines...) }
func (j *job) note(text string)     { j.notes = append(j.notes, text) }
func (j *job) each(lines ...string) { j.eachOf(func(*ipsec.Child) []string { return lines }) }

// eachOf writes lines for the child that is meant, or for all of them.
func (j *job) eachOf(lines func(*ipsec.Child) []string) {
	for _, c := range j.targets() {
		j.kids[c.Name] = append(j.kids[c.Name], lines(c)...)
	}
}

func (j *job) targets() []*ipsec.Child {
	if j.Child != nil {
		return []*ipsec.Child{j.Child}
	}
	return j.Tunnel.Children
}

// swanctl renders the lines as sections of swanctl.conf.
func (j *job) swanctl() []string {
	local, remote := "local", "remote"
	if j.c != nil && len(j.c.local) > 0 {
		local = j.c.local[0].name
	}
	if j.c != nil && len(j.c.remote) > 0 {
		remote = j.c.remote[0].name
	}
	var body []string
	body = append(body, j.conn...)
	body = append(body, block(local, j.local)...)
	body = append(body, block(remote, j.remote)...)
	var kids []string
	for _, child := range j.Tunnel.Children {
		kids = append(kids, block(child.Name, j.kids[child.Name])...)
	}
	body = append(body, block("children", kids)...)
	return append(block("connections", block(j.Tunnel.Name, body)), j.after...)
}

// block wraps lines into a section; no lines make none.
func block(name string, lines []string) []string {
	if len(lines) == 0 {
		return nil
	}
	out := []string{name + " {"}
	for _, l := range lines {
		out = append(out, "  "+l)
	}
	return append(out, "}")
}

// ipsecConf renders the lines as conn sections. What belongs to the connection is
// written to every conn that shares it, so that they stay one connection.
func (j *job) ipsecConf() []string {
	var out []string
	done := map[string]bool{}
	for _, child := range j.Tunnel.Children {
		name, _, _ := strings.Cut(child.Name, "/")
		lines := append(slices.Clone(j.conn), j.kids[child.Name]...)
		if done[name] || len(lines) == 0 {
			continue
		}
		done[name] = true
		out = append(out, "conn "+name)
		for _, l := range lines {
			out = append(out, "\t"+l)
		}
	}
	return append(out, j.after...)
}

// swapEnds turns settings of one end into those of the other.
func swapEnds(lines []string) {
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "\tleft"):
			lines[i] = "\tright" + l[len("\tleft"):]
		case strings.HasPrefix(l, "\tright"):
			lines[i] = "\tleft" + l[len("\tright"):]
		}
	}
}

// wantedText writes a wanted proposal as strongSwan does.
func wantedText(w *ipsec.Wanted, group bool) string {
	if w == nil {
		w = &ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", PRF: "sha256", DH: 14}
	}
	text := w.Encryption
	if !(proposal.Proposal{Encryption: []string{w.Encryption}}).AEAD() {
		text += "-" + w.Integrity
	} else if w.PRF != "" && group {
		text += "-prf" + w.PRF
	}
	if w.DH > 0 {
		text += "-" + groupWord(w.DH)
	}
	return text
}

// groupWord is strongSwan's word for a group.
func groupWord(n int) string {
	if w := proposal.GroupWord(n); w != "" {
		return w
	}
	return fmt.Sprintf("<group %d>", n)
}

// withGroup rewrites the proposals of a child so that each has the group.
func withGroup(c *ipsec.Child, group int) string {
	var out []string
	for _, p := range c.Proposals {
		if p.Encryption.Origin == ipsec.Default || !p.Encryption.Known() {
			continue // the daemon's own list
		}
		parts := append(slices.Clone(p.Encryption.V), p.Integrity.V...)
		if text := strings.Join(append(parts, groupWord(group)), "-"); len(parts) > 0 && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	if len(out) == 0 {
		return wantedText(&ipsec.Wanted{Encryption: "aes256", Integrity: "sha256", DH: group}, false)
	}
	return strings.Join(out, ",")
}

// without lists the proposals that stay when some are dropped; the recommended
// one when none does.
func without(all, dropped []ipsec.Proposal) string {
	var out []string
	for _, p := range all {
		gone := slices.ContainsFunc(dropped, func(d ipsec.Proposal) bool { return d.Name == p.Name && d.At == p.At })
		if !gone && p.Encryption.Origin != ipsec.Default && p.Name != "default" && !slices.Contains(out, p.Name) {
			out = append(out, p.Name)
		}
	}
	if len(out) == 0 {
		return wantedText(nil, true)
	}
	return strings.Join(out, ",")
}

func secondsText(n int) string { return fmt.Sprintf("%ds", n) }

// margin is how long before the end of an SA its renewal starts at the latest:
// with it this side is ahead of the far side's own renewals.
const margin = 540

// childTimes gives the latest renewal and the hard life for a wanted lifetime.
func childTimes(seconds int) (rekey, life int) {
	const far = 3600 // the far side's own lifetime
	if seconds >= far {
		return seconds - margin, seconds
	}
	return seconds, seconds + margin
}
