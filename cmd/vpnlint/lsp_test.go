package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
)

// client is an editor that talks to vpnlint lsp in this process.
type client struct {
	t    *testing.T
	in   *io.PipeWriter
	out  *bufio.Reader
	ends chan int // the exit status
	n    int
}

// startServer starts vpnlint lsp with more arguments.
func startServer(t *testing.T, args ...string) *client {
	t.Helper()
	fromClient, in := io.Pipe()
	out, toClient := io.Pipe()
	c := &client{t: t, in: in, out: bufio.NewReader(out), ends: make(chan int, 1)}
	p := cli.NewProgram()
	p.Stdin, p.Stdout, p.Stderr = fromClient, toClient, os.Stderr
	p.Env = func(string) string { return "" }
	go func() {
		c.ends <- p.Run(append([]string{"lsp"}, args...))
		toClient.Close()
		fromClient.Close() // nobody reads any more: a write fails and does not wait
	}()
	t.Cleanup(func() { in.Close() })
	return c
}

// send sends one message; id nil makes it a notification.
func (c *client) send(method string, id, params any) {
	c.t.Helper()
	m := map[string]any{"jsonrpc": "2.0", "method": method, "params": params}
	if id != nil {
		m["id"] = id
	}
	content, err := json.Marshal(m)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c.in, "Content-Length: %d\r\n\r\n%s", len(content), content); err != nil {
		c.t.Fatal(err)
	}
}

// receive returns the next message, nil at the end.
func (c *client) receive() map[string]any {
	c.t.Helper()
	var length int
	head, err := c.out.ReadString('\n')
	if err == io.EOF && head == "" {
		return nil
	}
	if _, err := fmt.Sscanf(head, "Content-Length: %d\r\n", &length); err != nil {
		c.t.Fatalf("no message: %q, %v", head, err)
	}
	content := make([]byte, length+len("\r\n"))
	if _, err := io.ReadFull(c.out, content); err != nil {
		c.t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(content, &m); err != nil {
		c.t.Fatalf("%v in %s", err, content)
	}
	return m
}

// answers returns what the server sends because of what was sent: it answers in
// order, so that all has come when a last request is answered.
func (c *client) answers() (all []map[string]any) {
	c.t.Helper()
	c.n++
	last := fmt.Sprintf("last %d", c.n)
	c.send("test/last", last, nil)
	for {
		m := c.receive()
		if m == nil {
			c.t.Fatal("the server ended")
		}
		if m["id"] == last {
			return all
		}
		all = append(all, m)
	}
}

// TestConversations plays the conversations of testdata/lsp. Each file holds the
// files on disk and a part "talk": what the editor sends ("--> METHOD", with "(ID)"
// behind it for a request) and what the server answers until it waits again
// ("<-- ..."), with parameters and results in YAML. $WORK is the directory, and
// ${fw.cfg} the text of a file; "disk FILE" writes a file anew. Ranges of answers
// are shown as LINE:CHARACTER-LINE:CHARACTER, counted from zero as the protocol
// does. Run with -update after a change, and read the difference.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "lsp", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations (%v)", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) { converse(t, name) })
	}
}

