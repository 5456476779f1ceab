package parser

import (
	"bytes"
	"sync"
	"sync/atomic"
)

const (
	entryPiece  = 64 << 10 // bytes of a section that are told at a time
	entriesHeld = 4        // pieces that may be told ahead
)

// entriesByTwo is [ConfigTree.Entries] of a large section. It is told in pieces by two
// goroutines, each of which takes the next piece when it is free; each is called here, in
// order. A piece begins behind a line that closes an entry of the section's own table, to
// all appearance: whether it does is known when the piece before has been told. Where it
// does not, and behind the last piece, the rest is told in one.
func (t *ConfigTree) entriesByTwo(s ConfigSection, size int, each func(*Entry)) bool {
	x := &entryShare{pieces: entryPieces(t.Source.Text(), s, size), free: make(chan *toldEntries, entriesHeld), quit: make(chan struct{})}
	for range entriesHeld {
		x.free <- &toldEntries{}
	}
	var wait sync.WaitGroup
	wait.Go(func() { x.help(newEntryTeller(t, s)) })
	defer wait.Wait()
	defer close(x.quit)
	teller, at := newEntryTeller(t, s), s.Body
	for k := range x.pieces {
		p := &x.pieces[k]
		x.await(p, teller)
		if p.start != at {
			break
		}
		p.told.give(teller.text, each)
		if !p.ok {
			return false
		}
		at = p.end
		x.free <- p.told
	}
	teller.entry = Entry{text: teller.text}
	_, ok := teller.tell(at, s.End, each)
	return ok
}

// entryShare is what the two goroutines share.
type entryShare struct {
	pieces []entryPart
	next   atomic.Int64      // the first piece that nobody has taken
	free   chan *toldEntries // what may be told into, so that nobody runs far ahead
	quit   chan struct{}     // closed when no more is wanted
}

// take tells the next piece; false when there is none.
func (x *entryShare) take(into *toldEntries, teller *entryTeller) bool {
	k := int(x.next.Add(1)) - 1
	if k >= len(x.pieces) {
		x.free <- into
		return false
	}
	x.pieces[k].tell(teller, into)
	return true
}

// help tells pieces as long as there are any.
func (x *entryShare) help(teller *entryTeller) {
	for {
		select {
		case <-x.quit:
			return
		case into := <-x.free:
			if !x.take(into, teller) {
				return
			}
		}
	}
}

// await returns when a piece has been told, and tells others meanwhile.
func (x *entryShare) await(p *entryPart, teller *entryTeller) {
	for {
		select {
		case <-p.done:
			return
		default:
		}
		select {
		case <-p.done:
			return
		case into := <-x.free:
			if !x.take(into, teller) {
				<-p.done
				return
			}
		}
	}
}

// entryPart is a piece of a section, and what was told of it.
type entryPart struct {
	start, stop int
	told        *toldEntries
	end         int
	ok          bool
	done        chan struct{} // closed when all that is set
}

// toldEntries keeps entries without pointers, so that keeping them costs little.
type toldEntries struct {
	entries []toldEntry
	lines   []int32
	sets    []Setting
	starts  []uint32
}

// toldEntry is an entry; the last three are how many of its lines, sets and starts, and of
// those of the entries before it, there are.
type toldEntry struct {
	name, nameEnd, start, end uint32
	quoted, plain             bool
	lines, sets, starts       uint32
}

// tell tells the entries of a piece. The first one is compared with none before.
func (p *entryPart) tell(r *entryTeller, into *toldEntries) {
	into.entries, into.lines, into.sets, into.starts = into.entries[:0], into.lines[:0], into.sets[:0], into.starts[:0]
	r.entry = Entry{text: r.text, starts: r.entry.starts[:0], before: r.entry.before[:0], Lines: r.entry.Lines, Sets: r.entry.Sets}
	p.end, p.ok = r.tell(p.start, p.stop, into.keep)
	p.told = into
	close(p.done)
}

// keep takes an entry over that the next one will be told in.
func (k *toldEntries) keep(e *Entry) {
	if e.Plain {
		k.lines, k.sets, k.starts = append(k.lines, e.Lines...), append(k.sets, e.Sets...), append(k.starts, e.starts...)
	}
	k.entries = append(k.entries, toldEntry{
		uint32(e.Name.Start), uint32(e.Name.End), uint32(e.Start), uint32(e.End), e.Name.Quoted, e.Plain,
		uint32(len(k.lines)), uint32(len(k.sets)), uint32(len(k.starts)),
	})
}

// give tells the entries again.
func (k *toldEntries) give(text []byte, each func(*Entry)) {
	e := &Entry{text: text}
	lines, sets, starts := uint32(0), uint32(0), uint32(0)
	for i := range k.entries {
		t := &k.entries[i]
		e.Name, e.Start, e.End, e.Plain = Field{int(t.name), int(t.nameEnd), t.quoted}, int(t.start), int(t.end), t.plain
		e.Lines, e.Sets, e.starts = k.lines[lines:t.lines], k.sets[sets:t.sets], k.starts[starts:t.starts]
		each(e)
		lines, sets, starts = t.lines, t.sets, t.starts
	}
}

// entryPieces divides a section where lines close an entry, which stand as far in as the
// first edit does. It stops where none is near: what is told of a piece is kept for a while.
func entryPieces(text []byte, s ConfigSection, size int) []entryPart {
	first := s.Body
	for first < s.End && (text[first] == '\n' || isBlank(text[first])) {
		first++
	}
	line := bytes.LastIndexByte(text[:first], '\n') + 1
	closing := append(append([]byte{'\n'}, text[line:first]...), "next"...)
	var out []entryPart
	for at := s.Body; at+size < s.End; {
		from := at + size
		n := bytes.Index(text[from:min(from+size+len(closing), s.End)], closing)
		if n < 0 {
			break
		}
		stop := min(lineEnd(text, from+n+1)+1, s.End)
		out = append(out, entryPart{start: at, stop: stop, done: make(chan struct{})})
		at = stop
	}
	return out
}
