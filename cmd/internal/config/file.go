package config

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/vpnlint/vpnlint/cmd/internal/spell"
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// File is what one configuration file says, or, after [Load], several together.
// Paths in it start from the working directory.
type File struct {
	Path         string         // as it is shown; "" when there is no file
	Source       *parser.Source // nil when there is no file
	Version      Value[int]
	Extends      []Value[string]
	Profile      Value[string] // a name, or the path of a profile
	OutSystems   OutSystems
	Include      Value[[]Pattern]
	Exclude      Value[[]Pattern]
	Devices      []Device
	Rules        map[string]Value[rules.Severity]
	FailOn       Value[string]
	Baseline     Value[string] // a path
	Suppressions []Suppression

	// Supplied holds what the files say that the keys supplied name, by path. It is
	// the reader of the file who fills it; see [File.SuppliedPaths].
	Supplied map[string]*ipsec.Supplied
}

// OutSystems is what no export can tell.
type OutSystems struct {
	Peers        Value[[]string]
	CIDR         Value[netip.Prefix]
	DNS          Value[[]netip.Addr]
	OnPrem       Value[[]netip.Prefix]
	Routing      Value[string]
	BehindNAT    Value[bool]
	AsymmetricOK Value[bool]
	Edition      Value[string]
	DBPorts      Value[[]int]
	Supplied     Value[string] // a path

	file *ipsec.Supplied // what stands in Supplied; nil when it was not read
}

// Device holds facts about some files only.
type Device struct {
	At         Origin
	Match      []Pattern
	Vendor     Value[string]
	Encoding   Value[string]
	OutSystems OutSystems
}

// Suppression says that findings are known and accepted.
type Suppression struct {
	Rules   []string
	Device  string    // hostname in the configuration; "" = any. A star stands for any text
	Path    []Pattern // files; empty = any
	Context string    // "" = any
	Tunnel  string    // "" = any, and findings about the device
	Reason  string
	Until   time.Time // the last day on which it holds, at midnight UTC; zero = for good
	At      parser.Span
}

// Vendors are the vendors of the design, whether or not this build reads them.
var vendorNames = []string{"asa", "fortigate", "paloalto", "pfsense", "opnsense", "strongswan"}

const (
	rulePattern = `^[a-z0-9]+(-[a-z0-9]+)*$`
	datePattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
)

// shape describes the whole file.
func (f *File) shape() shape {
	var extends []Value[string]
	return mapping(
		key{name: "version", about: "The version of this file's format: 1.", shape: integer(1, 1, func(d *decoder, n *yaml.Node, v int) {
			f.Version = Value[int]{v, d.origin(n)}
		})},
		key{name: "extends", about: "Configuration files that this one builds on, relative to it. What stands here wins.",
			shape: oneOrMany(text("", func(d *decoder, n *yaml.Node, s string) error {
				extends = append(extends, Value[string]{d.file(s), d.origin(n)})
				f.Extends = extends
				return nil
			}))},
		key{name: "profile", about: "The requirements: outsystems-cloud, or a file that extends it.", shape: profileText(&f.Profile)},
		key{name: "outsystems", about: "What no export can tell.", shape: f.OutSystems.shape()},
		key{name: "files", about: "The files that are meant when a directory is checked.", shape: mapping(
			key{name: "include", about: "Patterns of files to check in directories; ** crosses directories.", shape: patterns(&f.Include)},
			key{name: "exclude", about: "Patterns of files and directories to leave out.", shape: patterns(&f.Exclude)},
		)},
		key{name: "devices", about: "Facts about some files only.", shape: list(func(n *yaml.Node) shape { return f.newDevice(n) })},
		key{name: "rules", about: "Severity of rules: off, info, warning or error.", shape: f.rulesShape()},
		key{name: "fail_on", about: "Lowest severity that gives exit status 1.", shape: word(&f.FailOn, "error", "warning", "info", "never")},
		key{name: "baseline", about: "File of known findings, written by vpnlint baseline write.", shape: pathText(&f.Baseline)},
		key{name: "suppressions", about: "Findings that are known and accepted.", shape: list(func(*yaml.Node) shape { return f.newSuppression() })},
	)
}

func (o *OutSystems) shape() shape {
	return mapping(
		key{name: "peers", about: "OutSystems' VPN endpoints. Only tunnels to them are judged.", shape: listOf(&o.Peers, "", ParsePeer)},
		key{name: "cidr", about: "The range of the OutSystems Cloud.", shape: text(`/`, func(d *decoder, n *yaml.Node, s string) error {
			p, err := ParsePrefix(s)
			o.CIDR = Value[netip.Prefix]{p, d.origin(n)}
			return err
		})},
		key{name: "dns", about: "OutSystems' DNS servers in that range.", shape: listOf(&o.DNS, `^[0-9A-Fa-f.:]+$`, ParseAddr)},
		key{name: "onprem", about: "The on-premises ranges registered with OutSystems.", shape: listOf(&o.OnPrem, `/`, ParsePrefix)},
		key{name: "routing", about: "How the VPN is routed.", shape: word(&o.Routing, "static", "bgp")},
		key{name: "behind_nat", about: "Whether a NAT device stands before the firewall.", shape: boolean(&o.BehindNAT)},
		key{name: "asymmetric_ok", about: "Whether replies may come through the other tunnel.", shape: boolean(&o.AsymmetricOK)},
		key{name: "edition", about: "The edition of OutSystems: sentry answers on 443 only.", shape: word(&o.Edition, "standard", "sentry")},
		key{name: "db_ports", about: "TCP ports of on-premises databases.", shape: list(func(first *yaml.Node) shape {
			return integer(1, 65535, func(d *decoder, n *yaml.Node, v int) { add(&o.DBPorts, v, d.origin(n)) })
		})},
		key{name: "supplied", about: "The configuration file that OutSystems supplied.", shape: pathText(&o.Supplied)},
	)
}

