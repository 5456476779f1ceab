package cli

import (
	"runtime/debug"
	"testing"
)

// What go install and go build know about a build fills in what the release build
// did not set.
func TestVersionOfBuild(t *testing.T) {
	installed := &debug.BuildInfo{Main: debug.Module{Path: "github.com/vpnlint/vpnlint", Version: "v1.2.3"}}
	checkout := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.4-0.20261127120000-0123456789ab+dirty"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-11-27T12:00:00Z"}, {Key: "vcs.modified", Value: "true"}}}
	for _, c := range []struct {
		name        string
		info        *debug.BuildInfo
		build, want versionInfo
	}{
		{"go install", installed, versionInfo{}, versionInfo{Version: "v1.2.3"}},
		{"go build in a checkout", checkout, versionInfo{},
			versionInfo{Version: "v1.2.4-0.20261127120000-0123456789ab+dirty", Commit: "0123456789abcdef", Date: "2026-11-27T12:00:00Z"}},
		{"a release", checkout, versionInfo{Version: "v1.2.4", Commit: "abc", Date: "2026-11-28"}, versionInfo{Version: "v1.2.4", Commit: "abc", Date: "2026-11-28"}},
		{"nothing known", &debug.BuildInfo{}, versionInfo{}, versionInfo{}},
	} {
		got := c.build
		got.complete(c.info)
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}
