// Package checklist turns what no configuration can answer into what to do about
// it: the commands of the device, with its own tunnels and addresses, and those of
// a host behind it, in the order of the guide.
package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
	"github.com/vpnlint/vpnlint/rules/outsystems"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Document is the checklist of some devices.
type Document struct {
	Devices []Device
}

// Device is the checklist of one device.
type Device struct {
	Path, Hostname, Context, Vendor, Version string
	Tunnels                                  int // that the checks are about
	Items                                    []Item
	Missing                                  []string // keys of the intent that would fill in what is left open
}

// Item is one thing to look at.
type Item struct {
	Section string
	Aim     rules.Text // a sentence without a full stop
	Good    rules.Text
	Where   outsystems.Where
	Steps   []Step
}

// Step is what to type.
type Step struct {
	Label    rules.Text // the tunnel that it is about, or where it is typed; nothing when that is plain
	Commands []string
}

// environment stands for the name that users type.
const environment = "<environment>.outsystemsenterprise.com"

// Build makes the checklist of one device. Path is the file as the user named it.
func Build(d *ipsec.Device, path string, intent *rules.Intent, profile *rules.Profile) Device {
	out := Device{Path: path, Hostname: d.Hostname, Context: d.Context, Vendor: d.Vendor, Version: d.Version}
	b := &builder{device: d, path: path, intent: intent, profile: profile, tunnels: rules.InScope(d, intent)}
	out.Tunnels = len(b.tunnels)
	for _, line := range outsystems.Checklist() {
		if b.wanted(line.Kind) {
			out.Items = append(out.Items, Item{Section: line.Section, Aim: line.Aim, Good: line.Good, Where: line.Where, Steps: b.steps(line)})
		}
	}
	out.Missing = missing(out.Items)
	return out
}

type builder struct {
	device  *ipsec.Device
	path    string
	intent  *rules.Intent
	profile *rules.Profile
	tunnels []*ipsec.Tunnel
}

// wanted leaves out what the intent has answered.
func (b *builder) wanted(kind ipsec.CheckKind) bool {
	switch kind {
	case ipsec.NATTraversalOff:
		return b.intent.BehindNAT == nil || *b.intent.BehindNAT
	case ipsec.ShowBGP:
		return b.intent.Routing != "static"
	case ipsec.TCP80:
		return b.intent.Edition != "sentry"
	case ipsec.HostKeepaliveUnit:
		return len(b.ask(ipsec.Check{Kind: kind})) > 0 // only where the device has no keepalive
	case ipsec.TestFailover:
		return len(b.tunnels) != 1
	}
	return true
}

// ask returns the device's own commands.
func (b *builder) ask(c ipsec.Check) []string {
	if b.device.Checker == nil {
		return nil
	}
	commands, _ := b.device.Checker.Check(c)
	return commands
}

func (b *builder) steps(line outsystems.ChecklistLine) []Step {
	switch line.Kind {
	case ipsec.PingEndpoint, ipsec.ShowIKESA, ipsec.CompareKey, ipsec.CaptureIKE, ipsec.NATTraversalOff, ipsec.ShowIPsecSA, ipsec.TestFailover, ipsec.ShowBGP:
		return b.perTunnel(line.Kind)
	case ipsec.WatchDatabase:
		return b.database()
	case ipsec.ShowRoute:
		c := ipsec.Check{Kind: line.Kind}
		if len(b.intent.DNS) > 0 {
			c.Target = b.intent.DNS[0]
		} else if b.intent.CIDR.IsValid() {
			c.Target = b.intent.CIDR.Addr().Next()
		}
		return step(b.ask(c))
	case ipsec.CPULoad, ipsec.HostKeepaliveUnit:
		c := ipsec.Check{Kind: line.Kind, Seconds: b.profile.Keepalive.Interval}
		if len(b.intent.DNS) > 0 {
			c.Target = b.intent.DNS[0]
		}
		return step(b.ask(c))
	}
	return b.onHost(line.Kind)
}

// perTunnel asks for each tunnel. What is the same for all is typed once.
func (b *builder) perTunnel(kind ipsec.CheckKind) []Step {
	var out []Step
	var first []string
	same := len(b.tunnels) > 1
	for i, t := range b.tunnels {
		var commands []string
		if kind != ipsec.NATTraversalOff || !b.staysOff(t) {
			commands = b.ask(ipsec.Check{Kind: kind, Tunnel: t})
		}
		if i == 0 {
			first = commands
		}
		same = same && slices.Equal(first, commands)
		if len(commands) > 0 {
			out = append(out, stopped(nameOf(t), commands)...)
		}
	}
	if same && len(first) > 0 {
		return stopped(rules.Text{}, first)
	}
	return out
}

