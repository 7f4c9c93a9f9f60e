import { type Json, type JsonObject, KINDS, type Kind, keyOf, type StoredResource } from '../../model/resource.ts'
import { withoutSecrets } from '../../plan/render/secret.ts'
import { toDocument } from '../../schemas/complete.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, NOT_FOUND, type Trouble } from '../endpoint.ts'
import { COUNT, mapOf, objectOf, TEXT, TIME, UID } from '../schema.ts'
import { FORBIDDEN, organizationCalled } from '../within.ts'
import { withoutReferences } from './auditchanges.ts'
import { ORIGIN } from './planschema.ts'
import { sightOf } from './sight.ts'

const RECORD = objectOf(
  {
    apiVersion: TEXT,
    kind: { type: 'string', enum: KINDS },
    metadata: objectOf({ name: TEXT, namespace: TEXT, labels: mapOf(TEXT), annotations: mapOf(TEXT) }, [
      'namespace',
      'labels',
      'annotations',
    ]),
    spec: { type: 'object', description: 'what is declared, as the schema of the kind has it' },
    status: objectOf({
      uid: UID,
      version: { ...COUNT, description: 'how often it was written' },
      createdAt: TIME,
      updatedAt: TIME,
      origin: { ...ORIGIN, description: 'where it is declared' },
    }),
  },
  ['spec'],
)

/** Everything that is stored, as it is declared, with what the store knows of it: as `charter get -o json`. */
export const DECLARATION_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/declarations',
    operation: 'listDeclarations',
    summary:
      'what is stored, as it is declared: for operators all, also what belongs to no organization; of one organization for who manages it',
    parameters: [
      { name: 'organization', type: 'text', description: 'uid, name or id of an organization: itself and all in it' },
      { name: 'kind', type: 'one', of: KINDS, repeats: true, description: 'resources of these kinds' },
    ],
    response: RECORD,
    orders: ['organization', 'kind', 'name'],
    tables: ['ndjson', 'yaml'],
    problems: [403],
    isDated: true,
    answer,
  }),
]

function answer(asked: Asked): Listing<StoredResource> | Trouble {
  const { query, catalog, viewer } = asked
  const word = query.text('organization')
  if (word === undefined) {
    if (!viewer.isOperator) return NOT_EVERYTHING
    const names = ['', ...catalog.of('', 'Organization').map(({ name }) => name)]
    return listing(names.flatMap((name) => allIn(asked, name)))
  }
  const organization = organizationCalled(asked, word)
  if (organization === undefined || !viewer.sees(organization.name)) return NOT_FOUND
  if (!viewer.manages(organization.name)) return FORBIDDEN
  const isMeant = kindsMeant(asked).includes('Organization')
  const isWhole = sightOf(asked, organization.name) === 'all'
  return listing([...(isMeant ? [organization] : []), ...allIn(asked, organization.name)], isWhole)
}

/** What of a record is the document that declares it. */
const DOCUMENT = ['apiVersion', 'kind', 'metadata', 'spec'] as const

function kindsMeant({ query }: Asked): readonly Kind[] {
  const kinds = query.texts('kind')
  return kinds.length === 0 ? KINDS : KINDS.filter((kind) => kinds.includes(kind))
}

/** What an organization holds, of the kinds that are meant: by kind, then by name. */
function allIn(asked: Asked, organization: string): readonly StoredResource[] {
  return kindsMeant(asked).flatMap((kind) => asked.catalog.of(organization, kind))
}

function listing(items: readonly StoredResource[], isWhole = true): Listing<StoredResource> {
  return {
    type: 'list',
    items,
    show: (resource) => recordOf(resource, isWhole),
    columns: DOCUMENT,
    organization: ({ kind, namespace, name }) => (kind === 'Organization' ? name : namespace),
    name: ({ name }) => name,
    orders: {
      organization: ({ namespace, kind, name }) => `${namespace}/${rank(kind)}/${name}`,
      kind: ({ kind, namespace, name }) => `${rank(kind)}/${namespace}/${name}`,
      name: (resource) => `${resource.name}/${keyOf(resource)}`,
    },
  }
}

function recordOf(resource: StoredResource, isWhole: boolean): Readonly<Record<string, unknown>> {
  const { uid, version, createdAt, updatedAt, origin } = resource
  const { spec, ...document } = withoutSecrets(toDocument(resource)) as Record<string, Json>
  const told = spec === undefined || isWhole ? spec : withoutSettings(spec)
  return { ...document, spec: told, status: { uid, version, createdAt, updatedAt, origin } }
}

/** What is told to whoever does not see all settings. */
function withoutSettings(spec: Json): Json {
  const { settings: _, ...rest } = spec as JsonObject
  return withoutReferences(rest)
}

/** A letter that sorts kinds as a reader meets them. */
function rank(kind: Kind): string {
  return String.fromCharCode('a'.charCodeAt(0) + KINDS.indexOf(kind))
}

const NOT_EVERYTHING: Trouble = {
  type: 'problem',
  problem: {
    status: 403,
    title: 'Forbidden',
    detail: 'operators alone are told what everybody declares: name an organization that you manage',
  },
}
