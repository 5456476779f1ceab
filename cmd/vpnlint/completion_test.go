package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shownFlag is a line of a help text that begins the description of a flag.
var shownFlag = regexp.MustCompile(`(?m)^ +(?:-(\w), |    )--([a-z-]+)`)

// helpFlags returns the flags of each command, long and short, as its help lists
// them: what people are told there is.
func helpFlags(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	_, list, _ := strings.Cut(runPlain(t, []string{"help"}), "Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for line := range strings.Lines(list) {
		name := strings.Fields(line)[0]
		out[name] = []string{}
		for _, m := range shownFlag.FindAllStringSubmatch(runPlain(t, []string{name, "--help"}), -1) {
			out[name] = append(out[name], "--"+m[2])
			if m[1] != "" {
				out[name] = append(out[name], "-"+m[1])
			}
		}
	}
	if len(out) < 8 || len(out["check"]) < 20 {
		t.Fatalf("the help lists only %v", out)
	}
	return out
}

// TestFlagsNameTheirValues finds values that are called after their Go type: a
// name in back quotes in the usage says what they are, and lets shells complete
// paths where it is FILE.
func TestFlagsNameTheirValues(t *testing.T) {
	for command := range helpFlags(t) {
		for _, m := range regexp.MustCompile(`--[a-z-]+ (?:string|int|duration)\b`).FindAllString(runPlain(t, []string{command, "--help"}), -1) {
			t.Errorf("%s: the help says %q; name the value in back quotes in the usage of the flag", command, m)
		}
	}
}

// TestManual holds docs/vpnlint.1 against the program (rewritten with -update),
// and the page against the help: each flag stands in the section of its command.
func TestManual(t *testing.T) {
	page := strings.TrimSuffix(runPlain(t, []string{"help", "--man"}), "exit status 0\n")
	name := filepath.Join("..", "..", "docs", "vpnlint.1")
	if *update {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), page); diff != "" {
		t.Errorf("docs/vpnlint.1 is not what vpnlint help --man prints; run go test ./cmd/vpnlint -run Manual -update (-file +program):\n%s", diff)
	}
	for command, flags := range helpFlags(t) {
		_, section, found := strings.Cut(page, "\n.Ss vpnlint "+command+"\n")
		if !found {
			t.Errorf("the manual page has no section for %s", command)
			continue
		}
		section, _, _ = strings.Cut(section, "\n.Ss ")
		for _, f := range flags {
			long, isLong := strings.CutPrefix(f, "--")
			written := `Fl \-` + strings.ReplaceAll(long, "-", `\-`)
			if !isLong {
				written = ".It Fl " + strings.TrimPrefix(f, "-") + " "
			}
			if !strings.Contains(section, written) {
				t.Errorf("the manual page does not tell of %s %s", command, f)
			}
		}
	}
	if mandoc, err := exec.LookPath("mandoc"); err == nil {
		lint := exec.Command(mandoc, "-T", "lint", "-W", "warning")
		lint.Stdin = strings.NewReader(strings.Replace(page, ".Dd\n", ".Dd November 27, 2026\n", 1)) // a release tells the day
		if out, err := lint.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("mandoc -T lint: %v\n%s", err, out)
		}
	} else {
		t.Log("not checked by mandoc, which is not installed")
	}
}

// TestCompletionKnowsEveryFlag holds the four scripts against the help.
func TestCompletionKnowsEveryFlag(t *testing.T) {
	for command, flags := range helpFlags(t) {
		for _, f := range flags {
			for shell, part := range map[string]string{
				"bash":       `(?s)\n    ` + command + `\)\n        flags='[^']*` + f + `[ ']`,
				"zsh":        `(?s)\n    ` + command + `\)\n        _arguments -s[^;]*` + f + `[\[=+,}]`,
				"fish":       `(?m)__vpnlint_in ` + command + `' .*-` + fishFlag(f) + ` `,
				"powershell": `(?s)'` + command + `' = @\{ About = '(?:[^']|'')*'\s*Flags[^@]*@\{.*?` + "'" + f + "' = ",
			} {
				if !regexp.MustCompile(part).MatchString(script(t, shell)) {
					t.Errorf("completion %s does not know %s %s", shell, command, f)
				}
			}
		}
	}
}

func fishFlag(f string) string {
	if long, ok := strings.CutPrefix(f, "--"); ok {
		return "l " + long
	}
	return "s " + strings.TrimPrefix(f, "-")
}

// script returns what vpnlint completion prints.
func script(t *testing.T, shell string) string {
	t.Helper()
	text, ok := strings.CutSuffix(runPlain(t, []string{"completion", shell}), "exit status 0\n")
	if !ok {
		t.Fatal(text)
	}
	return text
}

