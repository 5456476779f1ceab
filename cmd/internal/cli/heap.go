package cli

import (
	"os"
	"runtime/debug"
)

// The collector of a process that lives for milliseconds: with the runtime's own
// 100 % it runs first at 4 MB, which a file of one megabyte reaches, and now at 32 MB,
// which one of ten does not. Above the limit, which only many large files at once come
// near, it runs as often as that needs.
const (
	gcPercent = 800
	gcLimit   = 512 << 20 // bytes
)

// tuneHeap sets the collector, unless the user did by GOGC or GOMEMLIMIT.
func tuneHeap() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(gcLimit)
	}
}
