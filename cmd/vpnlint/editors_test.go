package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func editorsPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "editors.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// block returns the fenced block of a language that holds a text.
func block(t *testing.T, page, language, with string) string {
	t.Helper()
	for _, m := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?)\n```\n").FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[1], with) {
			return m[1]
		}
	}
	t.Fatalf("docs/editors.md has no %s with %q", language, with)
	return ""
}

// wrongConfig is right.cfg with a phase 2 that lives too long.
func wrongConfig(t *testing.T) string {
	t.Helper()
	right, err := os.ReadFile(filepath.Join("testdata", "right.cfg"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(string(right), "lifetime seconds 3000", "lifetime seconds 86400", 1)
}

// TestEditorsPage runs the commands of docs/editors.md, which an editor would
// start with an input that does not end at once, and the task for Visual Studio
// Code, whose expression must find the findings.
func TestEditorsPage(t *testing.T) {
	page, config := editorsPage(t), wrongConfig(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("fw.cfg", []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(page) {
		if args, ok := strings.CutPrefix(line, "    vpnlint "); ok {
			n++
			out := runPlain(t, strings.Fields(args))
			if !strings.HasSuffix(out, "exit status 0\n") && !strings.HasSuffix(out, "exit status 1\n") || strings.Contains(out, "vpnlint: ") {
				t.Errorf("vpnlint %s%s", args, out)
			}
		}
	}
	if n < 4 {
		t.Errorf("only %d commands found in docs/editors.md", n)
	}
	var settings struct {
		Args []string `json:"glspc.server.commandArguments"`
	}
	if err := json.Unmarshal([]byte(block(t, page, "json", "glspc")), &settings); err != nil || strings.Join(settings.Args, " ") != "lsp" {
		t.Errorf("settings.json: %v, %v", settings, err)
	}
	var tasks struct {
		Tasks []struct {
			Args    []string
			Problem struct{ Pattern struct{ Regexp string } } `json:"problemMatcher"`
		}
	}
	if err := json.Unmarshal([]byte(block(t, page, "json", "problemMatcher")), &tasks); err != nil || len(tasks.Tasks) != 1 {
		t.Fatalf("tasks.json: %v", err)
	}
	task := tasks.Tasks[0]
	finding := regexp.MustCompile("(?m)" + task.Problem.Pattern.Regexp)
	found := false
	for _, m := range finding.FindAllStringSubmatch(runPlain(t, strings.Fields(strings.ReplaceAll(strings.Join(task.Args, " "), "${file}", "fw.cfg"))), -1) {
		found = found || m[1] == "fw.cfg" && m[2] == "31" && m[3] == "69" && m[4] == "error" && m[6] == "ipsec-lifetime"
	}
	if !found {
		t.Errorf("the task's expression %s does not find the finding", finding)
	}
}

// neovim starts the editor as docs/editors.md says, opens a configuration and
// prints the diagnostics; then it takes the suppression that is offered.
const neovim = `
vim.lsp.start = vim.lsp.start or function(config) -- Neovim 0.7: the same by hand
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
dofile('init.lua')
vim.cmd('edit fw.cfg')
local function codes()
  local out = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    table.insert(out, (d.code or d.user_data.lsp.code) .. ':' .. d.lnum + 1)
  end
  return table.concat(out, ' ')
end
vim.wait(30000, function() return codes():find('ipsec%-lifetime:31') end)
print('opened: ' .. codes())
local here = { line = 30, character = 70 }
local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', {
  textDocument = vim.lsp.util.make_text_document_params(), range = { start = here, ['end'] = here }, context = { diagnostics = {} },
}, 30000)
for _, a in pairs(answers) do
  for _, action in ipairs(a.result) do
    if action.title:find('Suppress') then vim.lsp.util.apply_workspace_edit(action.edit, 'utf-16') end
  end
end
vim.wait(30000, function() return not codes():find('ipsec%-lifetime') end)
print('suppressed: ' .. codes())
`

// TestNeovim tries the real editor, where it is installed.
func TestNeovim(t *testing.T) {
	nvim := shellOrSkip(t, "nvim")
	lua, config := block(t, editorsPage(t), "lua", "vim.lsp.start"), wrongConfig(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"fw.cfg": config, "init.lua": lua, "try.lua": neovim} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(nvim, "--clean", "--headless", "-c", "luafile try.lua", "-c", "qa!")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir)
	out, err := cmd.CombinedOutput()
	opened, suppressed, _ := strings.Cut(string(out), "suppressed: ")
	if err != nil || !strings.Contains(opened, "ipsec-lifetime:31") || strings.Contains(suppressed, "ipsec-lifetime") || !strings.Contains(suppressed, "keepalive:27") {
		t.Errorf("%v\n%s", err, out)
	}
}
