package fortigate

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// forwarders lists the zones of dns-database that hand questions on. FortiOS asks
// the forwarders of a zone only where the zone is not authoritative, and answers
// only clients of interfaces with a dns-server: those of mode recursive from zones
// of the view shadow, those of mode non-recursive from zones of the view public
// (FortiOS administration guide, "FortiGate DNS server").
func (s *surroundings) forwarders() []*ipsec.Forwarder {
	servers := s.v.table(asWritten, nil, "system", "dns-server")
	serving := map[string]ipsec.Places{} // by the mode of the dns-server
	for _, o := range servers.objects {
		mode := o.text("mode")
		if mode == "" {
			mode = "recursive"
		}
		serving[mode] = append(serving[mode], o.name)
	}
	var rows []*ipsec.Forwarder
	for _, o := range s.v.table(asWritten, nil, "system", "dns-database").objects {
		f := s.forwarder(o)
		if f == nil {
			continue
		}
		mode := "recursive"
		if o.text("view") == "public" {
			mode = "non-recursive"
		}
		f.Serves = serving[mode]
		// No interface answers: nobody is served. A part of a configuration may just
		// not show the table.
		if len(f.Serves) == 0 && (servers.shown || s.c.dev.Whole) {
			f.Disabled = true
		}
		rows = append(rows, f)
	}
	if f := s.everyName(slices.Concat(serving["recursive"], serving["forward-only"])); f != nil {
		rows = append(rows, f)
	}
	return rows
}

// everyName is what clients' questions about all other names are handed on to: the
// servers of the device itself. nil when no interface answers clients, or when the
// servers are not set, which are FortiGuard's then.
func (s *surroundings) everyName(serves ipsec.Places) *ipsec.Forwarder {
	o := s.v.single("system", "dns")
	if own := s.v.single("system", "vdom-dns"); own.text("vdom-dns") == "enable" {
		o = own
	}
	if len(serves) == 0 {
		return nil
	}
	f := &ipsec.Forwarder{Name: "system dns", Serves: serves}
	for _, name := range []string{"primary", "secondary"} {
		if a, err := netip.ParseAddr(o.text(name)); err == nil && !a.IsUnspecified() {
			f.Servers, f.At = append(f.Servers, a), o.head
		}
	}
	if a, err := netip.ParseAddr(o.text("source-ip")); err == nil && !a.IsUnspecified() {
		f.Source = a
	}
	if len(f.Servers) == 0 {
		return nil
	}
	return f
}

// forwarder reads one zone; nil when it has no forwarder.
func (s *surroundings) forwarder(o *object) *ipsec.Forwarder {
	if !o.has("forwarder") {
		return nil
	}
	f := &ipsec.Forwarder{
		Name: o.name, Domain: strings.ToLower(strings.TrimSuffix(o.text("domain"), ".")), At: o.head,
		Disabled: o.text("status") == "disable" || o.text("authoritative") != "disable",
	}
	if rest, ok := strings.CutPrefix(f.Domain, "*."); ok {
		f.Domain, f.Wildcard = rest, true
	}
	for _, text := range o.list("forwarder") {
		a, err := netip.ParseAddr(text)
		if err != nil {
			f.Unknown = append(f.Unknown, "a server of zone "+o.name+" is no address")
			continue
		}
		f.Servers = append(f.Servers, a)
	}
	if a, err := netip.ParseAddr(o.text("source-ip")); err == nil && !a.IsUnspecified() {
		f.Source = a
	}
	return f
}
