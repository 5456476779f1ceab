package strongswan

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// TestOracle holds the reader against a real charon: whatever charon says of a
// file, which connections it loads and with which effective values, the model
// must say too. The files are those of testdata, those of the corpus when CORPUS
// names it, and those of a seeded generator.
func TestOracle(t *testing.T) {
	d := startCharon(t)
	var n tally
	judge := func(name, path string) {
		t.Run(name, func(t *testing.T) { judgeFile(t, d, path, &n) })
	}
	for name, path := range testdataConfigs(t, d.dir) {
		judge(name, path)
	}
	for name, path := range corpusConfigs(t, d.dir) {
		judge(name, path)
	}
	seeds := 240
	if n, err := strconv.Atoi(os.Getenv("ORACLE_SEEDS")); err == nil {
		seeds = n
	}
	for seed := range seeds {
		path := writeGenerated(t, d.dir, uint64(seed))
		judge(fmt.Sprintf("seed-%d", seed), path)
	}
	t.Logf("strongSwan %s: %d files compared, %d of them refused; %d connections compared, %d of them refused",
		d.release, n.files, n.refusedFiles, n.connections, n.refused)
	if n.connections-n.refused < seeds/2 {
		t.Errorf("only %d loaded connections were compared: the generator makes too little that charon takes", n.connections-n.refused)
	}
}

// tally counts what was compared.
type tally struct{ files, refusedFiles, connections, refused int }

// judgeFile compares one file.
func judgeFile(t *testing.T, d *charonDaemon, path string, n *tally) {
	want := d.load(path)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src, err := parser.NewSource(path, raw, "utf-8")
	if err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	inc := &includer{folder: parser.NewFolder(filepath.Dir(path), root.FS(), "utf-8")}
	file := parseSettings(src, inc)
	if refused := !file.refused.IsZero(); refused != want.invalid {
		t.Errorf("the file is refused: charon says %v, the reader %v (%s)", want.invalid, refused, file.why)
	}
	n.files++
	if t.Failed() || want.invalid {
		n.refusedFiles++
		show(t, raw)
		return
	}
	x := &extractor{resolver: newResolver(file.root), keys: &ipsec.Keyring{}}
	v := &converter{rel: d.release, device: &ipsec.Device{}, secrets: &secretStore{}}
	var names []string
	for _, c := range x.connections() {
		n.connections++
		if !want.loaded[c.name] {
			n.refused++
		}
		names = append(names, c.name)
		judgeConnection(t, want, c, v)
	}
	for name := range want.loaded {
		if !slices.Contains(names, name) {
			t.Errorf("charon loads %s, which the reader does not have", name)
		}
	}
	show(t, raw)
}

func show(t *testing.T, raw []byte) {
	if t.Failed() {
		t.Logf("the file:\n%s", raw)
	}
}

func judgeConnection(t *testing.T, want *verdict, c *connection, v *converter) {
	tun := v.build(c)
	loaded, known := want.loaded[c.name]
	if !known {
		t.Errorf("%s: charon does not know the connection", c.name)
		return
	}
	if loaded != tun.Enabled {
		t.Errorf("%s: charon loads it: %v (%s), the reader: %v %v", c.name, loaded, want.reason[c.name], tun.Enabled, c.refusals)
	}
	if !loaded || !tun.Enabled {
		return
	}
	e := &comparison{t: t, where: c.name, want: want.conns[c.name]}
	e.connection(tun, c)
	kids := want.kids[c.name]
	if len(kids) != len(c.children) {
		t.Errorf("%s: charon has %d children, the reader %d", c.name, len(kids), len(c.children))
	}
	if !strings.Contains(want.listed, "list-conn event {"+c.name+" {") {
		t.Errorf("%s: not in --list-conns", c.name)
	}
	for _, k := range c.sas() {
		values, ok := kids[k.name]
		if !ok {
			t.Errorf("%s: charon has no child %s", c.name, k.name)
			continue
		}
		i := slices.IndexFunc(tun.Children, func(m *ipsec.Child) bool { return m.Name == k.name })
		e := &comparison{t: t, where: c.name + "/" + k.name, want: values}
		e.child(tun.Children[i], k, tun)
	}
}

