package strongswan

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// charonDaemon is a charon of the test's own: with a vici socket in a temporary
// folder, in network and mount namespaces of its own, so that it touches
// nothing of the machine.
type charonDaemon struct {
	t       *testing.T
	dir     string
	swanctl string
	release release
	process *os.Process

	mu  sync.Mutex
	log []string
}

// startCharon starts the daemon and ends it with the test. It skips the test
// where strongSwan is not installed.
func startCharon(t *testing.T) *charonDaemon {
	t.Helper()
	if os.Getenv("ORACLE") == "" {
		t.Skip("the judge needs a real charon: run make oracle, or set ORACLE=1")
	}
	binary := ""
	for _, p := range []string{"/usr/lib/ipsec/charon", "/usr/libexec/ipsec/charon", "/usr/libexec/strongswan/charon"} {
		if _, err := os.Stat(p); err == nil {
			binary = p
		}
	}
	swanctl, err := exec.LookPath("swanctl")
	if binary == "" || err != nil {
		t.Skip("charon or swanctl is not installed (Debian: strongswan-charon, strongswan-swanctl)")
	}
	d := &charonDaemon{t: t, dir: t.TempDir(), swanctl: swanctl}
	d.release = installedRelease(t, binary)
	d.start(binary)
	return d
}

// startStarter starts the starter of ipsec.conf, which starts its own charon and
// reads conf. It skips the test where it is not installed.
func startStarter(t *testing.T, conf string) *charonDaemon {
	t.Helper()
	d := &charonDaemon{t: t, dir: filepath.Dir(conf)}
	if os.Getenv("ORACLE") == "" {
		t.Skip("the judge needs a real charon: run make oracle, or set ORACLE=1")
	}
	binary := "/usr/lib/ipsec/starter"
	swanctl, err := exec.LookPath("swanctl")
	if _, missing := os.Stat(binary); missing != nil || err != nil {
		t.Skip("starter or swanctl is not installed (Debian: strongswan-starter, strongswan-swanctl)")
	}
	d.swanctl = swanctl
	d.release = installedRelease(t, "/usr/lib/ipsec/charon")
	d.start(binary + " --nofork --daemon charon --conf " + conf)
	return d
}

func installedRelease(t *testing.T, binary string) release {
	out, err := exec.Command(binary, "--version").CombinedOutput()
	if err != nil {
		t.Fatalf("%s --version: %v\n%s", binary, err, out)
	}
	var r release
	if _, err := fmt.Sscanf(string(out), "Linux strongSwan %d.%d.%d", &r.major, &r.minor, &r.patch); err != nil {
		t.Fatalf("the release of %q cannot be read: %v", out, err)
	}
	return r
}

const charonConf = `charon {
  load_modular = no
  load = nonce aes sha1 sha2 md5 mgf1 hmac kdf xcbc drbg random gmp pem pkcs1 x509 pubkey constraints kernel-netlink socket-default stroke vici
  retransmit_tries = 1
  retransmit_timeout = 60
  filelog { stderr {
    default = -1
    cfg = 2
    flush_line = yes
  } }
  plugins { vici { socket = unix://%s/vici } }
}
`

func (d *charonDaemon) start(binary string) {
	conf := filepath.Join(d.dir, "strongswan.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, charonConf, d.dir), 0o600); err != nil {
		d.t.Fatal(err)
	}
	// charon wants to write its process id below /run.
	cmd := exec.Command("/bin/sh", "-c", "mount -t tmpfs tmpfs /run && exec "+binary)
	cmd.Env = append(os.Environ(), "STRONGSWAN_CONF="+conf)
	// In a process namespace of its own, whatever it starts ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS, Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.StderrPipe()
	if err != nil {
		d.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		d.t.Skipf("charon cannot have namespaces of its own here: %v", err)
	}
	d.process = cmd.Process
	done := make(chan struct{})
	go d.follow(out, done)
	d.t.Cleanup(func() {
		cmd.Process.Kill()
		<-done
		cmd.Wait()
	})
	for range 100 {
		if _, err := os.Stat(filepath.Join(d.dir, "vici")); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.t.Fatalf("charon does not open its socket; it said:\n%s", strings.Join(d.since(0), "\n"))
}

func (d *charonDaemon) follow(r io.Reader, done chan struct{}) {
	defer close(done)
	for s := bufio.NewScanner(r); s.Scan(); {
		d.mu.Lock()
		d.log = append(d.log, s.Text())
		d.mu.Unlock()
	}
}

func (d *charonDaemon) mark() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.log)
}

