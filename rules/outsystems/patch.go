package outsystems

import (
	"fmt"
	"slices"
	"strings"
)

// Patch makes a bad configuration of a good one: it applies the hunks of an
// example's diff in order. What a hunk keeps and removes is searched behind the
// hunk before it.
func Patch(text, diff string) (string, error) {
	rest := strings.SplitAfter(text, "\n")
	var out []string
	for hunk := range strings.SplitSeq("\n"+strings.TrimRight(diff, "\n"), "\n...") {
		var old, now []string
		for line := range strings.Lines(strings.TrimPrefix(hunk, "\n") + "\n") {
			switch line[0] {
			case '+':
				now = append(now, line[1:])
			case '-':
				old = append(old, line[1:])
			case ' ':
				old, now = append(old, line[1:]), append(now, line[1:])
			default:
				return "", fmt.Errorf("a line of the diff begins with neither ' ', '-' nor '+': %q", line)
			}
		}
		at := place(rest, old)
		if at < 0 || len(old) == 0 {
			return "", fmt.Errorf("not found in the base configuration:\n%s", strings.Join(old, ""))
		}
		out = slices.Concat(out, rest[:at], now)
		rest = rest[at+len(old):]
	}
	return strings.Join(slices.Concat(out, rest), ""), nil
}

// place returns where the part begins among the lines, -1 when it does not.
func place(lines, part []string) int {
	for i := range len(lines) - len(part) + 1 {
		if slices.Equal(lines[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}
