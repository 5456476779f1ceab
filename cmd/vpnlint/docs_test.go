package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/cmd/internal/cli"
	"github.com/vpnlint/vpnlint/rules"
)

// page is one text for people: the README, a page under docs, or a YAML file there
// that people copy.
type page struct {
	name   string // from the root of the repository
	text   string
	blocks []codeBlock
	prose  string // the text without its code blocks
}

// codeBlock is a fenced block, or lines that are indented by four blanks.
type codeBlock struct {
	language string // "" for an indented block
	text     string
}

// readPages returns the README and all pages under docs.
func readPages(t *testing.T) (pages []page) {
	t.Helper()
	root := filepath.Join("..", "..")
	files := []string{filepath.Join(root, "README.md")}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); ext == ".md" || ext == ".yml" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, err := filepath.Rel(root, f)
		if err != nil {
			t.Fatal(err)
		}
		p := page{name: filepath.ToSlash(name), text: readText(t, f)}
		p.split()
		pages = append(pages, p)
	}
	return pages
}

func (p *page) split() {
	if filepath.Ext(p.name) == ".yml" {
		p.blocks = []codeBlock{{"yaml", p.text}}
		return
	}
	var open *codeBlock
	fenced := false
	var prose strings.Builder
	for line := range strings.Lines(p.text) {
		fence, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		indented := strings.HasPrefix(line, "    ")
		switch {
		case isFence && fenced:
			open, fenced = nil, false
		case isFence:
			p.blocks = append(p.blocks, codeBlock{language: fence})
			open, fenced = &p.blocks[len(p.blocks)-1], true
		case fenced:
			open.text += line
		case indented:
			if open == nil {
				p.blocks = append(p.blocks, codeBlock{})
				open = &p.blocks[len(p.blocks)-1]
			}
			open.text += line
		default:
			open = nil
			prose.WriteString(line)
		}
	}
	p.prose = prose.String()
}

// commands returns the lines of the page that a shell would run: all lines of
// indented and shell blocks, those of a session behind a prompt, and those of the
// texts in YAML.
func (p *page) commands(t *testing.T) (lines []string) {
	for _, b := range p.blocks {
		switch b.language {
		case "", "sh", "console":
			for line := range strings.Lines(b.text) {
				if b.language != "console" || strings.HasPrefix(line, "$ ") {
					lines = append(lines, strings.TrimSpace(line))
				}
			}
		case "yaml":
			var doc yaml.Node
			if err := yaml.Load([]byte(b.text), &doc); err != nil {
				t.Errorf("%s: a YAML block cannot be read: %v\n%s", p.name, err, b.text)
				continue
			}
			lines = append(lines, yamlLines(&doc)...)
		}
	}
	return lines
}

func yamlLines(n *yaml.Node) (lines []string) {
	if n.Kind == yaml.ScalarNode {
		for line := range strings.Lines(n.Value) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	for _, c := range n.Content {
		lines = append(lines, yamlLines(c)...)
	}
	return lines
}

// TestLinksInDocs: links to files and headings of the repository lead somewhere,
// and so do those to the repository's own address.
func TestLinksInDocs(t *testing.T) {
	pages := readPages(t)
	anchors := map[string]map[string]bool{}
	for _, p := range pages {
		anchors[p.name] = p.anchors()
	}
	links := regexp.MustCompile(`\]\(([^()\s]+)\)`)
	for _, p := range pages {
		for _, l := range links.FindAllStringSubmatch(p.prose, -1) {
			target, ours := strings.CutPrefix(l[1], "https://github.com/vpnlint/vpnlint/blob/main/")
			if !ours {
				if strings.Contains(target, "://") {
					continue
				}
				target = filepath.ToSlash(filepath.Join(filepath.Dir(p.name), target))
				if strings.HasPrefix(l[1], "#") {
					target = p.name + l[1]
				}
			}
			file, anchor, _ := strings.Cut(target, "#")
			if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links to %s: %v", p.name, l[1], err)
			} else if anchor != "" && !anchors[file][anchor] {
				t.Errorf("%s links to %s: %s has no such heading", p.name, l[1], file)
			}
		}
	}
}

