package cli

import (
	"errors"
	"io"
	"os"
	"slices"

	"github.com/vpnlint/vpnlint/parser"
)

// large is the size of a file, in bytes, from which large pages pay for asking, and
// a second reader for starting.
const large = 4 << 20

// small is the size of a file, in bytes, up to which one goroutine at a time reads it.
const small = 512 << 10

// readRegular returns the bytes of a regular file of the given size. A file that
// has become shorter since is read as far as it goes.
//
// A large file is read by two: most of the time goes into touching memory for the
// first time, which a second processor can do as well.
func readRegular(f *os.File, size int, room []byte) ([]byte, error) {
	raw := room[:min(size, cap(room))]
	if raw = slices.Clip(raw); len(raw) < size {
		raw = make([]byte, size)
		if size >= large {
			largePages(raw)
		}
	}
	if size < large {
		n, err := readFrom(f, raw, 0)
		return raw[:n], err
	}
	middle := size / 2
	var n, behind int
	var err, behindErr error
	parser.AtOnce(func() { n, err = readFrom(f, raw[:middle], 0) }, func() { behind, behindErr = readFrom(f, raw[middle:], int64(middle)) })
	if err != nil || n < middle {
		return raw[:n], err
	}
	return raw[:middle+behind], behindErr
}

// readFrom fills the buffer from an offset of the file on. The end of the file is no
// error.
func readFrom(f *os.File, buffer []byte, offset int64) (int, error) {
	n, err := f.ReadAt(buffer, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}
