package parser

import (
	"bytes"
	"encoding/binary"
	"sort"
	"unicode/utf8"
)

// byteMap leads from the decoded text back to the bytes of the file. Two cases
// cost nothing: the file is UTF-8, perhaps behind a byte order mark, or every
// character is looked up from a near point that was remembered.
type byteMap struct {
	skip   int     // length of the byte order mark
	set    charset // how to step from a point on
	points []point // nil for valid UTF-8
	strays int     // bytes that do not belong to the encoding
}

// point is a place known in both texts.
type point struct{ decoded, raw uint32 }

// raw returns the offset in the file of the character at an offset of the
// decoded text.
func (m *byteMap) raw(raw []byte, at int) int {
	if m.points == nil {
		return at + m.skip
	}
	next := sort.Search(len(m.points), func(i int) bool { return int(m.points[i].decoded) > at })
	from := m.points[next-1]
	here, offset := int(from.decoded), int(from.raw)
	for here < at && offset < len(raw) {
		r, size, _ := m.set.read(raw[offset:])
		width := utf8.RuneLen(r)
		if here+width > at {
			break
		}
		here, offset = here+width, offset+size
	}
	return offset
}

// read is next with stray bytes read as Windows-1252.
func (c *charset) read(b []byte) (r rune, size int, ok bool) {
	if c.ascii && b[0] < utf8.RuneSelf {
		return rune(b[0]), 1, true
	}
	r, size, ok = c.next(b)
	if !ok {
		r, size, _ = nextCP1252(b)
	}
	return r, size, ok
}

// decode turns raw into UTF-8. It returns raw's own memory when there is nothing
// to do.
func decode(raw []byte, set charset, has traits) ([]byte, byteMap) {
	way := byteMap{set: set}
	if set.bom != "" && bytes.HasPrefix(raw, []byte(set.bom)) {
		way.skip = len(set.bom)
	}
	body := raw[way.skip:]
	if set.ascii && has.ascii || set.name == "utf-8" && utf8.Valid(body) {
		return body, way
	}
	out := make([]byte, 0, len(body)+len(body)/8)
	way.points = make([]point, 0, len(body)/stride+2)
	for at := way.skip; at < len(raw); {
		if n := len(way.points); n == 0 || at-int(way.points[n-1].raw) >= stride/8 {
			way.points = append(way.points, point{uint32(len(out)), uint32(at)})
		}
		if set.ascii {
			end := at
			for end < len(raw) && raw[end] < utf8.RuneSelf && end-at < stride/8 {
				end++
			}
			if end > at {
				out = append(out, raw[at:end]...)
				at = end
				continue
			}
		}
		r, size, ok := set.read(raw[at:])
		if !ok {
			way.strays++
		}
		out = utf8.AppendRune(out, r)
		at += size
	}
	if len(way.points) == 0 {
		way.points = append(way.points, point{0, uint32(way.skip)})
	}
	return out, way
}

// isASCII looks at eight bytes at a time.
func isASCII(b []byte) bool {
	const high = 0x8080808080808080
	for ; len(b) >= 32; b = b[32:] {
		w := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if w&high != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
