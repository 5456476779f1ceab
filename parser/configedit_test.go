package parser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var testShape = ConfigShape{Containers: []string{"vdom", "global"}, Roots: []string{"system", "firewall", "vpn", "router"}}

func splitText(t testing.TB, text string) *ConfigTree {
	t.Helper()
	src, err := NewSource("fw.conf", []byte(text), "")
	if err != nil {
		t.Fatal(err)
	}
	if IsConfigYAML(src) {
		return SplitConfigYAML(src)
	}
	return SplitConfig(src, testShape)
}

// outline writes a tree in short form: one line a section, statement, table or
// entry.
func outline(t *ConfigTree) string {
	var b strings.Builder
	for _, s := range t.Sections {
		if s.Container != "" {
			fmt.Fprintf(&b, "(%s %s) ", s.Container, t.Text(s.Key))
		}
		outlineNode(&b, t, t.Read(s, nil), "")
		if !s.Closed {
			b.WriteString("open\n")
		}
	}
	return b.String()
}

func outlineNode(b *strings.Builder, t *ConfigTree, n *ConfigNode, indent string) {
	b.WriteString(indent)
	if n.Entry {
		b.WriteString("@")
	}
	for i, w := range n.Words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Text(w))
	}
	b.WriteByte('\n')
	for _, s := range n.Statements {
		fmt.Fprintf(b, "%s  %s %s", indent, s.Verb, t.Text(s.Option))
		for _, v := range s.Values {
			fmt.Fprintf(b, " <%s>", t.Text(v))
		}
		b.WriteByte('\n')
	}
	for _, c := range n.Nodes {
		outlineNode(b, t, c, indent+"  ")
	}
}

