package asa

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// The types of this file are the ASA's own objects, in its own words. They hold
// what the file says and nothing else: no defaults, no inheritance.

// word is a piece of the file that was read as a value.
type word struct {
	text string
	at   parser.Span
}

func (w word) set() bool { return !w.at.IsZero() }

// number is a figure that the file says.
type number struct {
	n  int
	at parser.Span
}

func (n number) set() bool { return !n.at.IsZero() }

// unreadableNumber stands for a figure that the file has in a form which cannot
// be read: it is set, and its value is unknown.
const unreadableNumber = -1

// value makes a model value of a figure that the file says.
func (n number) value(origin ipsec.Origin) ipsec.Value[int] {
	if n.n == unreadableNumber {
		return ipsec.UnknownAs[int]("the line cannot be read", n.at)
	}
	return ipsec.Value[int]{V: n.n, Origin: origin, At: n.at}
}

// flag is a switch that the file sets on, or off with "no".
type flag struct {
	on bool
	at parser.Span
}

func (f flag) set() bool { return !f.at.IsZero() }

// config is one running-config.
type config struct {
	src      *parser.Source
	tree     *parser.Tree
	version  version
	hostname string
	context  string
	whole    bool
	first    parser.Span // the first statement

	names       map[string]word // alias → address
	objectNodes []int32         // statements of objects and object-groups
	objects     objectIndex     // made of these when one is asked for
	acls        map[string]*acl
	lastACL     *acl // of the statement before: entries of one ACL follow each other
	interfaces  []*iface
	byNameif    map[string]*iface

	policies   map[int][]*ikePolicy // IKE version → policies in the order of priority
	enabled    map[int]map[string]parser.Span
	enables    int // how many enable lines the file has, for any version
	natT       flag
	identity   word
	lifetime   saLifetime // global
	replay     number     // window; 0 = disabled
	dfBit      map[string]word
	fragment   map[string]word
	tcpmss     number
	transforms map[string]*transformSet
	proposals  map[string]*ipsecProposal
	profiles   map[string]*profile
	maps       map[string]*cryptoMap
	mapOrder   []*cryptoMap
	groupsVPN  map[string]*tunnelGroup
	groupMap   bool // a tunnel-group-map may send a peer to a group of another name
	policiesGP map[string]*groupPolicy
	slas       map[string]*slaMonitor
	slaOrder   []*slaMonitor
	tracks     map[string]track // by the SLA's number
	routes     []route
	neighbors  []*neighbor

	around outskirts

	keys          ipsec.Keyring
	problems      []ipsec.Problem
	saidNoVersion bool
	noName        map[parser.Span]int // of problems, those about undefined names by their place
}

// outskirts says where the statements about the device around its tunnels stand.
// They are parsed when the model is made.
type outskirts struct {
	accessGroups   []int32
	nat            []int32  // global nat lines, of either syntax
	static, global []int32  // before 8.3
	bgp            []int32  // router bgp
	learns         []string // the names of other routing protocols, as in "OSPF"
	routeMaps      []int32
	prefixLists    []int32
	interLevel     bool // same-security-traffic permit inter-interface
	intraInterface bool
	permitVPN      flag // sysopt connection permit-vpn; unset = on
}

// acl says where an ACL's entries stand; they are parsed when a tunnel names it.
type acl struct {
	head []byte // of its first statement, up to what follows the name; nil when nothing does
	runs []nodeRun
}

// nodeRun is a row of statements without children: the first, and the one behind
// the last.
type nodeRun struct{ first, end int32 }

type netObject struct {
	at     parser.Span
	kind   string // host, subnet, range, fqdn; "" when not said
	values []word
}

type netGroup struct {
	at      parser.Span
	members []netMember
}

// netMember is one line of an object-group network.
type netMember struct {
	at     parser.Span
	kind   string // host, subnet, object, group
	values []word
}

type iface struct {
	at          parser.Span
	name        string
	nameif      word
	noNameif    bool
	ip          word // address
	mask        word
	dhcp        bool
	setroute    parser.Span // of the line that takes the default route from DHCP or PPPoE; zero = none
	shut        flag
	level       number // security-level
	levelUnread bool   // a security level stands there that is no number
	zone        word
	descr       string

	tunnelSource word
	destination  word
	mode         word
	protection   word // profile name
}

type ikePolicy struct {
	at         parser.Span
	priority   int
	version    int
	encryption []word
	integrity  []word
	prf        []word
	group      []word
	auth       word
	lifetime   number // 0 = none
}

// saLifetime holds the two limits of an SA, which inherit apart from each other.
type saLifetime struct {
	seconds   number
	kilobytes number // 0 = unlimited
}

type transformSet struct {
	at         parser.Span
	name       string
	transforms []word
	mode       word
}

type ipsecProposal struct {
	at         parser.Span
	name       string
	encryption []word
	integrity  []word
	ah         word
}

// settings are the "set" commands that an entry and a profile have in common.
type settings struct {
	transforms    []word // transform-set names, IKEv1
	proposals     []word // ipsec-proposal names, IKEv2
	lifetime      saLifetime
	pfs           flag
	pfsGroup      word
	trustpoint    word
	responderOnly flag
}

type profile struct {
	at   parser.Span
	name string
	settings
}

type cryptoMap struct {
	name       string
	interfaces []word
	entries    map[int]*entry
}

type entry struct {
	at      parser.Span // its first line
	mapName string
	seq     int
	dynamic word
	acl     word
	peers   []word
	settings
	connection word
	natTOff    flag // on = the entry switches NAT-T off
	mode1      word // main, aggressive
	mode2      word
	reverse    flag
}

type tunnelGroup struct {
	at        parser.Span
	name      string
	kind      word        // ipsec-l2l, remote-access
	attrs     parser.Span // head of ipsec-attributes
	general   parser.Span // head of general-attributes
	policy    word
	key1      ipsec.Secret
	trust1    word
	local2    authMethod
	remote2   authMethod
	keepalive keepalive
}

// authMethod is one direction of IKEv2 authentication.
type authMethod struct {
	kind word // pre-shared-key, certificate, eap
	key  ipsec.Secret
}

type keepalive struct {
	at        parser.Span
	disabled  bool
	infinite  bool
	threshold number
	retry     number
}

type groupPolicy struct {
	at        parser.Span
	name      string
	idle      number // minutes; 0 = none
	session   number // minutes; 0 = none
	protocols []word
	filter    word
	unknown   []stmt // attributes that no table names; unread only when a tunnel uses the policy
}

type slaMonitor struct {
	at        parser.Span
	id        string
	target    word
	iface     word
	frequency number
	scheduled parser.Span
}

// track ties the state of a probe to whoever names the track.
type track struct {
	id string
	at parser.Span
}

type route struct {
	at      parser.Span
	iface   string
	net     word
	mask    word
	gateway word
	track   word
	// distance is a figure, or "tunneled".
	distance word
}

type neighbor struct {
	at    parser.Span
	addr  word
	alive number // keepalive timer in seconds
}
