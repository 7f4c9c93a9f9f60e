import { type Words, wordsOf } from './completion.ts'
import { EXIT } from './exit.ts'
import { createProgram } from './program.ts'
import type { Terminal } from './terminal.ts'

/** In the words of kubectl: where nothing fits, the shell offers files. */
const FILES_ELSE = ':0'

/**
 * Prints how a command line may go on, as kubectl asks a plugin for it: a line for each word that begins as the last of
 * `words` does, with a tab and what it is, and at the end a line that says what else the shell may offer.
 */
export function complete(words: readonly string[], terminal: Terminal): number {
  const all = wordsOf(createProgram(terminal, async () => undefined))
  const last = words.at(-1) ?? ''
  const { path, next } = commandOf(words.slice(0, -1).join(' '), all)
  const lines = next
    .filter((word) => word.startsWith(last))
    .map((word) => {
      const known = all.find((other) => other.path === (path === '' ? word : `${path} ${word}`))
      return known === undefined ? word : `${word}\t${known.description}`
    })
  terminal.out(`${[...lines, FILES_ELSE].join('\n')}\n`)
  return EXIT.done
}

/** The command with the most words that begin a line; the program itself where none does. */
function commandOf(line: string, all: readonly Words[]): Words {
  const fitting = all.filter(({ path }) => path === '' || line === path || line.startsWith(`${path} `))
  return fitting.reduce((longest, one) => (one.path.length > longest.path.length ? one : longest))
}
