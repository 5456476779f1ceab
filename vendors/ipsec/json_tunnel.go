package ipsec

func deviceJSON(d *Device) jsonDevice {
	out := jsonDevice{
		Path: d.Path, Vendor: d.Vendor, Version: d.Version, Hostname: d.Hostname, Context: d.Context,
		Whole: d.Whole, Tunnels: make([]jsonTunnel, 0, len(d.Tunnels)),
	}
	for _, t := range d.Tunnels {
		out.Tunnels = append(out.Tunnels, tunnelJSON(t))
	}
	out.Around = aroundJSON(d.Around)
	return out
}

func tunnelJSON(t *Tunnel) jsonTunnel {
	out := jsonTunnel{
		Name: t.Name, Description: t.Description, Kind: t.Kind, Peer: t.Peer, Role: t.Role,
		Enabled: t.Enabled, At: placeText(t.At), Interface: t.Interface,
		IKE: ikeJSON(&t.IKE), Children: make([]jsonChild, 0, len(t.Children)),
		SAPairs: valueJSON(t.SAPairs), Initiation: valueJSON(t.Initiation),
		IdleTimeout: valueJSON(t.IdleTimeout), SessionTimeout: valueJSON(t.SessionTimeout),
		Keepalives: make([]jsonKeepalive, 0, len(t.Keepalives)),
		MSS:        valueJSON(t.MSS), DontFragment: valueJSON(t.DontFragment),
		Fragmentation: valueJSON(t.Fragmentation), ReplayWindow: valueJSON(t.ReplayWindow),
		InsideLocal: valueJSON(t.InsideLocal), InsideRemote: valueJSON(t.InsideRemote),
		Blockers: make([]string, 0, len(t.Blockers)),
	}
	for _, c := range t.Children {
		out.Children = append(out.Children, childJSON(c))
	}
	for _, k := range t.Keepalives {
		out.Keepalives = append(out.Keepalives, keepaliveJSON(k))
	}
	for _, b := range t.Blockers {
		out.Blockers = append(out.Blockers, b.Message)
	}
	return out
}

func ikeJSON(k *IKE) jsonIKE {
	return jsonIKE{
		Versions: listJSON(k.Versions), Mode: valueJSON(k.Mode), Auth: valueJSON(k.Auth),
		Lifetime: valueJSON(k.Lifetime), Rekey: rekeyJSON(k.Rekey),
		Proposals: proposalsJSON(k.Proposals, true),
		DPD: jsonDPD{
			Enabled: valueJSON(k.DPD.Enabled), Answers: valueJSON(k.DPD.Answers),
			Interval: valueJSON(k.DPD.Interval), Retries: valueJSON(k.DPD.Retries),
		},
		NATTraversal: valueJSON(k.NATTraversal), Port: valueJSON(k.Port),
		LocalID: valueJSON(k.LocalID), LocalAddress: valueJSON(k.LocalAddress),
	}
}

func proposalsJSON(ps []Proposal, phase1 bool) []jsonProposal {
	out := make([]jsonProposal, 0, len(ps))
	for _, p := range ps {
		j := jsonProposal{
			Encryption: orEmpty(p.Encryption.V), Integrity: orEmpty(p.Integrity.V), DH: orEmpty(p.DH.V),
			Lifetime: valueJSON(p.Lifetime),
		}
		if phase1 {
			prf := orEmpty(p.PRF.V)
			j.PRF = &prf
		}
		out = append(out, j)
	}
	return out
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func childJSON(c *Child) jsonChild {
	out := jsonChild{
		Name: c.Name, Description: c.Description, Protocol: valueJSON(c.Protocol), Mode: valueJSON(c.Mode),
		Proposals: proposalsJSON(c.Proposals, false),
		PFS:       valueJSON(c.PFS), PFSGroups: listJSON(c.PFSGroups),
		Lifetime: valueJSON(c.Lifetime), Rekey: rekeyJSON(c.Rekey),
		LifetimeKilobytes: valueJSON(c.LifetimeKilobytes),
		Selectors:         make([]jsonSelector, 0, len(c.Selectors)),
	}
	for _, s := range c.Excluded {
		out.Excluded = append(out.Excluded, jsonSelector{Local: s.Local, Remote: s.Remote, Protocol: s.Protocol, Ports: s.Ports})
	}
	for _, s := range c.Selectors {
		out.Selectors = append(out.Selectors, jsonSelector{Local: s.Local, Remote: s.Remote, Protocol: s.Protocol, Ports: s.Ports})
	}
	return out
}

func keepaliveJSON(k Keepalive) jsonKeepalive {
	out := jsonKeepalive{Kind: k.Kind, Target: k.Target, Source: k.Source, ControlsState: k.ControlsState}
	if k.Interval.Known() {
		seconds := k.Interval.V
		out.Interval = &seconds
	}
	return out
}

func rekeyJSON(r *Rekey) *jsonRekey {
	if r == nil {
		return nil
	}
	return &jsonRekey{Earliest: r.Earliest, Latest: r.Latest}
}
