package ipsec

// The JSON form of the device around its tunnels. A kind that the vendor does
// not read is left out; one without rows is an empty list.

type jsonAround struct {
	Interfaces        *jsonTable[jsonInterface] `json:"interfaces,omitempty"`
	Filters           *jsonTable[jsonFilter]    `json:"filters,omitempty"`
	NAT               *jsonTable[jsonNAT]       `json:"nat,omitempty"`
	Routes            *jsonTable[jsonRoute]     `json:"routes,omitempty"`
	BGP               *jsonTable[jsonBGP]       `json:"bgp,omitempty"`
	Forwarders        *jsonTable[jsonForwarder] `json:"dns_forwarders,omitempty"`
	Limits            *jsonTable[jsonLimit]     `json:"rate_limits,omitempty"`
	AsymmetricReplies *jsonValue                `json:"asymmetric_replies,omitempty"`
}

type jsonTable[T any] struct {
	Extent string `json:"extent"`
	Reason string `json:"reason,omitempty"`
	Rows   []T    `json:"rows"`
}

type jsonInterface struct {
	Name      string   `json:"name"`
	Hardware  string   `json:"hardware,omitempty"`
	Zones     []string `json:"zones,omitempty"`
	Addresses []string `json:"addresses"`
	Dynamic   bool     `json:"dynamic,omitempty"`
	Enabled   bool     `json:"enabled"`
	Table     string   `json:"table,omitempty"`
	Carries   []string `json:"carries,omitempty"`
	At        string   `json:"at,omitempty"`
}

type jsonFilter struct {
	Name           string     `json:"name"`
	At             string     `json:"at,omitempty"`
	Sees           []string   `json:"sees"`
	In             []string   `json:"in,omitempty"`
	Out            []string   `json:"out,omitempty"`
	Tunnels        []string   `json:"tunnels,omitempty"`
	RemoteFirst    bool       `json:"remote_first,omitempty"`
	SkipsDecrypted bool       `json:"skips_decrypted,omitempty"`
	Stateful       bool       `json:"stateful"`
	LastMatch      bool       `json:"last_match,omitempty"`
	Unsure         string     `json:"unsure,omitempty"`
	Rules          []jsonRule `json:"rules"`
	Default        string     `json:"default"`
}

type jsonRule struct {
	Name        string   `json:"name"`
	Action      string   `json:"action"`
	Disabled    bool     `json:"disabled,omitempty"`
	In          []string `json:"in,omitempty"`
	Out         []string `json:"out,omitempty"`
	Source      jsonSet  `json:"source"`
	Destination jsonSet  `json:"destination"`
	Services    []string `json:"services,omitempty"`
	Maybe       []string `json:"maybe,omitempty"`
	Quick       bool     `json:"quick,omitempty"`
	Gateway     string   `json:"gateway,omitempty"`
	At          string   `json:"at,omitempty"`
}

type jsonSet struct {
	Known   []string `json:"known"`
	Unknown []string `json:"unknown,omitempty"`
}

type jsonNAT struct {
	Name          string   `json:"name"`
	Section       string   `json:"section,omitempty"`
	Disabled      bool     `json:"disabled,omitempty"`
	Reverse       bool     `json:"reverse,omitempty"`
	In            []string `json:"in,omitempty"`
	Out           []string `json:"out,omitempty"`
	Source        jsonSet  `json:"source"`
	Destination   jsonSet  `json:"destination"`
	Services      []string `json:"services,omitempty"`
	Maybe         []string `json:"maybe,omitempty"`
	Kind          NATKind  `json:"kind"`
	To            *jsonSet `json:"to,omitempty"`
	DestinationTo *jsonSet `json:"destination_to,omitempty"`
	At            string   `json:"at,omitempty"`
}

