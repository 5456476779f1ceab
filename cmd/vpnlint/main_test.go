package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"vpnlint": main})
}

// TestScript runs the command as a user does. Each script is one topic; the
// commands "exits CODE ARGS..." runs vpnlint and checks its exit status, and
// "interrupt COMMAND..." starts a command whose standard input never ends, sends it
// the signal of Control-C and fails unless that ends it,
// "big NAME" and "binary NAME" write a file that is larger than vpnlint reads,
// and one that is no text. Every script has
// right.cfg, on which no rule makes an error, and wrong.cfg, which is the same
// with a phase 2 that lives too long.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "big": big, "binary": binary, "interrupt": interrupt},
		Setup:               setup,
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	})
}

func setup(env *testscript.Env) error {
	right, err := os.ReadFile(filepath.Join("testdata", "right.cfg"))
	if err != nil {
		return err
	}
	wrong := strings.Replace(string(right), "lifetime seconds 3000", "lifetime seconds 86400", 1)
	if err := os.WriteFile(filepath.Join(env.WorkDir, "right.cfg"), right, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(env.WorkDir, "wrong.cfg"), []byte(wrong), 0o644)
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE [ARGS...]")
	}
	code := "0"
	if err := ts.Exec("vpnlint", args[1:]...); err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("vpnlint %s: exit status %s, want %s", strings.Join(args[1:], " "), code, args[0])
	}
}

func big(ts *testscript.TestScript, neg bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(64<<20 + 1))
	ts.Check(f.Close())
}

func binary(ts *testscript.TestScript, neg bool, args []string) {
	data := make([]byte, 4096)
	for i := range data {
		data[i] = byte(i * 7)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append([]byte("\x7fELF\x02\x01"), data...), 0o644))
}

func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if runtime.GOOS == "windows" {
		return // no such signal
	}
	read, write, err := os.Pipe()
	ts.Check(err)
	defer read.Close()
	defer write.Close()
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir, cmd.Stdin = ts.MkAbs("."), read
	ts.Check(cmd.Start())
	_, err = write.WriteString("hostname fw\n") // as soon as it is read, the command is at work
	ts.Check(err)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	if state, err := cmd.Process.Wait(); err != nil || state.Success() || state.ExitCode() != -1 && state.ExitCode() != 130 {
		ts.Fatalf("%v ended with %v (%v)", args, state, err)
	}
}
