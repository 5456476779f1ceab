package configxml

import (
	"github.com/vpnlint/vpnlint/parser"
	"github.com/vpnlint/vpnlint/vendors/ipsec"
)

// Steps collects what to do for one remedy: each step is one field of the GUI
// and the element that holds it.
type Steps struct {
	remedy ipsec.Remedy
	// manual reports that a step has no token of the file to change.
	manual bool
}

// Set gives a field a value. Where is the page of the GUI with the field's
// label, path the element from the root on, t what the element holds now.
func (s *Steps) Set(where, shown, path, value string, t Text) {
	s.remedy.Commands = append(s.remedy.Commands, where+": "+shown, path+" = "+value)
	if t.V == "" {
		s.manual = true
		return
	}
	s.remedy.Edits = append(s.remedy.Edits, ipsec.Edit{At: t.At, Text: value})
}

// Clear empties a field of the GUI and its element.
func (s *Steps) Clear(where, label, path string, t Text) {
	if t.V == "" {
		return
	}
	s.remedy.Commands = append(s.remedy.Commands, where+": leave "+label+" blank", path+" =")
	s.remedy.Edits = append(s.remedy.Edits, ipsec.Edit{At: t.At})
}

// Remove takes a switch out of the file.
func (s *Steps) Remove(where, shown, path string, t Text) {
	if !t.Set {
		return
	}
	s.remedy.Commands = append(s.remedy.Commands, where+": "+shown, "remove "+path)
	s.remedy.Edits = append(s.remedy.Edits, ipsec.Edit{At: t.Element()})
}

// Do adds a step that no token of the file answers.
func (s *Steps) Do(commands ...string) {
	s.remedy.Commands = append(s.remedy.Commands, commands...)
	s.manual = true
}

// Note adds what to know.
func (s *Steps) Note(text string) { s.remedy.Notes = append(s.remedy.Notes, text) }

// Remedy returns the steps; ok is false when there is nothing to say. Edits are given
// only when they are all that there is to do.
func (s *Steps) Remedy() (r ipsec.Remedy, ok bool) {
	if s.manual {
		s.remedy.Edits = nil
	}
	return s.remedy, len(s.remedy.Commands)+len(s.remedy.Notes) > 0
}

// Element returns the whole element of the text, with its tags.
func (t Text) Element() parser.Span { return t.e.Span() }
