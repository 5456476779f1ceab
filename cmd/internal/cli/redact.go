package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/vpnlint/vpnlint/cmd/internal/redact"
	"github.com/vpnlint/vpnlint/cmd/internal/report"
)

// redact writes copies of configurations that can be given away.
func (p *Program) redact(args []string) int {
	fs := newFlags("redact")
	in := defineInputFlags(fs.group("Input"), p.Vendors)
	output := fs.group("Output").StringP("output", "o", "", "`FILE` to write to, or directory for several; else standard output")
	paths, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(paths) == 0 {
		p.complain("redact needs a PATH; - reads standard input")
		return exitUsage
	}
	if err := checkStdin(paths); err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	ins, bad := p.collect(paths, *in.stdinName)
	targets, err := redactTargets(ins, *output)
	if err != nil {
		p.complain("%v", err)
		return exitUsage
	}
	all := make([]*loaded, len(ins))
	texts := make([][]byte, len(ins))
	inParallel(len(ins), defaultJobs(), func(i int) {
		all[i] = p.load(ins[i], in)
		texts[i] = p.redactOne(all[i])
		all[i].leave()
	})
	if p.tell(append(bad, rootFailures(all)...), all) {
		code = exitInput
	}
	for i, text := range texts {
		if text == nil {
			continue
		}
		if err := p.writeRedacted(targets[i], text); err != nil {
			return p.finish(err, code)
		}
	}
	return code
}

// redactOne returns the copy of one file; nil when it is not to be written. What
// has not been read whole is not given away.
func (p *Program) redactOne(l *loaded) (text []byte) {
	defer func() {
		if r := recover(); r != nil {
			l.internal(panicPlace(r))
			text = nil
		}
	}()
	if l.skipped || l.file.Status != report.OK {
		return nil
	}
	return redact.Text(l.src, l.devices, l.vendor.Secrets)
}

func (p *Program) writeRedacted(target string, text []byte) error {
	if target == "" {
		_, err := p.Stdout.Write(text)
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return err
	}
	return writeFile(target, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// redactTargets says where each copy goes, "" for standard output. No copy may
// take the place of an input, or of another copy.
func redactTargets(ins []input, output string) ([]string, error) {
	info, err := os.Stat(output)
	dir := output != "" && (err == nil && info.IsDir() || strings.HasSuffix(output, string(filepath.Separator)))
	single := len(ins) == 1 && ins[0].root == ""
	if !single && output == "" && len(ins) > 0 {
		return nil, errors.New("several files go into a directory; name one with --output DIR/")
	}
	if !single && !dir && err == nil {
		return nil, fmt.Errorf("--output %s: several files go into a directory, and this is none", output)
	}
	out := make([]string, len(ins))
	seen := map[string]string{}
	for i, in := range ins {
		out[i] = output
		if output != "" && (dir || !single) {
			out[i] = filepath.Join(output, within(in.name))
		}
		if out[i] == "" {
			continue
		}
		if other, taken := seen[out[i]]; taken {
			return nil, fmt.Errorf("%s and %s would both be written to %s; redact them one by one", other, in.name, out[i])
		}
		seen[out[i]] = in.name
		for _, o := range ins {
			if sameFile(out[i], o.name) {
				return nil, fmt.Errorf("--output %s: that is the input %s, which is left alone; name another file", out[i], o.name)
			}
		}
	}
	return out, nil
}

// within returns the part of a path that can stand below another directory.
func within(name string) string {
	name = strings.Trim(name, "<>")
	if filepath.IsLocal(name) {
		return name
	}
	return filepath.Base(name)
}

func sameFile(a, b string) bool {
	one, err1 := os.Stat(a)
	two, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(one, two)
}
