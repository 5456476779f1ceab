package paloalto

import "github.com/vpnlint/vpnlint/parser"

// readBrace reads the form that the CLI prints by default: blocks in braces.
func readBrace(src *parser.Source) *export {
	b := newBuilder(src)
	text := src.Text()
	word := func(w parser.Field) string { return string(text[w.Start:w.End]) }
	scan := parser.NewBraceScanner(src)
	var opened []int // how many words each open block has
	for scan.Next() {
		words := scan.Words()
		switch scan.Kind() {
		case parser.BraceOpen:
			for _, w := range words {
				b.down(word(w), src.Span(w.Start, w.End))
			}
			if b.skips() {
				scan.Skip()
				b.up(len(words))
				continue
			}
			opened = append(opened, len(words))
		case parser.BraceClose:
			if n := len(opened); n > 0 {
				b.up(opened[n-1])
				opened = opened[:n-1]
			}
		case parser.BraceStatement:
			b.statement(words, word)
		}
	}
	if b.truncated = scan.Truncated(); b.truncated {
		b.cutOff("the file ends inside a block")
	}
	return b.export
}

// statement reads "key value;", "key [ a b];" or a bare word.
func (b *builder) statement(words []parser.Field, text func(parser.Field) string) {
	depth := len(b.stack)
	for _, w := range words {
		at := b.src.Span(w.Start, w.End)
		switch word := text(w); {
		case !w.Quoted && (word == "[" || word == "]" || word == "..."):
		case b.top().leaf:
			b.down(word, at)
			b.up(1)
		default:
			b.down(word, at)
		}
	}
	b.up(len(b.stack) - depth)
}
