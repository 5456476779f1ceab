package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
	"github.com/vpnlint/vpnlint/vendors/strongswan/proposal"
)

// converter turns connections of swanctl.conf into the common model.
type converter struct {
	rel     release
	device  *ipsec.Device
	secrets *secretStore
}

// isTunnel reports whether a connection is one of a site to a fixed peer. With
// EAP or XAuth, and without a fixed peer, it is remote access.
func (c *connection) isTunnel() bool {
	for _, rounds := range [][]authRound{c.local, c.remote} {
		for _, a := range rounds {
			auth := strings.ToLower(a.text("auth"))
			if strings.HasPrefix(auth, "eap") || strings.HasPrefix(auth, "xauth") {
				return false
			}
		}
	}
	_, ok := fixedPeer(c.get("remote_addrs"))
	return ok
}

// fixedPeer returns the first address of a list that names one peer. An address is one
// word: on a line that lost its end, what stands behind it may be a key.
func fixedPeer(f field) (w proposal.Word, ok bool) {
	if !f.found() {
		return w, false
	}
	if f.placeholder || isPlaceholder(f.value) {
		return proposal.Word{Text: f.value, End: len(f.value)}, true
	}
	for _, w := range proposal.Split(f.value) {
		if isFixed(w.Text) {
			if blank := strings.IndexAny(w.Text, " \t"); blank > 0 {
				w.Text, w.End = w.Text[:blank], w.Start+blank
			}
			return w, true
		}
	}
	return w, false
}

// tunnel converts a connection; ok is false when it is none of a site.
func (v *converter) tunnel(c *connection) (*ipsec.Tunnel, bool) {
	if !c.isTunnel() {
		return nil, false
	}
	return v.build(c), true
}

// build converts a connection whatever it is.
func (v *converter) build(c *connection) *ipsec.Tunnel {
	peer := c.get("remote_addrs")
	first, _ := fixedPeer(peer)
	t := &ipsec.Tunnel{
		Name: c.name, Kind: ipsec.PolicyBased, Peer: first.Text, Role: ipsec.Primary,
		Enabled: len(c.refusals) == 0, At: c.at(),
	}
	if peer.found() {
		t.PeerAt = peer.part(first.Start, first.End)
	}
	v.ike(t, c)
	v.children(t, c)
	v.tunnelWide(t, c)
	return t
}

func (v *converter) children(t *ipsec.Tunnel, c *connection) {
	kids := c.sas()
	for _, k := range kids {
		t.Children = append(t.Children, v.child(t, k))
		if k.routeBased() {
			t.Kind = ipsec.RouteBased
		}
	}
	if c.marked("if_id_in") || c.marked("if_id_out") {
		t.Kind = ipsec.RouteBased
	}
	t.SAPairs = ipsec.DefaultOf(len(kids), "charon sets up one pair for each child")
}

// sas returns the children that make a CHILD_SA. Those with mode pass or drop
// are policies that keep traffic out of tunnels.
func (c *connection) sas() []child {
	var out []child
	for _, k := range c.children {
		if mode := strings.ToLower(k.text("mode")); mode != "pass" && mode != "drop" {
			out = append(out, k)
		}
	}
	return out
}

// routeBased reports whether routes into an interface decide what enters.
func (k child) routeBased() bool {
	policies, ok := parseBool(k.text("policies"))
	return ok && !policies || k.marked("if_id_in") || k.marked("if_id_out") || k.marked("mark_in") || k.marked("mark_out")
}

// marked reports whether a mark or interface identifier other than 0 is set.
func (v view) marked(key string) bool {
	text := v.text(key)
	if text == "" {
		return false
	}
	number, _, _ := strings.Cut(text, "/")
	n, ok := parseUint(number)
	return !ok || n != 0
}

// tunnelWide sets what the model has once for a tunnel and strongSwan for each child.
func (v *converter) tunnelWide(t *ipsec.Tunnel, c *connection) {
	kids := c.sas()
	t.Initiation = initiation(kids)
	t.IdleTimeout = builtin(0, "inactivity = 0")
	t.ReplayWindow = builtin(defaultReplay, "replay_window = 32")
	t.DontFragment = builtin(ipsec.DFCopy, "copy_df = yes")
	for _, k := range kids {
		if f := k.get("inactivity"); f.found() {
			n, _ := parseTime(f.value)
			if old := t.IdleTimeout.V; n > 0 && (old == 0 || seconds(n) < old) || t.IdleTimeout.Origin == ipsec.Default {
				t.IdleTimeout = value(seconds(n), f)
			}
		}
		if f := k.get("replay_window"); f.found() {
			n, _ := parseUint(f.value)
			t.ReplayWindow = value(seconds(n), f)
		}
		if f := k.get("copy_df"); f.found() {
			if on, _ := parseBool(f.value); !on {
				t.DontFragment = value(ipsec.DFClear, f)
			} else {
				t.DontFragment = value(ipsec.DFCopy, f)
			}
		}
	}
}

// initiation takes the strongest start action of all children.
func initiation(kids []child) ipsec.Value[ipsec.Initiation] {
	out := builtin(ipsec.ResponderOnly, "start_action = none")
	var best action
	for _, k := range kids {
		f := k.get("start_action")
		if !f.found() {
			continue
		}
		if f.placeholder {
			return templated[ipsec.Initiation](f)
		}
		switch a, _ := parseAction(f.value); {
		case a&actionStart != 0 && best&actionStart == 0:
			out = value(ipsec.Start, f)
			best |= a
		case a&actionTrap != 0 && best == 0:
			out = value(ipsec.OnDemand, f)
			best |= a
		case best == 0 && out.Origin == ipsec.Default:
			out = value(ipsec.ResponderOnly, f)
		}
	}
	return out
}