type jsonRoute struct {
	Prefix    string     `json:"prefix"`
	Unknown   string     `json:"unknown,omitempty"`
	Interface string     `json:"interface,omitempty"`
	Gateway   string     `json:"gateway,omitempty"`
	Tunnel    string     `json:"tunnel,omitempty"`
	Distance  *jsonValue `json:"distance"`
	Metric    *jsonValue `json:"metric,omitempty"`
	Monitor   string     `json:"monitor,omitempty"`
	LinkOnly  bool       `json:"link_only,omitempty"`
	Learned   bool       `json:"learned,omitempty"`
	MayGo     string     `json:"may_go,omitempty"`
	Blackhole bool       `json:"blackhole,omitempty"`
	Disabled  bool       `json:"disabled,omitempty"`
	Table     string     `json:"table,omitempty"`
	Maybe     []string   `json:"maybe,omitempty"`
	At        string     `json:"at,omitempty"`
}

type jsonBGP struct {
	ASN             *jsonValue     `json:"asn"`
	RouterID        string         `json:"router_id,omitempty"`
	Table           string         `json:"table,omitempty"`
	Disabled        bool           `json:"disabled,omitempty"`
	Keepalive       *jsonValue     `json:"keepalive"`
	Hold            *jsonValue     `json:"hold"`
	Multipath       *jsonValue     `json:"multipath"`
	LocalPreference *jsonValue     `json:"local_preference"`
	Networks        []string       `json:"networks"`
	Redistributes   []string       `json:"redistributes"`
	Neighbors       []jsonNeighbor `json:"neighbors"`
	Unknown         string         `json:"unknown,omitempty"`
	At              string         `json:"at,omitempty"`
}

type jsonNeighbor struct {
	Name             string     `json:"name"`
	RemoteASN        *jsonValue `json:"remote_asn"`
	LocalASN         *jsonValue `json:"local_asn,omitempty"`
	Interface        string     `json:"interface,omitempty"`
	Tunnel           string     `json:"tunnel,omitempty"`
	Active           *jsonValue `json:"active"`
	Keepalive        *jsonValue `json:"keepalive"`
	Hold             *jsonValue `json:"hold"`
	PolicyOut        string     `json:"policy_out,omitempty"`
	PolicyIn         string     `json:"policy_in,omitempty"`
	Prepend          *jsonValue `json:"prepend"`
	MED              *jsonValue `json:"med,omitempty"`
	LocalPreference  *jsonValue `json:"local_preference"`
	Weight           *jsonValue `json:"weight,omitempty"`
	DefaultOriginate *jsonValue `json:"default_originate"`
	BFD              *jsonValue `json:"bfd,omitempty"`
	Advertises       jsonSet    `json:"advertises"`
	Accepts          jsonSet    `json:"accepts"`
	At               string     `json:"at,omitempty"`
}

type jsonForwarder struct {
	Name     string   `json:"name,omitempty"`
	Domain   string   `json:"domain"`
	Wildcard bool     `json:"wildcard,omitempty"`
	Exact    bool     `json:"exact,omitempty"`
	Servers  []string `json:"servers"`
	Unknown  []string `json:"unknown,omitempty"`
	Source   string   `json:"source,omitempty"`
	Serves   []string `json:"serves,omitempty"`
	Disabled bool     `json:"disabled,omitempty"`
	At       string   `json:"at,omitempty"`
}

type jsonLimit struct {
	Name        string     `json:"name"`
	Kind        string     `json:"kind"`
	In          []string   `json:"in,omitempty"`
	Source      jsonSet    `json:"source"`
	Destination jsonSet    `json:"destination"`
	Exempts     *jsonSet   `json:"exempts,omitempty"`
	Services    []string   `json:"services,omitempty"`
	Rate        *jsonValue `json:"rate"`
	Unit        string     `json:"unit,omitempty"`
	OwnSessions bool       `json:"own_sessions,omitempty"`
	Drops       bool       `json:"drops"`
	Maybe       []string   `json:"maybe,omitempty"`
	Disabled    bool       `json:"disabled,omitempty"`
	At          string     `json:"at,omitempty"`
}
