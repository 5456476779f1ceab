package configxml

import (
	"fmt"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Phase1 is one phase1 element. A field that a version or a vendor does not
// have is not Set.
type Phase1 struct {
	At       parser.Span // the start tag
	IKEID    Text
	IKEType  Text
	Mode     Text
	Disabled Text
	Mobile   Text

	Interface     Text
	RemoteGateway Text
	Protocol      Text // inet, inet6, both
	MyIDType      Text
	MyIDData      Text
	Auth          Text
	PSK           ipsec.Secret
	Descr         Text

	Encryption *parser.Element // encryption/item (pfSense 2.4.2 and later)
	Items      []EncryptionItem
	PRFSelect  Text // prfselect_enable

	Lifetime, RekeyTime, ReauthTime, RandTime, MarginTime, RekeyFuzz Text
	ReauthDisable, RekeyDisable                                      Text // reauth_enable, rekey_enable: there means off
	NATTraversal, MOBIKE                                             Text
	DPDDelay, DPDMaxFail                                             Text
	StartAction, CloseAction, ResponderOnly, Auto                    Text
	SplitConn                                                        Text // splitconn; OPNsense tunnel_isolation
	Inactivity                                                       Text
	IKEPort, NATTPort                                                Text
	SharedGateway                                                    Text // gw_duplicates: another phase 1 has the same remote gateway

	// Cut reports that the file ends, or is broken, inside the element, so that
	// what is missing may only be lost.
	Cut bool

	Phase2s  []*Phase2
	Problems []ipsec.Problem
}

// EncryptionItem is one proposal of phase 1.
type EncryptionItem struct {
	At                     parser.Span
	Name, KeyLen           Text
	Hashes, PRFs, DHGroups []Text
}

// Phase2 is one phase2 element.
type Phase2 struct {
	At             parser.Span
	IKEID, ReqID   Text
	Mode, Protocol Text
	Local, Remote  Network
	NAT            Network // the network that the far side sees instead of Local
	Ciphers        []Cipher
	Hashes         []Text
	PFSGroup       Text
	Lifetime       Text
	RekeyTime      Text
	RandTime       Text
	PingHost       Text
	KeepAlive      Text
	Mobile         Text
	Disabled       Text
	Descr          Text

	TunnelLocal, TunnelRemote Text // OPNsense: addresses of a route-based tunnel interface
}

// Cipher is one encryption-algorithm-option of phase 2.
type Cipher struct {
	At           parser.Span
	Name, KeyLen Text
}

// Network is a localid, remoteid or natlocalid.
type Network struct {
	At                  parser.Span // the start tag; zero when missing
	Type, Address, Bits Text
}

// Label names the phase 2 as its page of the GUI shows it.
func (p *Phase2) Label() string {
	networks := p.Local.label() + " to " + p.Remote.label()
	if p.Descr.V == "" {
		return networks
	}
	return p.Descr.Description() + ", " + networks
}

func (n Network) label() string {
	switch {
	case n.Address.V == "":
		return n.Type.V
	case n.Bits.V == "":
		return n.Address.V
	}
	return n.Address.V + "/" + n.Bits.V
}

// Dialect names the elements that a vendor documents and no rule needs, so
// that what is left can be reported.
type Dialect struct {
	Vendor                 string // as people write it
	Phase1, Phase2, Global map[string]bool
}

// Set makes the set of names.
func Set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// IPsec is the legacy ipsec section of the file.
type IPsec struct {
	At     parser.Span
	Enable Text
	// FilterMode says where decrypted packets are filtered (pfSense 2.4.4 and later).
	FilterMode Text
	Cut        bool // the file ends, or is broken, inside the section
	Phase1s    []*Phase1
	Orphans    []*Phase2 // with an ikeid that no phase 1 has
	Problems   []ipsec.Problem
}

// ReadIPsec reads one ipsec section. Section may be nil.
func ReadIPsec(section *parser.Element, d Dialect, keys *ipsec.Keyring) *IPsec {
	s := &IPsec{At: section.Tag(), Enable: TextOf(section.Child("enable")), FilterMode: TextOf(section.Child("filtermode")), Cut: section.EndTag().Text() == ""}
	byID := make(map[string]*Phase1)
	for e := range section.Children() {
		switch {
		case e.Name == "phase1":
			s.addPhase1(readPhase1(e, d, keys), byID)
		case e.Name != "phase2" && e.Name != "enable" && !d.Global[e.Name]:
			s.Problems = append(s.Problems, unread(e, "ipsec", d))
		}
	}
	for e := range section.All("phase2") {
		p2, problems := readPhase2(e, d)
		if p1 := byID[p2.IKEID.V]; p1 != nil {
			p1.Phase2s = append(p1.Phase2s, p2)
			p1.Problems = append(p1.Problems, problems...)
			continue
		}
		s.Orphans = append(s.Orphans, p2)
		s.Problems = append(s.Problems, problems...)
		if !p2.Mobile.Set {
			s.Problems = append(s.Problems, ipsec.Problem{Kind: ipsec.Undefined, VPN: true, At: place(p2.IKEID, p2.At),
				Message: "this phase 2 belongs to no phase 1: no phase1 element has its ikeid, so that the box does not use it"})
		}
	}
	return s
}

// addPhase1 keeps one phase 1 for each ikeid: the box lets the last one stand.
func (s *IPsec) addPhase1(p *Phase1, byID map[string]*Phase1) {
	if old := byID[p.IKEID.V]; old != nil {
		s.Problems = append(s.Problems, ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, At: place(old.IKEID, old.At),
			Message: "a later phase1 element has the same ikeid and replaces this one"})
		for i := range s.Phase1s {
			if s.Phase1s[i] == old {
				s.Phase1s[i] = p
			}
		}
	} else {
		s.Phase1s = append(s.Phase1s, p)
	}
	byID[p.IKEID.V] = p
}

