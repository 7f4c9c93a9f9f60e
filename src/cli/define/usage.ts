import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withMoment } from './state.ts'

/** `entitlements`: what organizations may use, and do. */
export function defineUsageCommands(program: Command, terminal: Terminal, handle: Handle): void {
  withMoment(program.command('entitlements [organization]'))
    .summary('show what organizations are entitled to, and use')
    .description(
      "Shows the entitlements that count for each organization, who gives them, how much of each limit is used, and its subscriptions. A time in the future asks what today's declarations mean then.",
    )
    .option('-o, --output <form>', 'table, json or csv', 'table')
    .addHelpText('after', EXAMPLES)
    .action((organization, options) =>
      handle(async () => (await import('../entitlements.ts')).entitlements(organization, options, terminal)),
    )
}

const EXAMPLES = `
Examples:
  charter entitlements --state state
  charter entitlements acme --state state -o json
  charter entitlements acme --state state --at 2027-01-01
`
