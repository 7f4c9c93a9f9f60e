import { dump } from 'js-yaml'
import { API_VERSION, type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { expandedSchema, type KindFile, loadKind } from '../../src/schemas/load.ts'
import { fieldTable, rulesOf } from './fields.ts'
import { NOTICE, type Output } from './output.ts'

/** One page a kind, `docs/kinds/User.md` …, and their index with the fields that all kinds share. */
export function pages(): Output[] {
  const own = KINDS.map((kind) => ({ path: `docs/kinds/${kind}.md`, text: page(kind) }))
  return [{ path: 'docs/kinds/README.md', text: index() }, ...own]
}

function page(kind: Kind): string {
  const file = loadKind(kind)
  const parts = expandedSchema(kind).properties as Record<string, JsonObject>
  const spec = parts.spec ?? {}
  const rules = rulesOf(spec).map((rule) => `- ${rule.slice(0, 1).toUpperCase()}${rule.slice(1)}.\n`)
  return [
    `<!-- ${NOTICE} -->\n`,
    `# ${kind}\n`,
    `${file.description}\n`,
    facts(kind, file),
    `## Example\n`,
    example(kind, file),
    '## Spec\n',
    'Fields with \\* are required.\n',
    ...(rules.length > 0 ? [rules.join('')] : []),
    fieldTable(spec, 'spec'),
    '## Status\n',
    'Read-only. [Every kind has the common fields](README.md#status)' +
      (ownStatus(file) ? '; these are its own:\n' : '.\n'),
    ...(ownStatus(file) ? [fieldTable(withoutCommon(parts.status ?? {}), 'status')] : []),
  ].join('\n')
}

function facts(kind: Kind, file: KindFile): string {
  const inOrganization = file['x-scope'] === 'organization'
  const names = [`${file['x-plural'].toLowerCase()}.charter.sh`, ...file['x-short-names']].map((name) => `\`${name}\``)
  return [
    `- Scope: ${inOrganization ? "in an organization; `metadata.namespace` is the organization's name" : 'global (cluster-scoped); no namespace'}`,
    `- In kubectl: ${names.join(', ')}`,
    ...(inOrganization ? [`- Inline form: \`spec.${file['x-plural']}\` of an [Organization](Organization.md)`] : []),
    ...(file['x-name'] === undefined
      ? []
      : [`- Name: ${file['x-name']['x-form']}; at most ${file['x-name'].maxLength} characters`]),
    ...(kind === 'Organization'
      ? [
          '- Inline form: everything in the organization may stand inside its document, in the last lists of the table below',
        ]
      : []),
    '',
  ].join('\n')
}

function example(kind: Kind, file: KindFile): string {
  const namespace = file['x-scope'] === 'organization' ? { namespace: 'acme' } : {}
  const document = {
    apiVersion: API_VERSION,
    kind,
    metadata: { ...namespace, name: file['x-example-name'] },
    spec: file['x-example'],
  }
  return `\`\`\`yaml\n${dump(document, { lineWidth: 100, noRefs: true })}\`\`\`\n`
}

/** Names of the status fields that every kind has. */
function commonStatus(): ReadonlySet<string> {
  return new Set(Object.keys(loadKind('User').status.properties))
}

function ownStatus(file: KindFile): boolean {
  return Object.keys(file.status.properties).length > commonStatus().size
}

function withoutCommon(status: JsonObject): JsonObject {
  const common = commonStatus()
  const own = Object.entries(status.properties as JsonObject).filter(([name]) => !common.has(name))
  return { ...status, properties: Object.fromEntries(own) }
}

function index(): string {
  const row = (kind: Kind) => {
    const file = loadKind(kind)
    const short = file['x-short-names'].map((name) => `\`${name}\``).join(', ')
    return `| [${kind}](${kind}.md) | ${short} | ${firstSentence(file.description)} |`
  }
  const table = (scope: string) =>
    [
      '| kind | short name | what it is |',
      '|---|---|---|',
      ...KINDS.filter((kind) => loadKind(kind)['x-scope'] === scope).map(row),
      '',
    ].join('\n')
  const { metadata } = expandedSchema('User').properties as Record<string, JsonObject>
  return [
    `<!-- ${NOTICE} -->\n`,
    '# Kinds\n',
    `API group and version: \`${API_VERSION}\`. The same document works from a Git repository and through \`kubectl apply\`.\n`,
    '## Global\n',
    table('global'),
    '## In an organization\n',
    table('organization'),
    '## Metadata\n',
    'Global kinds have no `namespace`. Fields that the API server sets (`uid`, `resourceVersion`, …) are tolerated and dropped.\n',
    fieldTable(declaredMetadata(metadata ?? {}), 'metadata'),
    '## Status\n',
    'Every kind has these; a `status` in a declared file is ignored with a warning.\n',
    fieldTable(loadKind('User').status, 'status'),
  ].join('\n')
}

function declaredMetadata(metadata: JsonObject): JsonObject {
  const declared = Object.entries(metadata.properties as Record<string, JsonObject>).filter(
    ([, field]) => field['x-ignored'] !== true,
  )
  return { ...metadata, properties: Object.fromEntries(declared) }
}

function firstSentence(text: string): string {
  return /^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? text
}
