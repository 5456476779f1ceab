package fortigate

import (
	"reflect"

	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// since is one row of a table of built-in values: from that release on, the
// value is such. A row that is not certain stands for releases for which no
// source tells the value.
type since[T any] struct {
	from    release
	value   T
	unknown bool
}

// The built-in values, oldest first. Sources: the CLI references of FortiOS 5.4,
// 6.0, 7.2, 7.6 and 8.0, the IPsec handbook of 5.2, release notes where a value
// changed. show omits an option at its built-in value, so these are what most
// files mean.
var (
	defaultIKEVersion = []since[[]string]{
		{from: oldest, value: []string{"ikev1"}},
		{from: rel(8, 0, 0), value: []string{"ikev2"}},
	}
	// The groups became 14 5 with 5.2 and 20 between 7.4 and 7.6.5.
	defaultGroups = []since[[]int]{
		{from: oldest, value: []int{5}},
		{from: rel(5, 2, 0), value: []int{14, 5}},
		{from: rel(7, 4, 0), unknown: true},
		{from: rel(7, 6, 5), value: []int{20}},
	}
	// Older documents than those of 5.4 name other lifetimes.
	defaultKeylife = []since[int]{
		{from: oldest, unknown: true},
		{from: rel(5, 4, 0), value: 86400},
	}
	defaultKeylifeSeconds = []since[int]{
		{from: oldest, unknown: true},
		{from: rel(5, 4, 0), value: 43200},
	}
	defaultKeylifeKbs = []since[int]{{from: oldest, value: 5120}}
	// DPD had no modes before 5.4: it was enable.
	defaultDPD           = []since[bool]{{from: oldest, value: true}}
	defaultRetryInterval = []since[int]{
		{from: oldest, value: 5},
		{from: rel(5, 4, 0), value: 20},
	}
	defaultRetryCount = []since[int]{{from: oldest, value: 3}}
	defaultNAT        = []since[string]{{from: oldest, value: "on"}}
	defaultMode       = []since[string]{{from: oldest, value: "main"}}
	defaultAuth       = []since[string]{{from: oldest, value: "psk"}}
	defaultPFS        = []since[ipsec.PFS]{{from: oldest, value: ipsec.PFSRequired}}
	defaultEncap      = []since[string]{{from: oldest, value: "tunnel"}}
	defaultIdle       = []since[int]{{from: oldest, value: 0}}
	// ip-fragmentation came with 6.2, to offer another order than the one until then.
	defaultFragmentation = []since[ipsec.Fragmentation]{{from: oldest, value: ipsec.FragmentAfter}}
	// ipv4-df came with 6.2; what it switches had no setting before.
	defaultDF = []since[ipsec.DFPolicy]{{from: oldest, value: ipsec.DFClear}}
	// ike-port came with 7.0; before, nothing changes the port.
	defaultPort = []since[int]{{from: oldest, value: 500}}
	// The window has one size (diagnose vpn tunnel list shows replaywin=2048).
	defaultReplay = []since[int]{{from: oldest, value: replayWindow}}
	// Probes of link-monitor and of SD-WAN are told in seconds up to 6.2.0 and in
	// milliseconds from 6.2.4 on; the value is in milliseconds here.
	defaultProbeInterval = []since[int]{
		{from: oldest, value: 5000},
		{from: rel(6, 2, 1), unknown: true},
		{from: rel(6, 2, 4), value: 500},
	}
	probeUnit = []since[int]{
		{from: oldest, value: 1000},
		{from: rel(6, 2, 1), unknown: true},
		{from: rel(6, 2, 4), value: 1},
	}
	defaultBGPKeepalive = []since[int]{{from: oldest, value: 60}}
	defaultMSS          = []since[int]{{from: oldest, value: 0}}
)

// The first release with ipv4-df.
var firstDF = rel(6, 2, 0)

const (
	replayWindow        = 2048 // packets
	defaultIdleInterval = 15   // minutes, of idle-timeoutinterval
)

// builtIn gives the value that every release in the range has; ok is false when
// they differ or when no source tells one of them.
func builtIn[T any](table []since[T], r releases) (v T, ok bool) {
	first := true
	for i, row := range table {
		last := i+1 == len(table)
		if row.from > r.to || !last && table[i+1].from <= r.from {
			continue
		}
		switch {
		case row.unknown, !first && !reflect.DeepEqual(v, row.value):
			var zero T
			return zero, false
		}
		v, first = row.value, false
	}
	return v, !first
}

// byDefault makes the built-in value of an option that the file does not set.
func byDefault[T any](f *file, table []since[T]) ipsec.Value[T] {
	v, ok := builtIn(table, f.releases)
	switch {
	case ok:
		return ipsec.DefaultOf(v, f.defaultReason())
	case f.releases.known():
		return ipsec.UnknownAs[T]("no document tells the default of FortiOS "+f.releases.from.String(), ipsec.Span{})
	}
	f.needsVersion = true
	return ipsec.UnknownAs[T]("the default depends on the FortiOS version, which the file does not name", ipsec.Span{})
}

// defaultReason says whose default a value is.
func (f *file) defaultReason() string {
	r := f.releases
	switch {
	case r.known():
		return "default of FortiOS " + r.from.String()
	case r.from == oldest && r.to == newest:
		return "default of every FortiOS"
	}
	return "default of FortiOS " + r.from.String() + " to " + r.to.String()
}
