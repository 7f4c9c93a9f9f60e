import { Command, CommanderError } from 'commander'
import { listed } from '../lib/text.ts'
import { defineAccessCommands } from './define/access.ts'
import { defineControlCommands } from './define/control.ts'
import { defineDeclarationCommands } from './define/declarations.ts'
import { defineEditingCommands } from './define/editing.ts'
import { defineExport, defineHistoryCommands } from './define/history.ts'
import { defineKubernetesCommands } from './define/kubernetes.ts'
import { defineLedgerCommands } from './define/ledger.ts'
import { defineNotifyCommands } from './define/notify.ts'
import { definePolicyCommands } from './define/policies.ts'
import { defineReadingCommands } from './define/reading.ts'
import { defineRunningCommands } from './define/running.ts'
import { defineSetupCommands } from './define/setup.ts'
import { defineStateCommands } from './define/state.ts'
import { defineTokenCommands } from './define/token.ts'
import { defineUsageCommands } from './define/usage.ts'
import { EXIT, reportError } from './exit.ts'
import type { Terminal } from './terminal.ts'

/** What a command does: it gives its exit code. */
export type Action = () => Promise<number>

/** Makes a command's handler: runs the action, reports what it throws, remembers its exit code. */
export type Handle = (action: Action) => Promise<void>

/** How the program is called: by its name, or as a plugin of kubectl. */
export type ProgramName = 'charter' | 'kubectl charter'

/** Runs one command line (without `node` and the program) and gives the exit code. */
export async function run(
  words: readonly string[],
  terminal: Terminal,
  name: ProgramName = 'charter',
): Promise<number> {
  let code: number = EXIT.done
  const handle: Handle = async (action) => {
    try {
      code = await action()
    } catch (error) {
      code = reportError(error, terminal)
    }
  }
  const program = createProgram(terminal, handle).name(name)
  if (name === 'kubectl charter') program.hook('preAction', (_, command) => readCluster(command))
  try {
    await program.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, terminal)
    if (OPTION_ERRORS.includes(error.code)) terminal.err(serverHint(program, words))
    return error.exitCode === 0 ? EXIT.done : EXIT.usage
  }
  return code
}

const OPTION_ERRORS: readonly string[] = ['commander.missingMandatoryOptionValue', 'commander.unknownOption']

/** Which commands ask a server, for whoever named one to a command that does not; else nothing. */
function serverHint(program: Command, words: readonly string[]): string {
  if (!words.some((word) => /^--server(?:=|$)/.test(word))) return ''
  const asking = program.commands.flatMap((command) => {
    const own = command.commands.filter(asksServer).map((one) => `${command.name()} ${one.name()}`)
    return asksServer(command) ? [command.name(), ...own] : own
  })
  return words.some((_, at) => asking.includes(words.slice(0, at + 1).join(' ')))
    ? ''
    : `(commands that ask a server: ${listed(asking)}; others read a state folder, named by --state)\n`
}

function asksServer({ options }: Command): boolean {
  return options.some(({ long }) => long === '--server')
}

/** Whoever calls it through kubectl means its cluster, where no folder or repository is named. */
function readCluster(command: Command): void {
  const canRead = command.options.some(({ long }) => long === '--kubernetes')
  if (canRead && command.args.length === 0 && command.opts().git === undefined) {
    command.setOptionValue('kubernetes', true)
  }
}

/** The commands in the order in which the help shows them. */
const DEFINITIONS = [
  defineDeclarationCommands,
  defineStateCommands,
  defineControlCommands,
  defineHistoryCommands,
  defineAccessCommands,
  defineUsageCommands,
  definePolicyCommands,
  defineLedgerCommands,
  defineExport,
  defineEditingCommands,
  defineRunningCommands,
  defineTokenCommands,
  defineNotifyCommands,
  defineKubernetesCommands,
  defineReadingCommands,
  defineSetupCommands,
] as const

/** The command tree; used for parsing, for help and for shell completion. */
export function createProgram(terminal: Terminal, handle: Handle): Command {
  const program = new Command('charter')
    .description('Organizations, groups, people, permissions and entitlements as reviewed YAML.')
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for what this command takes)')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', EXIT_CODES)
  for (const define of DEFINITIONS) define(program, terminal, handle)
  for (const command of program.commands) command.copyInheritedSettings(program)
  return program
}

const EXIT_CODES = `
Exit codes:
  0   done, also "nothing to do"
  1   invalid or refused; \`diff\`: there are differences; \`access check\`: no
  2   wrong usage; \`plan --detailed-exitcode\`: there are changes
  3   held: nothing was applied until a person decides
  4   authentication failed
  20  some organizations were applied, others are held or invalid
  73  the state is locked by another process
  74  the state could not be read or written; it is unchanged
`
