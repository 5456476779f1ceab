package cli

import (
	"runtime"
	"sync"
	"syscall"
)

const madvHugepage = 14 // MADV_HUGEPAGE of madvise(2), which package syscall does not name

var askOnce sync.Once

// largePages asks the kernel to back the bytes of a large file, and the memory
// that reading it will need, with large pages. Touching ten megabytes for the
// first time in pages of 4 kB costs more than finding the tunnels in them does.
//
// For the second part the hint is given for a region of the heap that is handed
// back at once: what is allocated next comes from there. Only the first large file
// of a run asks for that. Where the hint cannot be met nothing happens. Pages count
// as memory only when they are touched.
func largePages(raw []byte) {
	_ = syscall.Madvise(raw, madvHugepage)
	askOnce.Do(func() {
		region := make([]byte, len(raw)+8<<20)
		_ = syscall.Madvise(region, madvHugepage)
		runtime.GC() // the region is unused from here on, and free for what follows
	})
}
