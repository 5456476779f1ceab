package cli

import (
	"syscall"
	"unsafe"
)

const (
	madvHugepage = 14      // MADV_HUGEPAGE of madvise(2), which package syscall does not name
	heapBehind   = 8 << 20 // bytes that reading a large file needs beside once its size
)

// largePages asks the kernel to back the bytes of a large file, and the memory that
// reading it will need, with large pages. Touching ten megabytes for the first time
// in pages of 4 kB costs more than finding the tunnels in them does.
//
// The heap grows upwards, so that what is allocated next lies behind the bytes of the
// file. It is a hint and nothing more: no byte is read or written, addresses that are
// not mapped are passed over, and where the hint cannot be met nothing happens. Pages
// count as memory only when they are touched.
func largePages(raw []byte) {
	start := uintptr(unsafe.Pointer(unsafe.SliceData(raw)))
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, start, uintptr(2*len(raw)+heapBehind), madvHugepage)
}
