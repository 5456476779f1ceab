package parser

import (
	"bytes"
	"strings"
)

// prompt is the shape of a prompt at the start of a line.
type prompt struct {
	host   []byte // without user, context and mode
	length int    // of prompt and the blank behind it
	sign   byte   // '#', '>' or '$'
	mode   bool   // a mode in parentheses stands behind the host
	spaced bool   // a blank stands before the sign, as FortiOS has it
	shell  bool   // of a Unix shell
}

// maxPrompt bounds the search: longer prompts do not fit a terminal line.
const maxPrompt = 80

// readPrompt reads a prompt of one of the forms
//
//	HOST# HOST> HOST/context# HOST(config-if)#
//	HOST # HOST (vdom) # HOST (vdom) $
//	user@HOST> user@HOST# user@HOST(active)#
//	user@HOST:~$ user@HOST:/etc#
//
// where the sign is followed by a blank, the end of the line, or, in the first
// form, the command itself. Whether it is one is for the caller to find out.
func readPrompt(line []byte) (prompt, bool) {
	var p prompt
	line = line[:min(len(line), maxPrompt)]
	at, start := 0, 0
	if len(line) > 4 && line[0] == '(' && line[2] == ')' && line[3] == ' ' {
		at, start = 4, 4 // FortiOS marks a member of a cluster
	}
	for at < len(line) && (isHostByte(line[at]) || line[at] == '/' || line[at] == '@') {
		if line[at] == '@' {
			start = at + 1
		}
		at++
	}
	p.host, _, _ = bytes.Cut(line[start:at], []byte("/"))
	if !bytes.ContainsFunc(p.host, isAlphanumeric) {
		return p, false
	}
	switch {
	case at == len(line):
		return p, false
	case line[at] == ' ':
		p.spaced = true
		at++
	case line[at] == ':' && start > 0:
		p.shell = true
		for at++; at < len(line) && (isHostByte(line[at]) || line[at] == '/'); {
			at++
		}
	}
	if at < len(line) && line[at] == '(' {
		end := bytes.IndexByte(line[at:], ')')
		if end < 0 || bytes.ContainsAny(line[at:at+end], " \t\"'") {
			return p, false
		}
		p.mode = true
		at += end + 1
		if p.spaced {
			if at >= len(line) || line[at] != ' ' {
				return p, false
			}
			at++
		}
	}
	if at >= len(line) {
		return p, false
	}
	p.sign = line[at]
	if p.sign != '#' && p.sign != '>' && (p.sign != '$' || !p.spaced && !p.shell) || (p.spaced || p.shell) && p.sign == '>' {
		return p, false
	}
	at++
	switch {
	case at == len(line):
	case line[at] == ' ':
		at++
	case p.spaced || start > 0 || !isAlphanumeric(rune(line[at])):
		return p, false
	}
	p.length = at
	return p, true
}

func isHostByte(c byte) bool {
	return c == '-' || c == '_' || c == '.' || c == '~' || isAlphanumeric(rune(c))
}

func isAlphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// hasPrompt looks for something like a prompt where sessions begin and end. A
// capture that has one only in the middle of a large file is not worth the look
// at every line of every other file.
func hasPrompt(text []byte) bool {
	const head, tail = 4 * stride, stride
	return promptIn(text[:min(len(text), head)]) || len(text) > head && promptIn(text[max(head, len(text)-tail):])
}

// promptIn looks only at the lines that have one of the signs of a prompt.
func promptIn(text []byte) bool {
	for _, sign := range []byte("#>$") {
		for at := 0; at < len(text); {
			next := bytes.IndexByte(text[at:], sign)
			if next < 0 {
				break
			}
			next += at
			start, end := bytes.LastIndexByte(text[:next], '\n')+1, len(text)
			if i := bytes.IndexByte(text[next:], '\n'); i >= 0 {
				end = next + i
			}
			if _, ok := readPrompt(bytes.TrimRight(text[start:end], "\r")); ok {
				return true
			}
			at = end
		}
	}
	return false
}

// eachLine calls do with every line of text: where it starts, where the next one
// starts, and the line without its end.
func eachLine(text []byte, do func(start, next int, line []byte)) {
	for start := 0; start < len(text); {
		next := len(text)
		if end := bytes.IndexByte(text[start:], '\n'); end >= 0 {
			next = start + end + 1
		}
		do(start, next, bytes.TrimRight(text[start:next], "\r\n"))
		start = next
	}
}

// promptEvidence is what speaks for and against a host's name being a prompt.
type promptEvidence struct {
	lines   int  // that begin with the prompt
	shows   bool // one of them is a show command
	keyword bool // another line begins with the same word: a statement
}

