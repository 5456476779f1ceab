package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

// The release build sets these with -ldflags -X; a build by "go install" has
// them from the build information.
var (
	buildVersion = ""
	buildCommit  = ""
	buildDate    = ""
)

// versionInfo is what is known about this build.
type versionInfo struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
	Go      string `json:"go"`
	Profile string `json:"profile"`
}

func (p *Program) versionInfo() versionInfo {
	v := versionInfo{buildVersion, buildCommit, buildDate, runtime.Version(), p.Profile().Name}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.complete(info)
	}
	for _, f := range []*string{&v.Version, &v.Commit, &v.Date} {
		if *f == "" {
			*f = "unknown"
		}
	}
	return v
}

// complete fills in what the release build did not set. A build by "go install
// MODULE@VERSION" knows its version only; one in a checkout has the commit and its
// date, too.
func (v *versionInfo) complete(info *debug.BuildInfo) {
	v.Version = cmp.Or(v.Version, info.Main.Version)
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = cmp.Or(v.Commit, s.Value)
		case "vcs.time":
			v.Date = cmp.Or(v.Date, s.Value)
		}
	}
}

func (p *Program) version(args []string) int {
	fs := newFlags("version")
	format := oneOf(fs.group("Output"), "format", "format", "text", []string{"text", "json"})
	rest, code, done := fs.parse(p, args)
	if done {
		return code
	}
	if len(rest) > 0 {
		p.complain("version takes no argument %q", rest[0])
		return exitUsage
	}
	v := p.versionInfo()
	if *format == "json" {
		enc := json.NewEncoder(p.Stdout)
		enc.SetIndent("", "  ")
		return p.finish(enc.Encode(v), exitOK)
	}
	_, err := fmt.Fprintf(p.Stdout, "vpnlint %s\ncommit   %s\ndate     %s\ngo       %s\nprofile  %s\n", v.Version, v.Commit, v.Date, v.Go, v.Profile)
	return p.finish(err, exitOK)
}
