package paloalto

import "bytes"

// need says whether a set command is worth reading. Nearly all lines of a real
// export are rules and objects; they are passed over after one look.
type need uint8

const (
	needNot need = iota
	needNow
	needLate // an address object
)

// need looks at the first words of a command that starts at the top.
func (r *setReader) need(start, end int) need {
	word, pos := r.next(start, end)
	for {
		switch string(word) {
		case "config":
		case "devices", "vsys":
			_, pos = r.next(pos, end)
		case "template", "template-stack":
			return needNow
		case "shared":
			if word, _ = r.next(pos, end); string(word) == "address" {
				return needLate
			}
			return needNot
		case "address":
			return needLate
		case "mgt-config":
			if r.own.root.find("mgt-config") != nil {
				return needNot
			}
			return needNow
		case "deviceconfig":
			if word, _ = r.next(pos, end); string(word) == "system" {
				return needNow
			}
			return needNot
		case "network":
			return r.needNetwork(pos, end)
		default:
			return needNot
		}
		if word, pos = r.next(pos, end); len(word) == 0 {
			return needNot
		}
	}
}

func (r *setReader) needNetwork(pos, end int) need {
	word, pos := r.next(pos, end)
	switch string(word) {
	case "ike", "tunnel", "interface", "virtual-router", "logical-router":
		return needNow
	case "profiles":
		if word, _ = r.next(pos, end); string(word) == "monitor-profile" {
			return needNow
		}
	}
	return needNot
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

// addressName returns the name of the object that the command is about, which
// stands behind the word address.
func (r *setReader) addressName(start, end int) []byte {
	word, pos := r.next(start, end)
	for len(word) > 0 && string(word) != "address" {
		word, pos = r.next(pos, end)
	}
	name, _ := r.next(pos, end)
	return bytes.Trim(name, `"`)
}
