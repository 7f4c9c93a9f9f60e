import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `notify test`: whether the receivers of notifications can be told. */
export function defineNotifyCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('notify')
    .summary('try the receivers of notifications')
    .description('Tries the receivers of notifications that the configuration of `charter run` names.')
    .command('test [name]')
    .summary('send a test event to every receiver, or to one, and say what answered')
    .description(
      'Sends a test event to every receiver, or to the one that is named. A Git server is only asked for the repository: no commit status is written.',
    )
    .option('--config <file>', 'configuration (default: CHARTER_CONFIG, else charter-run.yaml)')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', EXAMPLES)
    .action((name, options) => handle(async () => (await import('../notify.ts')).notifyTest(name, options, terminal)))
}

const EXAMPLES = `
Exit codes: 0 every receiver took it, 1 one did not, 2 the configuration is wrong or names no such receiver.

Examples:
  charter notify test
  charter notify test chat --config /etc/charter/charter-run.yaml
`
