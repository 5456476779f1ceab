package surface

import (
	"fmt"
	"strings"
)

// bash returns the script for bash 3.2 and later. All that it offers stands in
// it; it starts no program.
func (p *Program) bash() string {
	var b strings.Builder
	names := p.names()
	fmt.Fprintf(&b, bashHead, p.Name, strings.Join(names, " "), strings.Join(names, "|"), p.Default)
	b.WriteString("    case $command in\n")
	for i := range p.Commands {
		c := &p.Commands[i]
		var all, takes []string
		for _, f := range c.Flags() {
			all = append(all, f.Spellings()...)
			if f.Takes() {
				takes = append(takes, f.Spellings()...)
			}
		}
		fmt.Fprintf(&b, "    %s)\n        flags=%s\n        takes=%s ;;\n", c.Name, quoted(strings.Join(all, " ")), quoted(" "+strings.Join(takes, " ")+" "))
	}
	b.WriteString("    esac\n" + bashScan)
	for i := range p.Commands {
		bashValues(&b, &p.Commands[i])
	}
	fmt.Fprintf(&b, bashFoot, p.Name)
	return b.String()
}

// bashValues writes what may stand behind each flag of a command, and at each of
// its arguments.
func bashValues(b *strings.Builder, c *Command) {
	for _, f := range c.Flags() {
		if set := bashSet(f.Value); set != "" {
			var at []string
			for _, s := range f.Spellings() {
				at = append(at, "'"+c.Name+" "+s+"'")
			}
			fmt.Fprintf(b, "    %s) %s ;;\n", strings.Join(at, "|"), set)
		}
	}
	values, repeats, _ := c.Values()
	for i, v := range values {
		at := fmt.Sprintf("'%s %d'", c.Name, i)
		if i == len(values)-1 && repeats {
			at = "'" + c.Name + " '[0-9]*"
		}
		if set := bashSet(v); set != "" {
			fmt.Fprintf(b, "    %s) %s ;;\n", at, set)
		}
	}
}

// bashSet writes a value as assignments.
func bashSet(v Value) string {
	var set []string
	if len(v.Words) > 0 {
		set = append(set, "values="+quoted(strings.Join(v.Words, " ")))
	}
	for _, is := range []struct {
		name string
		so   bool
	}{{"list", v.List}, {"files", v.Files}, {"also", v.Then}} {
		if is.so {
			set = append(set, is.name+"=1")
		}
	}
	return strings.Join(set, " ")
}

func (p *Program) names() []string {
	names := make([]string, 0, len(p.Commands))
	for _, c := range p.Commands {
		names = append(names, c.Name)
	}
	return names
}

const bashHead = `# bash completion for %[1]s, made by: %[1]s completion bash

_%[1]s() {
    local command flag='' flags='' takes='' values='' list='' files='' also=''
    local all='%[2]s' cur kept='' word i n=0 last glued='' first=0 only=''
    local -a words
    words=()
    COMPREPLY=()

    # bash takes the "=" of --flag=value for a word of its own.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((${#words[@]})) && [[ $glued || $word == '=' ]]; then
            words[${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
        glued=''
        [[ $word == '=' ]] && glued=1
    done
    last=$((${#words[@]} - 1))
    cur=${words[last]}

    command=%[4]s
    case ${words[0]} in
    %[3]s) ((last)) && command=${words[0]} first=1 ;;
    esac
`

const bashScan = `
    # Which flag waits for its value, and how many arguments there are before.
    for ((i = first; i < last; i++)); do
        word=${words[i]}
        if [[ $flag ]]; then
            flag=''
        elif [[ $only ]]; then
            n=$((n + 1))
        elif [[ $word == -- ]]; then
            only=1
        elif [[ $word == -?* ]]; then
            [[ $takes == *" $word "* ]] && flag=$word
        else
            n=$((n + 1))
        fi
    done
    if [[ ! $flag && ! $only && $cur == --*=* ]]; then
        flag=${cur%%=*} cur=${cur#*=}
        [[ $COMP_WORDBREAKS == *=* ]] || kept=$flag=
    elif [[ ! $flag && ! $only && $cur == -* ]]; then
        while IFS= read -r word; do
            COMPREPLY+=("$word")
        done < <(compgen -W "$flags" -- "$cur")
        compopt +o default 2>/dev/null
        return
    fi

    case "$command ${flag:-$n}" in
`

const bashFoot = `    esac
    if ((last == 0)) && [[ ! $flag ]]; then
        values="$all $values"
    fi
    if [[ $also && $cur == *=* ]]; then
        [[ $COMP_WORDBREAKS == *=* ]] || kept+=${cur%%%%=*}=
        cur=${cur#*=} values='' files=1
    elif [[ $list && $cur == *,* ]]; then
        kept+=${cur%%,*}, cur=${cur##*,}
    fi
    while IFS= read -r word; do
        COMPREPLY+=("$kept$word")
    done < <(compgen -W "$values" -- "$cur")
    if [[ $files ]]; then
        # Without a word that fits, readline completes the path itself, as it quotes best.
        if ((${#COMPREPLY[@]})); then
            while IFS= read -r word; do
                COMPREPLY+=("$kept$word")
            done < <(compgen -f -- "$cur")
        fi
    else
        compopt +o default 2>/dev/null
    fi
}

complete -o default -F _%[1]s %[1]s
`
