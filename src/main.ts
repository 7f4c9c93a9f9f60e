import { constants } from 'node:os'
import { processTerminal } from './cli/terminal.ts'

/** Runs one command line (`argv` as `process.argv` has it) and sets the exit code (design §7). */
export async function main(argv: readonly string[]): Promise<void> {
  process.once('SIGINT', () => process.exit(128 + constants.signals.SIGINT))
  process.stdout.on('error', endQuietlyOnClosedPipe)
  const terminal = processTerminal()
  const [first] = argv.slice(2)
  if (first === '--version' || (first === 'version' && argv.length === 3)) {
    const { versionText } = await import('./cli/version.ts')
    terminal.out(versionText())
    return
  }
  const { run } = await import('./cli/program.ts')
  process.exitCode = await run(argv.slice(2), terminal)
}

function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
}
