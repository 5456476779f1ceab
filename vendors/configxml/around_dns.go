package configxml

import (
	"encoding/base64"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Resolver is one DNS service of the box while its forwarders are collected.
type Resolver struct {
	Name     string // unbound, dnsmasq
	Off      bool
	Serves   ipsec.Places
	Source   netip.Addr
	rows     []*ipsec.Forwarder
	byDomain map[string]*ipsec.Forwarder
}

// Resolver starts the list of one service. active and outgoing are its lists of
// interfaces; "all", or none, is every one.
func (s *Scene) Resolver(name string, off bool, active, outgoing string) *Resolver {
	r := &Resolver{Name: name, Off: off, byDomain: map[string]*ipsec.Forwarder{}}
	if list := fields(active); !slices.Contains(list, "all") {
		r.Serves = list
	}
	if list := fields(outgoing); len(list) == 1 && list[0] != "all" {
		if i := s.Box.real(list[0]); i != nil {
			r.Source, _ = netip.ParseAddr(i.Address.V)
		}
	}
	return r
}

// Add notes one server of a domain; several entries of one domain are one
// forwarder. server may be written as ADDRESS@PORT.
func (r *Resolver) Add(domain, server string, port string, off bool, at parser.Span) {
	domain = strings.ToLower(strings.TrimSuffix(domain, "."))
	if domain == "" {
		return
	}
	key := domain + map[bool]string{true: " off"}[off]
	f := r.byDomain[key]
	if f == nil {
		f = &ipsec.Forwarder{Name: r.Name, Serves: r.Serves, Source: r.Source, Disabled: r.Off || off, At: at}
		f.Domain, f.Wildcard = strings.CutPrefix(domain, "*.")
		r.byDomain[key] = f
		r.rows = append(r.rows, f)
	}
	address, at2, _ := strings.Cut(server, "@")
	if address == server {
		address, at2, _ = strings.Cut(server, "#") // dnsmasq writes the port so
	}
	if port == "" {
		port = at2
	}
	a, err := netip.ParseAddr(address)
	if err != nil {
		f.Unknown = append(f.Unknown, "server "+server+" is no address")
		return
	}
	n, _ := strconv.Atoi(port)
	if n != 0 && f.Ports == nil {
		f.Ports = make([]int, len(f.Servers))
	}
	f.Servers = append(f.Servers, a)
	if f.Ports != nil {
		f.Ports = append(f.Ports, n)
	}
}

// Rows returns the forwarders.
func (r *Resolver) Rows() []*ipsec.Forwarder { return r.rows }

// Overrides reads the domain overrides that both boxes have: one element each.
func (r *Resolver) Overrides(service *parser.Element) {
	for e := range service.All("domainoverrides") {
		server := TextOf(e.Child("ip")).V
		if server == "!" || server == "#" {
			continue // dnsmasq: never forwarded; forwarded like everything else
		}
		port := TextOf(e.Child("port")).V
		if port == "" && !strings.Contains(server, "@") && TextOf(e.Child("forward_tls_upstream")).Set {
			port = "853" // DNS over TLS
		}
		r.Add(TextOf(e.Child("domain")).V, server, port, false, e.Tag())
	}
}

// Custom reads the forward-zones of unbound's custom options, which the box may keep
// in base64.
func (r *Resolver) Custom(t Text) {
	text := t.V
	if raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")); err == nil && utf8.Valid(raw) {
		text = string(raw)
	}
	zone, domain := false, ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch {
		case key == "forward-zone":
			zone, domain = true, ""
		case value == "" && key != "":
			zone = false
		case zone && key == "name":
			domain = value
		case zone && key == "forward-addr" && domain != ".":
			r.Add(domain, value, "", false, t.At)
		}
	}
}
