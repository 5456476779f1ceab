// Package proposal reads strongSwan's proposal language, which pfSense and
// OPNsense use too: algorithm words joined by dashes, as in
// aes256-sha256-modp2048. It checks a proposal the way charon does and gives
// its algorithms in the words of the common model.
//
// It knows nothing of files: a caller cuts the comma-separated list into its
// elements, see [Split], and maps offsets to spans.
package proposal

import "strings"

// Protocol is what a proposal is for. The rules for a complete proposal differ.
type Protocol uint8

const (
	IKE Protocol = iota + 1
	ESP
	AH
)

// Proposal is one element of a proposal list. What multiplies inside one
// element is a list, in the order of the text and without repetitions.
type Proposal struct {
	Encryption []string // model words, such as aes256, aes128gcm16
	Integrity  []string // model words; empty with AEAD
	PRF        []string // model words; empty for ESP and AH. Taken from Integrity when the text names none
	DH         []int    // IANA group numbers. Without "none"
	// NoDH reports that "none" stands among the groups: the exchange works without one.
	NoDH bool
	// ExtraKE counts additional key exchanges (ke1_mlkem768 and the like, RFC 9370).
	ExtraKE int
	ESN     []bool // extended sequence numbers, as named; empty means off
}

// AEAD reports whether all ciphers authenticate by themselves.
func (p Proposal) AEAD() bool {
	return len(p.Encryption) > 0 && isAEAD(p.Encryption[0])
}

// Error says why charon would not take a proposal. It never quotes the text.
type Error struct {
	Start, End int // the offending word in the text; the whole text when a word is missing
	Reason     string
}

func (e *Error) Error() string { return e.Reason }

// Word is one element of a list and where it stands in the text.
type Word struct {
	Text       string
	Start, End int
}

// Split cuts a list at commas, trims blanks and drops empty elements, as
// swanctl does.
func Split(list string) []Word { return cut(list, ',', false) }

// cut splits at sep. keepEmpty keeps an empty element, which is no algorithm.
func cut(text string, sep byte, keepEmpty bool) []Word {
	var out []Word
	for start := 0; start <= len(text); {
		end := strings.IndexByte(text[start:], sep)
		if end < 0 {
			end = len(text)
		} else {
			end += start
		}
		s, e := start, end
		for s < e && text[s] == ' ' {
			s++
		}
		for e > s && text[e-1] == ' ' {
			e--
		}
		if s < e || keepEmpty {
			out = append(out, Word{text[s:e], s, e})
		}
		start = end + 1
	}
	return out
}

// IsDefault reports whether an element asks for the daemon's own list, which
// [Default] gives. It is no proposal by itself.
func IsDefault(text string) bool { return strings.EqualFold(text, "default") }

// Parse reads one element and checks it as charon does: words are lower case
// and known, every proposal has a cipher (AH: an integrity algorithm), IKE also
// a PRF and a group, and AEAD ciphers do not mix with others.
func Parse(text string, protocol Protocol) (Proposal, *Error) {
	var p Proposal
	for _, w := range cut(text, '-', false) {
		if !p.add(w.Text) {
			return p, &Error{w.Start, w.End, "the proposal names an algorithm that strongSwan does not know"}
		}
	}
	if reason := p.complete(protocol); reason != "" {
		return p, &Error{0, len(text), reason}
	}
	return p, nil
}

func (p *Proposal) add(word string) bool {
	if k, ok := strings.CutPrefix(word, "ke"); ok && len(k) > 2 && k[0] >= '1' && k[0] <= '7' && k[1] == '_' {
		if _, ok := groups()[k[2:]]; !ok && k[2:] != "none" {
			return false
		}
		p.ExtraKE++
		return true
	}
	if w, ok := ciphers()[word]; ok {
		p.Encryption = appendNew(p.Encryption, w)
	} else if w, ok := integrities()[word]; ok {
		p.Integrity = appendNew(p.Integrity, w)
	} else if w, ok := prfs()[word]; ok {
		p.PRF = appendNew(p.PRF, w)
	} else if n, ok := groups()[word]; ok {
		p.DH = appendNew(p.DH, n)
	} else {
		switch word {
		case "none", "modpnone":
			p.NoDH = true
		case "esn":
			p.ESN = appendNew(p.ESN, true)
		case "noesn":
			p.ESN = appendNew(p.ESN, false)
		default:
			return false
		}
	}
	return true
}

// complete fills in what charon derives and says what is missing; "" when
// nothing is.
func (p *Proposal) complete(protocol Protocol) string {
	if protocol == IKE {
		if reason := p.completeIKE(); reason != "" {
			return reason
		}
	} else {
		p.PRF = nil
	}
	if protocol == AH {
		return p.completeAH()
	}
	if len(p.Encryption) == 0 {
		return "the proposal names no encryption algorithm"
	}
	aead := 0
	for _, e := range p.Encryption {
		if isAEAD(e) {
			aead++
		}
	}
	switch {
	case aead == len(p.Encryption):
		p.Integrity = nil
	case aead > 0:
		return "the proposal mixes AEAD ciphers with others"
	case protocol == IKE && len(p.Integrity) == 0:
		return "the proposal names no integrity algorithm"
	}
	return ""
}

func (p *Proposal) completeIKE() string {
	if len(p.PRF) == 0 {
		for _, i := range p.Integrity {
			if prf, ok := prfOf()[i]; ok {
				p.PRF = appendNew(p.PRF, prf)
			}
		}
	}
	if len(p.PRF) == 0 {
		return "the proposal names no PRF, and no integrity algorithm to take it from"
	}
	p.NoDH = false
	if len(p.DH) == 0 {
		return "the proposal names no Diffie-Hellman group, which phase 1 must have"
	}
	return ""
}

func (p *Proposal) completeAH() string {
	for _, e := range p.Encryption {
		if strings.HasSuffix(e, "gmac") {
			p.Integrity = appendNew(p.Integrity, e)
		}
	}
	p.Encryption = nil
	if len(p.Integrity) == 0 {
		return "the proposal names no integrity algorithm"
	}
	return ""
}

func appendNew[T comparable](list []T, v T) []T {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}
