package suggest_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/commands"
	"github.com/vpnlint/vpnlint/cmd/internal/suggest"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// whole are configurations whose form can take commands: those of vendors whose
// later lines win. XML and GUI steps cannot be typed into a file.
var whole = map[string][]string{
	"asa":        {"asa-8.0.cfg", "asa-8.4.cfg", "asa-9.1.cfg", "asa-9.8.cfg", "asa-9.16.cfg", "asa-9.18.cfg"},
	"fortigate":  {"fortios-5.2.conf", "fortios-6.4-vdoms.conf", "fortios-7.2.conf", "fortios-7.4-wizard.conf", "fortios-7.6.conf"},
	"paloalto":   {"set-output.set", "aws-script.txt"},
	"strongswan": {"swanctl-hub.conf", "swanctl-right.conf", "ipsec-aws.conf", "ipsec-unindented.conf"},
}

// TestSuggestionsCureWholeConfigurations types all that is suggested for a
// configuration into it, as its device would take it, and reads it again: what was
// to be cured must be gone, and nothing new may have come.
func TestSuggestionsCureWholeConfigurations(t *testing.T) {
	for vendor, files := range whole {
		for _, file := range files {
			data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", vendor, file))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(vendor+"/"+file, func(t *testing.T) { cure(t, vendor, file, string(data), &rules.Intent{}, 1) })
		}
	}
}

// told is an intent that fits the good configurations.
func told() *rules.Intent {
	no := false
	return &rules.Intent{
		Peers: []string{"203.0.113.10", "203.0.113.20"}, CIDR: netip.MustParsePrefix("10.8.2.0/24"),
		DNS:    []netip.Addr{netip.MustParseAddr("10.8.2.10"), netip.MustParseAddr("10.8.2.11")},
		OnPrem: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}, BehindNAT: &no, AsymmetricOK: &no, Edition: "standard", DBPorts: []int{1433},
		Routing: "static",
	}
}

// TestSuggestionsCureManyFaults does the same with the good configurations of the
// rules' examples, with the faults of as many examples at once as fit together.
func TestSuggestionsCureManyFaults(t *testing.T) {
	for vendor, file := range map[string]string{"asa": "asa.cfg", "fortigate": "fortigate.conf", "paloalto": "paloalto.set", "strongswan": "strongswan.conf"} {
		good, err := os.ReadFile(filepath.Join("..", "..", "..", "rules", "outsystems", "testdata", "base", file))
		if err != nil {
			t.Fatal(err)
		}
		var examples []outsystems.Example
		for _, r := range outsystems.All() {
			for _, e := range outsystems.Examples(r, vendor) {
				if e.None == "" && r.Category != "input" {
					examples = append(examples, e)
				}
			}
		}
		for _, e := range examples {
			text, err := e.Apply(string(good))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(vendor+"/"+e.Vendor+e.Case, func(t *testing.T) { cure(t, vendor, file, text, told(), 1) })
		}
		for first := range examples {
			text, faults := string(good), 0
			for n := range examples {
				if bad, err := examples[(first+n)%len(examples)].Apply(text); err == nil {
					text, faults = bad, faults+1
				}
			}
			if faults < 3 {
				t.Errorf("%s: only %d faults fit together", vendor, faults)
			}
			t.Run(fmt.Sprintf("%s/%d", vendor, first), func(t *testing.T) { cure(t, vendor, file, text, &rules.Intent{}, 2) })
		}
	}
}

