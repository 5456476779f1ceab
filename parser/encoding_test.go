package parser

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// japaneseExport has comments in Japanese as they stand in real exports: full
// and half-width, with and without a statement behind them, and a character
// that UTF-16 needs two units for where the encoding has it.
const japaneseExport = "hostname fw-tokyo\r\n" +
	"! 東京本社 インターネット回線（主系）\r\n" +
	"interface GigabitEthernet0/0\r\n" +
	" description 回線ID：ｶｲｾﾝ-12 大阪支社 向け ip\r\n" +
	"name 203.0.113.10 接続先 description クラウド\n"

func encode(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	raw, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func newSource(t *testing.T, raw []byte, encoding string) *Source {
	t.Helper()
	s, err := NewSource("fw.cfg", raw, encoding)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEncodings reads the same text from every encoding, detected and named, and
// asks for the place of the word that stands behind Japanese.
func TestEncodings(t *testing.T) {
	utf16LE := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, test := range []struct {
		title, name string
		bom         string
		encoding    encoding.Encoding
	}{
		{"UTF-8", "utf-8", "", encoding.Nop},
		{"UTF-8 with a mark", "utf-8", "\xEF\xBB\xBF", encoding.Nop},
		{"UTF-16LE with a mark", "utf-16le", "\xFF\xFE", utf16LE},
		{"UTF-16LE", "utf-16le", "", utf16LE},
		{"UTF-16BE with a mark", "utf-16be", "\xFE\xFF", utf16BE},
		{"UTF-16BE", "utf-16be", "", utf16BE},
		{"Shift_JIS", "shift_jis", "", japanese.ShiftJIS},
		{"EUC-JP", "euc-jp", "", japanese.EUCJP},
	} {
		t.Run(test.title, func(t *testing.T) {
			raw := append([]byte(test.bom), encode(t, test.encoding, japaneseExport)...)
			for _, name := range []string{"", "auto", test.name, strings.ToUpper(test.name)} {
				s := newSource(t, raw, name)
				if string(s.Text()) != japaneseExport || s.Encoding() != test.name || len(s.Notes()) > 0 {
					t.Fatalf("encoding %q: read as %s: %q", name, s.Encoding(), s.Text())
				}
				checkPositions(t, s, raw)
				at := strings.Index(japaneseExport, "向け ip") + len("向け ")
				wantByte := len(test.bom) + len(encode(t, test.encoding, japaneseExport[:at]))
				want := Position{File: "fw.cfg", Line: 4, Column: 35, UTF16: 35, Byte: wantByte}
				if got := s.Position(at); got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
				if got, want := s.Line(5), "name 203.0.113.10 接続先 description クラウド"; got != want {
					t.Errorf("line 5 is %q", got)
				}
			}
		})
	}
}

// TestUTF16Columns has characters outside the basic plane, two units each.
func TestUTF16Columns(t *testing.T) {
	const text = "hostname fw\ndescription 𠮷野家 𠮟 end\n"
	raw := encode(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), text)
	for _, test := range []struct {
		raw  []byte
		want int
	}{{[]byte(text), strings.Index(text, "end")}, {raw, 2 * len(utf16.Encode([]rune(text[:strings.Index(text, "end")])))}} {
		s := newSource(t, test.raw, "")
		want := Position{File: "fw.cfg", Line: 2, Column: 19, UTF16: 21, Byte: test.want}
		if got := s.Position(strings.Index(text, "end")); got != want {
			t.Errorf("%s: got %+v, want %+v", s.Encoding(), got, want)
		}
		checkPositions(t, s, test.raw)
	}
}

func TestDetection(t *testing.T) {
	sjis := func(text string) string { return string(encode(t, japanese.ShiftJIS, text)) }
	euc := func(text string) string { return string(encode(t, japanese.EUCJP, text)) }
	cp1252 := func(text string) string { return string(encode(t, charmap.Windows1252, text)) }
	for _, test := range []struct{ title, raw, encoding, text string }{
		{"empty", "", "utf-8", ""},
		{"blank", "\r\n \n", "utf-8", "\r\n \n"},
		{"one quote", "remark don\x92t touch\n", "cp1252", "remark don’t touch\n"},
		{"quotes", cp1252("description “main” line\n"), "cp1252", "description “main” line\n"},
		{"an accented letter", cp1252("description réseau\n"), "cp1252", "description réseau\n"},
		{"French", cp1252("description créé à l’été, déjà vérifié\n"), "cp1252", "description créé à l’été, déjà vérifié\n"},
		{"Portuguese", cp1252("edit \"Estações\"\n set alias \"LIGAÇÕES São João\"\n"), "cp1252", "edit \"Estações\"\n set alias \"LIGAÇÕES São João\"\n"},
		{"German", cp1252("remark Zürich größer Straße Österreich\n"), "cp1252", "remark Zürich größer Straße Österreich\n"},
		{"Nordic", cp1252("remark Ærø Øst Ålesund\n"), "cp1252", "remark Ærø Øst Ålesund\n"},
		{"symbols", cp1252("remark 5°C ±2 µm £5 »quoted«\n"), "cp1252", "remark 5°C ±2 µm £5 »quoted«\n"},
		{"no-break space", "crypto\xA0map\n", "cp1252", "crypto\u00A0map\n"},
		{"no-break space in UTF-8", "crypto\u00A0map\n", "utf-8", "crypto\u00A0map\n"},
		{"short Shift_JIS", sjis("description 東京\n"), "shift_jis", "description 東京\n"},
		{"backslash byte", sjis("set comments \"表示 予定\"\n"), "shift_jis", "set comments \"表示 予定\"\n"},
		{"vendor characters", sjis("! ①髙橋 ㈱\n"), "shift_jis", "! ①髙橋 ㈱\n"},
		{"half-width katakana", sjis("description ﾃｽﾄ ｶｲｾﾝ\n"), "shift_jis", "description ﾃｽﾄ ｶｲｾﾝ\n"},
		{"short EUC-JP", euc("description 東京\n"), "euc-jp", "description 東京\n"},
		{"EUC-JP kana", euc("! テスト ひらがな\n"), "euc-jp", "! テスト ひらがな\n"},
		{"stray byte in UTF-8", "! 東京本社の回線\nremark don\x92t\n", "utf-8", "! 東京本社の回線\nremark don’t\n"},
		{"cut character in UTF-8", "! 東京本社\xE6\x9C\n", "utf-8", "! 東京本社æœ\n"},
	} {
		t.Run(test.title, func(t *testing.T) {
			s := newSource(t, []byte(test.raw), "")
			if s.Encoding() != test.encoding || string(s.Text()) != test.text {
				t.Errorf("read as %s: %q", s.Encoding(), s.Text())
			}
		})
	}
}

// TestStrayBytes checks the places around bytes that do not belong to the
// encoding.
func TestStrayBytes(t *testing.T) {
	raw := []byte("! 東京本社\nremark don\x92t touch 大阪 end\n")
	s := newSource(t, raw, "")
	text := string(s.Text())
	want := Position{File: "fw.cfg", Line: 2, Column: 23, UTF16: 23, Byte: bytes.Index(raw, []byte("end"))}
	if got := s.Position(strings.Index(text, "end")); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if notes := s.Notes(); len(notes) != 1 || notes[0] != "1 stray byte outside the file's encoding (utf-8) read as Windows-1252" {
		t.Errorf("notes %q", notes)
	}
	checkPositions(t, s, raw)
}

func TestErrors(t *testing.T) {
	long := strings.Repeat("x", MaxLineLength+1)
	for _, test := range []struct{ title, raw, encoding, want string }{
		{"unknown encoding", "a", "koi8-r", `fw.cfg: unknown encoding "koi8-r": use one of auto, utf-8, utf-16, utf-16le, utf-16be, shift_jis, euc-jp, cp1252, latin1`},
		{"NUL", "hostname fw\x00\x01\x02", "", "fw.cfg: not a text file: unpack or decrypt it, or export the configuration as text"},
		{"archive", "\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03\xCB\x48\xCD\xC9\xC9\x07\x00\x86\xA6\x10\x36\x05\x00", "", "fw.cfg: not a text file: unpack or decrypt it, or export the configuration as text"},
		{"long line", "hostname fw\n" + long, "", "fw.cfg:2: the line is longer than 1 MiB: export the configuration as text, one statement a line"},
		{"large file", strings.Repeat("hostname fw\n", MaxFileSize/12+1), "", "fw.cfg: the file is longer than 64 MiB: export the configuration alone, without logs and images"},
	} {
		t.Run(test.title, func(t *testing.T) {
			_, err := NewSource("fw.cfg", []byte(test.raw), test.encoding)
			if err == nil || err.Error() != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
	var limit *LimitError
	if _, err := NewSource("fw.cfg", []byte(long), ""); !errors.As(err, &limit) || limit.Limit != MaxLineLength {
		t.Errorf("no LimitError: %v", err)
	}
	if _, err := NewSource("fw.cfg", []byte(long[1:]+"\r\n"), ""); err != nil {
		t.Errorf("a line of the greatest length: %v", err)
	}
}
