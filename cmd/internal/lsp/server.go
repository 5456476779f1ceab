// Package lsp shows findings in an editor: a server of the Language Server
// Protocol (version 3.17) on two streams. It knows no vendor and no rule; what
// is wrong with a text it is told by a [Checker].
package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/vpnlint/vpnlint/cmd/internal/report"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Checker judges texts.
type Checker interface {
	// Check judges the text of a file, whatever the disk holds. File is false when
	// the name is that of no file. The result is nil when the text is no
	// configuration, or not to be judged.
	Check(name string, text []byte, file bool) *Checked
	// Page returns what there is to say about a rule, in Markdown, with the examples
	// of one vendor, in the language of the server.
	Page(rule, vendor string) string
	// Comments returns what begins and ends a comment in the text, and whether the
	// format has comments at all.
	Comments(vendor string, text []byte) (open, end string, ok bool)
	// Suppression returns the text of a comment that suppresses a rule.
	Suppression(rule, reason string) string
}

// Checked is what came of judging a text.
type Checked struct {
	Vendor   string
	Source   *parser.Source // of the text; nil when it could not be read
	Devices  []*ipsec.Device
	Findings []report.Finding
	Failures []string // why nothing could be judged, each a sentence
}

// Server answers one client. Its fields are set before [Server.Run].
type Server struct {
	Checker Checker
	Version string // of the program
	Out     io.Writer
	// Language is that of all that people read; nil = English.
	Language rules.Language

	initialized, shutdown bool
	client                initializeParams
	encoding              encoding
	documents             map[string]*document
	trials                int   // how many texts may still be judged for the request at hand
	err                   error // of writing
}

// incoming is one message, or why there is none.
type incoming struct {
	content []byte
	err     error
}

// waiting is how many messages are read ahead: changes that come faster than they
// can be judged are judged together.
const waiting = 256

// Run reads messages until the client says exit or the input ends. Clean reports
// that it asked for a shutdown before. The error is a [*FrameError], or that of
// a stream.
func (s *Server) Run(in io.Reader) (clean bool, err error) {
	queue := make(chan incoming, waiting)
	go func() {
		r := bufio.NewReaderSize(in, 64<<10)
		for {
			content, err := readFrame(r)
			queue <- incoming{content, err}
			if err != nil {
				return
			}
		}
	}()
	return s.serve(queue)
}

func (s *Server) serve(queue <-chan incoming) (clean bool, err error) {
	s.documents = map[string]*document{}
	s.encoding = utf16Units
	for s.err == nil {
		var next incoming
		select {
		case next = <-queue:
		default: // nothing waits: now is the time to judge what has changed
			s.check()
			next = <-queue
		}
		switch {
		case next.err == io.EOF:
			return s.shutdown, nil
		case next.err != nil:
			return false, next.err
		case s.handle(next.content):
			return s.shutdown, nil
		}
	}
	return false, s.err
}

// handle does what one message asks for. It returns true for exit.
func (s *Server) handle(content []byte) (exit bool) {
	var m message
	if err := json.Unmarshal(content, &m); err != nil {
		code, what := parseError, "the content of the message is not JSON"
		if json.Valid(content) {
			code, what = invalidRequest, "the message is not one request of JSON-RPC 2.0"
		}
		s.send(failure{"2.0", json.RawMessage("null"), &responseError{code, what}})
		return false
	}
	switch {
	case m.Method == "exit":
		return true
	case m.Method == "":
		return false // the answer to a request of the server
	case len(m.ID) == 0 || bytes.Equal(m.ID, []byte("null")):
		if s.initialized && !s.shutdown {
			s.guard(m.Method, func() { s.notified(&m) })
		}
		return false
	}
	failed := &responseError{internalError, "internal error in " + m.Method + ", please report it"}
	var result any
	s.guard(m.Method, func() { result, failed = s.requested(&m) })
	if failed != nil {
		s.send(failure{"2.0", m.ID, failed})
	} else {
		s.send(response{"2.0", m.ID, result})
	}
	return false
}

// guard keeps the server alive when one message cannot be handled. What the panic
// says is not told: it may quote the configuration.
func (s *Server) guard(method string, do func()) {
	defer func() {
		if recover() != nil {
			s.notify("window/logMessage", map[string]any{"type": 1, "message": "vpnlint: internal error in " + method + ", please report it"})
		}
	}()
	do()
}

// requested answers a request. What has changed is judged before, so that no
// answer is about an old text.
func (s *Server) requested(m *message) (any, *responseError) {
	switch {
	case m.Method == "initialize":
		return s.initialize(m)
	case !s.initialized:
		return nil, &responseError{serverNotInitialized, "the first request must be initialize"}
	case s.shutdown:
		return nil, &responseError{invalidRequest, "the server was shut down; only exit is left"}
	}
	s.check()
	switch m.Method {
	case "shutdown":
		s.shutdown = true
		return nil, nil
	case "textDocument/hover":
		return answer(m, s.hover)
	case "textDocument/codeAction":
		return answer(m, s.codeActions)
	}
	return nil, &responseError{methodNotFound, "vpnlint does not know the method " + m.Method}
}

// answer decodes the parameters of a request for the function that answers it.
func answer[P any](m *message, do func(*P) any) (any, *responseError) {
	p := new(P)
	if err := json.Unmarshal(m.Params, p); err != nil {
		return nil, &responseError{invalidParams, "the parameters of " + m.Method + " do not have their form"}
	}
	return do(p), nil
}

// notified takes note of what needs no answer. What the server does not know,
// $/cancelRequest among it, is left out: a request is answered before the next
// message is looked at.
func (s *Server) notified(m *message) {
	switch m.Method {
	case "initialized":
		s.watch()
	case "textDocument/didOpen":
		note(m, s.didOpen)
	case "textDocument/didChange":
		note(m, s.didChange)
	case "textDocument/didSave", "workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration":
		for _, d := range s.documents { // what .vpnlint.yaml says may be new
			d.dirty = true
		}
	case "textDocument/didClose":
		note(m, s.didClose)
	}
}

func note[P any](m *message, do func(*P)) {
	p := new(P)
	if json.Unmarshal(m.Params, p) == nil {
		do(p)
	}
}

// send writes one message. After a failed write nothing more is written, and the
// server ends.
func (s *Server) send(m any) {
	var content bytes.Buffer
	enc := json.NewEncoder(&content)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		panic(err) // cannot happen: all that is sent is plain data
	}
	if s.err == nil {
		s.err = writeFrame(s.Out, bytes.TrimRight(content.Bytes(), "\n"))
	}
}

// say says a text in the language of the server.
func (s *Server) say(format string, args ...any) string {
	return rules.Say(format, args...).In(s.Language)
}

func (s *Server) notify(method string, params any) {
	s.send(call{JSONRPC: "2.0", Method: method, Params: params})
}
