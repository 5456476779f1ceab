// Package baseline knows the findings that were there on a day, so that only new
// ones are shown. An entry says what a finding is about (device, context, tunnel,
// rule and subject), never where it stands: a new export moves lines.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Schema names the shape of the file.
const Schema = "vpnlint/baseline/1"

// Key is what a finding is about. Two findings of one key are counted.
type Key struct {
	Device  string `json:"device"` // the hostname; "" when the configuration names none
	Path    string `json:"path"`   // the file, seen from the baseline's directory; only without a hostname
	Context string `json:"context"`
	Tunnel  string `json:"tunnel"` // "" for a finding about the device
	Rule    string `json:"rule"`
	Subject string `json:"subject"` // what tells findings of one rule apart, such as a proposal
}

// Entry is a key and how many findings had it.
type Entry struct {
	Key
	Count int `json:"count"`
}

// Owner is the device, or the file without a hostname, that an entry belongs to.
type Owner struct{ Device, Path string }

// Owner returns whose finding it is.
func (k Key) Owner() Owner { return Owner{k.Device, k.Path} }

// Baseline is a set of findings. The zero Baseline is empty.
type Baseline struct{ counts map[Key]int }

// Add counts one more finding.
func (b *Baseline) Add(k Key) { b.set(k, b.counts[k]+1) }

func (b *Baseline) set(k Key, n int) {
	if b.counts == nil {
		b.counts = map[Key]int{}
	}
	b.counts[k] = n
}

// Entries returns all entries, sorted by their keys.
func (b *Baseline) Entries() []Entry {
	out := make([]Entry, 0, len(b.counts))
	for k, n := range b.counts {
		out = append(out, Entry{k, n})
	}
	slices.SortFunc(out, func(x, y Entry) int { return compare(x.Key, y.Key) })
	return out
}

func compare(a, b Key) int {
	return cmp.Or(cmp.Compare(a.Device, b.Device), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Context, b.Context),
		cmp.Compare(a.Tunnel, b.Tunnel), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject))
}

// Matcher takes findings off a baseline one by one.
type Matcher struct{ left map[Key]int }

// Matcher returns a matcher that begins with all entries.
func (b *Baseline) Matcher() *Matcher {
	m := &Matcher{map[Key]int{}}
	for k, n := range b.counts {
		m.left[k] = n
	}
	return m
}

// Known reports whether the baseline has the finding. Each entry is known as many
// times as it was counted: three then and four now is one new finding.
func (m *Matcher) Known(k Key) bool {
	if m.left[k] == 0 {
		return false
	}
	m.left[k]--
	return true
}

// Rewrite returns the baseline of the findings there are now. Entries of devices
// that were not read are kept, unless all were.
func (b *Baseline) Rewrite(now *Baseline, read func(Owner) bool, all bool) *Baseline {
	out := &Baseline{}
	for k, n := range now.counts {
		out.set(k, n)
	}
	for k, n := range b.counts {
		if _, ours := now.counts[k]; !ours && !all && !read(k.Owner()) {
			out.set(k, n)
		}
	}
	return out
}

// Prune returns the baseline without what no longer matches, and what that is.
// Entries of devices that were not read are kept, unless all were.
func (b *Baseline) Prune(now *Baseline, read func(Owner) bool, all bool) (kept *Baseline, gone []Entry) {
	kept = &Baseline{}
	for _, e := range b.Entries() {
		left := e.Count
		if all || read(e.Owner()) {
			left = min(left, now.counts[e.Key])
		}
		if left > 0 {
			kept.set(e.Key, left)
		}
		if left < e.Count {
			gone = append(gone, Entry{e.Key, e.Count - left})
		}
	}
	return kept, gone
}

// Write writes the file: one entry on each line, so that a merge of two branches
// is easy. It holds no line number, no time and no secret.
func (b *Baseline) Write(w io.Writer) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schema\": %q,\n  \"entries\": [", Schema)
	for i, e := range b.Entries() {
		if i > 0 {
			out.WriteByte(',')
		}
		line, err := encode(e)
		if err != nil {
			return err
		}
		out.WriteString("\n    " + line)
	}
	if len(b.counts) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	_, err := w.Write(out.Bytes())
	return err
}

func encode(e Entry) (string, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e)
	return strings.TrimSpace(b.String()), err
}

// Save writes the file whole or not at all.
func (b *Baseline) Save(name string) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".vpnlint-baseline-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(b.Write(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// most is the largest count that is told from a larger one.
const most = 1 << 30

// Load reads a baseline. The error tells the file and what to do.
func Load(name string) (*Baseline, error) {
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("%s: no such baseline; make it with vpnlint baseline write, or use --no-baseline", name)
	case err != nil:
		return nil, fmt.Errorf("%s: the baseline cannot be read; check the file", name)
	}
	var doc struct {
		Schema  string  `json:"schema"`
		Entries []Entry `json:"entries"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s:%d: not a baseline; write it anew with vpnlint baseline write", name, lineOf(data, dec.InputOffset(), err))
	}
	if doc.Schema != Schema {
		return nil, fmt.Errorf("%s: this vpnlint reads baselines of the schema %s; write it anew with vpnlint baseline write", name, Schema)
	}
	b := &Baseline{}
	for _, e := range doc.Entries {
		if e.Count < 1 || e.Rule == "" {
			return nil, fmt.Errorf("%s: an entry without a rule or a count; write it anew with vpnlint baseline write", name)
		}
		b.set(e.Key, min(b.counts[e.Key]+min(e.Count, most), most))
	}
	return b, nil
}

func lineOf(data []byte, offset int64, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n"))
}

// KeyOf makes the key of a finding. The path counts only when there is no
// hostname, since the names of exports carry dates; it is seen from dir, where
// the baseline stands, so that the working directory does not matter.
func KeyOf(dir, device, path, context, tunnel, rule, subject string) Key {
	k := Key{Device: device, Context: context, Tunnel: tunnel, Rule: rule, Subject: subject}
	if device == "" {
		k.Path = relative(dir, path)
	}
	return k
}

func relative(dir, path string) string {
	absDir, err1 := filepath.Abs(dir)
	absPath, err2 := filepath.Abs(path)
	if rel, err := filepath.Rel(absDir, absPath); err == nil && err1 == nil && err2 == nil {
		return filepath.ToSlash(rel)
	}
	return filepath.ToSlash(path)
}
