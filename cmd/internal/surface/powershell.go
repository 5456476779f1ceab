package surface

import (
	"fmt"
	"strings"
)

// powershell returns the script for PowerShell 5.1 and later. Where it offers
// nothing, PowerShell completes paths itself.
func (p *Program) powershell() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# PowerShell completion for %[1]s, made by: %[1]s completion powershell\n\n", p.Name)
	fmt.Fprintf(&b, "Register-ArgumentCompleter -Native -CommandName '%s' -ScriptBlock {\n", p.Name)
	b.WriteString("    param($wordToComplete, $commandAst, $cursorPosition)\n\n")
	b.WriteString("    # For each command: what it does, its flags, and what may stand at its arguments.\n    $commands = [ordered]@{\n")
	for i := range p.Commands {
		c := &p.Commands[i]
		fmt.Fprintf(&b, "        %s = @{ About = %s\n            Flags = [ordered]@{\n", psQuoted(c.Name), psQuoted(c.Summary))
		for _, f := range c.Flags() {
			for _, s := range f.Spellings() {
				fmt.Fprintf(&b, "                %s = @{ About = %s; Takes = $%t; Words = %s }\n", psQuoted(s), psQuoted(f.Brief()), f.Takes(), psWords(f.Value.Words))
			}
		}
		b.WriteString("            }\n            Arguments = @(")
		values, repeats, _ := c.Values()
		lists := make([]string, 0, len(values))
		for _, v := range values {
			lists = append(lists, psWords(v.Words))
		}
		if len(lists) == 1 {
			b.WriteByte(',') // else PowerShell takes the list of one list for that list
		}
		fmt.Fprintf(&b, "%s)\n            Repeats = $%t }\n", strings.Join(lists, ", "), repeats)
	}
	fmt.Fprintf(&b, psFoot, psQuoted(p.Default))
	return b.String()
}

func psQuoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func psWords(words []string) string {
	out := make([]string, 0, len(words))
	for _, w := range words {
		out = append(out, psQuoted(w))
	}
	return "@(" + strings.Join(out, ", ") + ")"
}

const psFoot = `    }

    $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
    $offer = {
        param($text, $about)
        if ($text -like "$wordToComplete*") {
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
        }
    }
    $name = %s
    if ($typed.Count -eq 0) {
        foreach ($c in $commands.Keys) { & $offer $c $commands[$c].About }
    } elseif ($commands.Contains($typed[0])) {
        $name = $typed[0]
        $typed = @($typed | Select-Object -Skip 1)
    }
    $command = $commands[$name]

    # Which flag waits for its value, and how many arguments there are before.
    $flag = $null
    $n = 0
    foreach ($word in $typed) {
        if ($flag) { $flag = $null }
        elseif ($command.Flags.Contains($word)) { if ($command.Flags[$word].Takes) { $flag = $command.Flags[$word] } }
        elseif ($word -notlike '-*') { $n++ }
    }
    if ($flag) {
        foreach ($v in $flag.Words) { & $offer $v $v }
    } elseif ($wordToComplete -like '-*') {
        foreach ($f in $command.Flags.Keys) { & $offer $f $command.Flags[$f].About }
    } else {
        if ($command.Repeats) { $n = [Math]::Min($n, $command.Arguments.Count - 1) }
        if ($n -lt $command.Arguments.Count) { foreach ($v in $command.Arguments[$n]) { & $offer $v $v } }
    }
}
`
