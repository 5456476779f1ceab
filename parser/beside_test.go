package parser

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// fallen returns what a function panics with.
func fallen(do func()) (value any) {
	defer func() { value = recover() }()
	do()
	return nil
}

func outOfRange() { _ = []int{}[len(runtime.GOOS)] }

// TestAtOnce holds that a panic beside the caller becomes the caller's, with its place,
// and that nobody is left running.
func TestAtOnce(t *testing.T) {
	var ran atomic.Int32
	p, ok := fallen(func() { AtOnce(func() { ran.Add(1) }, outOfRange, func() { ran.Add(1) }) }).(*Panic)
	if !ok || ran.Load() != 2 {
		t.Fatalf("%v, %d others ran", p, ran.Load())
	}
	var names []string
	for frames := runtime.CallersFrames(p.Callers); ; {
		f, more := frames.Next()
		if names = append(names, f.Function); !more {
			break
		}
	}
	if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, ".outOfRange") }) {
		t.Errorf("the place of the panic is not among %q", names)
	}
	if again := fallen(func() { AtOnce(func() {}, func() { AtOnce(func() {}, outOfRange) }) }); again == nil || len(again.(*Panic).Callers) == 0 {
		t.Errorf("a panic two goroutines away: %v", again)
	}
	if v := fallen(func() { AtOnce(outOfRange, func() { ran.Add(1) }) }); v == nil || ran.Load() != 3 {
		t.Errorf("a panic of the caller's own: %v", v)
	}
}

// TestInParts holds that each number is done once.
func TestInParts(t *testing.T) {
	for n := range 40 {
		for least := 1; least < 30; least += 7 {
			var mu sync.Mutex
			done := make([]int, n)
			InParts(n, least, func(from, to int) {
				mu.Lock()
				defer mu.Unlock()
				for i := from; i < to; i++ {
					done[i]++
				}
			})
			if slices.ContainsFunc(done, func(times int) bool { return times != 1 }) {
				t.Errorf("%d numbers, at least %d: %v", n, least, done)
			}
		}
	}
}

// TestAhead holds that a panic of what was started ahead is that of the one who asks.
func TestAhead(t *testing.T) {
	started := make(chan bool)
	ask := sync.OnceFunc(func() {
		close(started)
		outOfRange()
	})
	Ahead(ask)
	<-started
	if fallen(ask) == nil {
		t.Error("the one who asks is told nothing")
	}
}
