package report

// advice is what a finding adds to its message where there is one text for all:
// the tunnel, the need, and what to type.
func advice(f *Finding) []string {
	var out []string
	if len(f.Tunnels) > 0 {
		out = append(out, "Tunnel: "+tunnelNote(f).String())
	}
	if f.Expected != "" {
		out = append(out, "Needs: "+f.Expected)
	}
	if f.Actual != "" {
		label := "Has: "
		if f.Origin == "default" {
			label = "Default: "
		}
		out = append(out, label+f.Actual)
	}
	if len(f.Suggestion.Commands) > 0 {
		out = append(out, "Fix:")
		out = append(out, f.Suggestion.Commands...)
	}
	for _, n := range f.Suggestion.Notes {
		out = append(out, "Note: "+n)
	}
	for i := range out {
		out[i] = printable(out[i])
	}
	return out
}
