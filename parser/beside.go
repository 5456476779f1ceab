package parser

import (
	"runtime"
	"sync"
)

// A function that panics in a goroutine of its own ends the program, and with a trace
// that may quote the configuration. What works on a file in several goroutines starts
// them here, so that such a panic reaches the one who reads the file, as any other does.

// Panic is the value with which a caller panics for a function that ran beside it.
type Panic struct {
	Callers []uintptr // of the place of the first panic, as of runtime.Callers
}

// Error names no cause: the value of a panic may quote the configuration.
func (*Panic) Error() string { return "panic in a function that ran beside its caller" }

// AtOnce calls functions at the same time, the first one in the goroutine of the caller,
// and returns when all have returned. When another one panics, so does the caller.
func AtOnce(here func(), beside ...func()) {
	fell := make([]*Panic, len(beside))
	var wait sync.WaitGroup
	for i, do := range beside {
		wait.Go(func() { fell[i] = caught(do) })
	}
	func() {
		defer wait.Wait() // also when here panics: nobody writes behind the caller's back
		here()
	}()
	for _, p := range fell {
		if p != nil {
			panic(p)
		}
	}
}

// InParts calls do for parts of the numbers from 0 up to n, on all processors at once
// when there are at least two times least of them, else for all here.
func InParts(n, least int, do func(from, to int)) {
	part := n
	if n >= 2*least {
		part = max(least, (n-1)/runtime.GOMAXPROCS(0)+1)
	}
	var beside []func()
	for from := part; from < n; from += part {
		beside = append(beside, func() { do(from, min(from+part, n)) })
	}
	AtOnce(func() { do(0, min(part, n)) }, beside...)
}

// Ahead starts what will be asked for later. A panic is kept for the one who asks, who
// does the same again: do is a function with a result that it keeps.
func Ahead(do func()) { go caught(do) }

// caught calls a function and returns its panic, nil when there is none.
func caught(do func()) (fell *Panic) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Panic:
			fell = r
		default:
			callers := make([]uintptr, 64)
			fell = &Panic{Callers: callers[:runtime.Callers(2, callers)]}
		}
	}()
	do()
	return nil
}
