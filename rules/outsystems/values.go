package outsystems

import (
	_ "embed"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/rules"
)

// profileYAML is decoded only where the sources of the values are shown.
//
//go:embed profile.yaml
var profileYAML []byte

// Value is one value of the built-in profile as people read it.
type Value struct {
	Key    string // such as ipsec.lifetime
	Value  string // as YAML, on one line
	Source string // who says so; the head of profile.yaml explains the names
}

// Values returns the values that a rule compares with or proposes, in the order
// of the profile: those that a profile of one's own would change. It is empty for
// a rule that compares with none.
func Values(rule *rules.Rule) []Value {
	keys := valueKeys(rule.Name)
	if keys == "" {
		return nil
	}
	var doc yaml.Node
	if err := yaml.Load(profileYAML, &doc); err != nil {
		panic("profile.yaml: " + err.Error()) // cannot happen: a test decodes the file
	}
	var all []Value
	collectValues(&all, doc.Content[0], "", "")
	return slices.DeleteFunc(all, func(v Value) bool {
		return !slices.ContainsFunc(strings.Fields(keys), func(key string) bool { return v.Key == key || strings.HasPrefix(v.Key, key+".") })
	})
}

// collectValues appends the leaves below a mapping. A comment stands on the line of
// the leaf, on the lines before it, or at the mapping that holds it.
func collectValues(out *[]Value, mapping *yaml.Node, prefix, source string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		k, v := mapping.Content[i], mapping.Content[i+1]
		from := source
		for _, comment := range []string{v.LineComment, k.LineComment, k.HeadComment} {
			if comment != "" {
				from = strings.Join(strings.Fields(strings.ReplaceAll(comment, "#", " ")), " ")
				break
			}
		}
		if v.Kind == yaml.MappingNode && v.Style&yaml.FlowStyle == 0 {
			collectValues(out, v, prefix+k.Value+".", from)
			continue
		}
		*out = append(*out, Value{prefix + k.Value, flow(v), from})
	}
}

// flow writes a node on one line, without its comments.
func flow(n *yaml.Node) string {
	var parts []string
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value
	case yaml.SequenceNode:
		for _, c := range n.Content {
			parts = append(parts, flow(c))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		parts = append(parts, n.Content[i].Value+": "+flow(n.Content[i+1]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// valueKeys returns the keys of the profile, or of a part of it, that a rule is about.
func valueKeys(rule string) string {
	switch rule {
	case "ike-lifetime":
		return "ike.lifetime ike.lifetime_min"
	case "ike-proposal":
		return "ike.encryption ike.integrity ike.dh ike.offer"
	case "ike-weakest-wins":
		return "ike.encryption ike.integrity ike.dh ipsec.encryption ipsec.integrity ipsec.dh"
	case "ike-main-mode":
		return "ike.mode"
	case "ike-authentication":
		return "ike.auth"
	case "ike-version":
		return "ike.versions ike.preferred_version"
	case "ike-identity", "nat-traversal":
		return "tunnel.not_public"
	case "ike-port", "ike-esp-reachable":
		return "ike.port ike.nat_port"
	case "ipsec-lifetime":
		return "ike.lifetime ipsec.lifetime ipsec.lifetime_min ipsec.hard_percent ipsec.ikev2_rekey"
	case "ikev2-rekey-51min":
		return "ipsec.lifetime ipsec.ikev2_rekey"
	case "ipsec-lifetime-volume":
		return "ipsec.volume_warning ipsec.volume_info"
	case "ipsec-proposal":
		return "ipsec.protocol ipsec.mode ipsec.encryption ipsec.integrity ipsec.offer"
	case "pfs":
		return "ipsec.dh ipsec.offer"
	case "single-sa-pair":
		return "ipsec.sa_pairs"
	case "mss-clamp":
		return "packet.mss"
	case "anti-replay":
		return "packet.replay_min packet.replay_window"
	case "keepalive":
		return "keepalive.interval"
	case "keepalive-interval":
		return "keepalive"
	case "keepalive-target":
		return "tunnel.inside_range"
	case "dpd":
		return "dpd.interval dpd.retries"
	case "dpd-rate-limit":
		return "ike.port ike.nat_port dpd.peer_sessions"
	case "dpd-timing":
		return "dpd"
	case "second-tunnel":
		return "tunnel.count"
	case "tunnel-address":
		return "tunnel.inside_range tunnel.inside_bits tunnel.inside_reserved"
	case "asymmetric-routing":
		return "routing.backup_distance"
	case "failover-detection":
		return "tunnel.count routing.backup_distance dpd.interval dpd.retries keepalive.interval"
	case "bgp-preference":
		return "tunnel.count routing.backup_preference routing.backup_prepend"
	case "bgp-session":
		return "routing.bgp_keepalive routing.bgp_hold routing.asn_max routing.asn_reserved"
	case "onprem-range":
		return "routing.routes_max routing.bgp_routes_max"
	case "traffic-permitted":
		return "traffic"
	case "dns-forwarder":
		return "dns traffic.dns"
	}
	return ""
}
