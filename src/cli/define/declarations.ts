import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { SOURCE_DEFAULTS } from './defaults.ts'
import { withServer } from './server.ts'

/** Adds the options by which every command is told where the declarations are. */
export function withSource(command: Command): Command {
  return command
    .option('--git <path-or-url>', 'read the declarations from a Git repository instead of a folder')
    .option('--revision <revision>', 'branch, tag or commit to read', SOURCE_DEFAULTS.revision)
    .option('--path <folder>', 'folder inside the repository', SOURCE_DEFAULTS.path)
    .option('--kubernetes', 'read the custom resources of a cluster instead of a folder')
    .option(
      '--kubeconfig <file>',
      'kubeconfig of that cluster (default: KUBECONFIG, the account of the pod, ~/.kube/config)',
    )
    .option('--context <name>', 'context of the kubeconfig (default: its current one)')
    .option('--source <name>', 'name of the source, which owns what it creates', SOURCE_DEFAULTS.source)
}

/** Adds the options by which a command is told what to compare with. */
export function withStored(command: Command): Command {
  return command
    .option('--state <folder>', 'compare with this state folder')
    .option('--against <revision-or-folder>', 'compare with another revision of the same repository, or another folder')
    .option('--removes <class=count...>', 'removals that are meant, for example User=649 Resource=12')
    .option('--organization <name>', 'organization that --removes speaks of (default: whichever needs it first)')
    .option('--approve <digest...>', 'plans that a person has approved, by their digest')
    .option('--installation <name>', 'what this installation is called, where its state does not know it yet')
}

/** Adds the options by which a command that only reads is told to look at secrets as well. */
function withSecrets(command: Command): Command {
  return withSecretPlaces(
    command.option('--resolve-secrets', 'also look whether every secret that is named can be had'),
  )
}

/** Adds the options that say where secrets lie. */
export function withSecretPlaces(command: Command): Command {
  return command
    .option(
      '--secrets-directory <folder>',
      'folder below which secrets lie that are named by file (default: CHARTER_SECRETS_DIRECTORY)',
    )
    .option('--secrets-kubeconfig <file>', 'cluster whose Secrets are named (default: the one that is read, if any)')
}

/** `validate`, `plan` and `diff`: what is declared, and what it would change. */
export function defineDeclarationCommands(program: Command, terminal: Terminal, handle: Handle): void {
  withSecrets(withSource(program.command('validate [paths...]')))
    .summary('check declarations: every problem at once, nothing is read or written elsewhere')
    .description('Checks declarations against every law that needs nothing but them. `-` reads standard input.')
    .option('--with <folder...>', 'further declarations that these may name')
    .option('--staged', 'what is staged in Git instead of the files: what the next commit will hold')
    .option('--format <format>', 'text, json, github, gitlab or sarif')
    .addHelpText('after', VALIDATE_EXAMPLES)
    .action((paths, options) => handle(async () => (await import('../validate.ts')).validate(paths, options, terminal)))
  withServer(withSecrets(withStored(withSource(program.command('plan [folder]')))))
    .summary('show what would change, and what would hold it')
    .description('Shows what would be applied, unit by unit, with everything that would hold it. Nothing is written.')
    .option('--detailed-exitcode', 'exit 2 where there are changes')
    .option('-o, --output <form>', 'text, json or markdown', 'text')
    .option('--full', 'leave nothing out of long lists')
    .addHelpText('after', PLAN_EXAMPLES)
    .action((folder, options) => handle(async () => (await import('../plan.ts')).plan(folder, options, terminal)))
  withServer(withStored(withSource(program.command('diff [folder]'))))
    .summary('show the differences as lines of YAML; exit 1 where there are any')
    .description(
      'Shows the differences between the stored state and the declarations, resource by resource, as a unified diff.',
    )
    .addHelpText('after', DIFF_EXAMPLES)
    .action((folder, options) => handle(async () => (await import('../diff.ts')).diff(folder, options, terminal)))
}

const VALIDATE_EXAMPLES = `
Examples:
  charter validate examples/quickstart
  charter validate orgs/acme --with orgs/shared
  charter validate --staged orgs
  charter validate --git . --revision main --path orgs --format sarif
`

const PLAN_EXAMPLES = `
Examples:
  charter plan orgs --state state
  charter plan orgs --state state --detailed-exitcode
  charter plan orgs --against main -o markdown
  charter plan orgs --server https://charter.example --token-file token
  charter plan --kubernetes --context production --state state
  charter plan orgs --state state --removes User=649 --organization kubernetes
`

const DIFF_EXAMPLES = `
Examples:
  charter diff orgs --state state
  charter diff orgs --against main
  charter diff orgs --server https://charter.example --token-file token
`
