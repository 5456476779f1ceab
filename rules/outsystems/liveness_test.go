package outsystems

import (
	"net/netip"
	"testing"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

func TestInitiator(t *testing.T) {
	run(t, initiator, &rules.Intent{}, []check{
		{"responder only", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Initiation = set(ipsec.ResponderOnly) },
			[]string{"error: the device only answers; OutSystems only answers too, so nobody starts the tunnel"}, []string{"initiation on-demand"}},
		{"on demand", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Initiation = builtIn(ipsec.OnDemand) },
			[]string{"info: the tunnel comes up only when the device has traffic for it (default of ASA 9.8); OutSystems never starts it"}, nil},
	})
}

func TestKeepalive(t *testing.T) {
	none := func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Keepalives = nil }
	kept := func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Keepalives, u.Kind = nil, ipsec.RouteBased }
	run(t, keepalive, &rules.Intent{}, []check{
		{"none", none,
			[]string{"warning: nothing on the device keeps traffic in the tunnel; ping an OutSystems DNS server every 5 s, from the device or from internal servers"},
			[]string{"keepalive.add 5 s"}},
		{"a route-based tunnel that starts by itself", kept,
			[]string{"info: the device keeps the tunnel up, but nothing on it sends traffic; ping an OutSystems DNS server every 5 s, from the device or from internal servers"},
			[]string{"keepalive.add 5 s"}},
		{"BGP is enough", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Keepalives = []ipsec.Keepalive{{Kind: "bgp"}} }, nil, nil},
	})
	run(t, keepalive, told(), []check{{"none, DNS told", none,
		[]string{"warning: nothing on the device keeps traffic in the tunnel; ping an OutSystems DNS server (10.8.2.10) every 5 s, from the device or from internal servers"},
		[]string{"keepalive.add 5 s 10.8.2.10"}}})
}

// noKeepalive is a vendor whose software has no keepalive of its own.
type noKeepalive struct{}

func (noKeepalive) Remedy(ipsec.Change) (ipsec.Remedy, bool) { return ipsec.Remedy{}, false }

func (noKeepalive) Session() ipsec.Session { return ipsec.Session{} }

func TestKeepaliveWhereSoftwareHasNone(t *testing.T) {
	d := sound()
	d.Remedier, d.Tunnels[0].Keepalives = noKeepalive{}, nil
	fs := rules.Run([]*ipsec.Device{d}, []*rules.Rule{keepalive}, Profile(), &rules.Intent{}).Findings
	if len(fs) != 1 || fs[0].Severity != rules.Info {
		t.Fatalf("findings = %v, want one info", fs)
	}
	if want := `this software has no keepalive of its own; keep "ping -I <internal address> -i 5 <OutSystems DNS server>" running on the host, or a ping on one behind it`; fs[0].Message.String() != want {
		t.Errorf("message = %q, want %q", fs[0].Message, want)
	}
}

func TestKeepaliveTarget(t *testing.T) {
	to := func(target string, controls bool) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.Keepalives[0].Target, u.Keepalives[0].ControlsState = target, controls
		}
	}
	run(t, keepaliveTarget, told(), []check{
		{"second DNS server", to("10.8.2.11", true), nil, nil},
		{"front end", to("10.8.2.50", false),
			[]string{"info: the probe goes to 10.8.2.50, which does not answer ICMP; only the OutSystems DNS servers do (10.8.2.10, 10.8.2.11)"},
			[]string{"keepalive.set 10.8.2.10"}},
		{"front end that controls the route", to("10.8.2.50", true),
			[]string{"error: the probe that controls the route or the tunnel goes to 10.8.2.50, which does not answer ICMP; only the OutSystems DNS servers do (10.8.2.10, 10.8.2.11)"},
			[]string{"keepalive.set 10.8.2.10"}},
		{"inside address", to("169.254.12.1", true),
			[]string{"info: the probe goes to 169.254.12.1, the far side's address inside the tunnel: it proves the tunnel, not the network behind it"}, nil},
		{"a name", to("dns.example.com", true),
			[]string{"info: cannot tell whether dns.example.com answers the probe: it is a name; OutSystems' DNS servers are 10.8.2.10, 10.8.2.11"}, nil},
	})
	run(t, keepaliveTarget, &rules.Intent{}, []check{{"DNS servers not told", to("10.8.2.50", true), nil, nil}})
}

func TestKeepaliveSource(t *testing.T) {
	from := func(source string, controls bool) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.Keepalives[0].Source, u.Keepalives[0].ControlsState = source, controls
		}
	}
	run(t, keepaliveSource, told(), []check{
		{"public address", from("198.51.100.2", false),
			[]string{"info: the probe leaves with source 198.51.100.2, which gets no answer; it keeps traffic in the tunnel, and the cloud answers only sources in 10.1.0.0/16"}, nil},
		{"public address that controls the route", from("198.51.100.2", true),
			[]string{"error: the probe that controls the route or the tunnel leaves with source 198.51.100.2, which gets no answer; the cloud answers only sources in 10.1.0.0/16"}, nil},
		{"not told", from("", false), nil, nil},
		{"not told, and controls the route", from("", true),
			[]string{"info: cannot tell the source address of the probe to 10.8.2.10; the cloud answers only sources in 10.1.0.0/16"}, nil},
		{"to the inside address", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.InsideRemote = set(netip.MustParseAddr("192.0.2.9"))
			u.Keepalives[0] = ipsec.Keepalive{Kind: "sla", Target: "192.0.2.9", Source: "192.0.2.10", ControlsState: true}
		}, nil, nil},
	})
}

