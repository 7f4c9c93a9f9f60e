import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'

/** `import`: other tools' files become declarations. */
export function defineImports(program: Command, terminal: Terminal, handle: Handle): void {
  const importing = program.command('import').summary('turn another tool’s files into declarations')
  withOut(importing.command('peribolos <path>'))
    .summary('GitHub organizations as Peribolos keeps them')
    .description('Turns Peribolos YAML into declarations: members, teams, repositories, grants and renames.')
    .option('--organization <name>', 'name of the organization, where the files do not say it')
    .addHelpText('after', PERIBOLOS_EXAMPLES)
    .action((path, options) =>
      handle(async () => (await import('../import/peribolos.ts')).importPeribolos(path, options, terminal)),
    )
  withOut(importing.command('locktera-csv <file>'))
    .summary('organizations, groups and users as Locktera imports them')
    .description(
      'Turns CSV with the columns id, name, email, org_id and role into declarations. What is wrong is told by its line, and then nothing is written.',
    )
    .addHelpText('after', LOCKTERA_EXAMPLES)
    .action((file, options) =>
      handle(async () => (await import('../import/locktera.ts')).importLocktera(file, options, terminal)),
    )
  withOut(importing.command('gooddata <path>'))
    .summary('an organization as GoodData declares it')
    .description(
      'Turns the JSON of GET /api/v1/layout/organization, or the folder in which GoodData’s SDK for Python stores a layout, into declarations: users, groups, workspaces, data sources, identity providers, permissions. Secrets are named by references in the file of --credentials, and never taken over.',
    )
    .option(
      '--credentials <file>',
      'YAML or JSON that maps the ids of data sources and identity providers to references',
    )
    .option('--organization <name>', 'name of the organization, where its id is not to be it')
    .addHelpText('after', GOODDATA_EXAMPLES)
    .action((path, options) =>
      handle(async () => (await import('../import/gooddata.ts')).importGooddata(path, options, terminal)),
    )
}

function withOut(command: Command): Command {
  return command
    .requiredOption('--out <folder>', 'folder to write to; it must be empty or missing')
    .option('-o, --output <form>', 'text or json', 'text')
}

const PERIBOLOS_EXAMPLES = `
Examples:
  charter import peribolos ../org/config --out orgs
  charter import peribolos community/org --organization istio --out orgs
`

const LOCKTERA_EXAMPLES = `
Examples:
  charter import locktera-csv organizations.csv --out orgs
  charter import locktera-csv organizations.csv --out orgs -o json
`

const GOODDATA_EXAMPLES = `
Examples:
  charter import gooddata layout.json --out orgs
  charter import gooddata gooddata_layouts/acme --credentials credentials.yaml --out orgs
  charter import gooddata layout.json --credentials credentials.yaml --organization acme --out orgs
`
