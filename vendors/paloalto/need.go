package paloalto

import "slices"

// need says whether a set command is worth reading. Nearly all lines of a real
// export are rules and objects; they are passed over after one look.
type need uint8

const (
	needNot need = iota
	needNow
	needLate   // an address object
	needPolicy // another object
	needRule   // a rule
)

// policyWord reports a word under which objects other than addresses or rules stand.
func policyWord(word string) bool {
	switch word {
	case "address-group", "service", "service-group", "application", "application-group", "application-filter", "external-list",
		"rulebase", "pre-rulebase", "post-rulebase":
		return true
	}
	return false
}

// need looks at the first words of a command that starts at the top. It returns where the
// text behind the words starts that tell: other commands that start so are needed alike.
func (r *setReader) need(start, end int) (what need, behind int) {
	word, pos := r.next(start, end)
	for {
		switch string(word) {
		case "config", "shared", "panorama":
		case "devices", "vsys":
			_, pos = r.next(pos, end)
		case "device-group":
			_, pos = r.next(pos, end)
			if word, behind = r.next(pos, end); string(word) == "devices" {
				return needNow, behind
			}
		case "template", "template-stack", "import", "zone", "dns-proxy", "readonly":
			return needNow, pos
		case "profiles":
			return r.needIf(pos, end, "dos-protection")
		case "address":
			return needLate, pos
		case "mgt-config":
			if r.own.root.find("mgt-config") != nil {
				return needNot, pos
			}
			return needNow, pos
		case "deviceconfig":
			return r.needIf(pos, end, "system", "setting")
		case "network":
			return r.needNetwork(pos, end)
		case "rulebase", "pre-rulebase", "post-rulebase":
			return needRule, pos
		default:
			if policyWord(string(word)) {
				return needPolicy, pos
			}
			return needNot, pos
		}
		if word, pos = r.next(pos, end); len(word) == 0 {
			return needNot, pos
		}
	}
}

// needIf reads the command when its next word is one of those.
func (r *setReader) needIf(pos, end int, words ...string) (what need, behind int) {
	word, behind := r.next(pos, end)
	if slices.Contains(words, string(word)) {
		return needNow, behind
	}
	return needNot, behind
}

func (r *setReader) needNetwork(pos, end int) (what need, behind int) {
	word, pos := r.next(pos, end)
	switch string(word) {
	case "ike", "tunnel", "interface", "virtual-router", "logical-router", "dns-proxy", "routing-profiles":
		return needNow, pos
	case "profiles":
		return r.needIf(pos, end, "monitor-profile", "zone-protection-profile")
	}
	return needNot, pos
}

// next returns the word at pos or behind it, and where the text behind it
// starts. A name in quotes counts as one word; its quotes are part of it.
func (r *setReader) next(pos, end int) ([]byte, int) {
	for pos < end && r.text[pos] == ' ' {
		pos++
	}
	start := pos
	quoted := pos < end && r.text[pos] == '"'
	for pos < end && (r.text[pos] != ' ' || quoted) {
		if quoted && pos > start && r.text[pos] == '"' {
			quoted = false
		}
		pos++
	}
	return r.text[start:pos], pos
}

// sameName is next for a name that most often is that of the statement before, as it
// is written there.
func (r *setReader) sameName(last []byte, pos, end int) (name []byte, behind int, same bool) {
	if n := pos + len(last); len(last) > 0 && n < end && r.text[n] == ' ' && string(r.text[pos:n]) == string(last) {
		return r.text[pos:n], n, true
	}
	name, behind = r.next(pos, end)
	return name, behind, len(name) > 0 && string(name) == string(last)
}
