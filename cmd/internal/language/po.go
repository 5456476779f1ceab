package language

import (
	"fmt"
	"strconv"
	"strings"
)

// entry is one text of a PO file.
type entry struct {
	id, said string
	line     int // of msgid
}

// readPO reads the part of the PO format (GNU gettext manual, "The Format of PO
// Files") that has no plurals and no contexts: msgid and msgstr, each a string or
// several below one another, and comments. The header, whose msgid is empty, is
// left out. An error names the line.
func readPO(text string) ([]entry, error) {
	var all []entry
	var into *string
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "msgid "); ok {
			all = append(all, entry{line: n})
			into, line = &all[len(all)-1].id, rest
		} else if rest, ok := strings.CutPrefix(line, "msgstr "); ok && len(all) > 0 {
			into, line = &all[len(all)-1].said, rest
		}
		part, err := strconv.Unquote(line)
		if err != nil || line[0] != '"' || into == nil {
			return nil, fmt.Errorf("line %d: want msgid, msgstr or a string in double quotes", n)
		}
		*into += part
	}
	if len(all) > 0 && all[0].id == "" {
		all = all[1:]
	}
	return all, nil
}
