package cli

import (
	"io"
	"os"
)

// large is the size of a file, in bytes, from which large pages pay for asking.
const large = 4 << 20

// readRegular returns the bytes of a regular file of the given size. A file that
// has become shorter since is read as far as it goes.
func readRegular(f *os.File, size int) ([]byte, error) {
	raw := make([]byte, size)
	if size >= large {
		largePages(raw)
	}
	n, err := io.ReadFull(f, raw)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return raw[:n], err
}
