package asa

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// version is the software version of the device. A script names none; its
// commands may still tell the oldest version that knows them.
type version struct {
	product      string // ASA, PIX, FTD
	text         string
	major, minor int
	at           parser.Span
	// atLeast is the oldest version that knows the commands which the file uses,
	// for files that name no version.
	minMajor, minMinor int
}

// known reports that the file names its version.
func (v version) known() bool { return v.text != "" }

// before reports that the device is surely older than the version given.
func (v version) before(major, minor int) bool {
	return v.known() && (v.major < major || v.major == major && v.minor < minor)
}

// since reports that the device surely has the version given or a newer one.
func (v version) since(major, minor int) bool {
	M, m := v.minMajor, v.minMinor
	if v.known() {
		M, m = v.major, v.minor
	}
	return M > major || M == major && m >= minor
}

// label names the version in the reason of a default.
func (v version) label() string {
	switch {
	case v.known():
		return v.product + " " + v.text
	case v.minMajor > 0:
		return "ASA " + strconv.Itoa(v.minMajor) + "." + strconv.Itoa(v.minMinor) + " and later"
	}
	return "ASA"
}

// readVersion finds the version line, which is a statement on a device and a
// comment in a security context, and sees what the commands used say.
func (c *config) readVersion(start, end int) {
	text := c.src.Text()[start:end]
	head := text[:min(len(text), 64<<10)]
	for _, product := range []string{"ASA Version ", "PIX Version ", "NGFW Version "} {
		i := lineStart(head, product)
		if i < 0 {
			continue
		}
		line := head[i+len(product):]
		if nl := bytes.IndexByte(line, '\n'); nl >= 0 {
			line = line[:nl]
		}
		f := strings.Fields(string(line))
		if len(f) == 0 {
			continue
		}
		from := start + i + len(product)
		c.version = version{product: strings.Fields(product)[0], text: f[0], at: c.src.Span(from, from+len(f[0]))}
		c.version.major, c.version.minor = numbers(f[0])
		if len(f) > 1 && strings.HasPrefix(f[1], "<") {
			c.context = strings.Trim(f[1], "<>")
		}
		break
	}
	if v := &c.version; v.product == "NGFW" {
		// Threat Defense numbers its releases apart. Up to 6.6 its LINA engine is 9.7
		// to 9.12 or so, from 6.7 it is 9.15 and newer.
		v.product = "FTD"
		if v.since(6, 7) {
			v.major, v.minor = 9, 15
		} else {
			v.major, v.minor = 9, 7
		}
	}
}

// lineStart finds a word at the start of a line, or behind the ": " of a comment.
func lineStart(text []byte, word string) int {
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(word))
		if i < 0 {
			return -1
		}
		i += from
		if i == 0 || text[i-1] == '\n' || i >= 2 && text[i-1] == ' ' && text[i-2] == ':' {
			return i
		}
		from = i + len(word)
	}
}

func numbers(text string) (major, minor int) {
	text, _, _ = strings.Cut(text, "(")
	a, b, _ := strings.Cut(text, ".")
	b, _, _ = strings.Cut(b, ".")
	major, _ = strconv.Atoi(a)
	minor, _ = strconv.Atoi(b)
	return major, minor
}

// needs notes that a command which the file uses came with a version: tunnel
// interfaces with 9.7, the ikev1 and ikev2 words with 8.4, the policy mode with
// 7.2 (Cisco ASA release notes).
func (c *config) needs(major, minor int) {
	v := &c.version
	if major > v.minMajor || major == v.minMajor && minor > v.minMinor {
		v.minMajor, v.minMinor = major, minor
	}
}

// truncated records that a device's own output has no end mark.
func (c *config) truncated(text []byte, end int) {
	last := end
	for last > 0 && (c.src.Text()[last-1] == '\n' || c.src.Text()[last-1] == '\r' || c.src.Text()[last-1] == ' ') {
		last--
	}
	from := bytes.LastIndexByte(c.src.Text()[:last], '\n') + 1
	c.problems = append(c.problems, ipsec.Problem{
		Kind: ipsec.Truncated, At: c.src.Span(from, last),
		Message: "the file starts as the device's own output but does not end with its end mark (Cryptochecksum or \": end\"), so lines may be missing; export it anew with \"terminal pager 0\" set",
	})
}
