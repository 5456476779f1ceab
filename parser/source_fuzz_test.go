package parser

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/tools/txtar"
)

// FuzzSource feeds any bytes in any encoding: it ends, positions are sound, and
// the memory it keeps is a small multiple of the file.
func FuzzSource(f *testing.F) {
	files, err := filepath.Glob("testdata/capture/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(controls.Replace(string(txtar.Parse(data).Files[0].Data))), uint8(0))
	}
	f.Add([]byte(japaneseExport), uint8(0))
	f.Add([]byte(wrap(wideExport(), wrapWidth)), uint8(0))
	sjis, _ := japanese.ShiftJIS.NewEncoder().Bytes([]byte(japaneseExport))
	euc, _ := japanese.EUCJP.NewEncoder().Bytes([]byte(japaneseExport))
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(japaneseExport))
	f.Add(sjis, uint8(0))
	f.Add(euc, uint8(0))
	f.Add(utf16, uint8(0))
	f.Add([]byte("! \x81\n! \x8F\xA1\n! don\x92t \xFF\n"), uint8(5))

	f.Fuzz(func(t *testing.T, raw []byte, encoding uint8) {
		names := Encodings()
		s, err := NewSource("fuzz", raw, names[int(encoding)%len(names)])
		if err != nil {
			return
		}
		checkPositions(t, s, raw)
		kept := len(s.decoded) + len(s.clean.text) + 8*cap(s.clean.runs) + 8*cap(s.way.points)
		if limit := 64*len(raw) + 1024; kept > limit {
			t.Fatalf("%d bytes kept for a file of %d", kept, len(raw))
		}
	})
}
