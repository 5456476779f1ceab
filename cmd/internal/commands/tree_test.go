package commands_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpnlint/vpnlint/cmd/internal/commands"
)

func TestJoin(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"same block, one visit",
			"crypto ikev1 policy 10\n lifetime 28800\ncrypto ikev1 policy 10\n group 14\ncrypto ikev1 policy 10\n group 14",
			"crypto ikev1 policy 10\n lifetime 28800\n group 14"},
		{"nested, with words that leave",
			"config vpn ipsec phase1-interface\n    edit \"a\"\n        set dhgrp 14\n    next\nend\nconfig vpn ipsec phase1-interface\n    edit \"a\"\n        set keylife 28800\n    next\n    edit \"b\"\n        set dhgrp 14\n    next\nend",
			"config vpn ipsec phase1-interface\n    edit \"a\"\n        set dhgrp 14\n        set keylife 28800\n    next\n    edit \"b\"\n        set dhgrp 14\n    next\nend"},
		{"the last commit counts", "set a\ncommit\nset b\ncommit", "set a\nset b\ncommit"},
	} {
		got := strings.Join(commands.Join(strings.Split(tt.in, "\n")), "\n")
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
}

// TestPrint holds that lines taken apart are put together as they were.
func TestPrint(t *testing.T) {
	for _, text := range []string{
		"crypto ikev2 policy 1\n group 14\ncrypto map m 10 set pfs group14",
		"config vdom\n    edit \"a\"\n        config vpn\n            edit \"x\"\n                set dhgrp 14\n            next\n        end\nend",
		"connections {\n  a {\n    version = 2\n  }\n}",
	} {
		got := strings.Join(commands.Print(commands.Lines(strings.Split(text, "\n"))), "\n")
		if d := cmp.Diff(text, got); d != "" {
			t.Errorf("-want +got:\n%s", d)
		}
	}
}
