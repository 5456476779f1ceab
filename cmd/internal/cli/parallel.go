package cli

import (
	"runtime"
	"sync"
	"sync/atomic"
)

func defaultJobs() int { return runtime.GOMAXPROCS(0) }

// inParallel calls do for 0 to n-1, at most jobs at a time. Each call writes to
// a place of its own, so that the outcome does not depend on the order. The caller
// works, too: for one file nobody else is woken.
func inParallel(n, jobs int, do func(int)) {
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var wait sync.WaitGroup
	for range min(n, jobs) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}
