package pfsense

import (
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// menus are the pages for what is not the tunnel's own.
var menus = configxml.Menus{
	StaticRoutes: "System > Routing > Static Routes", Forwarders: "Services > DNS Resolver > General Settings > Domain Overrides", Server: "IP Address",
	Gateways: "System > Routing > Gateways", GatewayGroups: "System > Routing > Gateway Groups",
	Neighbors: "Services > FRR BGP > Neighbors", RouteMaps: "Services > FRR Global/Zebra > Route Maps", BGP: "Services > FRR BGP > BGP",
	PolicyIn: "Route Map Filters Inbound", PolicyOut: "Route Map Filters Outbound", Keepalive: "Keepalive Interval", Hold: "Hold Time",
	Default: "Default Originate No", Networks: "Networks to Distribute",
	SetPrepend: "AS Path Set Prepend %s", SetPreference: "Local Preference Set %s",
	MonitorOff: "Disable Gateway Monitoring", Interval: "Advanced > Probe Interval (ms)", Milliseconds: true,
}

// routing answers a change that is not about the tunnel's own settings.
func (r *remedier) routing(l *link, pages configxml.Pages) (ipsec.Remedy, bool) {
	for _, c := range r.config.carriers(l) {
		if c.Interface != nil {
			pages.Carrier = c.Interface.Name
		}
	}
	pages.OnInterface = r.config.ipsec.FilterMode.V == "if_ipsec"
	pages.Routing(r.config.box, &menus)
	pages.Path(r.config.box, &menus, r.around)
	return pages.Remedy()
}
