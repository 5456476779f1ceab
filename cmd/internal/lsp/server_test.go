package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

// counter is a checker that notes what it is asked to judge.
type counter struct {
	Checker
	texts []string
}

func (c *counter) Check(_ string, text []byte, _ bool) *Checked {
	if c.texts = append(c.texts, string(text)); string(text) == "panic" {
		panic("hunter2")
	}
	return nil
}

func queued(messages ...string) chan incoming {
	queue := make(chan incoming, len(messages)+1)
	for _, m := range messages {
		queue <- incoming{content: []byte(m)}
	}
	queue <- incoming{err: io.EOF}
	return queue
}

func change(version int, text string) string {
	quoted, _ := json.Marshal(text)
	return fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///fw.cfg","version":%d},"contentChanges":[{"text":%s}]}}`, version, quoted)
}

const (
	initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`
	open       = `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///fw.cfg","version":1,"text":"one"}}}`
	hoverThere = `{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///fw.cfg"},"position":{"line":0,"character":0}}}`
)

// TestChangesAreJudgedTogether has changes wait that came faster than they could
// be judged: only the last text is, and a question is about the text before it.
func TestChangesAreJudgedTogether(t *testing.T) {
	c := &counter{}
	var out bytes.Buffer
	s := &Server{Checker: c, Out: &out}
	if clean, err := s.serve(queued(initialize, open, change(2, "two"), change(3, "three"), hoverThere, change(4, "four"), change(5, "five"), hoverThere)); clean || err != nil {
		t.Errorf("the end of the input: %t, %v", clean, err)
	}
	if got := strings.Join(c.texts, " "); got != "three five" {
		t.Errorf("judged %q", got)
	}
	if n := strings.Count(out.String(), "textDocument/publishDiagnostics"); n != 2 || !strings.Contains(out.String(), `"version":5`) {
		t.Errorf("%d reports:\n%s", n, &out)
	}
}

// TestPanic has a check panic: the server says so, quotes nothing, and goes on.
func TestPanic(t *testing.T) {
	c := &counter{}
	var out bytes.Buffer
	s := &Server{Checker: c, Out: &out}
	_, err := s.serve(queued(initialize, open, change(2, "panic"), hoverThere, change(3, "three"), hoverThere))
	if err != nil || !strings.Contains(out.String(), "internal error in a check") || strings.Contains(out.String(), "hunter2") || !strings.Contains(out.String(), `"version":3`) {
		t.Errorf("%v\n%s", err, &out)
	}
}

// TestClientIsGone ends the server when nobody reads.
func TestClientIsGone(t *testing.T) {
	s := &Server{Checker: &counter{}, Out: full{}}
	if clean, err := s.serve(queued(initialize, open)); clean || err == nil {
		t.Errorf("%t, %v", clean, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestPathOf(t *testing.T) {
	for uri, want := range map[string]string{
		"file:///a/fw.cfg":               "/a/fw.cfg",
		"file:///a/%E6%9D%B1%20b/fw.cfg": "/a/東 b/fw.cfg",
		"file:///a/../b/fw.cfg":          "/b/fw.cfg",
		"untitled:Untitled-1":            "",
		"git:/a/fw.cfg":                  "",
		"%":                              "",
	} {
		name, file := pathOf(uri)
		if file != (want != "") || file && name != want || !file && name != uri {
			t.Errorf("%s: %q, %t", uri, name, file)
		}
		if file && !strings.Contains(uri, "..") && uriOf(name) != uri {
			t.Errorf("%s: back as %s", uri, uriOf(name))
		}
	}
}
