package paloalto

import (
	"bytes"

	"github.com/vpnlint/vpnlint/parser"
)

// form is one of the shapes in which PAN-OS and its tools write a configuration.
type form uint8

const (
	formNone form = iota
	formXML
	formSet
	formBrace
	formJSON
)

// How much of a file is looked at to tell its form.
const sniffBytes = 64 << 10

// Detect scores the evidence that the file is a configuration of PAN-OS or
// Panorama, from its content alone: 0 none, 100 certain.
func Detect(src *parser.Source) int {
	text := src.Text()
	head := text[:min(len(text), sniffBytes)]
	switch formOf(head) {
	case formXML:
		return scoreXML(head)
	case formSet:
		return scoreSet(src)
	case formBrace:
		return scoreWords(head, 85, "deviceconfig {", "mgt-config {", "localhost.localdomain {", "ike-crypto-profiles {", "virtual-router {", "vsys {")
	case formJSON:
		return scoreWords(head, 85, `"ike-crypto-profiles"`, `"ipsec-crypto-profiles"`, `"localhost.localdomain"`, `"auto-key"`, `"peer-address"`,
			`"mgt-config"`, `"deviceconfig"`, `"ike-crypto-profile"`, `"@total-count"`)
	}
	return 0
}

func scoreWords(head []byte, score int, words ...string) int {
	for _, w := range words {
		if bytes.Contains(head, []byte(w)) {
			return score
		}
	}
	return 0
}

func scoreXML(head []byte) int {
	if s := scoreWords(head, 95, `urldb="`, `urldb='`, "<mgt-config", "localhost.localdomain"); s > 0 {
		return s
	}
	return scoreWords(head, 80, "<ike-crypto-profiles", "<ipsec-crypto-profiles", "<auto-key", "<ike-crypto-profile>", "<peer-address",
		"<deviceconfig", "<virtual-router", "<tunnel-interface>", "<vsys>", "<devices><entry", "<network><")
}

// strongRoots are the words that a set command of PAN-OS starts with and that no
// other vendor has in that place. weakRoots are less telling, and count at the
// start of a line only: FortiOS has some of them inside its blocks.
var (
	strongRoots = [...]string{"network ike", "network tunnel", "network interface ", "network virtual-router ", "network profiles ", "network logical-router ",
		"deviceconfig ", "mgt-config ", "config devices "}
	weakRoots = [...]string{"rulebase ", "template ", "template-stack ", "device-group ", "config shared ",
		"shared ", "vsys vsys", "zone ", "address ", "network ipsec ", "network dns-proxy "}
)

// Set statements that are read to tell the vendor. A script can start with
// statements that say nothing.
const sniffStatements = 400

func scoreSet(src *parser.Source) int {
	scan := parser.NewSetScanner(src)
	text := src.Text()
	score := 0
	for i := 0; i < sniffStatements && scan.Next(); i++ {
		start, end := scan.Rest()
		rest := bytes.TrimLeft(text[start:end], " \t")
		for _, root := range strongRoots {
			if bytes.HasPrefix(rest, []byte(root)) {
				return 90
			}
		}
		if v := scan.VerbSpan().Start; v > 0 && text[v-1] != '\n' {
			continue
		}
		for _, root := range weakRoots {
			if bytes.HasPrefix(rest, []byte(root)) {
				score = 60
			}
		}
	}
	return score
}

// formOf tells the form by the first line that is not a comment, a prompt or an echo.
func formOf(text []byte) form {
	for len(text) > 0 {
		line := text
		if i := bytes.IndexByte(text, '\n'); i >= 0 {
			line, text = text[:i], text[i+1:]
		} else {
			text = nil
		}
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0 || line[0] == '#' || line[0] == '!':
		case line[0] == '<':
			return formXML
		case line[0] == '{' && jsonFollows(line[1:], text):
			return formJSON
		case isSetLine(line):
			return formSet
		case line[len(line)-1] == '{' && bytes.IndexByte(line, '=') < 0:
			return formBrace
		}
	}
	return formNone
}

func jsonFollows(line, rest []byte) bool {
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		line = bytes.TrimSpace(rest[:min(len(rest), 512)])
	}
	return len(line) > 0 && line[0] == '"'
}

// isSetLine reports whether the line is a command of configuration mode that
// writes something, with or without a prompt before it.
func isSetLine(line []byte) bool {
	if i := bytes.IndexAny(line, "#>"); i > 0 && i < 80 && bytes.IndexByte(line[:i], '@') > 0 && bytes.IndexByte(line[:i], ' ') < 0 {
		line = bytes.TrimSpace(line[i+1:])
	}
	for _, verb := range [...]string{"set ", "edit ", "delete "} {
		if bytes.HasPrefix(line, []byte(verb)) && !bytes.HasPrefix(line, []byte("set cli ")) {
			return true
		}
	}
	return false
}
