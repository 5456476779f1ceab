package fortigate

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// config returns the configuration of one of the golden files.
func config(t testing.TB, name string) string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	return string(a.Files[0].Data)
}

// outline is the model without places.
func outline(t testing.TB, text string) string {
	t.Helper()
	devices, err := Read(source(t, text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range devices {
		fmt.Fprintf(&b, "%s %s %s %v %d\n", d.Context, d.Version, d.Hostname, d.Whole, len(d.Problems))
		for _, x := range d.Tunnels {
			fmt.Fprintf(&b, "  %s %s %v %v %v %d %v %d\n", x.Name, x.Peer, x.IKE.Versions.V, x.IKE.Lifetime.V, x.SAPairs.V, len(x.IKE.Proposals), x.Initiation.V, len(x.Keepalives))
			for _, c := range x.Children {
				fmt.Fprintf(&b, "    %s %v %v", c.Name, c.Lifetime.V, c.PFSGroups.V)
				for _, s := range c.Selectors {
					fmt.Fprintf(&b, " %s=%s", s.Local, s.Remote)
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}
