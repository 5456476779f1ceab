package outsystems_test

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
)

// statements is how many the guide makes.
const statements = 63

// coming are rules of the profile that are not written yet, with the statements
// that only they answer. An entry counts as long as All has no such rule.
var coming = map[string][]int{
	"route-to-cloud":        {14},
	"dns-forwarder":         {2, 4},
	"dpd-rate-limit":        {25},
	"ike-esp-reachable":     {48, 51},
	"nat-exemption":         {32},
	"supplied-config":       {60},
	"traffic-permitted":     {3, 36, 37, 40, 53},
	"whole-range-permitted": {11, 30, 38},
}

// TestGuideIsAnswered holds that each statement of the guide has a rule or a line
// of the checklist, and that none of them names a statement that does not exist.
func TestGuideIsAnswered(t *testing.T) {
	guide := readGuide(t)
	if len(guide) != statements {
		t.Fatalf("testdata/guide.txt has %d statements, want %d", len(guide), statements)
	}
	answers := map[int][]string{}
	for _, r := range outsystems.All() {
		for _, row := range r.Rows {
			answers[row] = append(answers[row], r.Name)
		}
	}
	for _, line := range outsystems.Checklist() {
		for _, row := range line.Rows {
			answers[row] = append(answers[row], string(line.Kind))
		}
	}
	for name, rows := range coming {
		if rules.Find(outsystems.All(), name) == nil {
			for _, row := range rows {
				answers[row] = append(answers[row], name)
			}
		}
	}
	for row := 1; row <= statements; row++ {
		if guide[row] == "" {
			t.Errorf("testdata/guide.txt lacks statement %d", row)
		}
		if len(answers[row]) == 0 {
			t.Errorf("neither a rule nor the checklist answers statement %d: %s", row, guide[row])
		}
		delete(answers, row)
	}
	for row, names := range answers {
		t.Errorf("%s: the guide has no statement %d", strings.Join(names, ", "), row)
	}
}

// TestChecklistIsWhole holds that each line says everything, in the form in which
// it is shown.
func TestChecklistIsWhole(t *testing.T) {
	var kinds []string
	for _, line := range outsystems.Checklist() {
		if slices.Contains(kinds, string(line.Kind)) {
			t.Errorf("%s stands twice", line.Kind)
		}
		kinds = append(kinds, string(line.Kind))
		if line.Where == "" || line.Section == "" || len(line.Symptoms) == 0 || len(line.Rows) == 0 || !slices.IsSorted(line.Rows) {
			t.Errorf("%s lacks its place, section, symptoms or statements: %+v", line.Kind, line)
		}
		for _, text := range []string{line.Aim.String(), line.Good.String()} {
			if text == "" || strings.HasSuffix(text, ".") || strings.Contains(text, "  ") {
				t.Errorf("%s: neither the aim nor the answer may be empty or end in a full stop: %q", line.Kind, text)
			}
		}
	}
}

// readGuide returns the statements by number.
func readGuide(t *testing.T) map[int]string {
	t.Helper()
	f, err := os.Open("testdata/guide.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[int]string{}
	for s := bufio.NewScanner(f); s.Scan(); {
		number, text, _ := strings.Cut(s.Text(), " ")
		if number == "#" {
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil || text == "" || out[n] != "" {
			t.Fatalf("testdata/guide.txt: a line is a number of its own and a title: %q", s.Text())
		}
		out[n] = text
	}
	return out
}
