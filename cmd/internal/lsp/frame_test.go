package lsp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestReadFrame(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Content-Length: 2\r\n\r\n{}", "{}"},
		{"content-length:2\n\n{}rest", "{}"}, // as a person types it
		{"Content-Length: 0\r\n\r\n", ""},
		{"X: y\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\nContent-Length: 7\r\n\r\n\"東京\"", "\"東京"},
	} {
		got, err := readFrame(bufio.NewReader(strings.NewReader(tt.in)))
		if err != nil || string(got) != tt.want {
			t.Errorf("%q: %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
	for in, want := range map[string]string{
		"Content-Length: 2\r\n":                        "ended inside the header",
		"Content-Length: 2":                            "ended inside the header",
		"Content-Length: 2\r\n\r\n{":                   "ended after 1 of 2 bytes",
		"Content-Length: -2\r\n\r\n{}":                 "not a number of bytes",
		"Content-Length: 999999999999999999\r\n\r\n{}": "not a number of bytes",
		"\r\n{}":                              "without Content-Length",
		"{\"jsonrpc\":\"2.0\"\r\n\r\n":        "without Content-Length",
		"hello\r\n\r\n":                       "without a colon",
		strings.Repeat("x", maxHeader+1):      "longer than",
		strings.Repeat("x: y\r\n", maxHeader): "longer than",
	} {
		_, err := readFrame(bufio.NewReader(strings.NewReader(in)))
		var frame *FrameError
		if !errors.As(err, &frame) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v; want %q", in, err, want)
		}
	}
	if _, err := readFrame(bufio.NewReader(strings.NewReader(""))); err != io.EOF {
		t.Errorf("the end of the input: %v", err)
	}
}

// FuzzFrame reads whatever comes: each message is of the length that it says, what
// is written is read again, and all ends with the end of the input or an error
// that says why.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n{ }"))
	f.Add([]byte("Content-Length: 2\n\n{}"))
	f.Add([]byte("Content-Type: x; charset=latin1\r\nContent-Length: 5\r\n\r\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bufio.NewReader(bytes.NewReader(data))
		for total := 0; ; {
			content, err := readFrame(r)
			var frame *FrameError
			if err == io.EOF || errors.As(err, &frame) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if total += len(content); total > len(data) {
				t.Fatalf("%d bytes of content in %d bytes", total, len(data))
			}
			var out bytes.Buffer
			if err := writeFrame(&out, content); err != nil {
				t.Fatal(err)
			}
			if again, err := readFrame(bufio.NewReader(&out)); err != nil || !bytes.Equal(again, content) {
				t.Fatalf("%q was written and read as %q, %v", content, again, err)
			}
		}
	})
}
