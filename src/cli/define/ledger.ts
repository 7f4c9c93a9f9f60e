import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `ledger verify`, `show`, `head`, `seal` and `erase`: the record of every change, as evidence. */
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
  defineSeal(ledger, terminal, handle)
  defineErase(ledger, terminal, handle)
}

function defineSeal(ledger: Command, terminal: Terminal, handle: Handle): void {
  ledger
    .command('seal')
    .summary('seal old files of the ledger, so that they may be moved away')
    .description(
      'Seals the files of the ledger in which every entry is older than a moment: keeps the state after them, and records it. They may then be moved away; the ledger opens, verifies and goes on without them. Nothing is removed. The newest file is ended, so that it can be sealed too.',
    )
    .requiredOption('--before <date>', 'a date (midnight UTC) or a time with its offset')
    .requiredOption('--state <folder>', 'state folder')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', SEAL_EXAMPLES)
    .action((options) => handle(async () => (await import('../ledger/seal.ts')).sealLedger(options, terminal)))
}

const SEAL_EXAMPLES = `
A moment before the seal is refused (SealedAway, exit 1) as long as the files are away.

Examples:
  charter ledger seal --before 2025-11-22 --state state
`

function defineErase(ledger: Command, terminal: Terminal, handle: Handle): void {
  ledger
    .command('erase <kind> <name>')
    .summary('erase what the ledger keeps of a resource that is no longer stored')
    .description(
      'Erases every body of a resource that is no longer stored, named ORGANIZATION/NAME (a global one NAME) as it once was, or by its uid. The chain of entries stays as it is, and an entry records what was erased. There is no way back.',
    )
    .requiredOption('--state <folder>', 'state folder')
    .option('--yes', 'erase without asking')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', ERASE_EXAMPLES)
    .action((kind, name, options) =>
      handle(async () => (await import('../ledger/erase.ts')).eraseRecorded({ ...options, kind, name }, terminal)),
    )
}

const ERASE_EXAMPLES = `
Refused (exit 1) as long as the resource is stored. What other resources said of it (a group its members) stays as long as
they are stored. Backups, and copies of the state folder, are yours to erase.

Examples:
  charter ledger erase user acme/ada --state state
  charter ledger erase user 6f9619ff-8b86-5d11-b42d-00cf4fc964ff --state state --yes
`

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
