package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
)

// runPlain runs vpnlint in this process, as into a pipe, and returns everything
// that it writes and its exit status.
func runPlain(t *testing.T, args []string) string { return run(t, args, 0) }

// runIn is runPlain into a terminal of that many columns.
func runIn(t *testing.T, columns int, args []string) string { return run(t, args, columns) }

func run(t *testing.T, args []string, columns int) string {
	t.Helper()
	var out bytes.Buffer
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr, p.Env = strings.NewReader(""), &out, &out, withoutLocale
	p.Columns = func() (int, bool) { return columns, columns > 0 }
	code := p.Run(args)
	return fmt.Sprintf("%sexit status %d\n", out.String(), code)
}

// withoutLocale is the environment as it is where nobody has set a language, so
// that a developer's own does not change what the tests see.
func withoutLocale(name string) string {
	if name == "LANG" || strings.HasPrefix(name, "LC_") {
		return ""
	}
	return os.Getenv(name)
}
