import { isEmptyBuiltin } from '../../access/builtin.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { groundOf } from '../../layouts/gooddata/ground.ts'
import { layoutSize, organizationLayout } from '../../layouts/gooddata/organization.ts'
import { type JsonObject, KINDS, type Kind, type StoredResource } from '../../model/resource.ts'
import { withoutSecrets } from '../../plan/render/secret.ts'
import { toDocument } from '../../schemas/complete.ts'
import { kindHeader } from '../../schemas/load.ts'
import { type Answer, type Asked, badParameter, type Endpoint, type Trouble, valueEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { listOf, mapOf, objectOf, TEXT } from '../schema.ts'
import { inManagedOrganization } from '../within.ts'
import { GOODDATA_LAYOUT } from './gooddatalayout.ts'
import { sightOf } from './sight.ts'

/** How many documents are told at once: a response is made in memory. */
const MOST_DOCUMENTS = 20_000

const METADATA = objectOf({ name: TEXT, namespace: TEXT, labels: mapOf(TEXT), annotations: mapOf(TEXT) }, [
  'namespace',
  'labels',
  'annotations',
])

const DOCUMENT = objectOf(
  {
    apiVersion: TEXT,
    kind: TEXT,
    metadata: METADATA,
    spec: { type: 'object', description: 'what is declared, as the schema of the kind has it' },
  },
  ['spec'],
)

const CHILD_KINDS = KINDS.filter((kind) => kindHeader(kind)['x-scope'] === 'organization')
const pluralOf = (kind: Kind): string => kindHeader(kind)['x-plural']

const PARAMETERS: readonly Parameter[] = [
  {
    name: 'format',
    type: 'one',
    of: ['native', 'gooddata'],
    description: "Charter's own documents (native), or what GoodData declares",
  },
  {
    name: 'exclude',
    type: 'one',
    of: CHILD_KINDS.map(pluralOf),
    repeats: true,
    description: 'kinds that are left out',
  },
]

/** An organization with everything in it, as documents that can be committed and applied again (api 19). */
export const LAYOUT_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/layout',
    operation: 'getLayout',
    summary:
      'everything that is declared of an organization, as documents in which secrets are references; or as GoodData declares it, without them',
    parameters: PARAMETERS,
    response: { anyOf: [listOf(DOCUMENT), GOODDATA_LAYOUT] },
    problems: [403],
    isDated: true,
    isYaml: true,
    answer: (asked) =>
      inManagedOrganization(asked, (organization): Answer => {
        if (asked.query.text('format') === 'gooddata') return gooddataLayout(asked, organization)
        // What left out secret settings would take them away where it is applied.
        if (sightOf(asked, organization.name) !== 'all') return NOT_WHOLE
        return layoutOf(asked, organization)
      }),
  }),
]

function layoutOf({ catalog, query }: Asked, organization: StoredResource): Answer {
  const excluded = new Set(query.texts('exclude'))
  const kinds = CHILD_KINDS.filter((kind) => !excluded.has(pluralOf(kind)))
  const children = kinds.map((kind) => catalog.of(organization.name, kind))
  const count = children.reduce((sum, { length }) => sum + length, 2)
  if (count > MOST_DOCUMENTS) {
    const detail = `leaves ${count} documents, and at most ${MOST_DOCUMENTS} are told at once: leave more kinds out, or use \`charter export\``
    return badParameter('exclude', detail)
  }
  const told = [organization, ...children.flat().filter((resource) => !isEmptyBuiltin(resource))]
  return { type: 'value', value: [namespaceOf(organization.name), ...told.map(documentOf)] }
}

/** GoodData's form is one document, and never has secrets: only who may see no settings at all is refused. */
function gooddataLayout(asked: Asked, organization: StoredResource): Answer {
  const { catalog, query, view } = asked
  if (sightOf(asked, organization.name) === 'none') return NOT_WHOLE
  if (query.has('exclude')) return badParameter('exclude', 'leaves kinds out of the format native alone')
  const holding = catalog.holding(organization, view.instant)
  const ground = groundOf(holding, organizationIndex(catalog.access, organization.name))
  const size = layoutSize(ground)
  if (size > MOST_DOCUMENTS) {
    return badParameter('format', `makes ${size} things, and at most ${MOST_DOCUMENTS} are told at once`)
  }
  return { type: 'value', value: organizationLayout(ground) }
}

function documentOf(resource: StoredResource): JsonObject {
  return withoutSecrets(toDocument(resource)) as JsonObject
}

/** The namespace that is the organization in a cluster; ignored elsewhere (model §1, "In a cluster"). */
function namespaceOf(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

const NOT_WHOLE: Trouble = {
  type: 'problem',
  problem: {
    status: 403,
    title: 'Forbidden',
    detail: 'a layout is whole or not told at all, and secret settings are hidden from this reader',
  },
}
