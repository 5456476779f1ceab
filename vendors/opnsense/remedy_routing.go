package opnsense

import (
	"github.com/vpnlint/vpnlint/vendors/configxml"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// menus are the pages for what is not the tunnel's own.
var menus = configxml.Menus{
	StaticRoutes: "System > Routes > Configuration", Forwarders: "Services > Unbound DNS > Query Forwarding", Server: "Server IP",
	Gateways: "System > Gateways > Configuration", GatewayGroups: "System > Gateways > Group",
	Neighbors: "Routing > BGP > Neighbors", RouteMaps: "Routing > BGP > Route Maps", BGP: "Routing > BGP > General",
	PolicyIn: "Route-Map In", PolicyOut: "Route-Map Out", Keepalive: "Keepalive", Hold: "Hold Time",
	Default: "clear Send Defaultroute", Networks: "Network",
	SetPrepend: "Set as-path prepend %s", SetPreference: "Set local-preference %s",
	MonitorOff: "Disable Gateway Monitoring", Interval: "Probe Interval (s)",
}

// routing answers a change that is not about the tunnel's own settings.
func (r *remedier) routing(l *link, pages configxml.Pages) (ipsec.Remedy, bool) {
	for _, c := range r.config.carriers(l) {
		if c.Interface != nil {
			pages.Carrier = c.Interface.Name
		}
	}
	pages.OnInterface = r.config.filtersOnInterface()
	pages.Routing(r.config.box, &menus)
	pages.Path(r.config.box, &menus, r.around)
	return pages.Remedy()
}
