package report

import (
	"encoding/xml"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vpnlint/vpnlint/rules"
)

// The elements of a JUnit report. There is no official schema; these are what
// Jenkins, GitLab and GitHub's report actions read.
type (
	junitDoc struct {
		XMLName  xml.Name `xml:"testsuites"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Suites   []*junitSuite
	}
	junitSuite struct {
		XMLName  xml.Name `xml:"testsuite"`
		Name     string   `xml:"name,attr"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Errors   int      `xml:"errors,attr"`
		Skipped  int      `xml:"skipped,attr"`
		Time     string   `xml:"time,attr"` // always 0: the same input gives the same report
		Cases    []*junitCase
	}
	junitCase struct {
		XMLName   xml.Name      `xml:"testcase"`
		Class     string        `xml:"classname,attr"`
		Name      string        `xml:"name,attr"`
		File      string        `xml:"file,attr"`
		Line      int           `xml:"line,attr,omitempty"`
		Time      string        `xml:"time,attr"`
		Failure   *junitOutcome `xml:"failure"`
		Error     *junitOutcome `xml:"error"`
		Skipped   *junitOutcome `xml:"skipped"`
		SystemOut string        `xml:"system-out,omitempty"`
	}
	junitOutcome struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit makes one test case of each tunnel and rule, and of each device and
// rule where the rule is about the device. What was checked and found right is a
// case that passes: it shows that the check was made.
func writeJUnit(w io.Writer, r *Report, o Options) error {
	j := &junitWriter{o: &o, run: &r.Run, byPath: map[string]*junitSuite{}, notJudged: map[string]string{}}
	for _, n := range r.Summary.NotJudged {
		if n.Rule != "" && j.notJudged[n.Rule] == "" {
			j.notJudged[n.Rule] = printable(n.why().String())
		}
	}
	for i := range r.Files {
		j.file(&r.Files[i])
	}
	byDevice := map[deviceKey][]*Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		byDevice[f.owner] = append(byDevice[f.owner], f)
	}
	for i := range r.Devices {
		d := &r.Devices[i]
		j.device(d, byDevice[d.key()])
	}
	return writeXML(w, j.finish())
}

type junitWriter struct {
	o         *Options
	run       *Run
	suites    []*junitSuite
	byPath    map[string]*junitSuite
	notJudged map[string]string // by rule
}

func (j *junitWriter) suite(path string) *junitSuite {
	s := j.byPath[path]
	if s == nil {
		s = &junitSuite{Name: j.o.repoPath(path), Time: "0"}
		j.byPath[path] = s
		j.suites = append(j.suites, s)
	}
	return s
}

// file makes a suite of the file; one that could not be read is an error in it.
func (j *junitWriter) file(f *File) {
	s := j.suite(f.Path)
	if f.Status == OK {
		return
	}
	message := printable(f.Error)
	s.Cases = append(s.Cases, &junitCase{
		Class: s.Name, Name: "read", File: s.Name, Time: "0", Error: &junitOutcome{Message: message, Type: string(f.Status), Text: message},
	})
}

func (j *junitWriter) device(d *Device, found []*Finding) {
	s := j.suite(d.Path)
	classes := tunnelClasses(d)
	for _, rule := range j.run.Rules {
		of := slices.DeleteFunc(slices.Clone(found), func(f *Finding) bool { return f.Rule != rule.Name })
		if rule.Tunnel == nil {
			s.Cases = append(s.Cases, j.testCase(d.name(), d.Path, 0, rule, of))
			continue
		}
		for i := range d.Tunnels {
			t := &d.Tunnels[i]
			if !t.Judged {
				continue
			}
			mine := slices.DeleteFunc(slices.Clone(of), func(f *Finding) bool { return !slices.Contains(f.on, i) })
			s.Cases = append(s.Cases, j.testCase(classes[i], t.Path, t.Line, rule, mine))
		}
	}
}

// tunnelClasses names the tunnels of a device, each in its own way.
func tunnelClasses(d *Device) []string {
	names, times := make([]string, len(d.Tunnels)), map[string]int{}
	for i := range d.Tunnels {
		times[d.Tunnels[i].Name]++
	}
	used := map[string]bool{}
	for i := range d.Tunnels {
		t := &d.Tunnels[i]
		names[i] = d.name() + "/" + printable(t.Name)
		if times[t.Name] > 1 {
			names[i] += " (" + printable(t.Peer) + ")"
		}
		for used[names[i]] {
			names[i] += "'"
		}
		used[names[i]] = true
	}
	return names
}

// testCase is one rule on one tunnel or device: failed, skipped or passed. What is
// below the level that fails the run is told, and passes; information is what the
// export cannot tell, and skipped.
func (j *junitWriter) testCase(class, path string, line int, rule *rules.Rule, found []*Finding) *junitCase {
	c := &junitCase{Class: class, Name: rule.Name, File: j.o.repoPath(path), Line: line, Time: "0"}
	if len(found) == 0 {
		if why := j.notJudged[rule.Name]; why != "" {
			c.Skipped = &junitOutcome{Message: printable(why)}
		}
		return c
	}
	worst := found[0]
	var text []string
	for _, f := range found {
		if f.Level > worst.Level {
			worst = f
		}
		text = append(text, findingText(f))
	}
	c.File, c.Line = j.o.repoPath(worst.Path), worst.Line
	message, all := printable(worst.Message), strings.Join(text, "\n\n")
	switch {
	case worst.Level >= j.run.FailOn:
		c.Failure = &junitOutcome{message, worst.Severity, all}
	case worst.Level == rules.Info:
		c.Skipped = &junitOutcome{Message: message}
		c.SystemOut = all
	default:
		c.SystemOut = all
	}
	return c
}

// findingText is a finding as a few lines of plain text.
func findingText(f *Finding) string {
	var b strings.Builder
	_ = writeConcise(&b, &Report{Findings: []Finding{*f}}, Options{}) // a Builder takes everything
	return strings.Join(append([]string{strings.TrimRight(filepath.ToSlash(b.String()), "\n")}, advice(f)...), "\n")
}

// finish counts.
func (j *junitWriter) finish() *junitDoc {
	doc := &junitDoc{Name: toolName, Suites: j.suites}
	for _, s := range j.suites {
		for _, c := range s.Cases {
			s.Tests++
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Error != nil:
				s.Errors++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		doc.Tests += s.Tests
		doc.Failures += s.Failures
		doc.Errors += s.Errors
		doc.Skipped += s.Skipped
	}
	return doc
}