// anchors returns the names of the page's headings as GitHub makes them: letters
// and digits in lower case, blanks as hyphens, and a number where one repeats.
func (p *page) anchors() map[string]bool {
	out := map[string]bool{}
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]+`)
	for line := range strings.Lines(p.prose) {
		heading := strings.TrimLeft(line, "#")
		if depth := len(line) - len(heading); depth == 0 || !strings.HasPrefix(heading, " ") {
			continue
		}
		name := strings.ReplaceAll(drop.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-")
		unique := name
		for n := 1; out[unique]; n++ {
			unique = name + "-" + strconv.Itoa(n)
		}
		out[unique] = true
	}
	return out
}

// TestNamesInDocs: each flag and each command that a page names in code exists, and
// each rule in a suppression; there is a page for each vendor.
func TestNamesInDocs(t *testing.T) {
	known := flagsOfCommands(t)
	program := cli.NewProgram()
	for _, v := range program.Vendors {
		if _, err := os.Stat(filepath.Join("..", "..", "docs", "vendors", v.Name+".md")); err != nil {
			t.Error(err)
		}
	}
	ignored := regexp.MustCompile(`ignore(?:-file)?\[([^\]]+)\]`)
	code, isFlag := regexp.MustCompile("`([^`\n]+)`"), regexp.MustCompile(`^--[a-z][a-z-]*(=|$)`)
	for _, p := range readPages(t) {
		for _, list := range ignored.FindAllStringSubmatch(p.text, -1) {
			for _, name := range strings.Split(list[1], ", ") {
				if rules.Find(program.Rules, name) == nil && name != "RULE" && name != "…" && p.name != "docs/rules/suppression-unknown-rule.md" {
					t.Errorf("%s: %s: no rule %s", p.name, list[0], name)
				}
			}
		}
		for _, span := range code.FindAllStringSubmatch(p.prose, -1) {
			words := strings.Fields(span[1])
			if words[0] == "vpnlint" && len(words) > 1 {
				if name := words[1]; known[name] == nil && !strings.ContainsAny(name[:1], "-[") && !strings.ContainsAny(name, "./") {
					t.Errorf("%s: `%s`: no command %s", p.name, span[1], name)
				}
			} else if !isFlag.MatchString(words[0]) {
				continue
			}
			for _, w := range words {
				if name, _, _ := strings.Cut(w, "="); isFlag.MatchString(name) && !known["*"][name] {
					t.Errorf("%s: `%s`: no command takes %s", p.name, span[1], name)
				}
			}
		}
	}
}

// flagsOfCommands returns the flags of each command, and of all under "*", as
// their help lists them.
func flagsOfCommands(t *testing.T) map[string]map[string]bool {
	t.Helper()
	known := map[string]map[string]bool{"*": {"--help": true, "--version": true, "--man": true}} // in no list of flags
	flags := regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`)
	_, list, _ := strings.Cut(runPlain(t, []string{"help"}), "Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for _, c := range regexp.MustCompile(`(?m)^  ([a-z]+) `).FindAllStringSubmatch(list, -1) {
		known[c[1]] = map[string]bool{}
		for _, f := range flags.FindAllStringSubmatch(runPlain(t, []string{"help", c[1]}), -1) {
			known[c[1]][f[1]], known["*"][f[1]] = true, true
		}
	}
	if len(known) < 8 || len(known["check"]) < 20 {
		t.Fatalf("the help lists few commands and flags: %v", known)
	}
	return known
}

// TestPackagingInDocs: what the pages take from the action and from the hooks is
// there.
func TestPackagingInDocs(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
	}
	var hooks []struct{ ID string }
	for name, into := range map[string]any{"action.yml": &action, ".pre-commit-hooks.yaml": &hooks} {
		data, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Skip("skipped until the packaging is there:", err)
		}
		if err := yaml.Load(data, into); err != nil {
			t.Fatal(err)
		}
	}
	flags := flagsOfCommands(t)["check"]
	for _, p := range readPages(t) {
		for _, b := range p.blocks {
			if b.language != "yaml" {
				continue
			}
			var doc yaml.Node
			if err := yaml.Load([]byte(b.text), &doc); err != nil {
				t.Fatal(err)
			}
			eachMapping(&doc, func(m map[string]*yaml.Node) {
				if id := m["id"]; id != nil && !slices.ContainsFunc(hooks, func(h struct{ ID string }) bool { return h.ID == id.Value }) {
					t.Errorf("%s: no hook %s", p.name, id.Value)
				}
				if uses, with := m["uses"], m["with"]; uses != nil && with != nil && strings.HasPrefix(uses.Value, "vpnlint/vpnlint@") {
					for i := 0; i+1 < len(with.Content); i += 2 {
						if _, ok := action.Inputs[with.Content[i].Value]; !ok {
							t.Errorf("%s: the action has no input %s", p.name, with.Content[i].Value)
						}
					}
				}
			})
			for _, line := range yamlLines(&doc) {
				if name, _, _ := strings.Cut(line, "="); strings.HasPrefix(name, "--") && !flags[name] {
					t.Errorf("%s: check takes no %s", p.name, name)
				}
			}
		}
	}
}

func eachMapping(n *yaml.Node, do func(map[string]*yaml.Node)) {
	if n.Kind == yaml.MappingNode {
		m := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = n.Content[i+1]
		}
		do(m)
	}
	for _, c := range n.Content {
		eachMapping(c, do)
	}
}
