package fortigate

import "github.com/vpnlint/vpnlint/parser"

// collect gives what make makes of each entry of a table, in the order of the
// file. Make does not keep the object: there is one for all entries, since the table
// may be most of a large file. Only a script that comes back to its entries is read
// as a whole.
func collect[T any](v *vdom, make func(*object) T, path ...string) []T {
	var out []T
	seen, plain := map[string]bool{}, true
	tree := v.file.tree
	o := &object{options: map[string]option{}}
	for _, s := range v.find(path...) {
		tree.Each(s, func(n *parser.ConfigNode) {
			if !plain || !n.Entry || len(n.Words) == 0 {
				return
			}
			clear(o.options)
			*o = object{tree: tree, options: o.options, order: o.order[:0], tables: o.tables[:0]}
			o.begin(n)
			if plain = !seen[o.name]; plain {
				seen[o.name] = true
				o.add(n, asWritten)
				out = append(out, make(o))
			}
		}, func(s parser.ConfigStatement) { plain = plain && s.Verb == parser.VerbNone })
	}
	if plain {
		return out
	}
	out = out[:0]
	for _, o := range v.table(asWritten, nil, path...).objects {
		out = append(out, make(o))
	}
	return out
}
