package strongswan

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestOracleStarter holds the reader of ipsec.conf against strongSwan's starter
// and the charon that it starts: which conns are loaded, which become children
// of others, and with which times, versions and selectors.
func TestOracleStarter(t *testing.T) {
	conf := filepath.Join(t.TempDir(), "ipsec.conf")
	write(t, conf, []byte("conn %default\n"))
	d := startStarter(t, conf)
	seeds := 120
	if n, err := strconv.Atoi(os.Getenv("ORACLE_SEEDS")); err == nil {
		seeds = n
	}
	var n tally
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed-%d", seed), func(t *testing.T) {
			g := &confGenerator{rand.New(rand.NewPCG(uint64(seed), 2))}
			judgeConf(t, d, conf, g.file(), seed, &n)
		})
	}
	t.Logf("strongSwan %s: %d files compared, %d of them refused; %d connections compared", d.release, n.files, n.refusedFiles, n.connections)
}

// reload lets the starter read the file anew, and returns false when it refuses
// the file. A last conn in the file tells when it is done.
func (d *charonDaemon) reload(sentinel string) bool {
	from := d.mark()
	if err := d.process.Signal(syscall.SIGHUP); err != nil {
		d.t.Fatal(err)
	}
	for range 600 {
		for _, line := range d.since(from) {
			switch {
			case strings.Contains(line, "added configuration '"+sentinel+"'"):
				return true
			case strings.Contains(line, "can't reload config file"):
				return false
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	d.t.Fatalf("the starter does not get to %s:\n%s", sentinel, strings.Join(d.since(from), "\n"))
	return false
}

func judgeConf(t *testing.T, d *charonDaemon, path, text string, seed int, n *tally) {
	d.t = t
	sentinel := fmt.Sprintf("sentinel-%d", seed)
	full := text + "\nconn " + sentinel + "\n\tright=192.0.2.250\n\trightid=" + sentinel + "\n\tauto=add\n"
	write(t, path, []byte(full))
	taken := d.reload(sentinel)
	n.files++
	dev := &ipsec.Device{}
	readIPsecConf(dev, source(t, path, []byte(full)), &includer{}, d.release, links{})
	refused := slices.ContainsFunc(dev.Problems, func(p ipsec.Problem) bool { return strings.Contains(p.Message, "refuses the whole file") })
	defer show(t, []byte(full))
	if taken == refused {
		t.Errorf("the starter takes the file: %v; the reader refuses it: %v %v", taken, refused, dev.Problems)
	}
	if !taken || refused {
		n.refusedFiles++
		return
	}
	loaded := map[string]rawSection{}
	for _, line := range strings.Split(d.run("--list-conns", "--raw"), "\n") {
		if body, ok := strings.CutPrefix(line, "list-conn event {"); ok {
			for name, sub := range parseRaw(&body).subs {
				loaded[name] = sub
			}
		}
	}
	for _, tun := range dev.Tunnels {
		raw, ok := loaded[tun.Name]
		if ok != tun.Enabled {
			t.Errorf("%s: the starter loads it: %v, the reader: %v", tun.Name, ok, tun.Enabled)
		}
		if ok && tun.Enabled {
			n.connections++
			judgeConn(t, tun, raw)
		}
		delete(loaded, tun.Name)
	}
	for name, raw := range loaded {
		if _, fixed := fixedPeer(fieldOf(&setting{value: raw.values["remote_addrs"], set: true}, nil)); fixed {
			t.Errorf("%s is loaded, and the reader does not have it", name)
		}
	}
}

func judgeConn(t *testing.T, tun *ipsec.Tunnel, raw rawSection) {
	e := &comparison{t: t, where: tun.Name, want: raw.values}
	e.same("version", raw.values["version"], map[string]string{"[ikev1 ikev2]": "IKEv1/2", "[ikev1]": "IKEv1", "[ikev2]": "IKEv2"}[fmt.Sprint(tun.IKE.Versions.V)])
	e.same("remote_addrs", firstOf(raw.values["remote_addrs"]), tun.Peer)
	latest := max(e.number("rekey_time"), e.number("reauth_time"))
	e.latest("IKE", latest, tun.IKE.Rekey)
	e.same("dpd", raw.values["dpd_delay"] != "", tun.IKE.DPD.Enabled.V)
	if class := raw.subs["local-1"].values["class"]; class != "" {
		e.same("auth", map[string]string{"pre-shared key": "psk", "public key": "certificate"}[class], tun.IKE.Auth.V)
	}
	kids := raw.subs["children"].subs
	if len(kids) != len(tun.Children) {
		t.Errorf("%s: %d children, the model has %d", tun.Name, len(kids), len(tun.Children))
	}
	for _, c := range tun.Children {
		kid, ok := kids[c.Name]
		if !ok {
			t.Errorf("%s has no child %s", tun.Name, c.Name)
			continue
		}
		e := &comparison{t: t, where: tun.Name + "/" + c.Name, want: kid.values}
		e.same("mode", strings.ToLower(kid.values["mode"]), c.Mode.V)
		e.latest("child", e.number("rekey_time"), c.Rekey)
		for _, s := range c.Selectors {
			for key, got := range map[string]string{"local-ts": s.Local, "remote-ts": s.Remote} {
				want := strings.Fields(strings.NewReplacer("[", " ", "]", " ", ",", " ").Replace(kid.values[key]))
				// A side without a subnet is charon's word "dynamic" and our address.
				if !slices.Contains(want, got) && !slices.Contains(want, "dynamic") {
					t.Errorf("%s: %s: charon has %v, the model %s", e.where, key, want, got)
				}
			}
		}
	}
}

// latest compares the last moment of renewal. What charon computes below zero
// wraps around and never comes.
func (e *comparison) latest(what string, want uint64, got *ipsec.Rekey) {
	if want == 0 || want > 1<<31 {
		if got != nil && got.Latest < 1<<30 {
			e.t.Errorf("%s: %s is renewed after %d s in the model, by charon never", e.where, what, got.Latest)
		}
		return
	}
	if got == nil {
		e.t.Errorf("%s: %s is renewed after %d s, in the model never", e.where, what, want)
		return
	}
	e.same(what+" rekey", want, got.Latest)
}

// rawSection is a section of swanctl's raw output.
type rawSection struct {
	values map[string]string
	subs   map[string]rawSection
}

// parseRaw reads "key=value key=[a b] name {…}" up to the closing brace.
func parseRaw(text *string) rawSection {
	s := rawSection{map[string]string{}, map[string]rawSection{}}
	for {
		*text = strings.TrimLeft(*text, " ")
		switch {
		case *text == "":
			return s
		case (*text)[0] == '}':
			*text = (*text)[1:]
			return s
		}
		i := strings.IndexAny(*text, "={")
		if i < 0 {
			*text = ""
			return s
		}
		name := strings.TrimSpace((*text)[:i])
		if (*text)[i] == '{' {
			*text = (*text)[i+1:]
			s.subs[name] = parseRaw(text)
			continue
		}
		*text = (*text)[i+1:]
		s.values[name] = rawValue(text)
	}
}

// rawValue takes a value off the text: a list in brackets, or words up to the
// next key, section or end.
func rawValue(text *string) string {
	if strings.HasPrefix(*text, "[") {
		depth := 0
		for i, r := range *text {
			if r == '[' {
				depth++
			} else if r == ']' {
				if depth--; depth == 0 {
					v := (*text)[1:i]
					*text = (*text)[i+1:]
					return strings.ReplaceAll(v, " ", ",")
				}
			}
		}
	}
	var words []string
	for {
		word, rest, _ := strings.Cut(*text, " ")
		if end := strings.IndexByte(word, '}'); end >= 0 {
			words = append(words, word[:end])
			*text = (*text)[end:]
			return strings.Join(words, " ")
		}
		words = append(words, word)
		*text = rest
		if rest == "" || rest[0] == '}' || strings.Contains(strings.SplitN(rest, " ", 2)[0], "=") || strings.HasPrefix(strings.TrimLeft(strings.SplitN(rest, " ", 2)[1], " "), "{") {
			return strings.Join(words, " ")
		}
	}
}

// confGenerator writes random ipsec.conf files.
type confGenerator struct{ *rand.Rand }

func (g *confGenerator) chance(percent int) bool { return g.IntN(100) < percent }

func (g *confGenerator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *confGenerator) file() string {
	var b strings.Builder
	b.WriteString(g.pick("", "# ipsec.conf\n", "version 2.0\n", "config setup\n\n", "config setup\n\tuniqueids=no\n\n"))
	if g.chance(60) {
		b.WriteString("conn %default\n")
		g.settings(&b, 35, "")
	}
	names := []string{"base", "strong", "a", "b", "c"}
	for _, name := range names[g.IntN(3):] {
		fmt.Fprintf(&b, "conn %s%s\n", name, g.pick("", "", " # note"))
		also := ""
		if name != "base" && g.chance(50) {
			also = "base"
		}
		if (name == "a" || name == "b") && g.chance(25) {
			also = "strong"
		}
		if also != "" && strings.Contains(b.String(), "conn "+also) {
			fmt.Fprintf(&b, "\talso=%s\n", also)
			if also == "strong" && strings.Contains(b.String(), "conn base") && g.chance(40) {
				b.WriteString("\talso=base\n")
			}
		}
		g.settings(&b, 40, name)
	}
	text := b.String()
	if g.chance(8) {
		i := g.IntN(len(text))
		text = text[:i] + g.pick("=", "\"", "\n", " ", "#", "x", "\nx", "conn ") + text[i:]
	}
	return text
}

func (g *confGenerator) settings(b *strings.Builder, percent int, name string) {
	put := func(chance int, key string, values ...string) {
		if g.chance(chance) {
			fmt.Fprintf(b, "%s%s%s%s\n", g.pick("\t", "  ", " "), key, g.pick("=", " = ", "= "), g.pick(values...))
		}
	}
	put(percent, "right", "192.0.2.1", "192.0.2.1", "192.0.2.2", "%any")
	put(percent, "auto", "add", "add", "add", "ignore", "")
	put(percent, "keyexchange", "ikev1", "ikev2", "ike")
	put(percent/2, "ike", "aes256-sha256-modp2048!", "aes128-sha1-modp1024", "aes256-sha256-modp2048,aes128-sha1-modp1024!", "aes128-sha1-modp1024 , aes256-sha256-modp2048")
	put(percent/2, "esp", "aes256-sha256-modp2048!", "aes128-sha1", "aes256gcm16-modp2048!")
	put(percent/2, "ikelifetime", "3h", "8h", "28800s", "28800", "60m", "5m", "1d")
	put(percent/2, g.pick("lifetime", "keylife"), "1h", "60m", "20m", "3600s", "8h", "5m")
	put(percent/3, g.pick("margintime", "rekeymargin"), "9m", "3m", "540s", "1h")
	put(percent/4, "rekeyfuzz", "100%", "0%", "50%")
	put(percent/6, "rekey", "yes", "no")
	put(percent/4, "reauth", "yes", "no")
	put(percent/3, "dpdaction", "none", "clear", "hold", "restart", "")
	put(percent/3, "dpddelay", "10s", "30", "0")
	put(percent/3, "authby", "secret", "psk", "pubkey", "rsasig")
	put(percent/4, "leftauth", "psk", "pubkey")
	put(percent/3, "leftsubnet", "10.1.0.0/16", "10.1.0.0/16,10.2.0.0/16", "10.1.2.3/24", "\"10.1.0.0/16\"", "0.0.0.0/0")
	put(percent/3, "rightsubnet", "10.8.2.0/24", "10.8.2.0/24, 10.8.3.0/24", "0.0.0.0/0")
	put(percent/5, "type", "tunnel", "transport", "tunnel")
	put(percent/5, "mark", "100", "0x20")
	put(percent/6, "leftid", "gw.example.com", "@gw.example.com")
	put(percent/6, "rightid", "cloud.example.com", "192.0.2.1")
	put(percent/6, "mobike", "yes", "no")
	put(percent/8, "forceencaps", "yes", "no")
	put(percent/8, "keyingtries", "%forever", "3", "1")
	put(percent/8, "installpolicy", "no", "yes")
	if name != "" {
		put(4, "lifetime", "1w", "x", "-1", "1.5h", "0x10")
		put(3, "dpdaction", "trap", "Clear")
		put(3, "auto", "on", "Add")
		put(3, "ike", "aes128-foo!", "aes128-sha1!", "aes999-sha1-modp1024", "default")
		put(3, "bogus", "1")
		put(3, "rekey", "maybe", "1")
		put(2, "keyexchange", "ikev3")
		put(2, "rekeyfuzz", "100", "x%")
		put(2, "type", "tunnels")
		put(2, "keyingtries", "x")
	}
}
