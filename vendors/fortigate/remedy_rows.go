package fortigate

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// Tables whose keys are numbers: policies, routes, networks of BGP. FortiOS takes 0
// for a number of its own choice, which a following move could not name.

// newID is a number that no entry of the table has, for an entry of the tunnel's own;
// see freeNumber.
func (j *job) newID(path string, seed ...string) string {
	return j.newSharedID(path, append([]string{j.phase1.name}, seed...)...)
}

// newSharedID is one for an entry that is the same for all tunnels of one seed, such
// as a policy between zones.
func (j *job) newSharedID(path string, seed ...string) string {
	if book := j.r.around.policies(); path == "firewall policy" && book.shelf != nil {
		return j.freeNumber(func(id string) bool { return book.shelf.find([]byte(id)) != nil }, seed...)
	}
	t := j.r.v.table(asWritten, nil, strings.Fields(path)...)
	return j.freeNumber(func(id string) bool { return t.byName[id] != nil }, seed...)
}

// freeNumber is a number that is not used. It follows from the change alone, of
// which seed is what tells it from others of its kind, so that suggestions that are
// typed together do not take the same number.
func (j *job) freeNumber(used func(string) bool, seed ...string) string {
	h := fnv.New32a()
	for _, text := range append([]string{string(j.Kind)}, seed...) {
		h.Write([]byte(text + "\x00"))
	}
	for n := 1000 + int(h.Sum32()%9000); ; n++ {
		if id := strconv.Itoa(n); !used(id) {
			return id
		}
	}
}

// row adds an entry, ahead of another one unless before is "".
func (j *job) row(path, id, before string, lines ...string) {
	block := []string{"config " + path, "    edit " + id}
	for _, l := range lines {
		block = append(block, "        "+l)
	}
	block = append(block, "    next")
	if before != "" {
		block = append(block, "    move "+id+" before "+before)
	}
	j.enter(path, append(block, "end"))
}

// change sets options of an entry that exists.
func (j *job) change(path, id string, lines ...string) { j.row(path, id, "", lines...) }
