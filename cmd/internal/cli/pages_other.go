//go:build !linux

package cli

// largePages does nothing: only Linux takes the hint.
func largePages(int64) {}