// cure types what is suggested in up to so many rounds: one fault can hide another,
// which is found when the first is cured.
func cure(t *testing.T, vendor, file, text string, intent *rules.Intent, rounds int) {
	t.Helper()
	for round := 1; ; round++ {
		devices, found := lint(t, vendor, file, text, intent)
		plan := suggest.Build(devices, found, outsystems.Profile())
		had, left := map[string]bool{}, map[string]bool{}
		for i := range found {
			for _, a := range about(&found[i]) {
				had[a] = true
			}
		}
		var typed []string
		for _, d := range plan {
			for _, l := range d.Left {
				for _, a := range about(l.Finding) {
					left[a] = true
				}
			}
			text = edited(text, d)
			for _, s := range d.Sections {
				typed = append(typed, s.Commands...)
			}
		}
		once(t, plan)
		text = write(vendor, text, fill(typed, text))
		_, after := lint(t, vendor, file, text, intent)
		var wrong []string
		for i := range after {
			for _, a := range about(&after[i]) {
				switch {
				case had[a] && !left[a]:
					wrong = append(wrong, "not cured: "+say(&after[i]))
				case !had[a] && round == rounds:
					wrong = append(wrong, "new: "+say(&after[i]))
				}
			}
		}
		if len(wrong) > 0 {
			t.Errorf("round %d, typed:\n%s\n%s", round, strings.Join(typed, "\n"), strings.Join(wrong, "\n"))
		}
		if round == rounds {
			return
		}
	}
}

// once holds that no command stands in two sections of a device, and that no reason
// for having no remedy says a thing twice.
func once(t *testing.T, plan []suggest.Device) {
	t.Helper()
	for _, d := range plan {
		seen := map[string]bool{}
		for _, s := range d.Sections {
			for _, l := range commands.Lines(s.Commands) {
				key := strings.Join(append(l.Path, l.Text), "\n")
				if seen[key] {
					t.Errorf("typed twice: %q", key)
				}
				seen[key] = true
			}
		}
		for _, left := range d.Left {
			said := strings.Split(strings.TrimPrefix(left.Why.String(), "by hand: "), "; ")
			if slices.Sort(said); len(slices.Compact(slices.Clone(said))) != len(said) {
				t.Errorf("said twice: %q", left.Why)
			}
		}
	}
}

// about names a finding by its rule and each tunnel: lines move.
func about(f *rules.Finding) []string {
	out := []string{}
	for _, tun := range f.Tunnels {
		out = append(out, f.Rule.Name+" "+f.Subject+" "+tun.Name)
	}
	if len(out) == 0 {
		out = append(out, f.Rule.Name+" "+f.Subject)
	}
	return out
}

