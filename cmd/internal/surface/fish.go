package surface

import (
	"fmt"
	"strings"
)

// fish returns the script for fish 3 and later.
func (p *Program) fish() string {
	var b strings.Builder
	fmt.Fprintf(&b, fishHead, p.Name, strings.Join(p.names(), " "), p.Default)
	for _, c := range p.Commands {
		fmt.Fprintf(&b, "complete -c %s -n '__%[1]s_at 0' -a %s -d %s\n", p.Name, c.Name, fishQuoted(c.Summary))
	}
	for i := range p.Commands {
		c := &p.Commands[i]
		fmt.Fprintf(&b, "\n# %s\n", c.Name)
		for _, f := range c.Flags() {
			fmt.Fprintf(&b, "complete -c %s -n '__%[1]s_in %s' -l %s", p.Name, c.Name, f.Name)
			if f.Short != "" {
				fmt.Fprintf(&b, " -s %s", f.Short)
			}
			if f.Takes() {
				b.WriteString(fishValue(f.Value))
			}
			fmt.Fprintf(&b, " -d %s\n", fishQuoted(f.Brief()))
		}
		values, repeats, _ := c.Values()
		if !repeats { // no paths behind the last argument
			fmt.Fprintf(&b, "complete -c %s -n '__%[1]s_in %s %d more' -f\n", p.Name, c.Name, len(values))
		}
		for n, v := range values {
			test := fmt.Sprintf("__%s_in %s %d", p.Name, c.Name, n)
			if n == len(values)-1 && repeats {
				test += " more"
			}
			if !v.Files {
				fmt.Fprintf(&b, "complete -c %s -n '%s' -f\n", p.Name, test)
			}
			if len(v.Words) > 0 {
				fmt.Fprintf(&b, "complete -c %s -n '%s' -a %s\n", p.Name, test, fishQuoted(strings.Join(v.Words, " ")))
			}
		}
	}
	return b.String()
}

// fishValue writes what a flag's value may be.
func fishValue(v Value) string {
	words := strings.Join(v.Words, " ")
	switch {
	case v.Then:
		return " -r -a " + fishQuoted(words)
	case v.List && words != "":
		return " -x -a " + fishQuoted("(__fish_append , "+words+")")
	case v.Files && words != "":
		return " -r -a " + fishQuoted(words)
	case v.Files:
		return " -r -F"
	case words != "":
		return " -x -a " + fishQuoted(words)
	}
	return " -x"
}

func fishQuoted(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

const fishHead = `# fish completion for %[1]s, made by: %[1]s completion fish

# The command that is typed, and how many arguments follow it.
function __%[1]s_line
    set -l words (commandline -opc)
    set -l command %[3]s
    set -l rest $words[2..-1]
    if set -q rest[1]; and contains -- $rest[1] %[2]s
        set command $rest[1]
        set -e rest[1]
    end
    set -l n 0
    for word in $rest
        string match -q -- '-*' $word; or set n (math $n + 1)
    end
    echo $command
    echo $n
end

# Whether nothing but the program's name is typed.
function __%[1]s_at
    test (count (commandline -opc)) -eq 1
end

# __%[1]s_in COMMAND [N [more]]: whether the command is typed, and N arguments.
function __%[1]s_in
    set -l line (__%[1]s_line)
    test $line[1] = $argv[1]; or return 1
    switch (count $argv)
        case 1
            return 0
        case 2
            test $line[2] -eq $argv[2]
        case '*'
            test $line[2] -ge $argv[2]
    end
end

`
