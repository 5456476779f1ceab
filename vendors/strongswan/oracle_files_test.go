package strongswan

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// testdataConfigs writes the swanctl.conf of every archive of testdata, with the
// files that it includes, and gives their paths by name.
func testdataConfigs(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, _ := filepath.Glob("testdata/*.txtar")
	whole, _ := filepath.Glob("../../testdata/strongswan/*.conf")
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Files) > 0 && !strings.Contains(string(a.Files[0].Data), "${") {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			addConfig(t, out, name, filepath.Join(dir, "testdata", name, "swanctl.conf"), a.Files[0].Data)
		}
	}
	for _, file := range whole {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		addConfig(t, out, name, filepath.Join(dir, "whole", name), raw)
	}
	return out
}

// addConfig writes a file when it is a swanctl.conf.
func addConfig(t *testing.T, out map[string]string, name, path string, raw []byte) {
	t.Helper()
	src := source(t, path, raw)
	if kind, _ := shapeOf(src); kind != shapeSwanctl {
		return
	}
	write(t, path, raw)
	out[name] = path
}

// corpusConfigs copies the real swanctl.conf files into the temporary folder,
// without lines that name certificate files and without placeholders.
func corpusConfigs(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	corpus := os.Getenv("CORPUS")
	if corpus == "" {
		t.Log("CORPUS is not set: real configurations are not judged")
		return out
	}
	files, _ := filepath.Glob(filepath.Join(corpus, "strongswan", "*"))
	certs := regexp.MustCompile(`(?m)^\s*(certs|cacerts|pubkeys)\s*=.*$`)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := templateDirective(source(t, file, raw)); ok {
			continue
		}
		text := certs.ReplaceAllString(string(raw), "")
		text = regexp.MustCompile(`\$\{\w+\}|PH_IP_\w+`).ReplaceAllString(text, "192.0.2.77")
		name := filepath.Base(file)
		addConfig(t, out, name, filepath.Join(dir, "corpus", name), []byte(text))
	}
	return out
}

func write(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// generator writes random configurations that try the language: most of them
// fine, some with values that charon refuses, some with errors of syntax.
type generator struct {
	*rand.Rand
	b        strings.Builder
	t        *testing.T
	dir      string
	includes int
	depth    int
	bad      bool   // values that charon refuses may appear
	children string // how this file spells the section
}

// writeGenerated writes the configuration of a seed and gives its path.
func writeGenerated(t *testing.T, dir string, seed uint64) string {
	t.Helper()
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 1)), t: t, dir: filepath.Join(dir, fmt.Sprintf("seed-%d", seed))}
	g.bad = seed%3 == 2
	g.children = "children"
	if seed%16 == 9 {
		g.children = "Children" // the case of this name does not matter to charon
	}
	text := g.file()
	if seed%8 == 7 {
		text = g.damage(text)
	}
	path := filepath.Join(g.dir, "swanctl.conf")
	write(t, path, []byte(text))
	return path
}

// damage removes, doubles or inserts a character that has a meaning.
func (g *generator) damage(text string) string {
	marks := []string{"{", "}", "=", ":", "\"", "#", "\n", ",", ".", " ", "\r\n", "include ", "include x\n", "\n\n", "\\", "a b", ";", "\t"}
	for range 1 + g.IntN(3) {
		i := g.IntN(len(text))
		switch g.IntN(3) {
		case 0:
			text = text[:i] + text[i+1:]
		default:
			text = text[:i] + pick(g, marks...) + text[i:]
		}
	}
	return text
}

