import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withMoment } from './state.ts'

/** `describe` and `history`: what the state and its ledger tell. */
export function defineHistoryCommands(program: Command, terminal: Terminal, handle: Handle): void {
  withMoment(program.command('describe <kind> <name>'))
    .summary('show one stored resource in full, with its history')
    .description(
      'Shows a resource with every default, who names it, what it is part of, and the entries that changed it.',
    )
    .option('-n, --organization <name>', 'the organization it belongs to')
    .option('-o, --output <form>', 'text or json', 'text')
    .option('--full', 'leave nothing out of long lists')
    .addHelpText('after', DESCRIBE_EXAMPLES)
    .action((kind, name, options) =>
      handle(async () => (await import('../describe.ts')).describe({ kind, name, ...options }, terminal)),
    )
  program
    .command('history [organization]')
    .summary('list the entries of the ledger, or show one in full')
    .description(
      'Lists what was applied, by whom and from which revision, newest first; --seq shows one entry in full.',
    )
    .requiredOption('--state <folder>', 'state folder')
    .option('--kind <kind>', 'only entries that changed resources of this kind')
    .option('--name <name>', 'only entries that changed resources of this name')
    .option('--seq <number>', 'show this entry with its changes')
    .option('--limit <number>', 'how many entries are listed', '20')
    .option('-o, --output <form>', 'table or json', 'table')
    .option('--full', 'leave nothing out of long lists')
    .addHelpText('after', HISTORY_EXAMPLES)
    .action((organization, options) =>
      handle(async () => (await import('../history.ts')).history(organization, options, terminal)),
    )
}

/** `export`: the stored state back to files. */
export function defineExport(program: Command, terminal: Terminal, handle: Handle): void {
  withMoment(program.command('export'))
    .summary('write the stored state as declarations')
    .description(
      'Writes the stored state as YAML that can be committed; applying it again changes nothing. Secrets are references. With --format gooddata --out is a new file, and without it the layout goes to standard output.',
    )
    .option('--out <folder>', 'folder to write to, which must be empty or missing; - for standard output')
    .option('--format <format>', 'native, or gooddata: one organization as GoodData declares it, as JSON', 'native')
    .option('-n, --organization <name>', 'only one organization')
    .option('--source <name>', 'only what one source declares')
    .option('--inline', 'each organization as one document with its children inside, where that is not too large')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', EXPORT_EXAMPLES)
    .action((options) => handle(async () => (await import('../export.ts')).exportState(options, terminal)))
}

const DESCRIBE_EXAMPLES = `
Examples:
  charter describe user ada --state state --organization acme
  charter describe organization acme --state state --at 2026-11-01
`

const HISTORY_EXAMPLES = `
Examples:
  charter history --state state
  charter history acme --state state --kind user --name ada
  charter history --state state --seq 4
`

const EXPORT_EXAMPLES = `
Examples:
  charter export --state state --out orgs
  charter export --state state --organization acme --inline --out -
  charter export --state state --at 2026-11-01 --out before
  charter export --state state --format gooddata --organization acme > layout.json
`
