import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withServer } from './server.ts'

/** `run`, and what an operator asks of the running program: `status`, `reconcile`, `suspend` and `resume`. */
export function defineControlCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('run')
    .summary('keep the stored state equal to the sources of a configuration')
    .description(
      'Reads the sources of a configuration on their schedules, and makes the stored state equal to them, until it is told to stop.',
    )
    .option('--config <file>', 'configuration (default: CHARTER_CONFIG, else charter-run.yaml)')
    .option('--init', 'make the state folder where it is missing; needed once')
    .addHelpText('after', RUN_EXAMPLES)
    .action((options) => handle(async () => (await import('../run.ts')).runCommand(options, terminal)))
  withServer(
    program.command('status').option('--state <folder>', 'state folder of the running program; this or --server'),
  )
    .summary('show what is in force, what is not, and why')
    .description(
      'Shows on one screen what the running program knows of its sources and of everything that is not in force.',
    )
    .option('-o, --output <form>', 'text or json', 'text')
    .option('--watch', 'show it again every two seconds')
    .addHelpText('after', STATUS_EXAMPLES)
    .action((options) => handle(async () => (await import('../status.ts')).status(options, terminal)))
  withState(program.command('reconcile [source...]'))
    .summary('read sources now; done when the pass is over')
    .addHelpText('after', '\nExamples:\n  charter reconcile --state state\n  charter reconcile people --state state\n')
    .action((sources, options) =>
      handle(async () => (await import('../control/requests.ts')).reconcile(sources, options, terminal)),
    )
  withState(program.command('suspend <organization>'))
    .summary('let reconciling of an organization, or of source/<name>, rest; access stays as it is')
    .requiredOption('--reason <text>', 'why; it is kept in the ledger for ever')
    .requiredOption('--until <time>', 'when it resumes by itself: a date (midnight UTC) or a time')
    .addHelpText('after', SUSPEND_EXAMPLES)
    .action((target, options) =>
      handle(async () => (await import('../control/requests.ts')).suspend(target, options, terminal)),
    )
  withState(program.command('resume <organization>'))
    .summary('end a suspension before its time')
    .addHelpText(
      'after',
      '\nExamples:\n  charter resume acme --state state\n  charter resume source/people --state state\n',
    )
    .action((target, options) =>
      handle(async () => (await import('../control/requests.ts')).resume(target, options, terminal)),
    )
}

function withState(command: Command): Command {
  return command
    .requiredOption('--state <folder>', 'state folder of the running program')
    .option('-o, --output <form>', 'text or json', 'text')
}

const RUN_EXAMPLES = `
Exit codes: 0 stopped when asked, 2 the configuration is wrong, 73 another process has the state, 74 the state cannot be written.
Signals: SIGTERM and SIGINT stop within five seconds, SIGHUP reads every source now.

Examples:
  charter run --init
  charter run --config /etc/charter/charter-run.yaml
`

const STATUS_EXAMPLES = `
Exit codes: 0 everything is in force as declared, 3 something is held, invalid, or cannot be read, 1 nothing is ready yet, or
passes fail. -o json is what /api/v1/status answers (schemas/output/status.schema.json).

Examples:
  charter status --state state
  charter status --server https://charter.example --token-file token
  charter status --state state -o json | jq '.units[] | select(.result == "held")'
`

const SUSPEND_EXAMPLES = `
Examples:
  charter suspend acme --reason "migration of the directory" --until 2026-12-01 --state state
  charter suspend source/people --reason audit --until 2026-12-01T18:00:00Z --state state
`
