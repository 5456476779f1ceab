//go:build ignore

// This program measures vpnlint against the bare reading of the same files, as
// whole processes, side by side in one run: a Go program that only counts lines,
// cat, wc -l and grep -c. It prints medians, peak memory and the ratio to the Go
// loop beside the goals.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/vpnlint/vpnlint/cmd/internal/bench"
)

func main() {
	vpnlint := flag.String("vpnlint", "./vpnlint", "the binary to measure")
	runs := flag.Int("runs", 61, "runs of each program; the median is shown")
	loop := flag.Bool("loop", false, "count the lines of the files and exit")
	flag.Parse()
	if *loop {
		n := 0
		for _, name := range flag.Args() {
			n += countLines(name)
		}
		fmt.Println(n)
		return
	}
	if err := measure(*vpnlint, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func countLines(name string) int {
	f, err := os.Open(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	defer f.Close()
	n := 0
	s := bufio.NewScanner(f)
	s.Buffer(make([]byte, 64<<10), 1<<20)
	for s.Scan() {
		n++
	}
	return n
}

// goal is what the design asks of one input: a factor of the bare loop or a
// time, and a peak of memory. Zero means none.
type goal struct {
	factor float64
	time   time.Duration
	memory int // MB
}

func measure(vpnlint string, runs int) error {
	dir, err := os.MkdirTemp("", "vpnlint-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	for name, program := range map[string]*string{"loop": &self, "vpnlint": &vpnlint} {
		if *program, err = installed(*program, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	fmt.Printf("%d runs each, medians, whole processes\n", runs)
	for _, in := range []struct {
		name  string
		write func(io.Writer, int) error
		word  string // what grep looks for
		size  int
		goal  goal
	}{
		{"small ASA", bench.ASA, "crypto", 2_000, goal{time: 5 * time.Millisecond}},
		{"1 MB ASA", bench.ASA, "crypto", 1_000_000, goal{time: 12 * time.Millisecond, memory: 20}},
		{"10 MB ASA", bench.ASA, "crypto", 10_000_000, goal{factor: 5, memory: 40}},
		{"1 MB FortiOS", bench.FortiOS, "ipsec", 1_000_000, goal{time: 12 * time.Millisecond, memory: 20}},
		{"10 MB FortiOS", bench.FortiOS, "ipsec", 10_000_000, goal{factor: 5, memory: 40}},
		{"10 MB PAN-OS set", bench.PanSet, "ipsec", 10_000_000, goal{factor: 5, memory: 40}},
		{"10 MB PAN-OS XML", bench.PanXML, "ipsec", 10_000_000, goal{factor: 12, memory: 40}},
		{"10 MB pfSense", bench.PfSense, "phase1", 10_000_000, goal{factor: 12, memory: 40}},
	} {
		file := filepath.Join(dir, strings.ReplaceAll(in.name, " ", "-"))
		if err := generate(file, in.write, in.size); err != nil {
			return err
		}
		if err := against(in.name, in.word, []string{file}, file, self, vpnlint, in.goal, runs); err != nil {
			return err
		}
	}
	many := filepath.Join(dir, "many")
	files, err := thousand(many)
	if err != nil {
		return err
	}
	return against("1,000 files of 50 kB", "crypto", files, many, self, vpnlint, goal{time: 500 * time.Millisecond}, max(runs/2, 3))
}

// installed copies a program, as its installation does. Measured where the linker has
// just written it, a program takes about a millisecond more to start: the system then
// holds its file in small pieces. The copy is made without holding it here: what this
// process has in memory, the system counts for those that it starts.
func installed(program, name string) (string, error) {
	from, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o700)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		return "", err
	}
	return name, to.Close()
}

// against measures vpnlint over a path beside the plain readers of its files.
func against(name, word string, files []string, path, self, vpnlint string, g goal, runs int) error {
	fmt.Printf("\n%s\n", name)
	return compare([]*program{
		{label: "bare Go line loop", command: append([]string{self, "-loop"}, files...)},
		{label: "cat", command: append([]string{"cat"}, files...)},
		{label: "wc -l", command: append([]string{"wc", "-l"}, files...)},
		{label: "grep -c " + word, command: append([]string{"grep", "-c", word}, files...)},
		{label: "vpnlint", command: []string{vpnlint, "check", "-f", "concise", path}, goal: g},
		{label: "  with full intent", command: slices.Concat([]string{vpnlint, "check", "-f", "concise"}, intent, []string{path}), goal: g},
	}, runs)
}

// intent is all that a user can say about the first tunnel of each input: with it, the
// rules about the path of the traffic have something to judge.
var intent = []string{
	"--peer", "203.0.0.1", "--cidr", "10.8.0.0/24", "--dns", "10.8.0.10", "--onprem", "10.1.0.0/16", "--routing", "static", "--behind-nat=false",
}

// thousand writes a repository of small exports of several vendors.
func thousand(dir string) (files []string, err error) {
	if err = os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	makers := []struct {
		ext   string
		write func(io.Writer, int) error
	}{{"cfg", bench.ASA}, {"conf", bench.FortiOS}, {"set", bench.PanSet}, {"xml", bench.PfSense}}
	for n := range 1000 {
		m := makers[n%len(makers)]
		files = append(files, filepath.Join(dir, fmt.Sprintf("fw-%03d.%s", n, m.ext)))
		if err = generate(files[n], m.write, 50_000); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func generate(name string, write func(io.Writer, int) error, size int) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f, size); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// program is one thing to measure, and what was measured.
type program struct {
	label   string
	command []string
	goal    goal
	times   []time.Duration
	cpu     []time.Duration // user and system: what a busy machine changes less
	memory  []int           // MB
}

// compare runs all programs in turn, so that a busy moment of the machine hits
// them alike, and prints the medians. The first is what the others are held against.
func compare(all []*program, runs int) error {
	for range runs {
		for _, p := range all {
			if err := p.run(); err != nil {
				return err
			}
		}
	}
	for _, p := range all {
		p.print(median(all[0].times))
	}
	return nil
}

func (p *program) run() error {
	c := exec.Command(p.command[0], p.command[1:]...)
	c.Stdout = io.Discard
	start := time.Now()
	err := c.Run()
	took := time.Since(start)
	if c.ProcessState == nil || c.ProcessState.ExitCode() > 1 { // 1 is findings, or no match
		return fmt.Errorf("%s: %w", p.command[0], err)
	}
	p.times = append(p.times, took)
	p.cpu = append(p.cpu, c.ProcessState.UserTime()+c.ProcessState.SystemTime())
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.memory = append(p.memory, int(usage.Maxrss/1024))
	}
	return nil
}

func (p *program) print(base time.Duration) {
	took, peak, g := median(p.times), median(p.memory), p.goal
	fmt.Printf("  %-18s %8.2f ms  (cpu %7.2f ms)  %4d MB  %6.2f x loop", p.label, milliseconds(took), milliseconds(median(p.cpu)), peak,
		float64(took)/float64(base))
	switch {
	case g.factor > 0:
		fmt.Printf("  goal %.0f x, %d MB: %s", g.factor, g.memory, met(float64(took) <= g.factor*float64(base) && peak <= g.memory))
	case g.time > 0 && g.memory > 0:
		fmt.Printf("  goal %v, %d MB: %s", g.time, g.memory, met(took <= g.time && peak <= g.memory))
	case g.time > 0:
		fmt.Printf("  goal %v: %s", g.time, met(took <= g.time))
	}
	fmt.Println()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func median[T cmp.Ordered](all []T) T {
	var none T
	if len(all) == 0 {
		return none
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func met(ok bool) string {
	if ok {
		return "met"
	}
	return "MISSED"
}