// comparison compares values of the model with what charon printed.
type comparison struct {
	t     *testing.T
	where string
	want  map[string]string
}

func (e *comparison) same(key string, want, got any) {
	e.t.Helper()
	if fmt.Sprint(want) != fmt.Sprint(got) {
		e.t.Errorf("%s: %s: charon says %v, the model %v", e.where, key, want, got)
	}
}

// number reads a value that charon printed.
func (e *comparison) number(key string) uint64 {
	n, err := strconv.ParseUint(e.want[key], 10, 64)
	if err != nil {
		e.t.Errorf("%s: charon prints %q for %s", e.where, e.want[key], key)
	}
	return n
}

// window makes the model's window of a time and the random part that comes off.
func window(at, random uint64) ipsec.Rekey {
	return ipsec.Rekey{Earliest: seconds(at - min(at, random)), Latest: seconds(at)}
}

func (e *comparison) connection(t *ipsec.Tunnel, c *connection) {
	versions := map[string][]string{"0": {ikev1, ikev2}, "1": {ikev1}, "2": {ikev2}}[e.want["version"]]
	e.same("version", versions, t.IKE.Versions.V)
	if t.IKE.Mode.Origin != ipsec.None {
		e.same("aggressive", map[string]string{"0": "main", "1": "aggressive"}[e.want["aggressive"]], t.IKE.Mode.V)
	}
	e.same("encap", map[string]string{"0": "on", "1": "forced"}[e.want["encap"]], t.IKE.NATTraversal.V)
	e.same("remote_port", e.number("remote_port"), t.IKE.Port.V)
	local, _, _ := strings.Cut(e.want["local_addrs"], ", ")
	if t.IKE.LocalAddress.Written() || local != "%any" {
		e.same("local_addrs", local, t.IKE.LocalAddress.V)
	}
	peers := cutList(e.want["remote_addrs"])
	if i := slices.IndexFunc(peers, isFixed); i >= 0 {
		e.same("remote_addrs", peers[i], t.Peer)
	} else {
		e.same("remote_addrs", "", t.Peer)
	}
	e.same("dpd_delay", seconds(e.number("dpd_delay")), t.IKE.DPD.Interval.V)
	e.same("dpd_delay > 0", e.number("dpd_delay") > 0, t.IKE.DPD.Enabled.V)
	e.ikeLifetime(t)
	if f := c.get("proposals"); f.found() && !strings.Contains(strings.ToLower(f.value), "default") && len(cutList(f.value)) > 0 {
		e.offers(t.IKE.Proposals, onlyIKEv1(t.IKE.Versions)) // the default list depends on the plugins
	}
	class := map[string]string{"pre-shared key": "psk", "public key": "certificate", "EAP": "eap", "XAuth": "xauth"}
	if want, ok := class[e.want["local.class"]]; ok {
		if other, ok := class[e.want["remote.class"]]; ok && want == "psk" {
			want = other
		}
		e.same("auth", want, t.IKE.Auth.V)
	}
	if id, ok := e.want["local.id"]; ok && t.IKE.LocalID.Written() && id != "%any" && !strings.Contains(id, "=") {
		e.same("id", id, strings.TrimPrefix(t.IKE.LocalID.V, "@"))
	}
}

func (e *comparison) ikeLifetime(t *ipsec.Tunnel) {
	rekey, reauth := e.number("rekey_time"), e.number("reauth_time")
	over, random := e.number("over_time"), e.number("rand_time")
	if rekey == 0 && reauth == 0 {
		e.same("lifetime", 0, t.IKE.Lifetime.V)
		e.same("rekey", true, t.IKE.Rekey == nil)
		return
	}
	e.same("lifetime", seconds(max(rekey, reauth)+over), t.IKE.Lifetime.V)
	at := min(rekey, reauth)
	if at == 0 {
		at = max(rekey, reauth)
	}
	e.same("rekey", window(at, random), *t.IKE.Rekey)
}

