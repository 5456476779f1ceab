package surface

import (
	"fmt"
	"strings"
)

// zsh returns the script for zsh 5 and later, to be found as _NAME in $fpath or
// to be sourced behind compinit.
func (p *Program) zsh() string {
	var b strings.Builder
	fmt.Fprintf(&b, "#compdef %[1]s\n# zsh completion for %[1]s, made by: %[1]s completion zsh\n\n", p.Name)
	fmt.Fprintf(&b, "_%s_command() {\n    local -a commands=(\n", p.Name)
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "        %s\n", quoted(c.Name+":"+c.Summary))
	}
	b.WriteString("    )\n    _describe -t commands command commands\n}\n")
	fmt.Fprintf(&b, zshDispatch, p.Name, strings.Join(p.names(), "|"), p.Default, zshThen)
	for i := range p.Commands {
		c := &p.Commands[i]
		fmt.Fprintf(&b, "    %s)\n        _arguments -s", c.Name)
		for _, f := range c.Flags() {
			fmt.Fprintf(&b, " \\\n            %s", zshFlag(&f))
		}
		values, repeats, _ := c.Values()
		for n, v := range values {
			at := fmt.Sprint(n + 1)
			if n == len(values)-1 && repeats {
				at = "*"
			}
			fmt.Fprintf(&b, " \\\n            %s", quoted(at+":"+zshMessage(c.Args)+":"+zshAction(v)))
		}
		b.WriteString(" ;;\n")
	}
	fmt.Fprintf(&b, zshFoot, p.Name)
	return b.String()
}

// zshFlag writes a flag as _arguments wants it.
func zshFlag(f *Flag) string {
	about := "[" + zshBrief.Replace(f.Brief()) + "]"
	value := ":" + zshMessage(f.Arg) + ":" + zshAction(f.Value)
	repeats := f.Value.List || f.Value.Then
	long, short := "--"+f.Name, ""
	if f.Short != "" {
		short = "-" + f.Short
	}
	switch {
	case f.Takes():
		long += "="
		if short != "" {
			short += "+"
		}
	case f.Optional != "" && f.Arg != "":
		long, value = long+"=-", ":"+value
	default:
		value = ""
	}
	star := ""
	if repeats {
		star = "'*'"
	}
	if short == "" {
		return star + quoted(long+about+value)
	}
	return star + "{" + long + "," + short + "}" + quoted(about+value)
}

var (
	zshBrief = strings.NewReplacer("[", `\[`, "]", `\]`, `\`, `\\`)
	zshColon = strings.NewReplacer(":", `\:`, "[", "", "]", "")
)

func zshMessage(s string) string { return zshColon.Replace(s) }

func zshAction(v Value) string {
	words := strings.Join(v.Words, " ")
	switch {
	case v.Then:
		return zshThen + " " + words
	case v.List:
		return " _values -s , value " + words
	case v.Files && len(v.Words) > 0:
		return "_alternative 'values:value:(" + words + ")' 'files:file:_files'"
	case v.Files:
		return "_files"
	case len(v.Words) > 0:
		return "(" + words + ")"
	}
	return " "
}

// zshThen is the function that completes WORD[=FILE].
const zshThen = "_vpnlint_word_or_file"

const zshDispatch = `
# A word, and a path behind "=".
%[4]s() {
    if compset -P '*='; then
        _files
    else
        compadd "$@"
    fi
}

_%[1]s() {
    local command=%[3]s
    if ((CURRENT > 2)); then
        case $words[2] in
        %[2]s)
            command=$words[2]
            shift words
            ((CURRENT--)) ;;
        esac
    elif [[ $words[2] != -* ]]; then
        _alternative 'commands:command:_%[1]s_command' 'files:file:_files'
        return
    fi
    case $command in
`

const zshFoot = `    esac
}

# Found in $fpath this file is the function's body; sourced, it defines it.
if [[ $funcstack[1] == _%[1]s ]]; then
    _%[1]s "$@"
else
    compdef _%[1]s %[1]s
fi
`
