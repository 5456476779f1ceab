package opnsense

import (
	"fmt"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

var (
	connectionFields = []string{"enabled", "proposals", "aggressive", "version", "local_addrs", "remote_addrs", "remote_port", "encap",
		"reauth_time", "rekey_time", "over_time", "dpd_delay", "dpd_timeout", "pools", "description"}
	childFields = []string{"enabled", "connection", "reqid", "esp_proposals", "ah_proposals", "start_action", "mode", "policies",
		"local_ts", "remote_ts", "rekey_time", "life_time", "rand_time", "inactivity", "description"}
)

// readSwanctl reads the connections and gives each what names it.
func (c *config) readSwanctl() {
	byID := make(map[string]*connection)
	for e := range c.swanctl.Child("Connections").All("Connection") {
		id, _ := e.Attr("uuid")
		conn := &connection{at: e.Tag(), uuid: id.Value, cut: e.EndTag().Text() == ""}
		conn.fields, conn.problems = fields(e, connectionFields, connectionIgnored, "a connection")
		conn.enabled = isEnabled(conn.fields["enabled"])
		conn.checkNumbers(conn.fields, "reauth_time", "rekey_time", "over_time", "dpd_delay", "dpd_timeout", "remote_port")
		c.connections = append(c.connections, conn)
		byID[conn.uuid] = conn
	}
	for e := range c.swanctl.Child("children").All("child") {
		id, _ := e.Attr("uuid")
		k := &child{at: e.Tag(), uuid: id.Value}
		var problems []ipsec.Problem
		k.fields, problems = fields(e, childFields, childIgnored, "a child")
		if !isEnabled(k.fields["enabled"]) {
			continue
		}
		if conn := c.owner(byID, e, "child"); conn != nil {
			conn.children = append(conn.children, k)
			conn.problems = append(conn.problems, problems...)
			conn.checkNumbers(k.fields, "rekey_time", "reqid")
		}
	}
	for _, side := range []string{"local", "remote"} {
		for e := range c.swanctl.Child(side + "s").All(side) {
			f, problems := fields(e, []string{"enabled", "connection", "round", "auth", "id"}, authIgnored, "a "+side+" authentication")
			conn := c.owner(byID, e, side+" authentication")
			if conn == nil || !isEnabled(f["enabled"]) {
				continue
			}
			a := &auth{at: e.Tag(), auth: f["auth"], id: f["id"]}
			conn.problems = append(conn.problems, problems...)
			if side == "local" {
				conn.locals = append(conn.locals, a)
			} else {
				conn.remotes = append(conn.remotes, a)
			}
		}
	}
	for e := range c.swanctl.Child("VTIs").All("VTI") {
		if isEnabled(configxml.TextOf(e.Child("enabled"))) {
			c.vtis = append(c.vtis, vti{reqid: configxml.TextOf(e.Child("reqid")),
				local: configxml.TextOf(e.Child("tunnel_local")), remote: configxml.TextOf(e.Child("tunnel_remote"))})
		}
	}
	for e := range c.swanctl.Children() {
		switch e.Name {
		case "Connections", "children", "locals", "remotes", "Pools", "VTIs", "SPDs":
		default:
			c.problems = append(c.problems, unread(e, "Swanctl"))
		}
	}
}

// checkNumbers refuses the connection for a field that is no whole number.
func (conn *connection) checkNumbers(fields map[string]configxml.Text, names ...string) {
	for _, name := range names {
		t := fields[name]
		if n, ok := t.Int(); t.V != "" && (!ok || n < 0) {
			conn.refuse(t.At, name+" is no whole number")
		}
	}
}

// owner returns the connection that e names; a name that no connection has is a
// problem.
func (c *config) owner(byID map[string]*connection, e *parser.Element, what string) *connection {
	ref := configxml.TextOf(e.Child("connection"))
	conn := byID[ref.V]
	if conn == nil {
		at := ref.At
		if !ref.Set {
			at = e.Tag()
		}
		c.orphans = append(c.orphans, what)
		c.problems = append(c.problems, ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: at,
			Message: "this " + what + " belongs to no connection: none has the uuid that it names"})
	}
	return conn
}

// isEnabled reads a switch of the model, whose default is on: an empty element
// is off.
func isEnabled(t configxml.Text) bool { return !t.Set || t.Filled() }

func fields(e *parser.Element, known []string, ignored map[string]bool, in string) (map[string]configxml.Text, []ipsec.Problem) {
	out := make(map[string]configxml.Text, len(known))
	var problems []ipsec.Problem
next:
	for c := range e.Children() {
		for _, k := range known {
			if c.Name == k {
				out[k] = configxml.TextOf(c)
				continue next
			}
		}
		if !ignored[c.Name] {
			problems = append(problems, unread(c, in))
		}
	}
	return out, problems
}

func unread(e *parser.Element, in string) ipsec.Problem {
	return ipsec.Problem{Kind: ipsec.Unread, VPN: true, At: e.Tag(),
		Message: fmt.Sprintf("vpnlint does not know the element %s of OPNsense in %s", e.Name, in)}
}