func unread(e *parser.Element, in string, d Dialect) ipsec.Problem {
	return ipsec.Problem{Kind: ipsec.Unread, VPN: true, At: e.Tag(),
		Message: fmt.Sprintf("vpnlint does not know the element %s of %s in %s", e.Name, d.Vendor, in)}
}

// place returns the text's place, or head when the element is missing.
func place(t Text, head parser.Span) parser.Span {
	if t.At.IsZero() {
		return head
	}
	return t.At
}

func readPhase1(e *parser.Element, d Dialect, keys *ipsec.Keyring) *Phase1 {
	p := &Phase1{At: e.Tag(), Cut: e.EndTag().Text() == ""}
	fields := map[string]*Text{
		"ikeid": &p.IKEID, "iketype": &p.IKEType, "mode": &p.Mode, "disabled": &p.Disabled, "mobile": &p.Mobile,
		"interface": &p.Interface, "remote-gateway": &p.RemoteGateway, "protocol": &p.Protocol,
		"myid_type": &p.MyIDType, "myid_data": &p.MyIDData, "authentication_method": &p.Auth, "descr": &p.Descr,
		"prfselect_enable": &p.PRFSelect, "lifetime": &p.Lifetime, "rekey_time": &p.RekeyTime,
		"reauth_time": &p.ReauthTime, "rand_time": &p.RandTime, "margintime": &p.MarginTime, "rekeyfuzz": &p.RekeyFuzz,
		"reauth_enable": &p.ReauthDisable, "rekey_enable": &p.RekeyDisable,
		"nat_traversal": &p.NATTraversal, "mobike": &p.MOBIKE, "dpd_delay": &p.DPDDelay, "dpd_maxfail": &p.DPDMaxFail,
		"startaction": &p.StartAction, "closeaction": &p.CloseAction, "responderonly": &p.ResponderOnly, "auto": &p.Auto,
		"splitconn": &p.SplitConn, "tunnel_isolation": &p.SplitConn, "inactivity_timeout": &p.Inactivity,
		"ikeport": &p.IKEPort, "nattport": &p.NATTPort, "gw_duplicates": &p.SharedGateway,
	}
	for c := range e.Children() {
		field := fields[c.Name]
		switch {
		case field != nil:
			*field = TextOf(c)
		case c.Name == "pre-shared-key":
			p.PSK = TextOf(c).Secret(keys)
		case c.Name == "encryption":
			p.Encryption = c
		case c.Name == "encryption-algorithm", c.Name == "hash-algorithm", c.Name == "dhgroup":
			// The flat form; read below.
		case !d.Phase1[c.Name]:
			p.Problems = append(p.Problems, unread(c, "a phase 1", d))
		}
	}
	p.Problems = append(p.Problems, numbers("the phase 1", p.Lifetime, p.RekeyTime, p.ReauthTime, p.RandTime, p.MarginTime,
		p.RekeyFuzz, p.DPDDelay, p.DPDMaxFail, p.Inactivity, p.IKEPort, p.NATTPort)...)
	if p.Encryption == nil {
		if cipher := e.Child("encryption-algorithm"); cipher != nil {
			p.Items = append(p.Items, encryptionItem(e, cipher))
		}
		return p
	}
	for item := range p.Encryption.Children() {
		if item.Name != "item" {
			p.Problems = append(p.Problems, unread(item, "a phase 1's encryption", d))
			continue
		}
		p.Items = append(p.Items, encryptionItem(item, item.Child("encryption-algorithm")))
	}
	return p
}

