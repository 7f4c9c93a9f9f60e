import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { defineImports } from './imports.ts'

/** `init`, `import` and `demo`: how somebody begins. */
export function defineSetupCommands(program: Command, terminal: Terminal, handle: Handle): void {
  program
    .command('init [folder]')
    .summary('make a repository of declarations: a first organization, editor settings, CODEOWNERS, CI')
    .description('Writes a small repository of declarations that validates. Existing files are left as they are.')
    .option('--organization <name>', 'name of the first organization', 'acme')
    .option('--admin <email>', 'e-mail address of its first admin', 'ada@acme.example')
    .addHelpText(
      'after',
      '\nExamples:\n  charter init\n  charter init orgs --organization initech --admin bill@initech.example\n',
    )
    .action((folder, options) => handle(async () => (await import('../init.ts')).init(folder, options, terminal)))
  defineImports(program, terminal, handle)
  program
    .command('demo')
    .summary('run the program on a small repository of its own, and say what to try')
    .description(
      'Makes .charter-demo/ with a Git repository of the quickstart example, and runs the controller on it until Ctrl-C. Where nobody sits at a terminal, or CI is set, it plays what there is to try, and ends.',
    )
    .action(() =>
      handle(async () => {
        const { demo, isUnattended } = await import('../demo.ts')
        return demo(terminal, { isPlayed: isUnattended(terminal) })
      }),
    )
}