func (d *charonDaemon) since(mark int) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.log[mark:]...)
}

// run calls swanctl.
func (d *charonDaemon) run(args ...string) string {
	args = append(args, "--uri", "unix://"+d.dir+"/vici")
	cmd := exec.Command(d.swanctl, args...)
	cmd.Env = append(os.Environ(), "STRONGSWAN_CONF="+filepath.Join(d.dir, "strongswan.conf"))
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		d.t.Fatalf("swanctl %s: %v", args[0], err)
	}
	return string(out)
}

// verdict is what charon made of one file.
type verdict struct {
	invalid bool                         // the file does not parse
	loaded  map[string]bool              // by connection: loaded or refused
	reason  map[string]string            // of refused connections
	conns   map[string]map[string]string // effective values of loaded connections
	kids    map[string]map[string]map[string]string
	listed  string // the raw output of --list-conns
}

// load loads a file and reads the log up to the answer to a later request.
func (d *charonDaemon) load(file string) *verdict {
	from := d.mark()
	out := d.run("--load-conns", "--file", file)
	v := &verdict{loaded: map[string]bool{}, reason: map[string]string{}, conns: map[string]map[string]string{}, kids: map[string]map[string]map[string]string{}}
	v.listed = d.run("--list-conns", "--raw")
	for _, line := range strings.Split(out, "\n") {
		switch {
		case strings.Contains(line, "invalid config file"):
			v.invalid = true
		case strings.HasPrefix(line, "loaded connection '"):
			v.loaded[between(line, "'", "'")] = true
		case strings.HasPrefix(line, "loading connection '"):
			name := between(line, "'", "'")
			v.loaded[name] = false
			_, v.reason[name], _ = strings.Cut(line, "failed: ")
		}
	}
	d.wait(from, "requests: list-conns")
	v.readLog(d.since(from))
	return v
}

func (d *charonDaemon) wait(from int, text string) {
	for range 200 {
		for _, line := range d.since(from) {
			if strings.Contains(line, text) {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	d.t.Fatalf("charon's log does not get to %q", text)
}

func between(s, open, end string) string {
	_, s, _ = strings.Cut(s, open)
	s, _, _ = strings.Cut(s, end)
	return s
}

// readLog collects the values that charon prints while it loads: two blanks in
// front of a connection's, three or four in front of a child's and of a round's.
func (v *verdict) readLog(lines []string) {
	var conn, kid map[string]string
	round := ""
	for _, line := range lines {
		_, text, ok := strings.Cut(line, "[CFG]")
		if !ok || !strings.HasPrefix(text, "  ") {
			continue
		}
		key, value, isValue := strings.Cut(strings.TrimLeft(text, " "), " = ")
		indent := len(text) - len(strings.TrimLeft(text, " "))
		switch name, isHead := strings.CutSuffix(key, ":"); {
		case isHead && strings.HasPrefix(key, "conn ") && indent == 2:
			conn, kid, round = map[string]string{}, nil, ""
			name = strings.TrimPrefix(name, "conn ")
			v.conns[name], v.kids[name] = conn, map[string]map[string]string{}
			conn[""] = name
		case isHead && strings.HasPrefix(key, "child ") && conn != nil:
			kid = map[string]string{}
			v.kids[conn[""]][strings.TrimPrefix(name, "child ")] = kid
		case isHead && conn != nil:
			kid, round = nil, name
			if _, again := conn[name]; again {
				round = "later " + name // rounds behind the first one of a side
			}
			conn[name] = ""
		case !isValue || conn == nil:
		case kid != nil && indent == 4:
			kid[key] = value
		case round != "" && indent == 4:
			conn[round+"."+key] = value
		case indent == 3:
			conn[key] = value
			kid = nil
		}
	}
}
