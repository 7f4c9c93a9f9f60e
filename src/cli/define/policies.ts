import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withMoment } from './state.ts'

/** `policies`: usage policies, their values and limits, and which have fired. */
export function definePolicyCommands(program: Command, terminal: Terminal, handle: Handle): void {
  withMoment(program.command('policies [policy]'))
    .summary('show usage policies, and which have fired')
    .description(
      'Shows each limit of the usage policies with the value that it is compared with, since when a policy has fired, what it asks for, and how many organizations it affects.',
    )
    .option('-n, --organization <name>', 'only those about one organization')
    .option('--fired', 'only those that have fired')
    .option('-o, --output <form>', 'table, json or csv', 'table')
    .addHelpText('after', EXAMPLES)
    .action((policy, options) =>
      handle(async () => (await import('../policies.ts')).policies(policy, options, terminal)),
    )
}

const EXAMPLES = `
Examples:
  charter policies --state state
  charter policies --state state --organization acme --fired
  charter policies compute-budget --state state -o json
`