func TestKeepaliveInterval(t *testing.T) {
	every := func(v ipsec.Value[int]) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, _ *ipsec.Child) { u.Keepalives[0].Interval = v }
	}
	run(t, keepaliveInterval, &rules.Intent{}, []check{
		{"10 s is the limit", every(set(10)), nil, nil},
		{"default of a minute", every(builtIn(60)),
			[]string{"warning: the probe runs every 60 s (default of ASA 9.8); the tunnel may go down after 10 s without traffic, so probe every 5 s"},
			[]string{"keepalive.set 5 s"}},
		{"a fast one beside", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.Keepalives = append(u.Keepalives, ipsec.Keepalive{Kind: "sla", Interval: set(60)})
		}, nil, nil},
		{"BGP beside", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.Keepalives = []ipsec.Keepalive{{Kind: "sla", Interval: set(60)}, {Kind: "bgp", Interval: set(60)}}
		}, nil, nil},
		{"unknown", every(unknown[int]()), []string{"info: cannot tell the interval of the probe: the file names no version"}, nil},
	})
}

func TestIdleTimeout(t *testing.T) {
	run(t, idleTimeout, &rules.Intent{}, []check{
		{"default without keepalive", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IdleTimeout, u.Keepalives = builtIn(1800), nil },
			[]string{"error: the device closes the tunnel after 1800 s without traffic (default of ASA 9.8), and no keepalive sends any; OutSystems cannot start it again"},
			[]string{"idle-timeout"}},
		{"default with keepalive", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IdleTimeout = builtIn(1800) },
			[]string{"info: the device closes the tunnel after 1800 s without traffic (default of ASA 9.8); only the keepalive holds it open"},
			[]string{"idle-timeout"}},
		{"route-based that starts by itself", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.IdleTimeout, u.Keepalives, u.Kind = builtIn(1800), nil, ipsec.RouteBased
		},
			[]string{"info: the device closes the tunnel after 1800 s without traffic (default of ASA 9.8); as a route-based tunnel it should come up again by itself"},
			[]string{"idle-timeout"}},
		{"session timeout", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.SessionTimeout = set(7200) },
			[]string{"warning: the device closes the tunnel after 7200 s whatever its traffic; each time the connections in it stall until it is up again"},
			[]string{"session-timeout"}},
		{"session timeout without keepalive", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.SessionTimeout, u.Keepalives = set(7200), nil },
			[]string{"error: the device closes the tunnel after 7200 s whatever its traffic, and no keepalive starts it again"},
			[]string{"session-timeout"}},
	})
}

func TestDPD(t *testing.T) {
	run(t, dpd, &rules.Intent{}, []check{
		{"off", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IKE.DPD = ipsec.DPD{Enabled: set(false), Answers: set(false)} },
			[]string{"error: DPD is not answered; OutSystems closes the tunnel after 3 unanswered requests"}, []string{"ike.dpd 10 s 3"}},
		{"answers only", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IKE.DPD.Enabled = builtIn(false) },
			[]string{"warning: DPD is answered, but the device never probes by itself (default of ASA 9.8): it does not notice when the far side is gone"}, []string{"ike.dpd 10 s 3"}},
		{"probes, and so answers", func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IKE.DPD.Answers = unknown[bool]() }, nil, nil},
		{"unknown", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.IKE.DPD = ipsec.DPD{Enabled: unknown[bool](), Answers: unknown[bool]()}
		},
			[]string{"info: cannot tell the answer to DPD requests: the file names no version"}, nil},
	})
}

func TestDPDTiming(t *testing.T) {
	timing := func(interval, retries ipsec.Value[int]) func(*ipsec.Tunnel, *ipsec.Child) {
		return func(u *ipsec.Tunnel, _ *ipsec.Child) { u.IKE.DPD.Interval, u.IKE.DPD.Retries = interval, retries }
	}
	run(t, dpdTiming, &rules.Intent{}, []check{
		{"a minute in all", timing(set(20), set(3)), nil, nil},
		{"no retries on this device", timing(set(10), ipsec.Value[int]{}), nil, nil},
		{"hasty", timing(set(4), set(1)), []string{
			"warning: DPD probes after 4 s; below 5 s a busy line is taken for a dead peer",
			"warning: the number of DPD retries is 1; at least 2, so that one lost packet does not end the tunnel",
		}, []string{"ike.dpd 10 s 3", "ike.dpd 10 s 3"}},
		{"slow", timing(set(60), builtIn(3)), []string{"info: DPD needs 60 s × 3 = 180 s to notice a dead peer; 10 s × 3 suffice"}, []string{"ike.dpd 10 s 3"}},
		{"off is the other rule's business", func(u *ipsec.Tunnel, _ *ipsec.Child) {
			u.IKE.DPD = ipsec.DPD{Enabled: set(false), Interval: set(1)}
		}, nil, nil},
	})
}
