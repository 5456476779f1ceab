package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// offlineRuns is every command, over configurations of every vendor.
func offlineRuns() [][]string {
	return [][]string{
		{"check", "-f", "json", "asa", "fortigate", "paloalto", "pfsense", "opnsense", "strongswan"},
		{"model", "asa/asa-9.18.cfg"}, {"suggest", "asa/asa-9.18.cfg"}, {"checklist", "asa/asa-9.18.cfg"}, {"redact", "asa/asa-9.18.cfg"},
		{"baseline", "show", "asa"}, {"config", "asa"}, {"init", "--output", "-", "asa"},
		{"rules"}, {"explain", "pfs"}, {"version"}, {"help"},
	}
}

// TestNoSocket counts the system calls about sockets of every command: there is none.
func TestNoSocket(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("skipped: strace is not installed")
	}
	vpnlint, err := exec.LookPath("vpnlint")
	if err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "calls")
	t.Chdir(filepath.Join("..", "..", "testdata"))
	if out, err := exec.Command(strace, "-f", "-o", log, "-e", "trace=%network", "true").CombinedOutput(); err != nil {
		t.Skipf("skipped: strace may not trace here: %v %s", err, out)
	}
	// The count is worth something only if a socket would be seen.
	if bash, err := exec.LookPath("bash"); err == nil {
		_ = exec.Command(strace, "-f", "-o", log, "-e", "trace=%network", bash, "-c", ": </dev/udp/127.0.0.1/9").Run()
		if calls(t, log) == "" {
			t.Fatal("strace does not show the socket of a shell: is it a test?")
		}
	}
	for _, args := range offlineRuns() {
		cmd := exec.Command(strace, append([]string{"-f", "-o", log, "-e", "trace=%network", vpnlint}, args...)...)
		_ = cmd.Run() // findings give an exit status
		if got := calls(t, log); got != "" {
			t.Errorf("vpnlint %s:\n%s", strings.Join(args, " "), got)
		}
	}
}

// calls returns the system calls of a trace, without how processes end.
func calls(t *testing.T, log string) string {
	t.Helper()
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if !strings.Contains(line, "+++ ") && !strings.Contains(line, "--- SIG") && !strings.Contains(line, "???(") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestWithoutNetwork runs every command where there is no network at all, not even
// a loopback: each says what it says elsewhere.
func TestWithoutNetwork(t *testing.T) {
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		t.Skip("skipped: unshare is not installed")
	}
	if out, err := exec.Command(unshare, "-rn", "true").CombinedOutput(); err != nil {
		t.Skipf("skipped: no namespace of one's own here: %v %s", err, out)
	}
	vpnlint, err := exec.LookPath("vpnlint")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join("..", "..", "testdata"))
	for _, args := range offlineRuns() {
		here, _ := exec.Command(vpnlint, args...).CombinedOutput()
		there, _ := exec.Command(unshare, append([]string{"-rn", vpnlint}, args...)...).CombinedOutput()
		if len(here) == 0 || string(here) != string(there) {
			t.Errorf("vpnlint %s says without a network:\n%.2000s", strings.Join(args, " "), there)
		}
	}
}