func converse(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := []string{"$WORK", filepath.ToSlash(dir)}
	var talk *txtar.File
	for i := range archive.Files {
		f := &archive.Files[i]
		if f.Name == "talk" {
			talk = f
			continue
		}
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(string(f.Data))
		replace = append(replace, `"${`+f.Name+`}"`, string(text))
	}
	was := string(talk.Data)
	now := play(t, was, strings.NewReplacer(replace...), dir)
	if *update {
		talk.Data = []byte(now)
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(was, now); diff != "" {
		t.Errorf("%s (-file +server):\n%s", name, diff)
	}
}

var sent = regexp.MustCompile(`^--> (\S+)(?: \((\d+)\))?$`)

// play sends what the talk says and returns it with the answers.
func play(t *testing.T, talk string, replace *strings.Replacer, dir string) string {
	t.Helper()
	var out strings.Builder
	var c *client
	for _, block := range blocks(talk) {
		head, body, _ := strings.Cut(block, "\n")
		if strings.HasPrefix(head, "<--") {
			continue
		}
		out.WriteString(block)
		if args, ok := strings.CutPrefix(head, "vpnlint lsp"); ok {
			c = startServer(t, strings.Fields(args)...)
			continue
		}
		if file, ok := strings.CutPrefix(head, "disk "); ok {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(body), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		m := sent.FindStringSubmatch(head)
		if m == nil {
			t.Fatalf("not understood: %s", head)
		}
		var params, id any
		if err := yaml.Unmarshal([]byte(replace.Replace(body)), &params); err != nil {
			t.Fatalf("%s: %v", head, err)
		}
		if m[2] != "" {
			id = json.Number(m[2])
		}
		c.send(m[1], id, params)
		if m[1] == "exit" {
			fmt.Fprintf(&out, "<-- exit status %d\n", <-c.ends)
			continue
		}
		for _, a := range c.answers() {
			out.WriteString(shownMessage(t, a, filepath.ToSlash(dir)))
		}
	}
	return out.String()
}

// blocks cuts a talk before each line that begins a message.
func blocks(talk string) []string {
	var out []string
	for line := range strings.Lines(talk) {
		if len(out) == 0 || strings.HasPrefix(line, "--> ") || strings.HasPrefix(line, "<-- ") || strings.HasPrefix(line, "vpnlint ") || strings.HasPrefix(line, "disk ") {
			out = append(out, "")
		}
		out[len(out)-1] += line
	}
	return out
}

func shownMessage(t *testing.T, m map[string]any, dir string) string {
	t.Helper()
	head, body := fmt.Sprintf("<-- %v", m["method"]), m["params"]
	if result, ok := m["result"]; ok {
		head, body = fmt.Sprintf("<-- (%v)", m["id"]), result
	} else if e, ok := m["error"]; ok {
		head, body = fmt.Sprintf("<-- (%v) error", m["id"]), e
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(readable(body, dir)); err != nil {
		t.Fatal(err)
	}
	return head + "\n" + b.String()
}

// readable writes ranges in one line, and leaves out what is not the same in each
// run: the directory, and the version of the program.
func readable(v any, dir string) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, dir, "$WORK")
	case []any:
		for i := range v {
			v[i] = readable(v[i], dir)
		}
	case map[string]any:
		start, isRange := v["start"].(map[string]any)
		if end, ok := v["end"].(map[string]any); ok && isRange && len(v) == 2 {
			return fmt.Sprintf("%v:%v-%v:%v", start["line"], start["character"], end["line"], end["character"])
		}
		if v["name"] == "vpnlint" {
			delete(v, "version")
		}
		out := map[string]any{}
		for k := range v {
			out[strings.ReplaceAll(k, dir, "$WORK")] = readable(v[k], dir)
		}
		return out
	}
	return v
}

// TestSuppressionsAreOffered counts over the sample configurations how many
// findings can be suppressed from an editor: where the format has comments, most.
// The server tries each before it offers it.
func TestSuppressionsAreOffered(t *testing.T) {
	for vendor, least := range map[string]float64{"asa": 0.9, "fortigate": 0.7, "pfsense": 0.9, "opnsense": 0.9, "strongswan": 0.9} {
		files, err := filepath.Glob(filepath.Join("..", "..", "testdata", vendor, "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(vendor, err)
		}
		findings, offered := 0, 0
		for _, file := range files {
			f, o := suppressible(t, file)
			findings, offered = findings+f, offered+o
		}
		if findings < 5 || float64(offered) < least*float64(findings) {
			t.Errorf("%s: of %d findings, %d can be suppressed", vendor, findings, offered)
		}
		t.Logf("%s: %d of %d", vendor, offered, findings)
	}
}

func suppressible(t *testing.T, file string) (findings, offered int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := startServer(t)
	c.send("initialize", 1, map[string]any{"capabilities": map[string]any{"textDocument": map[string]any{
		"codeAction": map[string]any{"codeActionLiteralSupport": map[string]any{}},
	}}})
	document := map[string]any{"uri": "file:///" + filepath.Base(file), "version": 1, "text": string(data)}
	c.send("textDocument/didOpen", nil, map[string]any{"textDocument": document})
	for _, m := range c.answers() {
		if p, ok := m["params"].(map[string]any); ok && m["method"] == "textDocument/publishDiagnostics" {
			findings = len(p["diagnostics"].([]any))
		}
	}
	all := map[string]any{"start": map[string]any{"line": 0, "character": 0}, "end": map[string]any{"line": 1 << 30, "character": 0}}
	c.send("textDocument/codeAction", 2, map[string]any{"textDocument": document, "range": all, "context": map[string]any{}})
	for _, a := range c.answers()[0]["result"].([]any) {
		if strings.HasPrefix(a.(map[string]any)["title"].(string), "Suppress ") {
			offered++
		}
	}
	return findings, offered
}
