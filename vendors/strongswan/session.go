package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Session tells how the lines of several remedies are put into the file together.
// The file is kept by hand, so that a setting that stands there is changed in its
// place.
func (r remedier) Session() ipsec.Session {
	s := ipsec.Session{Key: settingKey, Voids: voids, Edit: r.edit}
	switch r.lang {
	case langSwanctl:
		s.Leave = []string{"swanctl --load-all"}
	case langStroke:
		s.Leave = []string{"ipsec update"}
	default:
		return s // libreswan replaces a conn when it is renewed
	}
	s.Note = "load it with \"" + s.Leave[0] + "\""
	return s
}

// renew returns what makes a running SA take the new values.
func (r remedier) renew(t *ipsec.Tunnel) []string {
	name := t.Name
	switch r.lang {
	case langSwanctl:
		// With --ike alone swanctl sets up phase 1 and no phase 2.
		start := "swanctl --initiate --ike " + name
		if len(t.Children) > 0 {
			start += " --child " + t.Children[0].Name
		}
		return []string{"swanctl --terminate --ike " + name, start}
	case langStroke:
		return []string{"ipsec down " + name, "ipsec up " + name}
	}
	return []string{"ipsec auto --replace " + name, "ipsec auto --up " + name}
}

// settingKey names the setting of a line "key = value" in its section.
func settingKey(path []string, line string) string {
	key, _, ok := strings.Cut(line, "=")
	if !ok {
		return ""
	}
	return strings.Join(append(path[:len(path):len(path)], strings.TrimSpace(key)), "\x00")
}

// takeOut begins a comment that names a section to be taken out: lines that are
// added cannot do that.
const takeOut = "# take out of the file: "

// voids reports that a line is in a section that is to be taken out.
func voids(_ []string, removal string, path []string, _ string) bool {
	gone, ok := strings.CutPrefix(removal, takeOut)
	if !ok || len(path) == 0 {
		return false
	}
	var names []string
	for _, head := range path {
		names = append(names, strings.TrimSpace(strings.TrimSuffix(head, "{")))
	}
	return strings.Join(names, ".") == gone
}

// edit finds the setting of a line in the file. What the section takes from
// another one is not changed there: others may take it, too.
func (r remedier) edit(path []string, line string) (ipsec.Edit, bool) {
	key, text, ok := strings.Cut(strings.TrimSpace(line), "=")
	key, text = strings.TrimSpace(key), strings.TrimSpace(text)
	if !ok || text == "" || strings.ContainsAny(text, "<\"") {
		return ipsec.Edit{}, false
	}
	var found *setting
	switch {
	case r.root != nil:
		at := r.root
		for _, head := range path {
			if at = at.sub(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(head), "{"))); at == nil {
				return ipsec.Edit{}, false
			}
		}
		found = at.key(key)
	case r.conf != nil && len(path) == 1:
		name, _ := strings.CutPrefix(path[0], "conn ")
		if at := r.conf.conn(name); at != nil {
			found = at.key(key)
		}
	}
	if found == nil || !found.set || found.at.IsZero() || found.value == "" || found.multiline || found.at.Text() != found.value {
		return ipsec.Edit{}, false
	}
	return ipsec.Edit{At: found.at, Text: text}, true
}
