import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { defineReportCommands } from './reports.ts'
import { withPlace } from './server.ts'

/** `access who-can`, `what-can`, `explain`, `check` and the reports: who may do what, and why. */
export function defineAccessCommands(program: Command, terminal: Terminal, handle: Handle): void {
  const access = program.command('access').summary('who may do what, by which path, since when')
  access.addHelpText('after', EXAMPLES)
  withQuestion(access.command('who-can <permission>'))
    .summary('list the users who hold a permission')
    .description(
      'Lists who holds a permission on the organization, or with --on on something in it, and by which path.',
    )
    .option('--on <thing>', ON)
    .addHelpText('after', WHO_CAN_EXAMPLES)
    .action((permission, options) =>
      handle(async () => (await import('../access/whocan.ts')).whoCan(permission, options, terminal)),
    )
  withQuestion(access.command('what-can <user>'))
    .summary('list what a user may do')
    .description('Lists every permission that a user holds and on what: given directly, by groups, roles and trees.')
    .addHelpText('after', WHAT_CAN_EXAMPLES)
    .action((user, options) =>
      handle(async () => (await import('../access/whatcan.ts')).whatCan(user, options, terminal)),
    )
  withQuestion(access.command('explain <user> <permission>'))
    .summary('tell every path by which a user holds a permission')
    .description(
      'Tells every path, where each resource on it is declared, and which entry of the ledger made and last changed it.',
    )
    .option('--on <thing>', ON)
    .addHelpText('after', EXPLAIN_EXAMPLES)
    .action((user, permission, options) =>
      handle(async () => (await import('../access/explain.ts')).explainAccess(user, permission, options, terminal)),
    )
  withQuestion(access.command('check <user> <permission>'))
    .summary('say whether a user holds a permission: exit code 0 or 1')
    .description('Exit code 0: yes; 1: no; 2: the question names a user, permission or thing that is not there.')
    .option('--on <thing>', ON)
    .addHelpText('after', CHECK_EXAMPLES)
    .action((user, permission, options) =>
      handle(async () => (await import('../access/check.ts')).checkAccess(user, permission, options, terminal)),
    )
  defineReportCommands(access, terminal, handle)
}

const ON = 'workspace/NAME, dataSource/NAME, user/NAME or userGroup/NAME (default: the organization)'

function withQuestion(command: Command): Command {
  return withPlace(command)
    .requiredOption('-n, --organization <name>', 'the organization that is asked about')
    .option('-o, --output <form>', 'table, json or csv', 'table')
}

const WHO_CAN_EXAMPLES = `
Examples:
  charter access who-can MANAGE --organization acme --state state
  charter access who-can deployments.update --on workspace/telescope --organization acme --state state
  charter access who-can MANAGE --organization acme --state state --at 2026-11-01 -o csv
`

const WHAT_CAN_EXAMPLES = `
Examples:
  charter access what-can linus --organization acme --state state
  charter access what-can linus --organization acme --state state --at 2099-01-01
`

const EXPLAIN_EXAMPLES = `
Examples:
  charter access explain grace MANAGE --organization acme --state state
  charter access explain linus deployments.update --on workspace/telescope --organization acme --state state
  charter access explain grace MANAGE --organization acme --server https://charter.example --token-file token
`

const CHECK_EXAMPLES = `
Examples:
  charter access check ada MANAGE --organization acme --state state && echo yes
  charter access check grace deployments.get --on workspace/telescope --organization acme --state state
`

const EXAMPLES = `
Examples:
  charter access who-can MANAGE --organization acme --state state
  charter access explain grace MANAGE --organization acme --state state
`
