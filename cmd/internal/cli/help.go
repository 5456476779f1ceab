package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// helpWidth is the width of help texts: they are read on terminals of 80 columns.
const helpWidth = 79

// purpose is what the program does, behind its name.
const purpose = "checks exported firewall configurations against what a site-to-site VPN to the OutSystems Cloud needs"

// details holds what the help of a command says beside its flags.
var details = map[string]string{
	"check": `PATH is a file, a directory (all configurations below it), a pattern such as
'configs/**/*.cfg', or - for standard input; without one, the current directory.
Files of no known dialect are skipped in directories and patterns, and are an
error when named.

Exit status: 0 no finding at or above --fail-on, 1 findings, 2 usage error,
3 a named input could not be judged, or an internal error.

  vpnlint fw.cfg
  vpnlint --peer 203.0.113.10,203.0.113.20 --cidr 10.8.2.0/24 fw.cfg
  vpnlint --symptom drops-hourly -f json=report.json configs/
  ssh fw 'show running-config' | vpnlint --stdin-filename fw.cfg -
`,
	"model": `Prints each tunnel with the values in force and where they come from: a line of
the file, a more general level, or the vendor's default. No secret is shown.
`,
	"suggest": `Nothing is changed: type the commands yourself, after a look at each. They cure
errors and warnings; --min-severity info adds what is only worth a thought. What
the device can do alone comes first, what cuts the tunnel last. Findings of the
baseline are cured, too; suppressed ones are not.

Exit status: as check's, 0 when nothing at or above --fail-on was found.

  vpnlint suggest fw.cfg
  vpnlint suggest --tunnel "outside_map 10" --format json fw.cfg
`,
	"checklist": `In the order of the guide, with tunnels and addresses filled in. What only the
intent knows stands as its key in < >; give it by flags, or in .vpnlint.yaml. It
is printed whether or not check finds anything.

  vpnlint checklist --dns 10.8.2.10,10.8.2.11 fw.cfg
  vpnlint checklist --format markdown fw.cfg > checklist.md
`,
	"redact": `Keys, passwords, certificates, SNMP communities, user names and e-mail addresses
are gone; lines keep their numbers, and check finds the same in the copy. A
pre-shared key that can be read becomes a placeholder that is refused or taken
like the key; equal keys get equal ones. IP addresses, host names and names of
objects stay, since nothing could be judged without them, and so do statements
of no known meaning outside of the VPN: look at the copy before you send it. It
is written in UTF-8. An input is never overwritten.

  vpnlint redact fw.cfg > copy.cfg
  vpnlint redact --output copies/ configs/
`,
	"baseline": `write makes the file of what is found now; afterwards check counts these findings
and does not show them. prune removes what is gone. Devices that are not read
keep their entries, unless no PATH is given. show prints the entries.
`,
	"init": `The file holds every key with an example, and the peers that the configurations
have. A file that exists is left alone.
`,
	"config": `With a PATH, what is said about that file only is put over the rest.
`,
	"lsp": `An editor starts it, and asks for diagnostics, for what there is to say at a
place, and for changes. The configuration file is the nearest upward of each
file that is open; flags win over it. Nothing is written.

Exit status: 0 after the editor's shutdown, 1 without one, 3 when the input is
no language server protocol.
`,
	"completion": `bash, in ~/.bashrc:

  source <(vpnlint completion bash)

zsh, in ~/.zshrc, behind compinit:

  source <(vpnlint completion zsh)

fish:

  vpnlint completion fish > ~/.config/fish/completions/vpnlint.fish

PowerShell, in $PROFILE:

  vpnlint completion powershell | Out-String | Invoke-Expression

The script holds all that it offers and starts no program: make it anew when
vpnlint has been updated.
`,
	"explain": `The examples come from the tests: each of them is run.
`,
}

func (p *Program) help(args []string) int {
	fs := newFlags("help")
	man := fs.group("Output").Bool("man", false, "print the manual page, as vpnlint.1, in mdoc")
	rest, code, done := fs.parse(p, args)
	switch {
	case done:
		return code
	case *man:
		_, err := io.WriteString(p.Stdout, p.surface().Manual(manualNotes(), manualEdition()))
		return p.finish(err, exitOK)
	case len(rest) > 0:
		c, ok := findCommand(rest[0])
		if !ok {
			p.complain("no command %q%s", rest[0], didYouMean(rest[0], commandNames()))
			return exitUsage
		}
		if c.name != "help" {
			return c.run(p, []string{"--help"})
		}
	}
	b := bufio.NewWriter(p.Stdout)
	fmt.Fprint(b, wrapped("", 0, "vpnlint "+purpose+".", helpWidth)+"\nUsage: vpnlint [COMMAND] [FLAGS] [ARGUMENTS]\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(b, "  %-10s %s\n", c.name, c.summary)
	}
	fmt.Fprint(b, "\nvpnlint COMMAND --help lists the flags of a command. Start with:\n\n"+
		"  vpnlint fw.cfg               check one export\n"+
		"  vpnlint explain single-sa-pair   what a finding means\n")
	return p.finish(b.Flush(), exitOK)
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	return names
}

// printHelp writes usage, description and flags of one command.
func (fs *flagSet) printHelp(w io.Writer) error {
	c := fs.command
	b := bufio.NewWriter(w)
	name := c.name
	if name == "check" {
		name = "[check]"
	}
	fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("Usage: vpnlint %s [FLAGS] %s", name, c.args), " "))
	fmt.Fprintf(b, "\n%s%s.\n", strings.ToUpper(c.summary[:1]), c.summary[1:])
	if d := details[c.name]; d != "" {
		fmt.Fprintf(b, "\n%s", d)
	}
	for _, g := range fs.groups {
		fmt.Fprintf(b, "\n%s:\n%s", g.title, g.FlagUsagesWrapped(helpWidth))
	}
	return b.Flush()
}
