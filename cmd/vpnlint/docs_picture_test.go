package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// shownRun is the run that the README shows as a text and as a picture, of the
// configuration in testdata/docs, on a terminal of shownColumns.
const (
	shownRun     = "vpnlint --symptom drops-hourly fw.cfg"
	shownColumns = 100
)

// TestPictureInDocs compares docs/run.svg and the text in the README with what
// vpnlint prints. Run make docs after a change, and look at the picture.
func TestPictureInDocs(t *testing.T) {
	readme, err := filepath.Abs(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(filepath.Dir(readme), "docs", "run.svg")
	t.Chdir(filepath.Join("testdata", "docs"))
	args := strings.Fields(shownRun)[1:]
	run := func(color string) string {
		out, _, _ := strings.Cut(runIn(t, shownColumns, append([]string{"--color", color, "--no-config"}, args...)), "exit status ")
		return strings.TrimSpace(out) + "\n"
	}
	text := "```console\n$ " + shownRun + "\n" + run("never") + "```\n"
	svg := drawTerminal("$ "+shownRun, run("always"))
	page := readText(t, readme)
	block := regexp.MustCompile("(?s)```console\n\\$ vpnlint --symptom .*?```\n")
	shown := block.FindString(page)
	if shown == "" {
		t.Fatal("the README shows no run: it needs a console block that begins with $ vpnlint --symptom")
	}
	if *update {
		for name, text := range map[string]string{readme: strings.Replace(page, shown, text, 1), picture: svg} {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	if d := cmp.Diff(text, shown); d != "" {
		t.Errorf("the README shows another run; run make docs (-vpnlint +README):\n%s", d)
	}
	if d := cmp.Diff(svg, readText(t, picture)); d != "" {
		t.Errorf("docs/run.svg is stale; run make docs (-vpnlint +picture):\n%s", d)
	}
}

// Sizes of the picture, in pixels. A cell has the proportions of most fonts of one
// width; textLength holds every piece to its cells, whatever font there is.
const (
	cellWidth, cellHeight = 8, 19
	margin                = 16
)

// pictureStyle gives the attributes that vpnlint uses their colours, on paper and
// on a dark screen.
const pictureStyle = `
  rect { fill: #ffffff; stroke: #d1d9e0 }
  text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
  .b { font-weight: bold }
  .d { fill: #59636e }
  .r { fill: #cf222e; font-weight: bold }
  .y { fill: #9a6700; font-weight: bold }
  .g { fill: #1a7f37 }
  .l { fill: #0969da }
  .c { fill: #1b7c83; font-weight: bold }
  @media (prefers-color-scheme: dark) {
    rect { fill: #0d1117; stroke: #3d444d }
    text { fill: #f0f6fc }
    .d { fill: #9198a1 }
    .r { fill: #ff7b72 }
    .y { fill: #d29922 }
    .g { fill: #3fb950 }
    .l { fill: #58a6ff }
    .c { fill: #39c5cf }
  }
`

// pictureClass names the class for a terminal attribute that vpnlint writes.
func pictureClass(attribute string) string {
	switch attribute {
	case "1":
		return "b"
	case "2":
		return "d"
	case "1;31":
		return "r"
	case "1;33":
		return "y"
	case "32":
		return "g"
	case "34":
		return "l"
	case "1;36":
		return "c"
	}
	return ""
}

// drawTerminal makes an SVG of a command and of its coloured output. It knows
// characters of one cell.
func drawTerminal(command, output string) string {
	lines := append([]string{"\x1b[1m" + command + "\x1b[0m", ""}, strings.Split(strings.TrimSuffix(output, "\n"), "\n")...)
	width, height := shownColumns*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %[1]d %[2]d\" role=\"img\">\n", width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n<style>%s</style>\n", escapeXML(command), pictureStyle)
	fmt.Fprintf(&b, "<rect x=\"0.5\" y=\"0.5\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", width-1, height-1)
	for i, line := range lines {
		drawLine(&b, line, margin+i*cellHeight+14)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

var attributes = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// drawLine draws each piece of one colour at its column.
func drawLine(b *strings.Builder, line string, y int) {
	column, class := 0, ""
	draw := func(piece string) {
		cells := utf8.RuneCountInString(piece)
		if text := strings.TrimLeft(piece, " "); text != "" {
			n := utf8.RuneCountInString(text)
			attribute := ""
			if class != "" {
				attribute = ` class="` + class + `"`
			}
			fmt.Fprintf(b, "<text%s x=\"%d\" y=\"%d\" textLength=\"%d\">%s</text>\n", attribute, margin+(column+cells-n)*cellWidth, y, n*cellWidth, escapeXML(text))
		}
		column += cells
	}
	at := 0
	for _, m := range attributes.FindAllStringSubmatchIndex(line, -1) {
		draw(line[at:m[0]])
		class, at = pictureClass(line[m[2]:m[3]]), m[1]
	}
	draw(line[at:])
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