func lint(t *testing.T, vendor, file, text string, intent *rules.Intent) ([]*ipsec.Device, []rules.Finding) {
	t.Helper()
	v, _ := vendors.Find(vendors.All(), vendor)
	src, err := parser.NewSource(file, []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	devices, err := v.Read(src)
	if err != nil {
		t.Fatal(err)
	}
	found := rules.Run(devices, outsystems.All(), outsystems.Profile(), intent).Findings
	return devices, slices.DeleteFunc(found, func(f rules.Finding) bool { return f.Severity == rules.Info })
}

// edited makes the edits from the end of the text to its start.
func edited(text string, d suggest.Device) string {
	var edits []suggest.Edit
	for _, s := range d.Sections {
		edits = append(edits, s.Edits...)
	}
	slices.SortFunc(edits, func(a, b suggest.Edit) int { return b.At.Start - a.At.Start })
	for _, e := range edits {
		text = text[:e.At.Start] + e.Text + text[e.At.End:]
	}
	return text
}

var placeholder = regexp.MustCompile(`<[^<>]*>`)

// fill puts values where the commands leave them to the user, such as fit the
// selectors of the configuration.
func fill(commands []string, text string) []string {
	keys := 0
	var out []string
	for _, c := range commands {
		out = append(out, placeholder.ReplaceAllStringFunc(c, func(what string) string {
			switch {
			case strings.Contains(what, "key"):
				keys++
				return fmt.Sprintf("ExampleKeyNumber%d", keys)
			case strings.Contains(what, "far side of the second"):
				return "169.254.44.1"
			case strings.Contains(what, "DNS"), strings.Contains(what, "far side"):
				if strings.Contains(text, "host 10.8.2.50") {
					return "10.8.2.50" // the only host that the selectors hold
				}
				return "10.8.2.10"
			case strings.Contains(what, "inside address"):
				return "169.254.44.2"
			case strings.Contains(what, "LAN"):
				if strings.Contains(text, "10.66.0.0") {
					return "10.66.0.1"
				}
				return "10.1.0.1"
			}
			return "198.51.100.2"
		}))
	}
	return out
}

// write types commands into a configuration as its device would.
func write(vendor, text string, commands []string) string {
	switch vendor {
	case "asa":
		return writeASA(text, commands)
	case "strongswan":
		var rest []string
		for _, c := range commands {
			if path, ok := strings.CutPrefix(c, "# take out of the file: "); ok {
				text = withoutSection(text, path)
			} else {
				rest = append(rest, c)
			}
		}
		commands = rest
	}
	return strings.TrimRight(text, "\n") + "\n" + strings.Join(commands, "\n") + "\n"
}

// writeASA adds lines at the end, where the later counts, and takes out what "no"
// and "clear configure" name, with what stands inside.
func writeASA(text string, commands []string) string {
	body, end, _ := strings.Cut(text, "Cryptochecksum")
	lines := strings.Split(strings.TrimRight(body, "\n"), "\n")
	for _, c := range commands {
		gone, no := strings.CutPrefix(c, "no ")
		if rest, clear := strings.CutPrefix(c, "clear configure "); clear {
			gone, no = rest, true
		}
		if !no {
			lines = append(lines, c)
			continue
		}
		var kept []string
		inside := false
		for _, l := range lines {
			inside = l == gone || strings.HasPrefix(l, gone+" ") || inside && strings.HasPrefix(l, " ")
			if !inside {
				kept = append(kept, l)
			}
		}
		lines = kept
	}
	return strings.Join(lines, "\n") + "\nCryptochecksum" + end
}

// withoutSection takes a section out: "connections.a.children.b" of swanctl.conf,
// or "conn b" of ipsec.conf.
func withoutSection(text, path string) string {
	name, conf := strings.CutPrefix(path, "conn ")
	if !conf {
		name = path[strings.LastIndexByte(path, '.')+1:]
	}
	var out []string
	depth, inside := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case conf && trimmed == path, !conf && strings.HasPrefix(trimmed, name+" ") && strings.HasSuffix(trimmed, "{"):
			inside, depth = true, 0
		case conf && inside && strings.HasPrefix(trimmed, "conn "):
			inside = false
		}
		if !inside {
			out = append(out, line)
			continue
		}
		depth += strings.Count(line, "{") - strings.Count(line, "}")
		inside = conf || depth > 0
	}
	return strings.Join(out, "\n")
}

func say(f *rules.Finding) string {
	return fmt.Sprintf("line %d: %s [%s]", f.At.Position().Line, f.Message, f.Rule.Name)
}

// TestCorpus types what is suggested for real exports into them, where CORPUS says
// where they are.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("CORPUS")
	if dir == "" {
		t.Skip("CORPUS names no directory")
	}
	for _, vendor := range []string{"asa", "fortigate", "strongswan"} {
		files, err := filepath.Glob(filepath.Join(dir, vendor, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				continue // a directory
			}
			src, err := parser.NewSource(file, raw, "")
			if err != nil {
				continue
			}
			if v, err := vendors.Detect(vendors.All(), src); err != nil || v.Name != vendor || len(src.Text()) != len(raw) || strings.HasSuffix(file, ".yaml") || strings.HasSuffix(file, ".tfpl") {
				continue // not of this vendor, with prompts in it, a template, or of a form that takes no commands
			}
			t.Run(vendor+"/"+filepath.Base(file), func(t *testing.T) { cure(t, vendor, file, string(src.Text()), &rules.Intent{}, 2) })
		}
	}
}