func (f *File) newDevice(n *yaml.Node) shape {
	if n.Kind != 0 {
		f.Devices = append(f.Devices, Device{At: Origin{Path: f.Path, Line: n.Line, Column: n.Column}})
	}
	dev := new(Device)
	if len(f.Devices) > 0 {
		dev = &f.Devices[len(f.Devices)-1]
	}
	return mapping(
		key{name: "match", about: "Patterns of the files that this is about.", required: true, shape: oneOrMany(pattern(&dev.Match))},
		key{name: "vendor", about: "Whose configuration it is.", shape: word(&dev.Vendor, vendorNames...)},
		key{name: "encoding", about: "Character encoding.", shape: word(&dev.Encoding, parser.Encodings()...)},
		key{name: "outsystems", about: "What differs from the keys of the same name above.", shape: dev.OutSystems.shape()},
	)
}

// rulesShape reads the severities of rules: a word, or a block with one.
func (f *File) rulesShape() shape {
	f.Rules = map[string]Value[rules.Severity]{}
	var level Value[string]
	one := word(&level, "off", "info", "warning", "error")
	block := mapping(key{name: "severity", about: "The severity.", required: true, shape: one})
	value := shape{schema: object{"anyOf": []object{one.schema, block.schema}}}
	return openMapping(rulePattern, value, func(d *decoder, name string, k, v *yaml.Node) {
		if d.rules != nil && !slices.Contains(d.rules, name) {
			d.unknownRule(k)
			return
		}
		level = Value[string]{}
		if v = resolve(v); v.Kind == yaml.MappingNode {
			d.read(v, block)
		} else {
			d.read(v, one)
		}
		if !level.IsZero() {
			f.Rules[name] = Value[rules.Severity]{Severity(level.V), level.Origin}
		}
	})
}

func (d *decoder) unknownRule(k *yaml.Node) {
	if near := spell.Nearest(k.Value, d.rules); near != "" {
		d.problem(k, "unknown rule %s; did you mean %s?", k.Value, near)
		return
	}
	d.problem(k, "unknown rule; vpnlint rules lists them")
}

func (f *File) newSuppression() shape {
	var s Suppression
	into := func(target *string) shape {
		return text("", func(_ *decoder, _ *yaml.Node, v string) error {
			*target = v
			return nil
		})
	}
	block := mapping(
		key{name: "rule", about: "The rule, or a list of rules.", required: true, shape: oneOrMany(text(rulePattern, func(_ *decoder, _ *yaml.Node, v string) error {
			s.Rules = append(s.Rules, v)
			if !isRuleName(v) {
				return fmt.Errorf("a rule has a name such as idle-timeout; there is no form that means all")
			}
			return nil
		}))},
		key{name: "device", about: "Hostname in the configuration; * stands for any text.", shape: into(&s.Device)},
		key{name: "path", about: "Patterns of files, for configurations that name no host.", shape: oneOrMany(pattern(&s.Path))},
		key{name: "context", about: "Security context, VDOM, vsys or template.", shape: into(&s.Context)},
		key{name: "tunnel", about: "Name of the tunnel; * stands for any text.", shape: into(&s.Tunnel)},
		key{name: "reason", about: "Why the finding is accepted.", required: true, shape: into(&s.Reason)},
		key{name: "until", about: "The last day on which this holds, as 2027-03-31.", shape: text(datePattern, func(_ *decoder, _ *yaml.Node, v string) (err error) {
			s.Until, err = ParseDate(v)
			return err
		})},
	)
	read := block.read
	block.read = func(d *decoder, n *yaml.Node) {
		before := len(d.problems)
		s = Suppression{At: d.span(n)}
		if read(d, n); len(d.problems) == before {
			f.Suppressions = append(f.Suppressions, s)
		}
	}
	return block
}

// ParseDate reads a day.
func ParseDate(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("not a day; write it as 2027-03-31")
	}
	return t, nil
}

func isRuleName(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && !strings.HasPrefix(s, "-") &&
		!strings.HasSuffix(s, "-") && !strings.Contains(s, "--")
}

// Severity returns the severity that a word of the file or of a flag names; for
// "never" one that no finding has.
func Severity(word string) rules.Severity {
	for _, s := range []rules.Severity{rules.Off, rules.Info, rules.Warning, rules.Error} {
		if s.String() == word {
			return s
		}
	}
	return rules.Error + 1
}

// add appends to a list, whose origin is that of its first element.
func add[T any](to *Value[[]T], v T, at Origin) {
	if to.IsZero() {
		to.Origin = at
	}
	to.V = append(to.V, v)
}

func listOf[T any](to *Value[[]T], like string, parse func(string) (T, error)) shape {
	return list(func(*yaml.Node) shape {
		return text(like, func(d *decoder, n *yaml.Node, s string) error {
			v, err := parse(s)
			if err == nil {
				add(to, v, d.origin(n))
			}
			return err
		})
	})
}

func pathText(to *Value[string]) shape {
	return text("", func(d *decoder, n *yaml.Node, s string) error {
		*to = Value[string]{d.file(s), d.origin(n)}
		return nil
	})
}

func profileText(to *Value[string]) shape {
	return text("", func(d *decoder, n *yaml.Node, s string) error {
		if IsProfileFile(s) {
			s = d.file(s)
		}
		*to = Value[string]{s, d.origin(n)}
		return nil
	})
}