// completions are what is typed, the cursor at the end, and some of what must be
// offered then; nothing else may be when exact is set.
var completions = []struct {
	typed string
	exact bool
	want  string
}{
	{"vpnlint ", false, "check explain completion help fw.cfg"},
	{"vpnlint exp", true, "explain"},
	{"vpnlint --vendor ", true, "auto asa strongswan pfsense opnsense fortigate paloalto"},
	{"vpnlint check --vendor fo", true, "fortigate"},
	{"vpnlint check --behind", true, "--behind-nat"},
	{"vpnlint check fw.cfg --fail-on w", true, "warning"},
	{"vpnlint check --encoding shift", true, "shift_jis"},
	{"vpnlint check --symptom drops", true, "drops-hourly"},
	{"vpnlint check --select live", true, "liveness"},
	{"vpnlint check --select pfs,ike-ma", true, "pfs,ike-main-mode"},
	{"vpnlint check -f sar", true, "sarif"},
	{"vpnlint check --profile out", true, "outsystems-cloud"},
	{"vpnlint model --format j", true, "json"},
	{"vpnlint explain ike-ma", true, "ike-main-mode"},
	{"vpnlint explain pfs ike-ma", true, "ike-main-mode"},
	{"vpnlint baseline ", true, "write prune show"},
	{"vpnlint completion z", true, "zsh"},
	{"vpnlint completion zsh ", true, ""},
	{"vpnlint help mod", true, "model"},
	{"vpnlint rules x", true, ""},
}

// TestCompletionInBash and the next one let the shells answer.
func TestCompletionInBash(t *testing.T) {
	bash := shellOrSkip(t, "bash")
	more := append(slices.Clone(completions), []struct {
		typed string
		exact bool
		want  string
	}{
		{"vpnlint --vendor=fo", true, "fortigate"}, // readline replaces what stands behind "="
		{"vpnlint --behind-nat=", true, "true false"},
		{"vpnlint check fw", true, ""},                          // readline completes the path
		{"vpnlint baseline write --vendor a", true, "auto asa"}, // the value is no argument
		{"vpnlint check -- --ven", true, ""},
	}...)
	driver := `source "$1"; shift; compopt() { :; }; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _vpnlint; ((${#COMPREPLY[@]})) && printf '%s\n' "${COMPREPLY[@]}"; :`
	askShell(t, "bash", more, func(file, typed string) *exec.Cmd {
		words := strings.Split(strings.ReplaceAll(typed, "=", " = "), " ")
		return exec.Command(bash, append([]string{"--norc", "-c", driver, "bash", file}, words...)...)
	})
}

func TestCompletionInFish(t *testing.T) {
	fish := shellOrSkip(t, "fish")
	askShell(t, "fish", completions, func(file, typed string) *exec.Cmd {
		return exec.Command(fish, "--no-config", "-c", "source $argv[1]; complete -C $argv[2]; true", file, typed)
	})
}

// TestCompletionInZsh looks at the syntax only: zsh completes on terminals.
func TestCompletionInZsh(t *testing.T) {
	zsh := shellOrSkip(t, "zsh")
	if out, err := exec.Command(zsh, "-n", written(t, "zsh")).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("zsh -n: %v\n%s", err, out)
	}
}

func shellOrSkip(t *testing.T, shell string) string {
	t.Helper()
	path, err := exec.LookPath(shell)
	if err != nil {
		t.Skipf("not tried, since %s is not installed", shell)
	}
	return path
}

// written returns the file that a shell's script is in.
func written(t *testing.T, shell string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "completion."+shell)
	if err := os.WriteFile(file, []byte(script(t, shell)), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func askShell(t *testing.T, shell string, cases []struct {
	typed string
	exact bool
	want  string
}, ask func(file, typed string) *exec.Cmd) {
	t.Helper()
	file := written(t, shell)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "fw.cfg"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		cmd := ask(file, c.typed)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+dir)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil || errs.Len() > 0 {
			t.Errorf("%q: %v\n%s", c.typed, err, &errs)
			continue
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			word, _, _ := strings.Cut(strings.TrimSpace(line), "\t") // fish tells what it means, too
			got = append(got, word)
		}
		want := strings.Fields(c.want)
		missing := slices.ContainsFunc(want, func(w string) bool { return !slices.Contains(got, w) })
		if missing || c.exact && len(got) != len(want) {
			t.Errorf("%q: %s offers %q, want %q (and nothing else: %t)", c.typed, shell, got, want, c.exact)
		}
	}
}
