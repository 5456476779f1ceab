package lsp

import (
	"net/url"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

func (s *Server) initialize(m *message) (any, *responseError) {
	if s.initialized {
		return nil, &responseError{invalidRequest, "initialize was asked for before"}
	}
	return answer(m, func(p *initializeParams) any {
		s.initialized, s.client = true, *p
		s.encoding = choose(p.Capabilities.General.PositionEncodings)
		type sync struct {
			OpenClose bool     `json:"openClose"`
			Change    int      `json:"change"` // 2: ranges, which include the whole text
			Save      struct{} `json:"save"`
		}
		type actions struct {
			Kinds []string `json:"codeActionKinds"`
		}
		type capabilities struct {
			PositionEncoding encoding `json:"positionEncoding"`
			TextDocumentSync sync     `json:"textDocumentSync"`
			HoverProvider    bool     `json:"hoverProvider"`
			CodeAction       actions  `json:"codeActionProvider"`
		}
		type info struct {
			Name    string `json:"name"`
			Version string `json:"version,omitempty"`
		}
		return struct {
			Capabilities capabilities `json:"capabilities"`
			ServerInfo   info         `json:"serverInfo"`
		}{
			capabilities{s.encoding, sync{OpenClose: true, Change: 2}, true, actions{[]string{quickFix}}},
			info{"vpnlint", s.Version},
		}
	})
}

// watch asks the client to tell when a configuration file changes.
func (s *Server) watch() {
	if !s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		return
	}
	type watcher struct {
		Glob string `json:"globPattern"`
	}
	type registration struct {
		ID      string `json:"id"`
		Method  string `json:"method"`
		Options any    `json:"registerOptions"`
	}
	s.send(call{JSONRPC: "2.0", ID: "watch", Method: "client/registerCapability", Params: map[string]any{"registrations": []registration{{
		"watch", "workspace/didChangeWatchedFiles", map[string]any{"watchers": []watcher{{"**/.vpnlint.{yaml,yml}"}, {"**/.vpnlint-baseline.json"}}},
	}}}})
}

func (s *Server) didOpen(p *didOpenParams) {
	d := &document{uri: p.TextDocument.URI, version: p.TextDocument.Version}
	d.name, d.file = pathOf(d.uri)
	d.setText(p.TextDocument.Text)
	s.documents[d.uri] = d
}

func (s *Server) didChange(p *didChangeParams) {
	d := s.documents[p.TextDocument.URI]
	if d == nil {
		return
	}
	d.version = p.TextDocument.Version
	d.change(p.ContentChanges, s.encoding)
}

// didClose takes the findings off: they are about a text that nobody sees.
func (s *Server) didClose(p *documentParams) {
	if d := s.documents[p.TextDocument.URI]; d != nil {
		delete(s.documents, d.uri)
		s.notify("textDocument/publishDiagnostics", publishDiagnosticsParams{URI: d.uri, Diagnostics: []diagnostic{}})
	}
}

// pathOf returns the path that a URI means; the URI itself when it means no file.
func pathOf(uri string) (name string, file bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return uri, false
	}
	name = path.Clean(u.Path)
	if runtime.GOOS == "windows" {
		name = strings.TrimPrefix(name, "/") // file:///c:/fw.cfg
		if u.Host != "" {
			name = "//" + u.Host + "/" + name
		}
	}
	return filepath.FromSlash(name), true
}

// uriOf is the way back, for a file beside the open one.
func uriOf(name string) string {
	slashed := filepath.ToSlash(name)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}
