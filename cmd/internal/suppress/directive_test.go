package suppress

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"vpnlint: ignore[pfs] reason: agreed":                           "pfs | agreed |",
		"vpnlint: ignore[pfs, idle-timeout] until=2027-03-31 reason: a": "pfs,idle-timeout | a | 2027-03-31",
		"vpnlint: ignore[pfs] -- CHG-4412, theirs":                      "pfs | CHG-4412, theirs |",
		"vpnlint:ignore [pfs]reason:x":                                  "pfs | x |",
		"VPNLINT: ignore-file[pfs] -- all of it":                        "file pfs | all of it |",

		"vpnlint: ignore[pfs]":                            "the reason is missing; " + form,
		"vpnlint: ignore[pfs] hunter2":                    "the reason is missing; " + form,
		"vpnlint: ignore[pfs] reason:":                    "the reason is missing; " + form,
		"vpnlint: ignore pfs reason: x":                   "the list of rules is missing; " + form,
		"vpnlint: ignore[pfs reason: x":                   "the list of rules is not closed with ]; " + form,
		"vpnlint: ignore[] reason: x":                     "the list of rules holds something that is no name; there is no form that means all",
		"vpnlint: ignore[*] reason: x":                    "the list of rules holds something that is no name; there is no form that means all",
		"vpnlint: ignore[pfs] until=2027-02-30 reason: x": "the day behind until= is not a day; write it as 2027-03-31",
		"vpnlint: ignore[pfs] until=hunter2 reason: x":    "the day behind until= is not a day; write it as 2027-03-31",
		"vpnlint ignore ike-proposal hunter2":             form,
		"vpnlint: igonre[pfs] reason: x":                  form,
		"vpnlint: disable pfs":                            form,
		"vpnlint ignore[pfs] reason: x":                   form,
		"vpnlint: pfs[x]":                                 form,

		"vpnlint says that this is right": "no suppression",
		"vpnlint: all good on 2026-11-01": "no suppression",
		"vpnlint":                         "no suppression",
		"vpnlint ignored by the customer": "no suppression",
	} {
		d, ok, err := parse(text)
		got := "no suppression"
		switch {
		case err != nil:
			got = err.Error()
		case ok:
			got = strings.Join(d.Rules, ",") + " | " + d.Reason + " |"
			if d.File {
				got = "file " + got
			}
			if !d.Until.IsZero() {
				got += d.Until.Format(" 2006-01-02")
			}
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s: the answer quotes it", text)
		}
	}
}

// TestBlocks holds how far a statement reaches in each shape of file: from the
// line that begins with < of the test to the one before >.
func TestBlocks(t *testing.T) {
	for name, c := range map[string]struct{ vendor, text, first, last string }{
		"ASA statement":        {"asa", "a\nb c\nd\n", "b c", "b c"},
		"ASA block":            {"asa", "a\ninterface Tunnel1\n nameif x\n\n tunnel y\n!\nd\n", "interface Tunnel1", "tunnel y"},
		"FortiOS set":          {"fortigate", "edit 1\nset a b\nnext\n", "set a b", "set a b"},
		"FortiOS edit":         {"fortigate", "config x\nedit 1\nconfig y\nedit 2\nnext\nend\nnext\nedit 3\nnext\nend\n", "edit 1", "next\nedit 3"},
		"FortiOS config":       {"fortigate", "config x\nedit 1\nnext\nend\nconfig z\nend\n", "config x", "end\nconfig z"},
		"swanctl section":      {"strongswan", "a {\n  b {\n    c = }# {\n  }\n}\nd = e\n", "b {", "c = }# {"},
		"swanctl setting":      {"strongswan", "a {\n  b = c\n  d = e\n}\n", "b = c", "b = c"},
		"ipsec.conf section":   {"strongswan", "conn a\n  b=c\n  d=e\n\nconn f\n", "conn a", "d=e"},
		"comment at the end":   {"strongswan", "a {\n#", "a {", "#"},
		"XML element":          {"pfsense", "<r><a x='1'><a/><!-- </a> --><a>1</a></a><b/></r>", "<a x", "</a></a>"},
		"XML element unclosed": {"pfsense", "<r><a><b></r>", "<a>", "</r>"},
	} {
		text := []byte(c.text)
		start := strings.Index(c.text, c.first)
		if c.text[0] != '<' {
			start = strings.LastIndex(c.text[:start], "\n") + 1
		}
		end := dialectOf(c.vendor, text).end(text, start)
		want := start + strings.Index(c.text[start:], c.last) + len(strings.Split(c.last, "\n")[0])
		if !strings.Contains(c.text, "<") && want < len(text) {
			want++ // the line end
		}
		if c.text[0] == '<' {
			want = strings.Index(c.text, c.last) + len(c.last)
		}
		if end != want {
			t.Errorf("%s: ends with %q, want %q", name, c.text[start:end], c.text[start:want])
		}
	}
}

func TestWild(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"outside_map 20", "outside_map 20", true}, {"outside_map *", "outside_map 20", true}, {"*-osaka", "fw-osaka", true},
		{"a*b*c", "a1b2c", true}, {"a*b*c", "a1c2b", false}, {"ab*b", "ab", false}, {"*", "", true}, {"", "x", false},
	} {
		if wild(c.pattern, c.name) != c.want {
			t.Errorf("wild(%q, %q) = %v", c.pattern, c.name, !c.want)
		}
	}
}