func encryptionItem(e, cipher *parser.Element) EncryptionItem {
	at := cipher.Tag()
	if e.Name == "item" {
		at = e.Tag()
	}
	return EncryptionItem{
		At: at, Name: TextOf(cipher.Child("name")), KeyLen: TextOf(cipher.Child("keylen")),
		Hashes: TextOf(e.Child("hash-algorithm")).Words(), PRFs: TextOf(e.Child("prf-algorithm")).Words(),
		DHGroups: TextOf(e.Child("dhgroup")).Words(),
	}
}

func readPhase2(e *parser.Element, d Dialect) (*Phase2, []ipsec.Problem) {
	p := &Phase2{At: e.Tag()}
	var problems []ipsec.Problem
	fields := map[string]*Text{
		"ikeid": &p.IKEID, "reqid": &p.ReqID, "mode": &p.Mode, "protocol": &p.Protocol, "pfsgroup": &p.PFSGroup,
		"lifetime": &p.Lifetime, "rekey_time": &p.RekeyTime, "rand_time": &p.RandTime, "pinghost": &p.PingHost,
		"keepalive": &p.KeepAlive, "mobile": &p.Mobile, "disabled": &p.Disabled, "descr": &p.Descr,
		"tunnel_local": &p.TunnelLocal, "tunnel_remote": &p.TunnelRemote,
	}
	networks := map[string]*Network{"localid": &p.Local, "remoteid": &p.Remote, "natlocalid": &p.NAT}
	for c := range e.Children() {
		switch {
		case fields[c.Name] != nil:
			*fields[c.Name] = TextOf(c)
		case networks[c.Name] != nil:
			*networks[c.Name] = Network{At: c.Tag(), Type: TextOf(c.Child("type")),
				Address: TextOf(c.Child("address")), Bits: TextOf(c.Child("netbits"))}
		case c.Name == "encryption-algorithm-option":
			p.Ciphers = append(p.Ciphers, Cipher{At: c.Tag(), Name: TextOf(c.Child("name")), KeyLen: TextOf(c.Child("keylen"))})
		case c.Name == "hash-algorithm-option":
			p.Hashes = append(p.Hashes, TextOf(c))
		case !d.Phase2[c.Name]:
			problems = append(problems, unread(c, "a phase 2", d))
		}
	}
	return p, append(problems, numbers("the phase 2", p.Lifetime, p.RekeyTime, p.RandTime)...)
}

// numbers returns a problem for each text that should be a number and is none:
// the box writes it as it stands, and strongSwan then refuses the connection.
func numbers(what string, texts ...Text) []ipsec.Problem {
	var out []ipsec.Problem
	for _, t := range texts {
		if n, ok := t.Int(); t.V != "" && (!ok || n < 0) {
			out = append(out, ipsec.Problem{Kind: ipsec.Unreadable, VPN: true, Fatal: true, At: t.At,
				Message: "strongSwan refuses " + what + ": this is no whole number"})
		}
	}
	return out
}
