package config

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Setting is one effective value and where it came from.
type Setting struct {
	Key    string // with dots, such as outsystems.cidr
	Value  any    // a text, a number, a truth value or a list; nil when nothing tells it
	Origin Origin
}

// Effective is all that is in force, in the order of the documentation.
type Effective struct {
	Settings     []Setting
	Suppressions []Suppression
}

// Effective returns what is in force for one file, or in general when the path
// is empty. Extra holds what only flags say; a setting of the same key wins over
// that of the file.
func (f *File) Effective(path string, flags OutSystems, extra []Setting) *Effective {
	e := &Effective{Suppressions: f.Suppressions}
	set := func(key string, v any, at Origin) {
		if i := slices.IndexFunc(extra, func(s Setting) bool { return s.Key == key }); i >= 0 {
			v, at = extra[i].Value, extra[i].Origin
		}
		e.Settings = append(e.Settings, Setting{key, v, at})
	}
	set("version", 1, f.Version.Origin)
	set("profile", orElse(f.Profile, "outsystems-cloud"), f.Profile.Origin)
	d := f.For(path, flags)
	d.OutSystems.settings("outsystems.", set)
	set("files.include", globs(f.Include.V), f.Include.Origin)
	set("files.exclude", globs(f.Exclude.V), f.Exclude.Origin)
	set("fail_on", orElse(f.FailOn, "error"), f.FailOn.Origin)
	set("baseline", told(f.Baseline), f.Baseline.Origin)
	if path != "" {
		set("vendor", orElse(d.Vendor, "auto"), d.Vendor.Origin)
		set("encoding", orElse(d.Encoding, "auto"), d.Encoding.Origin)
	}
	var names []string
	for name := range f.Rules {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v := f.Rules[name]
		set("rules."+name, v.V.String(), v.Origin)
	}
	return e
}

func (o *OutSystems) settings(prefix string, set func(string, any, Origin)) {
	set(prefix+"peers", texts(o.Peers.V), o.Peers.Origin)
	set(prefix+"cidr", told(o.CIDR), o.CIDR.Origin)
	set(prefix+"dns", texts(o.DNS.V), o.DNS.Origin)
	set(prefix+"onprem", texts(o.OnPrem.V), o.OnPrem.Origin)
	set(prefix+"routing", told(o.Routing), o.Routing.Origin)
	set(prefix+"behind_nat", told(o.BehindNAT), o.BehindNAT.Origin)
	set(prefix+"asymmetric_ok", told(o.AsymmetricOK), o.AsymmetricOK.Origin)
	set(prefix+"edition", told(o.Edition), o.Edition.Origin)
	set(prefix+"db_ports", texts(o.DBPorts.V), o.DBPorts.Origin)
	set(prefix+"supplied", told(o.Supplied), o.Supplied.Origin)
}

func orElse(v Value[string], preset string) string {
	if v.IsZero() {
		return preset
	}
	return v.V
}

// told returns the value, nil when nothing tells it.
func told[T any](v Value[T]) any {
	if v.IsZero() {
		return nil
	}
	switch x := any(v.V).(type) {
	case bool:
		return x
	default:
		return fmt.Sprint(x)
	}
}

func texts[T any](list []T) []any {
	out := []any{}
	for _, v := range list {
		if n, ok := any(v).(int); ok {
			out = append(out, n)
		} else {
			out = append(out, fmt.Sprint(v))
		}
	}
	return out
}

func globs(ps []Pattern) []any {
	out := []any{}
	for _, p := range ps {
		out = append(out, p.Glob)
	}
	return out
}

