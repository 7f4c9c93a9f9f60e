import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withPlace } from './server.ts'
import { withMoment } from './state.ts'

/** `entitlements` and `usage`: what organizations may use, and do. */
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
  defineUsage(program, terminal, handle)
}

function defineUsage(program: Command, terminal: Terminal, handle: Handle): void {
  withPlace(program.command('usage [organization]'))
    .summary('show what organizations used')
    .description(
      "Shows measured usage and counts over days or months: in the current period of each organization's subscription, else in the calendar month. Dates are days in UTC or times with their offset; --to does not belong to the time.",
    )
    .option('-m, --metric <name>', 'only this metric, also where there is no data (repeatable)', collect)
    .option('--object-type <type>', 'only objects of this type')
    .option('--interval <interval>', 'day or month, which is counted from the first day on (default: month)')
    .option('--from <date>', 'the first day')
    .option('--to <date>', 'the day after the last one')
    .option('-g, --group <name>', 'all organizations of a group and those below it together, each once')
    .option('--by-project', 'for each project by itself')
    .option('--counts', 'how many projects, users, deployments … there are now')
    .option('--consumption', 'API calls and storage by calendar month, newest first')
    .option('--month <month>', 'with --consumption: this month, for example 2026-11')
    .option('-o, --output <form>', 'table, json or csv', 'table')
    .addHelpText('after', USAGE_EXAMPLES)
    .action((organization, options) =>
      handle(async () => (await import('../usage.ts')).usage(organization, options, terminal)),
    )
}

function collect(word: string, before: readonly string[] = []): readonly string[] {
  return [...before, word]
}

const USAGE_EXAMPLES = `
Examples:
  charter usage acme --state state
  charter usage acme --state state --interval day --from 2026-11-01 --to 2026-12-01 --metric api_calls
  charter usage --group universities --state state -o csv
  charter usage acme --from 2026-11-01 --to 2026-12-01 --server https://charter.example --token-file token
  charter usage acme --consumption --from 2026-01-01 --to 2027-01-01 --state state
`

const EXAMPLES = `
Examples:
  charter entitlements --state state
  charter entitlements acme --state state -o json
  charter entitlements acme --state state --at 2027-01-01
`
