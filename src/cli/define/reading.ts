import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `explain`, `schema`, `version` and `completion`: what can be looked up. */
export function defineReadingCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('explain [subject]')
    .summary('explain a kind, a field or the code of a problem')
    .description(
      'Explains a kind (User), a field (User.email, config.sources.git) or a code (LastAdmin); without a subject it lists them.',
    )
    .option('--recursive', 'show every field below')
    .addHelpText(
      'after',
      '\nExamples:\n  charter explain User\n  charter explain organization.removalBudget\n  charter explain config.sources.git\n  charter explain LastAdmin\n',
    )
    .action((subject, options) =>
      handle(async () => (await import('../explain.ts')).explain(subject, options, terminal)),
    )
  program
    .command('schema [kind]')
    .summary('print the JSON Schema for editors, or install it')
    .description(
      'Prints the JSON Schema of all kinds (draft-07), of one kind, or of the configuration of `charter run` (config), for editors and other programs.',
    )
    .option('--install <folder>', 'write it to <folder>/.charter/schema.json, for the modeline of files there')
    .addHelpText(
      'after',
      '\nExamples:\n  charter schema > charter.schema.json\n  charter schema User\n  charter schema config > charter-run.schema.json\n  charter schema --install .\n',
    )
    .action((kind, options) => handle(async () => (await import('../schema.ts')).schema(kind, options, terminal)))
  program
    .command('completion <shell>')
    .summary('print the completion script of bash, zsh, fish or powershell')
    .addHelpText(
      'after',
      '\nExamples:\n  source <(charter completion bash)\n  charter completion fish > ~/.config/fish/completions/charter.fish\n',
    )
    .action((shell) => handle(async () => (await import('../completion.ts')).completion(shell, program, terminal)))
  program
    .command('version')
    .summary('print the version')
    .option('-o, --output <form>', 'text or json', 'text')
    .action((options) =>
      handle(async () => {
        const { versions, versionText } = await import('../version.ts')
        terminal.out(options.output === 'json' ? `${JSON.stringify(versions(), null, 2)}\n` : versionText())
        return 0
      }),
    )
}
