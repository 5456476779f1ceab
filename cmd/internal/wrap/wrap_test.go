package wrap

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       string
	}{
		{"blanks", "one pair of security associations", 20, "> one pair of\n  security\n  associations\n"},
		{"a long word stays whole", "see configs/tokyo/outside/fw-0001.cfg now", 20, "> see\n  configs/tokyo/outside/fw-0001.cfg\n  now\n"},
		{"between Japanese characters", "トンネルを確立できません", 16, "> トンネルを確立\n  できません\n"},
		{"no closing mark begins a line", "ライフタイムです。次", 18, "> ライフタイムで\n  す。次\n"},
		{"no opening bracket ends a line", "ライフタイム(1時間)", 16, "> ライフタイム\n  (1時間)\n"},
		{"no long vowel begins a line", "あああサーバー", 9, "> あああ\n  サー\n  バー\n"},
		{"a number keeps its unit", "最長で3600秒です", 12, "> 最長で\n  3600秒です\n"},
		{"Latin words inside", "プロトコルESPを使用", 14, "> プロトコル\n  ESPを使用\n"},
		{"no width", "トンネルを 確立", 0, "> トンネルを 確立\n"},
	} {
		got := Text("> ", 2, 2, c.text, c.width)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
		for line := range strings.Lines(got) {
			if n := Cells(strings.TrimRight(line, "\n")); c.width > 0 && n > c.width && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%s: %q has %d columns", c.name, line, n)
			}
		}
	}
}

// Broken or not, a text stays the same text.
func TestPiecesLoseNothing(t *testing.T) {
	text := "フェーズ2(IPsec)のライフタイムは3600秒(60分)です。「crypto map」を ご確認 ください"
	var b strings.Builder
	for i, p := range Pieces(text) {
		if i > 0 && !p.Glued {
			b.WriteByte(' ')
		}
		b.WriteString(p.Text)
	}
	if d := cmp.Diff(text, b.String()); d != "" {
		t.Error(d)
	}
}
