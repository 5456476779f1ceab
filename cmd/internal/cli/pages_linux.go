package cli

import (
	"runtime"
	"sync"
	"syscall"
)

const (
	worthwhile   = 4 << 20 // bytes of a file from which large pages pay for asking
	madvHugepage = 14      // MADV_HUGEPAGE of madvise(2), which package syscall does not name
)

var askOnce sync.Once

// largePages asks the kernel to back the memory that a file of the given size
// will need with large pages. Touching ten megabytes for the first time in pages
// of 4 kB costs more than reading the file and finding its tunnels does.
//
// The hint is given for a region of the heap that is handed back at once: what is
// allocated next comes from there. Only the first large file of a run asks, and
// where the hint cannot be met nothing happens. Pages count as memory only when
// they are touched.
func largePages(size int64) {
	if size < worthwhile {
		return
	}
	askOnce.Do(func() {
		region := make([]byte, 3*size+8<<20)
		_ = syscall.Madvise(region, madvHugepage)
		runtime.GC() // the region is unused from here on, and free for what follows
	})
}
