import { constants } from 'node:os'
import { SOURCE_DEFAULTS } from './cli/define/defaults.ts'
import { processTerminal, type Terminal } from './cli/terminal.ts'

/** Runs one command line (`argv` as `process.argv` has it) and sets the exit code (design §7). */
export async function main(argv: readonly string[]): Promise<void> {
  process.once('SIGINT', () => process.exit(128 + constants.signals.SIGINT))
  process.stdout.on('error', endQuietlyOnClosedPipe)
  process.exitCode = await run(argv.slice(2), processTerminal())
}

/**
 * The two command lines that editors, hooks and scripts call most run as they are; commander, which reads all others and
 * whatever has an option, would take longer to load than Node takes to start.
 */
async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const [command, ...rest] = words
  if (command === '--version' || (command === 'version' && rest.length === 0)) {
    const { versionText } = await import('./cli/version.ts')
    terminal.out(versionText())
    return 0
  }
  if (command === 'validate' && rest.length > 0 && !rest.some((word) => word.startsWith('-'))) {
    const { validate } = await import('./cli/validate.ts')
    const { reportError } = await import('./cli/exit.ts')
    return validate(rest, SOURCE_DEFAULTS, terminal).catch((error: unknown) => reportError(error, terminal))
  }
  if (command === '__complete') {
    const { complete } = await import('./cli/complete.ts')
    return complete(rest, terminal)
  }
  const program = await import('./cli/program.ts')
  if (command === '__kubectl') return program.run(rest, terminal, 'kubectl charter')
  return program.run(words, terminal)
}

function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