func TestSplitConfig(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"device output": {
			"config system global\n    set hostname \"fw-1\"\n    unset alias\nend\nconfig firewall address\n    edit \"a b\"\n        set subnet 10.1.0.0 255.255.0.0\n    next\nend\n",
			"system global\n  set hostname <fw-1>\n  unset alias\nfirewall address\n  @a b\n    set subnet <10.1.0.0> <255.255.0.0>\n",
		},
		"end closes the edit": {
			"config router static\nedit 1\nset device \"t\"\nend\nconfig router bgp\nset as 65000\nconfig neighbor\nedit \"169.254.6.1\"\nset remote-as 64512\nend\nset router-id 192.0.2.1\nend\n",
			"router static\n  @1\n    set device <t>\nrouter bgp\n  set as <65000>\n  set router-id <192.0.2.1>\n  neighbor\n    @169.254.6.1\n      set remote-as <64512>\n",
		},
		"a string over lines": {
			"config system automation-action\nedit \"x\"\nset script \"config system global\nset a b\nend\nnext\"\nset action-type cli-script\nnext\nend\n",
			"system automation-action\n  @x\n    set script <config system global\nset a b\nend\nnext>\n    set action-type <cli-script>\n",
		},
		"escapes and joined words": {
			`config system x` + "\n" + `set a "D\'Avila \"x\" \\"` + "\n" + `set b one\ word pre"fix ed"` + "\n" + `set c '' 'a "b'` + "\n" + "set d 1 \\\n  2\nend\n",
			"system x\n  set a <D'Avila \"x\" \\>\n  set b <one word> <prefix ed>\n  set c <> <a \"b>\n  set d <1> <2>\n",
		},
		"hash inside a value": {
			"# a \"comment\nconfig system x\n  # set a b\n  set a #b \"#c\"\nend\n",
			"system x\n  set a <#b> <#c>\n",
		},
		"two containers": {
			"config vdom\nedit root\nnext\nedit b\nnext\nend\n\nconfig global\nconfig system global\nset hostname h\nend\nend\n\nconfig vdom\nedit root\nconfig system settings\nset x 1\nend\nend\n\nconfig vdom\nedit \"b\"\nconfig system settings\nset x 2\nend\nend\n",
			"(global ) system global\n  set hostname <h>\n(vdom root) system settings\n  set x <1>\n(vdom b) system settings\n  set x <2>\n",
		},
		"unclosed container": {
			"config vdom\n  edit root\n\nconfig system settings\nset x 1\nend\nconfig vdom\nedit b\nconfig system settings\nset x 2\nend\n",
			"(vdom root) system settings\n  set x <1>\n(vdom b) system settings\n  set x <2>\n",
		},
		"section without end": {
			"config system global\n  set hostname h\nconfig system interface\n  edit \"a\"\n    set ip 192.0.2.1/24\n",
			"system global\n  set hostname <h>\nopen\nsystem interface\n  @a\n    set ip <192.0.2.1/24>\nopen\n",
		},
		"edit without next": {
			"config firewall address\nedit a\nset x 1\nedit b\nset x 2\nnext\nend\n",
			"firewall address\n  @a\n    set x <1>\n  @b\n    set x <2>\n",
		},
		"prompts and pager": {
			"FGT-A # show system dns\nconfig system dns\n--More-- \r         \r    set primary 192.0.2.53\nend\n\nFGT-A (root) # config system ntp\nFGT-A (ntp) # set type custom\nFGT-A (ntp) # end\nFGT-A $ exit\n",
			"system dns\n  set primary <192.0.2.53>\nsystem ntp\n  set type <custom>\n",
		},
		"mail wrapper": {
			"Content-Type: multipart/mixed; boundary=\"==X==\"\nMIME-Version: 1.0\n\n--==X==\nset aside \"one\nconfig system global\nset hostname h\nend\n--==X==--\n",
			"system global\n  set hostname <h>\n",
		},
		"a quote too many": {
			"config firewall policy\nedit 1\nset service \"\"HTTPS\" \"HTTP\"\nset action accept\nnext\nedit 2\nset name \"n\"\nnext\nend\n",
			"firewall policy\n  @1\n    set service <HTTPS HTTP>\n    set action <accept>\n  @2\n    set name <n>\n",
		},
		"a quote that never closes": {
			"config system x\nset a \"b\nset c d\nend\n",
			"system x\n  set a <b>\n  set c <d>\n",
		},
		"scripts": {
			"conf vpn ipsec phase1-interface\ndelete \"a\"\nrename b to c\nedit c\nappend member \"x\" \"y\"\nselect m 1\nclear m\nend\n",
			"vpn ipsec phase1-interface\n  delete a\n  rename b <to> <c>\n  @c\n    append member <x> <y>\n    select m <1>\n    clear m\n",
		},
		"noise in a section": {
			"config system x\nset a 1\ncommand parse error before 'b'\nset c 2\nend\n",
			"system x\n  set a <1>\n   \n  set c <2>\n",
		},
		"copied from a web page": {
			"config system x\n\u00a0\u00a0set\u00a0a \u00a0\"b\u00a0c\"\u00a0d\nend\n",
			"system x\n  set a <b\u00a0c> <d>\n",
		},
		"carriage returns": {
			"config system x\r\n    set a \"b\"\r\n    set d c\r\nend\r\n",
			"system x\n  set a <b>\n  set d <c>\n",
		},
		"yaml": {
			"#config-version=X\nsystem_global:\n    hostname: \"h\"\n\nvpn_certificate_local:\n    - Fortinet_Factory:\n        private-key: \"-----BEGIN\nab: cd\nsystem_x:\n-----END\n\"\n        range: global\n\nrouter_bgp:\n    as: 65000\n    redistribute_static:\n        status: enable\n\n    neighbor:\n        - 169.254.6.1:\n            route: \"a\" \"b c\"\n\n        - 2001:db8::1:\n            x: y\n    late: 1\n",
			"system global\n  set hostname <h>\nvpn certificate local\n  @Fortinet_Factory\n    set private-key <-----BEGIN\nab: cd\nsystem_x:\n-----END\n>\n    set range <global>\nrouter bgp\n  set as <65000>\n  set late <1>\n  redistribute static\n    set status <enable>\n  neighbor\n    @169.254.6.1\n      set route <a> <b c>\n    @2001:db8::1\n      set x <y>\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outline(splitText(t, tt.text))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestReadPassesOverUnwantedEntries(t *testing.T) {
	for _, text := range []string{
		"config firewall address\nedit a\nset c \"end\nnext\"\nconfig t\nedit 1\nnext\nend\nnext\nedit b\nset x 1\nnext\nedit c\nedit b\nset y 2\nend\n",
		"firewall_address:\n    - a:\n        c: \"end\nnext\"\n        t:\n            - 1:\n\n    - b:\n        x: 1\n    - c:\n    - b:\n        y: 2\n",
	} {
		tree := splitText(t, text)
		n := tree.Read(tree.Sections[0], func(key []byte) bool { return string(key) == "b" })
		var got []string
		for _, e := range n.Nodes {
			for _, s := range e.Statements {
				got = append(got, tree.Text(e.Words[0])+" "+tree.Text(s.Option))
			}
		}
		if diff := cmp.Diff([]string{"b x", "b y"}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func TestConfigFaults(t *testing.T) {
	tree := splitText(t, "config system global\nset a \"b\nconfig system x\nedit 1\n")
	var got []string
	for _, f := range tree.Faults {
		got = append(got, fmt.Sprintf("%d %d:%d", f.Kind, f.At.Position().Line, f.At.Position().Column))
	}
	want := []string{
		fmt.Sprintf("%d 2:7", OpenQuote),
		fmt.Sprintf("%d 1:1", OpenSection),
		fmt.Sprintf("%d 3:1", OpenEnd),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPathIs(t *testing.T) {
	tree := splitText(t, "config sys global\nend\nconfig vpn ips phase1\nend\nconfig system\nend\n")
	for i, tt := range []struct {
		words []string
		want  bool
	}{
		{[]string{"system", "global"}, true},
		{[]string{"vpn", "ipsec", "phase1"}, true},
		{[]string{"system", "global"}, false},
	} {
		if got := tree.PathIs(tree.Sections[i], tt.words...); got != tt.want {
			t.Errorf("section %d is %v: got %v, want %v", i, tt.words, got, tt.want)
		}
	}
	if tree.PathIs(tree.Sections[1], "vpn", "ipsec", "phase1-interface") {
		t.Error("phase1 is taken for phase1-interface")
	}
}

func FuzzSplitConfig(f *testing.F) {
	f.Add("config vdom\nedit a\nconfig system x\nset a \"b\\\"\nend\n")
	f.Add("vpn_ipsec_phase1-interface:\n    - a:\n        b: \"c\n")
	f.Add("FGT (a) # config system x\nset '\\\n")
	f.Fuzz(func(t *testing.T, text string) {
		src, err := NewSource("fuzz", []byte(text), "")
		if err != nil {
			return
		}
		for _, tree := range []*ConfigTree{SplitConfig(src, testShape), SplitConfigYAML(src)} {
			last := 0
			for _, s := range tree.Sections {
				if s.Start < last || s.Body < s.Start || s.End < s.Body || s.End > len(src.Text()) {
					t.Fatalf("section %+v behind offset %d", s, last)
				}
				last = s.End
				checkNode(t, tree, tree.Read(s, nil))
				checkEntries(t, tree, s)
				tree.Read(s, func([]byte) bool { return false })
			}
		}
	})
}

func checkNode(t *testing.T, tree *ConfigTree, n *ConfigNode) {
	words := n.Words
	for _, s := range n.Statements {
		words = append(append(words, s.Option), s.Values...)
		if s.End < s.Start || s.End > len(tree.Source.Text()) {
			t.Fatalf("statement %+v", s)
		}
	}
	for _, w := range words {
		if w.Start < 0 || w.End < w.Start || w.End > len(tree.Source.Text()) {
			t.Fatalf("word %+v", w)
		}
		tree.Text(w)
	}
	for _, c := range n.Nodes {
		checkNode(t, tree, c)
	}
}
