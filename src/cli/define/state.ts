import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withSecretPlaces, withSource } from './declarations.ts'
import { withPlace } from './server.ts'

/** Adds the options by which a command is told which state to show: the folder, and the moment. */
export function withMoment(command: Command): Command {
  return command
    .requiredOption('--state <folder>', 'state folder')
    .option('--at <time>', 'as it was then: a date (midnight UTC) or a time such as 2026-11-22T15:04:05Z')
    .option('--seq <number>', 'as it was after this entry of the ledger')
}

/** `apply`, `approve` and `get`: what changes and shows the stored state. */
export function defineStateCommands(program: Command, terminal: Terminal, handle: Handle): void {
  withSecretPlaces(withSource(program.command('apply [folder]')))
    .summary('make the stored state equal to the declarations')
    .description(
      'Plans, and commits every organization that is neither invalid nor held as one transaction of the ledger.',
    )
    .requiredOption('--state <folder>', 'state folder; it is made where it is missing')
    .option('--removes <class=count...>', 'removals that are meant, for example User=649 Resource=12')
    .option('--organization <name>', 'organization that --removes speaks of (default: whichever needs it first)')
    .option('--approve <digest...>', 'plans that a person has approved, by their digest')
    .option('--installation <name>', 'what this installation is called, where its state does not know it yet')
    .option('--plan <file>', 'apply only what this file shows, as `plan -o json` printed it')
    .option('--yes', 'do not ask')
    .option('-o, --output <form>', 'text or json', 'text')
    .option('--full', 'leave nothing out of long lists')
    .addHelpText('after', APPLY_EXAMPLES)
    .action((folder, options) => handle(async () => (await import('../apply.ts')).apply(folder, options, terminal)))
  program
    .command('approve <digest>')
    .summary('approve what is held, by its digest')
    .description(
      'Records that you approve what a digest names: 8 or more of its first characters. It counts once, for 24 hours after the hold was recorded.',
    )
    .requiredOption('--state <folder>', 'state folder')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', APPROVE_EXAMPLES)
    .action((digest, options) => handle(async () => (await import('../approve.ts')).approve(digest, options, terminal)))
  withPlace(program.command('get <kind> [name]'))
    .summary('show stored resources')
    .description('Shows stored resources of one kind: `users`, `User`, `ugroup` … all name it.')
    .option('-n, --organization <name>', 'only those of one organization')
    .option('-o, --output <form>', 'table, wide, json, yaml, csv or name', 'table')
    .addHelpText('after', GET_EXAMPLES)
    .action((kind, name, options) =>
      handle(async () => (await import('../get.ts')).get({ kind, name, ...options }, terminal)),
    )
}

const APPLY_EXAMPLES = `
Examples:
  charter apply orgs --state state
  charter apply --git https://git.example/orgs.git --revision main --state state --yes
  charter apply orgs --state state --removes User=649 --organization kubernetes
  charter plan orgs --state state -o json > plan.json && charter apply orgs --state state --plan plan.json
`

const APPROVE_EXAMPLES = `
Examples:
  charter approve 3f0f611cd8e3 --state state && charter apply orgs --state state
`

const GET_EXAMPLES = `
Examples:
  charter get organizations --state state
  charter get users --state state --organization acme -o json
  charter get ugroup operators --state state --organization acme -o yaml
  charter get users --state state --at 2026-11-01
  charter get users --organization acme --server https://charter.example --token-file token
`
