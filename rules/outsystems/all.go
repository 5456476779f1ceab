package outsystems

import "github.com/vpnlint/vpnlint/rules"

// All returns every rule of the profile outsystems-cloud, grouped by category in
// the order in which they are listed.
func All() []*rules.Rule {
	return []*rules.Rule{
		ikeLifetime,
		ikeProposal,
		ikeWeakestWins,
		ikeMainMode,
		ikeAuthentication,
		ikeVersion,
		ikeIdentity,
		ikePort,
		natTraversal,

		ipsecLifetime,
		ikev2Rekey51min,
		ipsecLifetimeVolume,
		ipsecProposal,
		pfs,
		singleSAPair,
		selectorCoverage,
		selectorOverlap,
		mssClamp,
		fragmentation,
		antiReplay,

		initiator,
		keepalive,
		keepaliveTarget,
		keepaliveSource,
		keepaliveInterval,
		idleTimeout,
		dpd,
		dpdTiming,
		dpdRateLimit,

		secondTunnel,
		tunnelAddress,
		suppliedConfig,

		asymmetricRouting,
		failoverDetection,
		bgpPreference,
		bgpSession,
		onpremRange,

		ikeESPReachable,
		natExemption,
		trafficPermitted,
		wholeRangePermitted,
		routeToCloud,
		dnsForwarder,

		unreadableStatement,
		unreadStatement,
		undefinedReference,
		truncatedConfig,
		unknownVersion,
	}
}
