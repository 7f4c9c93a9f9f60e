import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `check`: whether everything that `charter run` is told about can be used. */
export function defineRunningCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('check')
    .summary('check the configuration of `charter run`, and everything that it names')
    .description(
      'Reads the configuration, then looks at what it names: clock, git, state folder, secrets, sources (each is read whole), ports, identity provider, notifications. Nothing is written.',
    )
    .option('--config <file>', 'configuration (default: CHARTER_CONFIG, else charter-run.yaml)')
    .option('--init', 'take a missing state folder for one that is to be made, as `charter run --init` does')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', CHECK_EXAMPLES)
    .action((options) => handle(async () => (await import('../check.ts')).check(options, terminal)))
}

const CHECK_EXAMPLES = `
Exit codes: 0 everything can be used, also with warnings, 1 something cannot, 2 the configuration is wrong.

Examples:
  charter check
  charter check --config /etc/charter/charter-run.yaml
  CHARTER_STATE_PATH=/tmp/state charter check -o json
`
