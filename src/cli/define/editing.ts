import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `remove`: what edits declarations. */
export function defineEditingCommands(program: Command, terminal: Terminal, handle: Handle): void {
  const removing = program.command('remove').summary('take somebody out of the declarations')
  removing
    .command('user <name> <folder>')
    .summary('a user, and everything that names the user')
    .description(
      'Edits the files of a folder: removes a user, memberships, permissions, access keys and revocations, and keeps the rest as it is.',
    )
    .option('-n, --organization <name>', 'the organization, where several have a user of this name')
    .option('--dry-run', 'print the difference and write nothing')
    .addHelpText('after', REMOVE_EXAMPLES)
    .action((name, folder, options) =>
      handle(async () => (await import('../remove.ts')).removeUser({ name, folder, ...options }, terminal)),
    )
}

const REMOVE_EXAMPLES = `
Examples:
  charter remove user ada orgs --organization acme --dry-run
  charter remove user ada orgs --organization acme
`