// promptHosts returns the hosts whose prompts the text really has: the host is
// the file's own name, or its prompt has a show command behind it, or stands on
// most lines.
func promptHosts(text []byte) map[string]bool {
	seen := map[string]*promptEvidence{}
	names := map[string]bool{}
	filled := 0
	eachLine(text, func(_, _ int, line []byte) {
		if len(bytes.TrimSpace(line)) > 0 {
			filled++
		}
		if name, ok := hostnameIn(line); ok {
			names[name] = true
		}
		p, ok := readPrompt(line)
		if !ok {
			return
		}
		e := seen[string(p.host)]
		if e == nil {
			e = &promptEvidence{}
			seen[string(p.host)] = e
		}
		e.lines++
		e.shows = e.shows || isShow(string(line[p.length:]), p)
	})
	if len(seen) == 0 {
		return nil
	}
	eachLine(text, func(_, _ int, line []byte) {
		if _, ok := readPrompt(line); ok {
			return
		}
		word, _, _ := bytes.Cut(bytes.TrimLeft(line, " \t"), []byte(" "))
		if e := seen[string(word)]; e != nil {
			e.keyword = true
		}
	})
	hosts := map[string]bool{}
	for host, e := range seen {
		most := e.lines >= 3 && e.lines*10 >= filled*6
		hosts[host] = names[host] || (e.shows || most) && !e.keyword
	}
	return hosts
}

// hostnameIn returns the name that a line of the forms `hostname NAME`,
// `set hostname "NAME"` or `set deviceconfig system hostname NAME` gives.
func hostnameIn(line []byte) (string, bool) {
	at := bytes.Index(line, []byte("hostname "))
	if at < 0 || at > 0 && line[at-1] != ' ' && line[at-1] != '\t' {
		return "", false
	}
	rest := bytes.TrimLeft(line[at+len("hostname "):], " ")
	if end := bytes.IndexAny(rest, " \t"); end >= 0 {
		rest = rest[:end]
	}
	name := strings.Trim(string(rest), `"';`)
	return name, name != ""
}

// isShow reports whether a command is one that prints a configuration.
func isShow(command string, p prompt) bool {
	command = strings.ToLower(strings.TrimSpace(command))
	if p.shell {
		command = strings.TrimPrefix(command, "sudo ")
	}
	word, _, _ := strings.Cut(command, " ")
	switch word {
	case "show":
		return !p.shell
	case "cat", "less":
		return p.shell
	case "sh", "more":
		return !p.spaced
	case "get":
		return p.spaced
	}
	return false
}

// isSessionCommand reports whether a command at a prompt is about the session
// and no part of a configuration. Only what is known is, and has no secrets in
// it: the rest stays in the text, where a vendor's reader finds secrets.
func isSessionCommand(command string, p prompt) bool {
	command = strings.ToLower(strings.TrimSpace(command))
	if command == "" || isShow(command, p) {
		return true
	}
	word, rest, _ := strings.Cut(command, " ")
	switch word {
	case "enable", "en", "disable":
		return !p.mode && len(rest) <= 2 // a level; no password
	case "terminal", "term", "logout", "quit":
		return !p.mode
	case "conf", "configure":
		return !p.spaced && !p.mode
	case "exit", "end":
		return !p.spaced && !p.mode
	case "diagnose", "diag":
		return p.spaced
	case "set":
		return p.sign == '>' && strings.HasPrefix(rest, "cli ")
	case "?":
		return true
	}
	return false
}

// isEditMark reports whether the line is what PAN-OS prints above its prompt in
// configuration mode: [edit] or [edit network ike].
func isEditMark(line []byte) bool {
	line = bytes.TrimSpace(line)
	return bytes.HasPrefix(line, []byte("[edit")) && bytes.HasSuffix(line, []byte("]"))
}

// stripPrompts removes prompts; with them the whole line when nothing but a
// command of the session stands behind.
func (s *Source) stripPrompts() {
	hosts := promptHosts(s.clean.text)
	if hosts == nil {
		return
	}
	b := newBuilder(s.clean)
	lines, prefixes, kept := 0, 0, 0
	eachLine(s.clean.text, func(start, next int, line []byte) {
		p, ok := readPrompt(line)
		ok = ok && hosts[string(p.host)]
		if !ok && (lines+prefixes == 0 || !isEditMark(line)) {
			return
		}
		b.keep(kept, start)
		if !ok || isSessionCommand(string(line[p.length:]), p) {
			lines++
			kept = next
			return
		}
		prefixes++
		kept = start + p.length
	})
	if lines+prefixes == 0 {
		return
	}
	b.keep(kept, len(s.clean.text))
	s.clean = b.done()
	s.note(lines, "line", "terminal capture: %s with a prompt and a command of the session removed")
	s.note(prefixes, "prompt", "terminal capture: %s in front of statements removed")
}
