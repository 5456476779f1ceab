package strongswan

import (
	"bytes"
	"path"
	"path/filepath"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// shape is which of the family's files a source is.
type shape uint8

const (
	shapeNone    shape = iota
	shapeSwanctl       // swanctl.conf, or a file that one includes
	shapeDaemon        // strongswan.conf
	shapeIPsec         // ipsec.conf of strongSwan, libreswan or openswan
	shapeSecrets       // ipsec.secrets
)

// Detect scores the evidence that a file belongs to strongSwan or libreswan.
func Detect(src *parser.Source) int {
	_, score := shapeOf(src)
	return score
}

// evidence counts what the lines of a file show.
type evidence struct {
	sections, children, swanctlKeys, daemon int
	conns, setups, sides, settings          int
	secrets, includes, lines                int
}

// detectBytes is how much of a file is looked at. Real files are far shorter.
const detectBytes = 64 << 10

// detectLines is how many statements without any evidence tell that there is none.
const detectLines = 200

// shapeOf looks at the beginnings of lines. A script that writes such a file is
// none itself.
func shapeOf(src *parser.Source) (shape, int) {
	text := src.Text()
	if bytes.HasPrefix(text, []byte("#!")) || bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("<")) {
		return shapeNone, 0
	}
	var e evidence
	for left := text[:min(len(text), detectBytes)]; len(left) > 0; {
		line := left
		if i := bytes.IndexByte(left, '\n'); i >= 0 {
			line, left = left[:i], left[i+1:]
		} else {
			left = nil
		}
		if e.line(line); e.lines >= detectLines && e.none() {
			return shapeNone, 0
		}
	}
	if e.includes > 0 && e.includes == e.lines {
		return includesOnly(path.Base(filepath.ToSlash(src.Name())))
	}
	return e.verdict()
}

// includesOnly decides about a file that only includes others, as packages ship
// it: nothing but its name tells whose it is.
func includesOnly(base string) (shape, int) {
	switch {
	case strings.Contains(base, "swanctl"):
		return shapeSwanctl, 60
	case strings.Contains(base, "strongswan"):
		return shapeDaemon, 60
	case strings.Contains(base, "ipsec") && strings.Contains(base, "secrets"):
		return shapeSecrets, 60
	case strings.Contains(base, "ipsec"):
		return shapeIPsec, 60
	}
	return shapeNone, 0
}

func (e *evidence) none() bool { return *e == evidence{lines: e.lines} }

func (e *evidence) verdict() (shape, int) {
	switch {
	case e.sections > 0 && e.swanctlKeys+e.children > 0:
		return shapeSwanctl, 95
	case e.conns > 0 && e.sides > 0:
		return shapeIPsec, 95
	case e.conns > 0 && e.settings > 0 || e.setups > 0:
		return shapeIPsec, 85
	case 2*e.secrets >= e.lines && e.secrets > 0:
		return shapeSecrets, 85
	case e.swanctlKeys > 2 || e.sections > 0:
		return shapeSwanctl, 70
	case e.daemon > 0:
		return shapeDaemon, 75
	}
	return shapeNone, 0
}

func (e *evidence) line(line []byte) {
	trimmed := bytes.TrimLeft(line, " \t")
	if len(trimmed) == 0 || trimmed[0] == '#' {
		return
	}
	e.lines++
	word, rest := firstWord(trimmed)
	rest = bytes.TrimSpace(rest)
	switch {
	case string(word) == "connections" && opens(rest):
		e.sections++
	case string(word) == "children" && opens(rest):
		e.children++
	case string(word) == "secrets" && opens(rest) && len(line) == len(trimmed):
		e.sections++
	case (string(word) == "charon" || string(word) == "starter") && opens(rest) && len(line) == len(trimmed):
		e.daemon++
	case len(line) == len(trimmed) && string(word) == "conn" && len(rest) > 0:
		e.conns++
	case len(line) == len(trimmed) && bytes.HasPrefix(line, []byte("config setup")):
		e.setups++
	case string(word) == "include" && len(rest) > 0 && rest[0] != '=':
		e.includes++
	case len(rest) > 0 && rest[0] == '=':
		e.setting(string(word))
	case secretLine(line):
		e.secrets++
	}
}

func (e *evidence) setting(key string) {
	e.settings++
	switch key {
	case "remote_addrs", "local_addrs", "remote_ts", "local_ts", "esp_proposals", "start_action", "dpd_delay", "reauth_time":
		e.swanctlKeys++
	case "left", "right", "leftsubnet", "rightsubnet", "keyexchange", "ikelifetime", "leftid", "rightid":
		e.sides++
	}
}

// opens reports whether what follows a name can open a section.
func opens(rest []byte) bool { return len(rest) == 0 || rest[0] == '{' || rest[0] == ':' }

// firstWord cuts a line behind its first word, which ends at a blank or one of ={:.
func firstWord(line []byte) (word, rest []byte) {
	i := bytes.IndexAny(line, " \t\r={:#")
	if i < 0 {
		return line, nil
	}
	return line[:i], line[i:]
}
