import type { Command } from 'commander'
import { ConfigError } from '../model/errors.ts'
import { KINDS } from '../model/resource.ts'
import { EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript } as const

/** Prints a shell's completion script, made from the commands and options as they are; throws `ConfigError` for another shell. */
export async function completion(shell: string, program: Command, terminal: Terminal): Promise<number> {
  if (!Object.hasOwn(SHELLS, shell)) {
    throw new ConfigError(`there is no completion for \`${shell}\``, `shells are ${Object.keys(SHELLS).join(', ')}`)
  }
  terminal.out(SHELLS[shell as keyof typeof SHELLS](wordsOf(program)))
  return EXIT.done
}

/** One command line's beginning (`import peribolos`), with what may follow it. */
export interface Words {
  readonly path: string
  readonly description: string
  readonly next: readonly string[]
}

/** Every command line's beginning, in the order of the help; the first is that of the program itself. */
export function wordsOf(program: Command): readonly Words[] {
  const visit = (command: Command, path: readonly string[]): Words[] => {
    const options = command.options.flatMap(({ long }) => (long == null ? [] : [long]))
    const config = ['explain', 'schema'].includes(path[0] ?? '') ? ['config'] : []
    const kinds = ['get', 'describe', 'explain', 'schema'].includes(path[0] ?? '') ? [...KINDS, ...config] : []
    const own = {
      path: path.join(' '),
      description: command.summary(),
      next: [...command.commands.map((sub) => sub.name()), ...kinds, ...options, '--help'],
    }
    return [own, ...command.commands.flatMap((sub) => visit(sub, [...path, sub.name()]))]
  }
  return visit(program, [])
}

function cases(words: readonly Words[], indent: string): string {
  return words
    .filter(({ path }) => path !== '')
    .map(({ path, next }) => `${indent}"${path}"|"${path} "*) words="${next.join(' ')}" ;;`)
    .reverse()
    .join('\n')
}

function first(words: readonly Words[]): string {
  return words[0]?.next.join(' ') ?? ''
}

function bashScript(words: readonly Words[]): string {
  return `# charter completion for bash: source <(charter completion bash)
_charter() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words
  case "$line" in
${cases(words, '    ')}
    *) words="${first(words)}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _charter charter
`
}

function zshScript(words: readonly Words[]): string {
  return `#compdef charter
# charter completion for zsh: source <(charter completion zsh)
_charter() {
  local line="\${\${words[2,CURRENT-1]}[*]}" words
  case "$line" in
${cases(words, '    ')}
    *) words="${first(words)}" ;;
  esac
  compadd -- \${=words}
  _files
}
compdef _charter charter
`
}

function fishScript(words: readonly Words[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", '’')}'`
  const lines = words.flatMap(({ path, next }) => {
    const [name = ''] = path.split(' ')
    const when = path === '' ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`
    return next.map((word) => {
      const described = words.find((other) => other.path === (path === '' ? word : `${path} ${word}`))
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
      return `complete -c charter -n ${quoted(when)} ${what}${described === undefined ? '' : ` -d ${quoted(described.description)}`}`
    })
  })
  return `# charter completion for fish: charter completion fish | source\n${lines.join('\n')}\n`
}

function powershellScript(words: readonly Words[]): string {
  const table = words
    .map(({ path, next }) => `  '${path}' = @(${next.map((word) => `'${word}'`).join(', ')})`)
    .join('\n')
  return `# charter completion for PowerShell: charter completion powershell | Out-String | Invoke-Expression
$CharterWords = @{
${table}
}
Register-ArgumentCompleter -Native -CommandName charter -ScriptBlock {
  param($word, $ast, $position)
  $line = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" } | Where-Object { $_ -ne $word })
  $known = if ($CharterWords.ContainsKey("$line")) { "$line" } elseif ($line.Count -gt 0 -and $CharterWords.ContainsKey($line[0])) { $line[0] } else { '' }
  $CharterWords[$known] | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`
}
