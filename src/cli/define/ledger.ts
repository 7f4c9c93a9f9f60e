import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `ledger verify`, `ledger show` and `ledger head`: the record of every change, as evidence. */
export function defineLedgerCommands(program: Command, terminal: Terminal, handle: Handle): void {
  const ledger = program.command('ledger').summary('verify and show the record of every change')
  ledger
    .command('verify')
    .summary('verify every entry and body; exit 1 names the first that is wrong')
    .description(
      'Verifies the ledger of a state folder, or of a copy of one, from its first byte to its last. Takes no lock.',
    )
    .requiredOption('--state <folder>', 'state folder')
    .option('--head <number:hash>', 'a head that was published elsewhere: shows whether the ledger still holds it')
    .option('--replay', 'also fold every entry from nothing, and compare with the stored state')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', VERIFY_EXAMPLES)
    .action((options) => handle(async () => (await import('../ledger/verify.ts')).verifyLedger(options, terminal)))
  ledger
    .command('show [number]')
    .summary('print entries as they are')
    .description('Prints one entry, or a range of them, oldest first: a JSON array, or one entry a line.')
    .requiredOption('--state <folder>', 'state folder')
    .option('--from <number>', 'first entry')
    .option('--to <number>', 'last entry')
    .option('-o, --output <form>', 'json or ndjson', 'json')
    .addHelpText('after', SHOW_EXAMPLES)
    .action((number, options) =>
      handle(async () => (await import('../ledger/show.ts')).showLedger(number, options, terminal)),
    )
  ledger
    .command('head')
    .summary('print the number and the hash of the newest entry, for publishing')
    .requiredOption('--state <folder>', 'state folder')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', HEAD_EXAMPLES)
    .action((options) => handle(async () => (await import('../ledger/head.ts')).ledgerHead(options, terminal)))
}

const VERIFY_EXAMPLES = `
Exit codes: 0 intact, 1 tampered, 74 unreadable.

Examples:
  charter ledger verify --state state
  charter ledger verify --state state --replay --head "$(cat published-head)"
  charter ledger verify --state copy -o json
`

const SHOW_EXAMPLES = `
Examples:
  charter ledger show 12 --state state
  charter ledger show --state state --from 100 -o ndjson
`

const HEAD_EXAMPLES = `
Examples:
  charter ledger head --state state
  git tag "ledger-$(charter ledger head --state state | tr : -)"
`
