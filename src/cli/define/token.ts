import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `token new`: a token for somebody who asks the program over HTTP. */
export function defineTokenCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('token')
    .summary('make tokens for who asks over HTTP')
    .description('Makes tokens for who asks `charter run` over HTTP (docs/api.md).')
    .command('new')
    .summary('print a new token, and what the configuration says of it')
    .description(
      'Prints a token of 256 random bits, once, and on the error stream the lines for the configuration of `charter run`: they hold its SHA-256 alone. The token is kept nowhere.',
    )
    .option('--name <name>', 'whose token it is, for the access log', 'operator')
    .option('--role <role>', 'what it opens: operator, auditor or metrics', 'operator')
    .addHelpText('after', EXAMPLES)
    .action((options) => handle(async () => (await import('../token.ts')).tokenNew(options, terminal)))
}

const EXAMPLES = `
Examples:
  charter token new --name prometheus --role metrics > prometheus-token
  charter token new --name ada | pass insert --echo charter
`
