package cli

import "syscall"

// largePages asks the kernel to back a large buffer with large pages. Touching
// ten megabytes for the first time in pages of 4 kB costs more than reading the
// file does. It is a hint: where it cannot be met nothing happens.
func largePages(buf []byte) {
	const (
		worthwhile   = 4 << 20
		madvHugepage = 14 // MADV_HUGEPAGE of madvise(2), which package syscall does not name
	)
	if len(buf) >= worthwhile {
		_ = syscall.Madvise(buf, madvHugepage)
	}
}