func pick[T any](g *generator, list ...T) T { return list[g.IntN(len(list))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *generator) file() string {
	if g.chance(60) {
		g.section("base", "", func() { g.connection(40) })
	}
	if g.chance(40) {
		g.section("kid", "", func() { g.child(40) })
	}
	g.connections()
	if g.chance(15) {
		g.connections() // merged with the first
	}
	return g.b.String()
}

func (g *generator) connections() {
	g.section("connections", "", func() {
		for range 1 + g.IntN(3) {
			name := pick(g, "gw", "site-a", "aws_1", "t2", "x@y", "home", "a1", "b2", "c3")
			refs := ""
			if g.chance(30) {
				refs = "base"
			} else if g.chance(20) {
				refs = pick(g, "base, connections.gw", "connections.site-a", "nowhere", "base ,\n base", "connections.gw,connections.t2")
			}
			body := func() { g.connection(70) }
			if g.chance(12) && g.includes < 3 {
				g.include(body, name, refs)
				continue
			}
			g.section(name, refs, body)
		}
	})
}

// include writes a section into a file of its own.
func (g *generator) include(body func(), name, refs string) {
	g.includes++
	outer := g.b
	g.b = strings.Builder{}
	g.section(name, refs, body)
	file := fmt.Sprintf("conf.d/%d.conf", g.includes)
	text := g.b.String()
	if g.chance(30) {
		text = strings.TrimRight(text, "\n")
	}
	write(g.t, filepath.Join(g.dir, file), []byte(text))
	g.b = strings.Builder{}
	g.b.WriteString(outer.String())
	g.line("include " + pick(g, file, "\""+file+"\"", fmt.Sprintf("conf.d/%d.*", g.includes), "none/*.conf\n include "+file))
}

func (g *generator) line(text string) {
	g.b.WriteString(strings.Repeat(pick(g, "  ", "\t", " "), g.depth))
	g.b.WriteString(text)
	if g.chance(8) {
		g.b.WriteString(" # note = { here }")
	}
	g.b.WriteString(pick(g, "\n", "\n", "\n", "\n\n", "\r\n"))
}

func (g *generator) section(name, refs string, body func()) {
	head := name
	if refs != "" {
		head += pick(g, " : ", ": ", ":", " :\n ") + refs
	}
	g.b.WriteString(strings.Repeat("  ", g.depth) + head + pick(g, " {", "{", "\n{", " # c\n {") + "\n")
	g.depth++
	body()
	g.depth--
	g.b.WriteString(strings.Repeat("  ", g.depth) + pick(g, "}\n", "}\n", "} # end\n", "}"))
	if g.chance(50) {
		g.b.WriteString("\n")
	}
}

func (g *generator) set(key, value string) {
	switch {
	case g.chance(4):
		value = "" // masks what is inherited
	case g.chance(12) && !strings.Contains(value, `"`):
		value = `"` + value + `"`
	case g.chance(4):
		value = strings.Replace(value, ",", " ,  ", 1)
	}
	g.line(key + pick(g, " = ", "=", " =", "= ") + value)
}

// maybe writes an option with the given chance.
func (g *generator) maybe(percent int, key string, values ...string) {
	if g.chance(percent) {
		g.set(key, pick(g, values...))
	}
}

// wrong adds values that charon may refuse.
func (g *generator) wrong(percent int, key string, values ...string) {
	if g.bad && g.chance(percent) {
		g.set(key, pick(g, values...))
	}
}

var times = []string{"3600", "1h", "60m", "28800s", "8h", "0", "0s", "010", "0x10", "3060", "1d", "540 s", "45M", "2H", "86400", "1", "7", "+30", "s", "0777", "12345678901234"}

var badTimes = []string{"1w", "1.5h", "1h30m", "08", "-1", "ten", "3600 s s", "123456789012345678", "0x", "1 h", "h 1", "--1", "''"}

func (g *generator) connection(percent int) {
	g.maybe(percent, "remote_addrs", "192.0.2.1", "203.0.113.9", "%any", "192.0.2.0/24", "198.51.100.1, 198.51.100.2", "0.0.0.0/0,192.0.2.5", "192.0.2.1-192.0.2.9", "2001:db8::1")
	g.maybe(percent/2, "local_addrs", "192.0.2.100", "%any", "192.0.2.100, 192.0.2.101")
	g.maybe(percent, "version", "0", "1", "2", "2", "2", "02", "0x1")
	g.maybe(percent, "proposals", "aes256-sha256-modp2048", "aes128-sha1-modp1024, aes256-sha512-modp4096", "aes256gcm16-prfsha384-ecp384", "default", "aes128gcm-aes256gcm-prfsha256-x25519",
		"aes-sha-modp1536", "aes128-aes256-sha256-sha1-modp2048-modp3072,default", "3des-md5-modp1024", "aes256-sha2_256-prfsha1-ecp256-none", "chacha20poly1305-prfsha256-curve25519", "camellia256-sha384-ecp521bp", "")
	g.maybe(20, "aggressive", "yes", "no", "1", "False", "ENABLED")
	g.maybe(20, "encap", "yes", "no", "true", "0")
	g.maybe(20, "mobike", "yes", "no")
	g.maybe(40, "dpd_delay", times...)
	g.maybe(20, "dpd_timeout", times...)
	g.maybe(40, "rekey_time", times...)
	g.maybe(30, "reauth_time", times...)
	g.maybe(25, "over_time", times...)
	g.maybe(25, "rand_time", times...)
	g.maybe(10, "remote_port", "500", "4500", "0x1F4", "0764")
	g.maybe(10, "keyingtries", "0", "1", "3")
	g.maybe(10, "unique", "no", "replace", "Keep", "never")
	g.maybe(10, "fragmentation", "yes", "no", "force", "accept")
	g.maybe(10, "send_cert", "always", "ifasked", "Never")
	g.maybe(8, "if_id_in", "0", "42", "0x2a", "%unique")
	g.wrong(10, "rekey_time", badTimes...)
	g.wrong(8, "fragmentation", "TRUE", "1")
	g.wrong(8, "proposals", "aes256-sha256", "foo", "aes128-modp2048", "AES128-sha1-modp1024", "aes128-aes128gcm16-sha1-modp2048", "aes256gcm16-modp2048", "default-x")
	g.wrong(8, "bogus", "1")
	g.wrong(6, "encap", "maybe", "2", "Y")
	g.wrong(5, "Version", "2")
	g.wrong(5, "if_id_out", "%same", "x", "1/2")
	g.auth("local", percent)
	g.auth("remote", percent)
	if g.bad && g.chance(5) {
		g.section("others", "", func() {})
	}
	if g.chance(85) {
		g.section(g.children, "", func() {
			for range 1 + g.IntN(2) {
				refs := ""
				if g.chance(25) {
					refs = pick(g, "kid", "kid", "connections.gw."+g.children+".net", "base."+g.children+".net")
				}
				g.section(pick(g, "net", "net", "net-2", "vti"), refs, func() { g.child(60) })
			}
		})
	}
}

func (g *generator) auth(side string, percent int) {
	if !g.chance(percent) {
		return
	}
	g.section(side+pick(g, "", "", "-1", "X"), "", func() {
		g.maybe(80, "auth", "psk", "PSK", "pubkey", "psk", "rsa", "eap-md5", "xauth")
		g.maybe(60, "id", "192.0.2.100", "gw.example.com", "@gw.example.com", "user@example.com", "%any", "C=JP, O=Example, CN=gw")
		g.maybe(10, "round", "1", "2", "0")
		g.maybe(5, "revocation", "strict", "IFURI")
		g.wrong(6, "auth", "foo", "Pubkey", "secret")
		g.wrong(6, "id", "\"a\tb\"", "名前")
		g.wrong(4, "certs_", "x")
	})
}

func (g *generator) child(percent int) {
	g.maybe(percent, "esp_proposals", "aes256-sha256-modp2048", "aes256-sha256", "aes128gcm16-none-ecp384", "aes128-sha1-modp1024,aes256-sha512", "default", "null-sha1", "aes256gcm16",
		"aes256-sha256-prfsha256-ecp256", "aes128gcm64-sha1-modp2048", "aes192ctr-sha384-esn-noesn-modp8192", "default, aes256-sha256-modp2048", "aes256-sha256-modp2048, default")
	g.maybe(5, "ah_proposals", "sha256-modp2048", "sha1", "default")
	g.maybe(percent, "local_ts", "10.1.0.0/16", "10.1.2.3/24", "dynamic", "10.1.0.0/16, 10.2.0.0/16", "0.0.0.0/0", "10.1.0.1", "dynamic[tcp/80]", "10.0.0.1-10.0.0.9", "10.1.0.0/16[udp], 10.1.0.0/16[tcp/1000-2000]", "0.0.0.0/0,::/0", "10.1.0.0/16[/53]", "10.1.0.0/16[17/any]")
	g.maybe(percent, "remote_ts", "10.8.2.0/24", "0.0.0.0/0", "10.8.2.0/24,10.8.3.0/24", "dynamic", "2001:db8::/32", "10.8.2.0/24[icmp]", "")
	g.maybe(40, "rekey_time", times...)
	g.maybe(35, "life_time", times...)
	g.maybe(25, "rand_time", times...)
	g.maybe(12, "rekey_bytes", "0", "100000K", "500000000", "4G", "1 m")
	g.maybe(8, "life_bytes", "0", "200000k", "5g")
	g.maybe(40, "start_action", "none", "trap", "trap", "route", "clear", "Trap", "trap|start")
	g.maybe(20, "dpd_action", "clear", "trap", "restart", "start", "none")
	g.maybe(20, "close_action", "none", "trap", "restart")
	g.maybe(20, "mode", "tunnel", "transport", "Tunnel", "beet", "transport_proxy", "pass", "drop")
	g.maybe(15, "policies", "yes", "no")
	g.maybe(10, "mark_in", "42", "0x2a/0xff", "0", "%unique")
	g.maybe(10, "if_id_out", "0", "101", "%unique-dir")
	g.maybe(15, "inactivity", "0", "30m", "600")
	g.maybe(10, "replay_window", "0", "32", "1024", "0x40")
	g.maybe(8, "copy_df", "yes", "no")
	g.maybe(5, "updown", "/usr/lib/ipsec/_updown iptables", "\"/a b\"")
	g.maybe(5, "hw_offload", "no", "auto")
	g.maybe(5, "set_mark_in", "%same", "1")
	g.wrong(8, "esp_proposals", "sha256-modp2048", "aes999-sha1", "aes128-aes128gcm16-sha1", "none", "-", "aes256-sha256!")
	g.wrong(8, "local_ts", "10.1.0.0/33", "foo", "10.1.0.0/16[tcp/99999]", "10.1.0.0/16[tcp", "10.1.0", "300.1.1.1", "10.1.0.0/x", "10.1.0.0/16[999]", "10.1.0.9-2001:db8::1", "dynamic-1")
	g.wrong(8, "life_time", badTimes...)
	g.wrong(6, "start_action", "hold", "add", "trap start", "trap|", "up")
	g.wrong(5, "rekey_bytes", "1T", "1KB", "k", "1 000")
	g.wrong(5, "dpd_delay", "10")
	g.wrong(5, "mode", "tunnels", "")
	g.wrong(5, "mark_in", "x", "1/x", "%any", "1/2/3")
	if g.chance(4) {
		g.section("ignored", "", func() { g.set("x", "y") })
	}
}
