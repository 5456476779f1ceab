package lsp

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"mime"
	"strconv"
	"strings"
)

// Limits of a message. A text of the largest size that vpnlint reads, with every
// character escaped, stays below.
const (
	maxHeader  = 8 << 10   // bytes of all header lines of one message
	maxContent = 512 << 20 // bytes
)

// FrameError says why the input is no sequence of messages: where the next one
// begins cannot be told.
type FrameError struct{ What string }

func (e *FrameError) Error() string { return e.What }

func frameError(format string, args ...any) error {
	return &FrameError{fmt.Sprintf(format, args...)}
}

// readFrame returns the content of the next message (LSP 3.17, base protocol).
// The error is [io.EOF] at the end of the input, a [*FrameError], or what reading
// gave.
func readFrame(r *bufio.Reader) ([]byte, error) {
	length, err := readHeader(r)
	if err != nil {
		return nil, err
	}
	var content bytes.Buffer // grows with what comes: the number alone takes no memory
	n, err := io.CopyN(&content, r, int64(length))
	if err == io.EOF {
		return nil, frameError("the input ended after %d of %d bytes of a message", n, length)
	}
	return content.Bytes(), err
}

// readHeader reads the header lines and the empty line behind them, and returns
// the length of the content.
func readHeader(r *bufio.Reader) (int, error) {
	length, size := -1, 0
	for {
		line, err := readHeaderLine(r, maxHeader-size)
		if err == io.EOF && size+len(line) == 0 {
			return 0, io.EOF
		}
		if err == io.EOF {
			return 0, frameError("the input ended inside the header of a message")
		}
		if err != nil {
			return 0, err
		}
		size += len(line)
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case !ok:
			return 0, frameError("a header line without a colon; each message begins with Content-Length: N and an empty line")
		case strings.EqualFold(name, "Content-Length"):
			n, err := strconv.ParseUint(value, 10, 31)
			if err != nil || n > maxContent {
				return 0, frameError("the Content-Length is not a number of bytes up to %d", maxContent)
			}
			length = int(n)
		case strings.EqualFold(name, "Content-Type"):
			if _, params, err := mime.ParseMediaType(value); err == nil && !isUTF8(params["charset"]) {
				return 0, frameError("the Content-Type asks for another charset than utf-8")
			}
		}
	}
	if length < 0 {
		return 0, frameError("a message without Content-Length")
	}
	return length, nil
}

// isUTF8 also takes the spelling of the protocol's second version.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func readHeaderLine(r *bufio.Reader, limit int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > limit:
			return "", frameError("the header of a message is longer than %d bytes", maxHeader)
		case err == bufio.ErrBufferFull:
			continue
		}
		return string(line), err
	}
}

// writeFrame writes one message in one write.
func writeFrame(w io.Writer, content []byte) error {
	frame := append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(content)), content...)
	_, err := w.Write(frame)
	return err
}
