import { readFileSync } from 'node:fs'
import { variables } from '../../src/config/environment.ts'
import type { Json, JsonObject } from '../../src/model/resource.ts'
import { configurationField } from '../../src/schemas/configuration.ts'
import { fieldTable, rulesOf } from './fields.ts'
import { NOTICE, type Output } from './output.ts'

const EXAMPLE = 'examples/controller/charter-run.yaml'

/** The page about the configuration of `charter run`: what it is, an example, every field, every variable. */
export function configurationPage(): Output {
  const schema = configurationField() as unknown as JsonObject
  const sources = itemsOf(schema, 'sources')
  const notifications = itemsOf(schema, 'notifications')
  const text = [
    `<!-- ${NOTICE} -->\n`,
    INTRODUCTION,
    '## Example\n',
    `[${EXAMPLE}](../${EXAMPLE}):\n`,
    `\`\`\`yaml\n${readFileSync(new URL(`../../${EXAMPLE}`, import.meta.url), 'utf8')}\`\`\`\n`,
    '## Fields\n',
    'Fields with \\* are required.\n',
    fieldTable(without(schema, ['sources', 'notifications']), ''),
    '## `sources[]`\n',
    `Their order is their precedence. ${sentence(sources)}\n`,
    fieldTable(folded(sources), ''),
    '## `notifications[]`\n',
    `${sentence(notifications)}\n`,
    fieldTable(folded(notifications), ''),
    REFERENCES,
    '## Environment variables\n',
    VARIABLES,
    variableTable(),
    CHECK,
  ].join('\n')
  return { path: 'docs/configuration.md', text }
}

const INTRODUCTION = `# The configuration of \`charter run\`

One YAML file, by convention \`charter-run.yaml\` (\`charter.yaml\` is the marker inside a source). It is named by \`--config\`, else by
\`CHARTER_CONFIG\`, else it is \`charter-run.yaml\` in the working directory. It is read whole or not at all: every mistake is told at once, with its line.

- Paths are relative to the folder of the file.
- A duration is a whole number and \`ms\`, \`s\`, \`m\`, \`h\` or \`d\` (\`60s\`); a size a whole number and \`B\`, \`KiB\`, \`MiB\` or \`GiB\` (\`1MiB\`).
- No secret stands in the file: what ends in \`Ref\` names where one is. A URL holds no user and no password.
- \`charter explain config.sources.git\` explains a part, \`charter schema config\` prints the schema for editors.
`

const REFERENCES = `## References to secrets

\`{env: NAME}\` is a variable of the program's environment, \`{file: PATH}\` a file below \`secrets.directory\`: at most 64 KiB of UTF-8, one line end at its
end is taken away. Links are followed inside that folder only, which is how Kubernetes mounts a Secret. A file that every user of the machine may
read is a warning.
`

const VARIABLES = `A variable wins over the file; one that is empty counts as not set. Every scalar that stands in no list has one. A misspelt name is refused; other
variables that begin with \`CHARTER_\` are left alone.
`

const CHECK = `## \`charter check\`

\`\`\`sh
charter check --config charter-run.yaml
\`\`\`

reads the configuration and then looks at everything it names, without writing anything: the clock, git, the state folder (there or allowed to be made,
writable, whole, who holds it, not in memory), every secret, every source (its server answers and takes the credential; revision and folder are there;
\`charter.yaml\` names this installation; when it is due next), the ports, the identity provider, the addresses of notifications, the usage directory and whether stored usage sources may be read. Each look is a line: \`ok\`, \`warning\` or \`FAILED\` with
what to do. The exit code is 0 where all can work, 1 where something cannot, 2 where the configuration is wrong. \`-o json\` gives
[schemas/output/check.schema.json](../schemas/output/check.schema.json).
`

function variableTable(): string {
  const rows = variables().map(({ name, pointer, field }) => {
    const path = pointer.slice(1).replaceAll('/', '.')
    return `| \`${name}\` | \`${path}\` | ${field.default === undefined ? '' : `\`${String(field.default)}\``} |`
  })
  return [
    '| variable | field | default |',
    '|---|---|---|',
    '| `CHARTER_CONFIG` | the file itself | `charter-run.yaml` |',
    ...rows,
    '',
  ].join('\n')
}

function itemsOf(schema: JsonObject, list: string): JsonObject {
  const properties = schema.properties as Record<string, JsonObject>
  return (properties[list]?.items ?? {}) as JsonObject
}

function without(schema: JsonObject, names: readonly string[]): JsonObject {
  const properties = Object.entries(schema.properties as JsonObject).filter(([name]) => !names.includes(name))
  return { ...schema, properties: Object.fromEntries(properties) }
}

/** A schema whose references to secrets are one row each: they are all alike. */
function folded(value: Json): JsonObject {
  return fold(value) as JsonObject
}

function fold(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fold)
  const { properties: _properties, 'x-one-of': _choice, ...reference } = value as JsonObject
  if (reference['x-secret-ref'] === true) return reference
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fold(item as Json)]))
}

function sentence(schema: JsonObject): string {
  return rulesOf(schema)
    .map((rule) => `${rule.slice(0, 1).toUpperCase()}${rule.slice(1)}.`)
    .join(' ')
}
