import { visible } from '../lib/text.ts'
import { ConfigError, ConflictError, SourceError, StoreError } from '../model/errors.ts'
import type { Terminal } from './terminal.ts'

/** Exit codes of every command (design §7). */
export const EXIT = {
  done: 0,
  refused: 1,
  usage: 2,
  changes: 2,
  held: 3,
  authentication: 4,
  partly: 20,
  locked: 73,
  storage: 74,
  interrupted: 130,
} as const

/** Says what went wrong in one line, with the help and the code that the error carries, and gives the exit code of its class. */
export function reportError(error: unknown, terminal: Terminal): number {
  const say = (message: string, help?: string, code?: string): void => {
    terminal.err(`charter: ${visible(message)}\n`)
    if (help !== undefined) terminal.err(`  ${help}\n`)
    if (code !== undefined) terminal.err(`  see: charter explain ${code}\n`)
  }
  if (error instanceof ConfigError) {
    say(error.message, error.help)
    return EXIT.usage
  }
  if (error instanceof ConflictError) {
    say(error.message, error.help, error.code)
    return EXIT.locked
  }
  if (error instanceof StoreError) {
    say(error.message, error.help, error.code)
    return error.code === 'SealedAway' ? EXIT.refused : EXIT.storage
  }
  if (error instanceof SourceError) {
    say(error.message, error.help)
    return error.code === 'AuthenticationFailed' || error.code === 'AccessForbidden'
      ? EXIT.authentication
      : EXIT.refused
  }
  say('internal error: this is a bug in charter, please report it', error instanceof Error ? trace(error) : undefined)
  return EXIT.refused
}

/** Tells what the store could help itself with, as it happens. */
export function noticed(terminal: Terminal): (message: string) => void {
  return (message) => terminal.err(`charter: ${message}\n`)
}

/** Where a bug lies: the error's class and places in this program, without its message, which may quote input. */
function trace(error: Error): string {
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [
    error.name,
    ...places.map((line) => line.trim().replace(/\(?file:\/\/.*\/(src|dist|node_modules)\//, '($1/')),
  ].join('\n  ')
}
