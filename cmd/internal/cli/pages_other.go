//go:build !linux

package cli

// largePages does nothing where the hint is not known.
func largePages([]byte) {}
