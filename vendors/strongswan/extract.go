package strongswan

import (
	"strings"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// connection is one section of connections, in strongSwan's words.
type connection struct {
	view
	local, remote []authRound
	children      []child
	// refusals say why charon does not load the connection; empty when it does.
	refusals []refusal
	// ignored are sections that charon passes over without a word.
	ignored []parser.Span
}

// refusal is one reason why charon does not load a connection.
type refusal struct {
	at      parser.Span
	message string
}

// child is one section of a connection's children.
type child struct{ view }

// authRound is one local or remote section of a connection.
type authRound struct {
	view
	round uint64
}

// ikeSecret is one ike section of secrets, or a PSK line of ipsec.secrets.
type ikeSecret struct {
	ids []string // none: for any peer
	key ipsec.Secret
}

// extractor reads a parsed swanctl.conf into strongSwan's objects.
type extractor struct {
	*resolver
	keys *ipsec.Keyring
}

// connections returns all connections in the order in which swanctl loads them.
func (x *extractor) connections() []*connection {
	all, ok := x.sub(x.top(), "connections")
	if !ok {
		return nil
	}
	var out []*connection
	for _, name := range all.subs() {
		v, _ := x.sub(all, name)
		out = append(out, x.connection(v))
	}
	return out
}

func (x *extractor) connection(v view) *connection {
	c := &connection{view: v}
	if !printable(v.name) {
		c.refuse(v.at(), "charon refuses the connection: its name may hold printable ASCII characters only")
	}
	c.check(v, connOptions(), "a connection")
	for _, name := range v.subs() {
		sub, _ := x.sub(v, name)
		lower := strings.ToLower(name)
		switch {
		case lower == "children":
			x.children(c, sub)
		case strings.HasPrefix(lower, "local"):
			c.local = insertRound(c.local, x.auth(c, sub))
		case strings.HasPrefix(lower, "remote"):
			c.remote = insertRound(c.remote, x.auth(c, sub))
		default:
			c.refuse(sub.at(), "charon refuses the connection: it knows no section of this name in a connection")
		}
	}
	return c
}

func (x *extractor) children(c *connection, v view) {
	for _, f := range v.fields() {
		c.refuse(f.keyAt, "charon refuses the connection: children holds sections, no settings")
	}
	for _, name := range v.subs() {
		sub, _ := x.sub(v, name)
		c.check(sub, childOptions(), "a child")
		for _, name := range sub.subs() {
			extra, _ := x.sub(sub, name)
			c.ignored = append(c.ignored, extra.at())
		}
		c.children = append(c.children, child{sub})
	}
}

func (x *extractor) auth(c *connection, v view) authRound {
	c.check(v, authOptions(), "an authentication round")
	for _, name := range v.subs() {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, "cert") && !strings.HasPrefix(lower, "cacert") {
			sub, _ := x.sub(v, name)
			c.refuse(sub.at(), "charon refuses the connection: it knows no section of this name in an authentication round")
		}
	}
	a := authRound{view: v}
	a.round, _ = parseUint(v.text("round"))
	return a
}

// insertRound keeps rounds in their order: by the number round, then by position.
func insertRound(list []authRound, a authRound) []authRound {
	at := len(list)
	for at > 0 && list[at-1].round > a.round {
		at--
	}
	list = append(list, a)
	copy(list[at+1:], list[at:])
	list[at] = a
	return list
}

// check compares the settings of a section with the options that charon knows.
func (c *connection) check(v view, options map[string]check, where string) {
	for _, f := range v.fields() {
		ok, known := options[f.key]
		switch {
		case !known:
			c.refuse(f.keyAt, "charon refuses the connection: it knows no option "+quoteName(f.key)+" in "+where)
		case f.placeholder || isPlaceholder(f.value):
		case f.multiline, !printable(f.value) && !isFileList(f.key), !ok(f.value):
			c.refuse(f.at, "charon refuses the connection: it does not take this value of "+f.key)
		}
	}
}

func isFileList(key string) bool { return key == "certs" || key == "cacerts" || key == "pubkeys" }

// quoteName quotes the name of a statement, cut to a sane length.
func quoteName(name string) string {
	const most = 40
	if len(name) > most || !printable(name) {
		return "of that name"
	}
	return name
}

func (c *connection) refuse(at parser.Span, message string) {
	c.refusals = append(c.refusals, refusal{at, message})
}

// text returns the value of a key; "" when it is not set.
func (v view) text(key string) string {
	if f := v.get(key); f.found() {
		return f.value
	}
	return ""
}

// secrets returns the pre-shared keys of the file; found reports whether it has
// a section for secrets at all.
func (x *extractor) secrets() (keys []ikeSecret, found bool) {
	all, ok := x.sub(x.top(), "secrets")
	if !ok {
		return nil, false
	}
	for _, name := range all.subs() {
		if !strings.HasPrefix(strings.ToLower(name), "ike") {
			continue
		}
		v, _ := x.sub(all, name)
		var s ikeSecret
		for _, f := range v.fields() {
			switch {
			case strings.HasPrefix(f.key, "id"):
				s.ids = append(s.ids, f.value)
			case f.key == "secret" && (f.placeholder || isPlaceholder(f.value)):
				s.key = ipsec.Secret{State: ipsec.SecretMasked, At: f.at}
			case f.key == "secret":
				s.key = x.keys.Visible(decodeSecret(f.value), f.at)
			}
		}
		if s.key.State != ipsec.SecretAbsent {
			keys = append(keys, s)
		}
	}
	return keys, true
}
