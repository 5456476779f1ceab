package supplied

import (
	"net/netip"

	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// fact names one thing that a supplied file says, whatever its form calls it.
type fact uint8

const (
	none fact = iota
	peer
	localAddress
	insideLocal
	insideRemote
	ikeVersion
	ikeMode
	key
	ikeEncryption
	ikeIntegrity
	ikeDH
	ikeLifetime
	espEncryption
	espIntegrity
	espDH
	espLifetime
	dpdInterval
	dpdRetries
	mss
	clearDF
	fragmentation
	nextHop
	localASN
	remoteASN
	neighbor
	hold
)

// field is a value as the file has it.
type field struct {
	text string
	at   parser.Span
}

// builder collects what a file says, one fact after the other.
type builder struct {
	src  *parser.Source
	out  *ipsec.Supplied
	t    *ipsec.SuppliedTunnel // the tunnel that is being read; nil before the first
	keys ipsec.Keyring
}

// tunnel begins the next tunnel.
func (b *builder) tunnel(at parser.Span) {
	b.t = &ipsec.SuppliedTunnel{At: at, Name: "tunnel " + number(len(b.out.Tunnels)+1)}
	b.out.Tunnels = append(b.out.Tunnels, b.t)
}

// set records one fact of the tunnel. A placeholder of a template is passed over;
// the error is an [*Error].
func (b *builder) set(what fact, f field) error {
	if b.t == nil || f.text == "" || isPlaceholder(f.text) && what != key {
		return nil
	}
	t := b.t
	switch what {
	case peer:
		return address(b, &t.Peer, f, "an outside address of the far side")
	case localAddress:
		return address(b, &t.LocalAddress, f, "an outside address of the customer gateway")
	case insideLocal:
		return b.prefix(&t.InsideLocal, f)
	case insideRemote, nextHop:
		return address(b, &t.InsideRemote, f, "an inside address of the far side")
	case neighbor:
		return address(b, &t.Neighbor, f, "the address of the BGP neighbour")
	case key:
		t.PSK = b.secret(f)
		return nil
	case localASN, remoteASN, hold, ikeLifetime, espLifetime, dpdInterval, dpdRetries, mss:
		return b.figure(b.figureOf(what), f)
	}
	return b.word(what, f)
}

// figureOf returns where a number belongs.
func (b *builder) figureOf(what fact) *ipsec.Value[int] {
	switch what {
	case localASN:
		return &b.t.LocalASN
	case remoteASN:
		return &b.t.RemoteASN
	case hold:
		return &b.t.Hold
	case ikeLifetime:
		return &b.t.IKE.Lifetime
	case espLifetime:
		return &b.t.IPsec.Lifetime
	case dpdInterval:
		return &b.t.DPDInterval
	case dpdRetries:
		return &b.t.DPDRetries
	}
	return &b.t.MSS
}

// word records a fact whose value is a word.
func (b *builder) word(what fact, f field) error {
	t := b.t
	switch what {
	case ikeVersion:
		return list(b, &t.Versions, f, versionWord, "an IKE version")
	case ikeMode:
		t.Mode = ipsec.ExplicitAt(lower(f.text), f.at)
	case ikeEncryption:
		return list(b, &t.IKE.Encryption, f, encryptionWord, "an encryption algorithm")
	case espEncryption:
		return list(b, &t.IPsec.Encryption, f, encryptionWord, "an encryption algorithm")
	case ikeIntegrity:
		return list(b, &t.IKE.Integrity, f, integrityWord, "an integrity algorithm")
	case espIntegrity:
		return list(b, &t.IPsec.Integrity, f, integrityWord, "an integrity algorithm")
	case ikeDH:
		return list(b, &t.IKE.DH, f, groupWord, "a Diffie-Hellman group")
	case espDH:
		return list(b, &t.IPsec.DH, f, groupWord, "a Diffie-Hellman group")
	case clearDF:
		if isYes(f.text) {
			t.DontFragment = ipsec.ExplicitAt(ipsec.DFClear, f.at)
		}
	case fragmentation:
		if isYes(f.text) || lower(f.text) == "before encryption" {
			t.Fragmentation = ipsec.ExplicitAt(ipsec.FragmentBefore, f.at)
		}
	}
	return nil
}

func (b *builder) secret(f field) ipsec.Secret {
	if isMasked(f.text) {
		return ipsec.Secret{State: ipsec.SecretMasked, At: f.at}
	}
	return b.keys.Visible(f.text, f.at)
}

func (b *builder) bad(at parser.Span, message string) error {
	return &Error{At: at, File: b.src.Name(), Message: message}
}

// finish holds what was read against what every file says. Tunnels without a
// peer, as templates have them, are left out.
func (b *builder) finish() (*ipsec.Supplied, error) {
	s := b.out
	var all []*ipsec.SuppliedTunnel
	for _, t := range s.Tunnels {
		if t.Peer.Known() {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		return nil, &Error{File: b.src.Name(), Message: "this configuration file names no outside address of the far side, so that it is a template or damaged; " + again}
	}
	s.Tunnels = all
	if s.Routing.Origin == ipsec.None {
		for _, t := range all {
			if t.Neighbor.Known() {
				s.Routing = ipsec.ExplicitAt("bgp", t.Neighbor.At)
				break
			}
		}
	}
	if s.Routing.V == "static" {
		for _, t := range all {
			t.Neighbor, t.Hold = ipsec.Value[netip.Addr]{}, ipsec.Value[int]{}
			t.LocalASN, t.RemoteASN = ipsec.Value[int]{}, ipsec.Value[int]{}
		}
	}
	return s, nil
}
