package paloalto

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed schema.txt
var schemaText string

// shape says what stands below a word of the configuration tree.
type shape uint8

const (
	shapeContainer shape = iota // the words under it
	shapeChoice                 // a container of which the word set last counts
	shapeEntries                // entries that the user names
	shapeLeaf                   // one value
	shapeList                   // a list of values
	shapeRules                  // entries that the user names, read when they are asked for
	shapeIgnored                // nothing that vpnlint reads
)

// schema is one word of the configuration tree that vpnlint knows, as
// schema.txt lists them from the vendor's CLI command hierarchy (PAN-OS 11.1
// and 11.2) and its published object specifications.
type schema struct {
	shape shape
	vpn   bool // a VPN block: what is not known here is reported
	words map[string]*schema
	entry *schema // of shapeEntries and shapeRules
}

// named reports whether the user names what stands below the word.
func (s *schema) named() bool { return s.shape == shapeEntries || s.shape == shapeRules }

// knownWords returns the schema of a firewall's or a template's configuration.
var knownWords = sync.OnceValue(func() *schema { return compile(schemaText) })

func compile(text string) *schema {
	root := &schema{words: map[string]*schema{}}
	parts := map[string]*schema{}
	parents := []*schema{root}
	for line := range strings.Lines(text) {
		word := strings.TrimSpace(line)
		if word == "" || word[0] == '#' {
			continue
		}
		depth := len(line) - len(strings.TrimLeft(line, "\t"))
		parent := parents[depth]
		if word[0] == '@' {
			for name, s := range parts[word[1:]].words {
				parent.words[name] = s
			}
			continue
		}
		s, name := knownWord(word, parent)
		if word[0] == '&' {
			parts[name] = s
		} else {
			parent.words[name] = s
		}
		if s.named() {
			s.entry = &schema{words: map[string]*schema{}, vpn: s.vpn}
			s = s.entry
		}
		parents = append(parents[:depth+1], s)
	}
	return root
}

// knownWord reads one line of the schema.
func knownWord(word string, parent *schema) (s *schema, name string) {
	s = &schema{words: map[string]*schema{}, vpn: parent.vpn || word[0] == '!'}
	name = strings.TrimLeft(word, "!&")
	switch name[len(name)-1] {
	case '?':
		s.shape = shapeChoice
	case '*':
		s.shape = shapeEntries
	case '=':
		s.shape = shapeLeaf
	case '+':
		s.shape = shapeList
	case '%':
		s.shape = shapeRules
	case '-':
		s.shape = shapeIgnored
	}
	if s.shape != shapeContainer {
		name = name[:len(name)-1]
	}
	return s, name
}
