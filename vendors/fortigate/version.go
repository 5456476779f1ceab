package fortigate

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/parser"
)

// encryptedMark begins a backup that a password protects.
const encryptedMark = "#FGBK"

// release is a version of FortiOS as one number that can be compared: major,
// minor and patch level, two digits each.
type release int

func rel(major, minor, patch int) release { return release(major*10000 + minor*100 + patch) }

// String gives major and minor, the form in which documentation names releases.
func (r release) String() string { return fmt.Sprintf("%d.%d", r/10000, r/100%100) }

// The releases that this package knows about.
var (
	oldest = rel(4, 0, 0)
	newest = rel(8, 0, 99)
)

// releases is a range of versions, both ends included. A file that names its
// version without a patch level has the range of all patch levels.
type releases struct{ from, to release }

// known reports whether the range is one minor release at most.
func (r releases) known() bool { return r.from/100 == r.to/100 }

// header is what the comment lines at the top of a backup say.
type header struct {
	fortigate bool
	backup    bool   // the line that a device writes at the top of every backup is there
	version   string // as the model has it; "" when the line does not tell
	range_    releases
	multi     bool   // the file was made with VDOMs switched on
	vdom      string // the VDOM that a backup of one VDOM is of
	hostname  string // of the device's status, which archives and captures put in front
	at        parser.Span
}

// remark takes the mark of a comment off a line.
func remark(line []byte) []byte { return bytes.TrimPrefix(line, []byte("# ")) }

// headerLines is how many lines are searched for the header: terminal captures
// and archives have comments in front of it.
const headerLines = 200

// findHeader reads the comment lines in front of the configuration. ok is false
// when no line names a version.
func findHeader(src *parser.Source) (h header, ok bool) {
	text := src.Text()
	for n, i := 0, 0; n < headerLines && i < len(text); n++ {
		end := bytes.IndexByte(text[i:], '\n')
		if end < 0 {
			end = len(text) - i
		}
		line := bytes.TrimSpace(text[i : i+end])
		at := src.Span(i, i+end)
		i += end + 1
		if k := bytes.Index(line, []byte("#config-version=")); k >= 0 && k < 80 {
			h.readVersion(string(line[k+len("#config-version="):]), at)
			h.backup, ok = true, true
		} else if rest, found := bytes.CutPrefix(line, []byte("#global_vdom=")); found {
			h.readVDOM(string(rest))
			break
		} else if rest, found := bytes.CutPrefix(remark(line), []byte("Version: Forti")); found && !ok {
			h.readVersion("Forti"+string(rest), at)
			ok = true
		} else if rest, found := bytes.CutPrefix(remark(line), []byte("Hostname: ")); found {
			h.hostname = string(bytes.TrimSpace(rest))
		} else if ok && bytes.HasPrefix(line, []byte("config ")) {
			break
		}
	}
	return h, ok
}

// readVersion reads FG100F-7.2.11-FW-build1740-250210:opmode=0:vdom=1:user=admin
// or FortiGate-VM64 v6.2.3,build1066,191218 (GA):….
func (h *header) readVersion(text string, at parser.Span) {
	h.at = at
	model, attributes, _ := strings.Cut(text, ":")
	h.fortigate = !otherProduct(model)
	for _, a := range strings.Split(attributes, ":") {
		if a == "vdom=1" {
			h.multi = true
		}
	}
	for _, part := range strings.FieldsFunc(model, func(r rune) bool { return r == '-' || r == ' ' || r == ',' }) {
		if v, span, ok := parseVersion(strings.TrimPrefix(part, "v")); ok {
			h.version, h.range_ = v, span
			return
		}
	}
}

// readVDOM reads what follows #global_vdom=: "1", or "0:vd_name=root/root".
func (h *header) readVDOM(text string) {
	if _, name, found := strings.Cut(text, "vd_name="); found {
		name, _, _ = strings.Cut(name, ":")
		h.vdom, _, _ = strings.Cut(name, "/")
	}
}

// otherProduct reports whether the model is another product of Fortinet that
// writes the same header.
func otherProduct(model string) bool {
	for _, p := range []string{"FMG", "FAZ", "FortiManager", "FortiAnalyzer", "FWB", "FML", "FAD", "FAC", "FPX", "FSW", "FS1", "FSA", "FDD", "FCT"} {
		if strings.HasPrefix(model, p) {
			return true
		}
	}
	return false
}

// parseVersion reads 7.2.11, 5.02 (that is 5.2, of no known patch level) or 7.4.
func parseVersion(text string) (version string, span releases, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) < 2 || len(parts) > 3 {
		return "", releases{}, false
	}
	var n [3]int
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || v < 0 || v > 99 {
			return "", releases{}, false
		}
		n[i] = v
	}
	if len(parts) == 2 {
		return fmt.Sprintf("%d.%d", n[0], n[1]), releases{rel(n[0], n[1], 0), rel(n[0], n[1], 99)}, true
	}
	r := rel(n[0], n[1], n[2])
	return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]), releases{r, r}, true
}