func (e *comparison) child(m *ipsec.Child, k child, t *ipsec.Tunnel) {
	e.same("mode", strings.TrimSuffix(strings.ToLower(e.want["mode"]), "_proxy"), m.Mode.V)
	e.same("life_time", seconds(e.number("life_time")), m.Lifetime.V)
	if rekey := e.number("rekey_time"); rekey == 0 {
		e.same("rekey", true, m.Rekey == nil)
	} else {
		e.same("rekey", window(rekey, e.number("rand_time")), *m.Rekey)
	}
	volume, _ := strconv.ParseUint(e.want["rekey_bytes"], 10, 64)
	if volume == 0 {
		volume, _ = strconv.ParseUint(e.want["life_bytes"], 10, 64)
	}
	e.same("rekey_bytes", seconds(volume/1024), m.LifetimeKilobytes.V)
	route := e.want["policies"] == "0" || e.want["if_id_in"] != "0" || e.want["if_id_out"] != "0" ||
		!strings.HasPrefix(e.want["mark_in"], "0/") || !strings.HasPrefix(e.want["mark_out"], "0/")
	e.same("route-based", route, k.routeBased())
	a, _ := parseAction(k.text("start_action"))
	start := e.want["start_action"]
	e.same("start_action", map[string]action{"none": 0, "trap": actionTrap, "start": actionStart, "hold": actionTrap, "restart": actionStart,
		"trap | start": actionTrap | actionStart}[start], a)
	if start != "none" && t.Initiation.V == ipsec.ResponderOnly {
		e.t.Errorf("%s: start_action %s makes the tunnel %s", e.where, start, t.Initiation.V)
	}
	if n := seconds(e.number("inactivity")); n > 0 && (t.IdleTimeout.V == 0 || t.IdleTimeout.V > n) {
		e.same("inactivity", n, t.IdleTimeout.V)
	}
	e.proposals(m, k, t)
	e.selectors("local_ts", k.get("local_ts"))
	e.selectors("remote_ts", k.get("remote_ts"))
}

// proposals compares PFS and the proposals of phase 2.
func (e *comparison) proposals(m *ipsec.Child, k child, t *ipsec.Tunnel) {
	if k.get("ah_proposals").found() && k.get("esp_proposals").found() {
		return // both are offered; the model shows those of ESP
	}
	with, without := 0, 0
	for _, p := range charonOffers(e.want["proposals"]) {
		if len(p.dh) > 0 {
			with++
		}
		if len(p.dh) == 0 || p.none {
			without++
		}
	}
	kind := ipsec.PFSOptional
	if with == 0 {
		kind = ipsec.PFSNone
	} else if without == 0 {
		kind = ipsec.PFSRequired
	}
	e.same("pfs", kind, m.PFS.V)
	e.offers(m.Proposals, onlyIKEv1(t.IKE.Versions))
}

// offers compares a list of proposals, one by one.
func (e *comparison) offers(model []ipsec.Proposal, firstOnly bool) {
	want := charonOffers(e.want["proposals"])
	if len(want) != len(model) {
		e.t.Errorf("%s: charon has the proposals %s, the model %d", e.where, e.want["proposals"], len(model))
		return
	}
	for i, w := range want {
		m := model[i]
		if firstOnly && m.Encryption.Origin != ipsec.Default {
			w.encryption, w.integrity, w.dh = first(w.encryption), first(w.integrity), first(w.dh)
		}
		if firstOnly {
			w.prf = nil
		}
		e.same("encryption", w.encryption, m.Encryption.V)
		e.same("integrity", w.integrity, m.Integrity.V)
		e.same("prf", w.prf, m.PRF.V)
		e.same("dh", w.dh, m.DH.V)
	}
}

