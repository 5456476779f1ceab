package ipsec

import (
	"net/netip"
	"sync"
)

// Around is the device around its tunnels: what else decides whether traffic
// passes. Device.Around is nil while a vendor does not fill it.
//
// How to fill it:
//
//   - Each kind of fact is a [Table]. Its Extent stays NotRead until the vendor
//     fills the kind; Complete says that the file shows all rows of the device, so
//     that an absent row is absent there too; Partial says that there may be more
//     (a snippet, a managed device), with the reason in words.
//   - Rows are set, or Load makes them when they are first asked for; a reader calls
//     All. Use Load, and a [RuleList] of your own, where large files have many rows.
//   - Rows that the device does not use (disabled, inactive, unbound) are kept with
//     Disabled set where the type has it; the evaluator passes over them.
//   - What cannot be told is never dropped. An address, service or condition that
//     the file does not tell (a name to resolve, an undefined object, a user, a
//     schedule, an application) makes an entry in AddrSet.Unknown or in Maybe, with
//     the reason in words, and the evaluator answers "unknown" where it matters.
//   - An empty [AddrSet] holds nothing. "Any" is [Anywhere].
//   - [Places] hold names of interfaces or zones as they stand in Interface.Name and
//     Interface.Zones. Empty Places stand for every interface.
//   - Spans point at the statement; names and reasons never quote a secret.
type Around struct {
	// Interfaces are those that traffic can pass, tunnel interfaces among them.
	Interfaces Table[*Interface]
	// Filters are all lists that traffic may have to pass, each in its own order.
	Filters Table[*Filter]
	// NAT holds the rules in the order in which the device tries them.
	NAT Table[*NATRule]
	// NATList shows the rows of NAT, in the same order, to Translate, where they are so
	// many that a row is made when one is asked for. nil: NAT.All.
	NATList NATList
	// Routes are the static ones. Connected networks follow from Interfaces.
	Routes Table[*Route]
	// BGP has one row for each process.
	BGP Table[*BGP]
	// Forwarders are the conditional DNS forwarders.
	Forwarders Table[*Forwarder]
	// Limits are what may throttle IKE or ESP.
	Limits Table[*RateLimit]

	// Learns names what else may bring routes that no export shows, such as "OSPF";
	// BGP has a table of its own. Empty when nothing of the kind is configured.
	Learns []string

	// AsymmetricReplies says whether a reply may come in by another tunnel than
	// the request left by: "yes", "no"; None where the vendor does not fill it.
	AsymmetricReplies Value[string]

	natOnce sync.Once
	nat     natFilter // what Translate asks
	asked   asked

	nameLock sync.Mutex
	named    map[string]*Interface // what InterfaceNamed answers
	namedOf  int                   // how many interfaces named was made from

	carryLock sync.Mutex
	carried   int                      // how many entries of Carries carriers was made from
	carriers  map[*Tunnel][]*Interface // what Carrier answers
}

// Extent says how much of one kind of fact a table holds.
type Extent uint8

const (
	// NotRead marks a table that the vendor does not fill. It is the zero value.
	NotRead Extent = iota
	// Partial marks a table that may lack rows of the device.
	Partial
	// Complete marks a table that holds every row of the device.
	Complete
)

// String returns the word used in JSON.
func (e Extent) String() string { return [...]string{"not-read", "partial", "complete"}[e] }

// Table is one kind of fact, and how much of it the file shows.
type Table[T any] struct {
	Rows   []T // read them with All
	Extent Extent
	Reason string // why the table is not Complete

	// Load makes the rows when they are first asked for, where a file may hold so
	// many that most readers should not pay for them (sync.OnceValue). nil: Rows.
	Load func() []T
}

// All returns the rows.
func (t *Table[T]) All() []T {
	if t.Load != nil {
		return t.Load()
	}
	return t.Rows
}

// Places are names of interfaces or zones; empty means every interface.
type Places []string

// Interface is one logical interface.
type Interface struct {
	Name      string   // as filters, NAT and routes name it (ASA: the nameif)
	Hardware  string   // the port's own name, where it differs
	Zones     []string // zones and groups that it is a member of
	Addresses []netip.Prefix
	Dynamic   bool // an address comes from DHCP or PPPoE
	Enabled   bool
	Table     string // routing table: virtual router, VRF; "" where there is one only
	// Carries are the tunnels whose inner traffic enters and leaves by this
	// interface in the eyes of filters, NAT and routes: a tunnel interface carries
	// its tunnel, the ASA's outside interface those of its crypto map, pfSense's enc0
	// every policy-based one.
	Carries []*Tunnel
	At      Span
}

// Forwarder is a conditional DNS forwarder: names below Domain are asked of Servers.
type Forwarder struct {
	Name     string
	Domain   string // without a leading "*." and without a trailing dot
	Wildcard bool   // written as "*.domain"
	Exact    bool   // matches the name itself only, not the names below it
	Servers  []netip.Addr
	Ports    []int    // of Servers, 0 = 53; empty = all 53
	Unknown  []string // servers whose address the file does not tell, with the reason
	Source   netip.Addr
	Serves   Places // the interfaces whose clients are answered
	Disabled bool
	At       Span
}

// RateLimit is something that may drop IKE or ESP above a rate: a flood
// threshold, a DoS policy, a limit match.
type RateLimit struct {
	Name        string
	Kind        string // flood, sessions, limit
	In          Places // where the packets come in
	Source      AddrSet
	Destination AddrSet
	Services    []Service  // what it counts; empty = everything
	Rate        Value[int] // the threshold
	Unit        string     // packets per second, sessions, new sessions per second
	OwnSessions bool       // it counts the sessions of each source by itself
	Drops       bool       // false when it only logs
	Exempts     AddrSet    // sources that an earlier rule lets pass uncounted
	Maybe       []string   // further conditions that the file does not settle
	Disabled    bool
	At          Span
}

// InterfaceNamed returns the interface of that name, nil when there is none.
func (a *Around) InterfaceNamed(name string) *Interface {
	all := a.Interfaces.All()
	a.nameLock.Lock()
	defer a.nameLock.Unlock()
	if a.named == nil || a.namedOf > len(all) {
		a.namedOf, a.named = 0, make(map[string]*Interface, len(all))
	}
	for _, i := range all[a.namedOf:] { // a reader may ask while it adds interfaces
		if a.named[i.Name] == nil {
			a.named[i.Name] = i
		}
	}
	a.namedOf = len(all)
	return a.named[name]
}

// InterfaceOf returns the interface on whose network an address lies, nil when
// there is none. Vendors use it for routes that name a gateway only.
func (a *Around) InterfaceOf(addr netip.Addr) *Interface {
	var best *Interface
	bits := -1
	for _, i := range a.Interfaces.All() {
		for _, p := range i.Addresses {
			if p.Bits() > bits && p.Masked().Contains(addr) {
				best, bits = i, p.Bits()
			}
		}
	}
	return best
}

// Carrier returns the interfaces by which a tunnel's inner traffic enters and
// leaves.
func (a *Around) Carrier(t *Tunnel) []*Interface {
	a.carryLock.Lock()
	defer a.carryLock.Unlock()
	all, n := a.Interfaces.All(), 0
	for _, i := range all {
		n += len(i.Carries)
	}
	if a.carriers == nil || n != a.carried {
		a.carried, a.carriers = n, make(map[*Tunnel][]*Interface, n)
		for _, i := range all {
			for _, c := range i.Carries {
				a.carriers[c] = append(a.carriers[c], i)
			}
		}
	}
	return a.carriers[t]
}