// staysOff reports that NAT traversal is off and that nothing says it should not be:
// a test that ends with switching it on would change the device.
func (b *builder) staysOff(t *ipsec.Tunnel) bool {
	nat := t.IKE.NATTraversal
	return b.intent.BehindNAT == nil && nat.Known() && nat.V == "off"
}

// stopped makes a step of its own of what is typed after a look, so that nobody
// pastes a test together with its end.
func stopped(label rules.Text, commands []string) []Step {
	var out []Step
	for {
		i := slices.Index(commands, ipsec.Look)
		if i < 0 {
			return append(out, Step{label, commands})
		}
		out = append(out, Step{label, commands[:i]})
		label, commands = rules.Say("look now, then end the test"), commands[i+1:]
	}
}

func nameOf(t *ipsec.Tunnel) rules.Text {
	if strings.Contains(t.Name, t.Peer) {
		return rules.Plain(t.Name)
	}
	return rules.Say("%s, peer %s", t.Name, t.Peer)
}

// database asks for each port that the intent names.
func (b *builder) database() []Step {
	ports := b.intent.DBPorts
	if len(ports) == 0 {
		ports = []int{0}
	}
	var commands []string
	var out []Step
	for _, p := range ports {
		asked := b.ask(ipsec.Check{Kind: ipsec.WatchDatabase, Port: p})
		if slices.Contains(asked, ipsec.Look) { // a test with an end, for each port anew
			label := rules.Text{}
			if len(ports) > 1 {
				label = rules.Plain(fmt.Sprintf("TCP %d", p))
			}
			out = append(out, stopped(label, asked)...)
			continue
		}
		for _, c := range asked {
			if !slices.Contains(commands, c) {
				commands = append(commands, c)
			}
		}
	}
	return append(out, step(commands)...)
}

// onHost returns what to type on a host, or at the desk of the one who asks.
func (b *builder) onHost(kind ipsec.CheckKind) []Step {
	servers := b.servers()
	onWindows := func(unix, windows string) []Step {
		return []Step{{Commands: []string{unix}}, {rules.Say("on Windows"), []string{windows}}}
	}
	switch kind {
	case ipsec.PingDNS:
		return step(each("ping ", servers))
	case ipsec.TracerouteCloud:
		return onWindows("traceroute -n "+servers[0], "tracert -d "+servers[0])
	case ipsec.ContinuousPing:
		seconds := strconv.Itoa(b.profile.Keepalive.Interval)
		return onWindows("ping -i "+seconds+" "+servers[0], "ping -t "+servers[0])
	case ipsec.NSLookupName:
		return step([]string{"nslookup " + environment})
	case ipsec.TCP443, ipsec.TCP80:
		port := strings.TrimPrefix(string(kind), "tcp-")
		return onWindows("nc -vz "+environment+" "+port, "Test-NetConnection "+environment+" -Port "+port)
	case ipsec.ReviewForwarder:
		asked := each("nslookup "+environment+" ", append([]string{"<internal DNS server>"}, servers...))
		return append(step(asked), Step{rules.Say("on a DNS server with Windows"), []string{"Get-DnsServerZone outsystemsenterprise.com"}})
	case ipsec.ReviewOpen:
		return step([]string{"vpnlint check " + shellWord(b.path)})
	case ipsec.SupportCase:
		return step([]string{"vpnlint redact " + shellWord(b.path)})
	}
	return nil
}

// each puts a command in front of each of its last words.
func each(command string, last []string) []string {
	var out []string
	for _, w := range last {
		out = append(out, command+w)
	}
	return out
}

// servers are the DNS servers in the cloud, or what would name them.
func (b *builder) servers() []string {
	if len(b.intent.DNS) == 0 {
		return []string{(ipsec.Check{}).Host(rules.KeyDNS)}
	}
	var out []string
	for _, a := range b.intent.DNS {
		out = append(out, a.String())
	}
	return out
}

func step(commands []string) []Step {
	if len(commands) == 0 {
		return nil
	}
	return []Step{{Commands: commands}}
}

// shellWord writes a path as a shell takes it.
func shellWord(path string) string {
	if path != "" && !strings.ContainsAny(path, " \t\"'$&|;<>()*?\\`#~") {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// missing lists the keys that stand as placeholders in commands.
func missing(items []Item) []string {
	key := regexp.MustCompile(`<(outsystems\.[a-z_]+)>`)
	var out []string
	for _, item := range items {
		for _, s := range item.Steps {
			for _, c := range s.Commands {
				for _, m := range key.FindAllStringSubmatch(c, -1) {
					if !slices.Contains(out, m[1]) {
						out = append(out, m[1])
					}
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