// offer is one proposal as charon prints it.
type offer struct {
	encryption, integrity, prf []string
	dh                         []int
	none                       bool
}

// charonOffers reads "ESP:AES_CBC_256/HMAC_SHA2_256_128/MODP_2048/NO_EXT_SEQ, …".
func charonOffers(text string) []offer {
	groups := map[string]int{"MODP_768": 1, "MODP_1024": 2, "MODP_1536": 5, "MODP_2048": 14, "MODP_3072": 15, "MODP_4096": 16, "MODP_6144": 17, "MODP_8192": 18,
		"ECP_256": 19, "ECP_384": 20, "ECP_521": 21, "MODP_1024_160": 22, "MODP_2048_224": 23, "MODP_2048_256": 24, "ECP_192": 25, "ECP_224": 26,
		"ECP_224_BP": 27, "ECP_256_BP": 28, "ECP_384_BP": 29, "ECP_512_BP": 30, "CURVE_25519": 31, "CURVE_448": 32}
	auth := map[string]string{"HMAC_SHA1_96": "sha1", "HMAC_SHA1_160": "sha1_160", "HMAC_SHA2_256_128": "sha256", "HMAC_SHA2_256_96": "sha256_96", "HMAC_SHA2_384_192": "sha384",
		"HMAC_SHA2_512_256": "sha512", "HMAC_MD5_96": "md5", "HMAC_MD5_128": "md5_128", "AES_XCBC_96": "aesxcbc", "AES_CMAC_96": "aescmac", "CAMELLIA_XCBC_96": "camelliaxcbc",
		"AES_128_GMAC": "aes128gmac", "AES_192_GMAC": "aes192gmac", "AES_256_GMAC": "aes256gmac"}
	prf := map[string]string{"PRF_HMAC_SHA1": "sha1", "PRF_HMAC_SHA2_256": "sha256", "PRF_HMAC_SHA2_384": "sha384", "PRF_HMAC_SHA2_512": "sha512", "PRF_HMAC_MD5": "md5",
		"PRF_AES128_XCBC": "aesxcbc", "PRF_AES128_CMAC": "aescmac"}
	var out []offer
	for _, p := range strings.Split(text, ", ") {
		var o offer
		_, p, _ = strings.Cut(p, ":")
		for _, w := range strings.Split(p, "/") {
			if g, ok := groups[w]; ok {
				o.dh = append(o.dh, g)
			} else if a, ok := auth[w]; ok {
				o.integrity = append(o.integrity, a)
			} else if a, ok := prf[w]; ok {
				o.prf = append(o.prf, a)
			} else if w == "KE_NONE" {
				o.none = true
			} else if !strings.HasSuffix(w, "EXT_SEQ") && w != "EXT_SEQ" {
				o.encryption = append(o.encryption, charonCipher(w))
			}
		}
		out = append(out, o)
	}
	return out
}

func charonCipher(w string) string {
	parts := strings.Split(strings.ToLower(w), "_")
	switch {
	case len(parts) == 4: // AES_GCM_16_128
		return parts[0] + parts[3] + parts[1] + parts[2]
	case len(parts) == 3 && parts[1] == "cbc":
		return parts[0] + parts[2]
	case len(parts) == 3 && parts[1] == "ctr":
		return parts[0] + parts[2] + parts[1]
	case len(parts) == 2 && parts[1] == "cbc":
		return parts[0]
	}
	return strings.Join(parts, "")
}

// selectors compares one side's traffic selectors.
func (e *comparison) selectors(key string, f field) {
	var want, got []string
	for _, w := range strings.Fields(e.want[key]) {
		w, _, _ = strings.Cut(w, "[")
		want = append(want, strings.Replace(w, "..", "-", 1))
	}
	for _, s := range selectorList(f) {
		got = append(got, s.addr)
	}
	e.same(key, want, got)
}
