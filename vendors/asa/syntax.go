package asa

import "github.com/vpnlint/vpnlint/parser"

// The grammars of statements with inner structure. A statement is given to them
// from the word that its comment names; every alternative is told by its first word.

// entryLine is a crypto map entry's line behind "crypto map NAME SEQ".
type entryLine struct {
	Match   *parser.Word `parser:"  'match' 'address' @@"`
	Dynamic *dynamicRef  `parser:"| ('ipsec-isakmp' | 'ipsec-manual') @@?"`
	Set     *setting     `parser:"| 'set' @@"`
}

type dynamicRef struct {
	Map parser.Word `parser:"'dynamic' @@"`
}

// profileLine is a line of "crypto ipsec profile".
type profileLine struct {
	Set       *setting     `parser:"  'set' @@"`
	Responder *parser.Word `parser:"| (?= 'responder-only') @@"`
}

// setting is what follows "set" in an entry or a profile.
type setting struct {
	Peers      []parser.Word `parser:"  'peer' @@+"`
	Transforms []parser.Word `parser:"| 'transform-set' @@+"`
	V1         *setting1     `parser:"| 'ikev1' @@"`
	V2         *setting2     `parser:"| 'ikev2' @@"`
	PFS        *pfsLine      `parser:"| 'pfs' @@"`
	Lifetime   []limit       `parser:"| 'security-association' 'lifetime' @@+"`
	Connection *parser.Word  `parser:"| 'connection-type' @@"`
	Mode1      *mode1        `parser:"| 'phase1-mode' @@"`
	NATTOff    *parser.Word  `parser:"| (?= 'nat-t-disable') @@"`
	Reverse    *parser.Word  `parser:"| (?= 'reverse-route') @@ 'dynamic'?"`
	Trustpoint *parser.Word  `parser:"| 'trustpoint' @@ 'chain'?"`
	Ignored    *ignored      `parser:"| @@"`
}

type setting1 struct {
	Transforms []parser.Word `parser:"  'transform-set' @@+"`
	Mode       *mode1        `parser:"| 'phase1-mode' @@"`
}

type setting2 struct {
	Proposals []parser.Word `parser:"  'ipsec-proposal' @@+"`
	Mode      *parser.Word  `parser:"| 'mode' @@"`
	Key       *parser.Word  `parser:"| 'pre-shared-key' @@"`
}

type mode1 struct {
	Mode  parser.Word  `parser:"@@"`
	Group *parser.Word `parser:"@@?"`
}

type pfsLine struct {
	Group *parser.Word `parser:"@@?"`
}

type limit struct {
	Unit  parser.Word `parser:"@@"`
	Value parser.Word `parser:"@@"`
}

// ignored are settings that no rule asks for: dummy traffic, the identity that a
// peer must show, validation of ICMP errors, the df-bit and security tags.
type ignored struct {
	Name parser.Word   `parser:"(?= 'tfc-packets' | 'df-bit' | 'validate-icmp-errors' | 'security-group-tag' | 'peer-id') @@"`
	Rest []parser.Word `parser:"@@*"`
}

// probeLine is "type echo" of an SLA monitor.
type probeLine struct {
	Target parser.Word `parser:"'type' 'echo' 'protocol' 'ipIcmpEcho' @@"`
	Iface  parser.Word `parser:"'interface' @@"`
}

var (
	entryGrammar   = parser.NewGrammar[entryLine]()
	profileGrammar = parser.NewGrammar[profileLine]()
	probeGrammar   = parser.NewGrammar[probeLine]()
)