// WriteYAML writes the settings as a configuration file would, each line with its
// origin in a comment. What nothing tells stands in a comment, too.
func (e *Effective) WriteYAML(w io.Writer) error {
	b := bufio.NewWriter(w)
	block := ""
	for _, s := range e.Settings {
		head, name, nested := strings.Cut(s.Key, ".")
		indent := ""
		if nested {
			if head != block {
				fmt.Fprintf(b, "%s:\n", head)
			}
			block, indent = head, "  "
		} else {
			block, name = "", head
		}
		switch {
		case s.Value == nil:
			fmt.Fprintf(b, "%s# %s: # not told\n", indent, name)
			continue
		case s.Key == "vendor" || s.Key == "encoding":
			indent += "# "
		}
		fmt.Fprintf(b, "%s%s: %s # %s\n", indent, name, scalar(s.Value), s.Origin)
	}
	if len(e.Suppressions) > 0 {
		fmt.Fprint(b, "suppressions:\n")
	}
	for _, s := range e.Suppressions {
		at := s.At.Position()
		fmt.Fprintf(b, "  - { %s } # %s:%d:%d\n", strings.Join(s.parts(), ", "), at.File, at.Line, at.Column)
	}
	return b.Flush()
}

func (s *Suppression) parts() []string {
	out := []string{"rule: [" + strings.Join(s.Rules, ", ") + "]"}
	add := func(key, v string) {
		if v != "" {
			out = append(out, key+": "+scalar(v))
		}
	}
	add("device", s.Device)
	if len(s.Path) > 0 {
		out = append(out, "path: "+scalar(globs(s.Path)))
	}
	add("context", s.Context)
	add("tunnel", s.Tunnel)
	add("reason", s.Reason)
	if !s.Until.IsZero() {
		out = append(out, "until: "+s.Until.Format(time.DateOnly))
	}
	return out
}

// scalar writes a value so that YAML and JSON read it alike.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = scalar(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		if plainWord(v) {
			return v
		}
	}
	out, err := json.Marshal(v)
	if err != nil {
		return `""` // cannot happen: texts, numbers and truth values only
	}
	return string(out)
}

// plainWord reports whether YAML reads the text as a text without quotes.
func plainWord(s string) bool {
	if s == "" || !strings.ContainsAny(s[:1], "abcdefghijklmnopqrstuvwxyz./0123456789") ||
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-_") != "" {
		return false
	}
	switch strings.ToLower(s) {
	case "true", "false", "null", "yes", "no", "on":
		return false
	}
	return strings.ContainsAny(s, "/") || strings.Count(s, ".") > 1 || strings.Trim(s, "0123456789._-eExXoOabcdf") != ""
}

// settingJSON is one setting; At is absent when nothing set it.
type settingJSON struct {
	Value  any    `json:"value"`
	Origin string `json:"origin"`
	At     string `json:"at,omitempty"`
}

type suppressionJSON struct {
	Rules   []string `json:"rules"`
	Device  string   `json:"device"`
	Path    []any    `json:"path"`
	Context string   `json:"context"`
	Tunnel  string   `json:"tunnel"`
	Reason  string   `json:"reason"`
	Until   *string  `json:"until"`
	At      string   `json:"at"`
}

// WriteJSON writes the settings, each with its origin: default, file or flag.
func (e *Effective) WriteJSON(w io.Writer) error {
	doc := struct {
		Schema       string                 `json:"schema"`
		Settings     map[string]settingJSON `json:"settings"`
		Suppressions []suppressionJSON      `json:"suppressions"`
	}{"vpnlint/config/1", map[string]settingJSON{}, []suppressionJSON{}}
	for _, s := range e.Settings {
		one := settingJSON{Value: s.Value, Origin: s.Origin.word()}
		if !s.Origin.IsZero() {
			one.At = s.Origin.String()
		}
		doc.Settings[s.Key] = one
	}
	for _, s := range e.Suppressions {
		at := s.At.Position()
		one := suppressionJSON{s.Rules, s.Device, globs(s.Path), s.Context, s.Tunnel, s.Reason, nil, fmt.Sprintf("%s:%d:%d", at.File, at.Line, at.Column)}
		if !s.Until.IsZero() {
			day := s.Until.Format(time.DateOnly)
			one.Until = &day
		}
		doc.Suppressions = append(doc.Suppressions, one)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(doc)
}

// FlagSetting is a setting that the command line gave.
func FlagSetting(key string, v any, flag string) Setting {
	return Setting{key, v, Origin{Flag: flag}}
}
