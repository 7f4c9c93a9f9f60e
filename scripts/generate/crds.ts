import { dump } from 'js-yaml'
import { API_VERSION, type JsonObject, KINDS, type Kind } from '../../src/model/resource.ts'
import { expandedSchema, type KindFile, loadKind } from '../../src/schemas/load.ts'
import { NOTICE, type Output } from './output.ts'
import { structural } from './structural.ts'

const [GROUP = '', VERSION = ''] = API_VERSION.split('/')
const READY = '.status.conditions[?(@.type=="Ready")]'

/**
 * The status of an object that nobody has looked at yet. Its first generation is 1: whoever reads it by kstatus sees that it is in
 * progress, and takes no object that was just made for one that is ready.
 */
const UNSEEN: JsonObject = { observedGeneration: 0 }

/** One CustomResourceDefinition a kind: `crds/charter.sh_users.yaml` … */
export function crds(): Output[] {
  return KINDS.map((kind) => ({
    path: `crds/${GROUP}_${loadKind(kind)['x-plural'].toLowerCase()}.yaml`,
    text: `# ${NOTICE}\n${dump(definition(kind), { lineWidth: -1, noRefs: true })}`,
  }))
}

/** The CustomResourceDefinition of a kind. */
export function definition(kind: Kind): JsonObject {
  const file = loadKind(kind)
  const names = namesOf(kind, file)
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${GROUP}` },
    spec: {
      group: GROUP,
      names,
      scope: file['x-scope'] === 'global' ? 'Cluster' : 'Namespaced',
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columnsOf(file['x-columns']),
          schema: { openAPIV3Schema: document(kind, file) },
        },
      ],
    },
  }
}

function namesOf(kind: Kind, file: KindFile): JsonObject {
  return {
    kind,
    listKind: `${kind}List`,
    plural: file['x-plural'].toLowerCase(),
    singular: file['x-singular'].toLowerCase(),
    ...(file['x-short-names'].length > 0 ? { shortNames: file['x-short-names'] } : {}),
    categories: ['charter'],
  }
}

/** The columns that `kubectl get` shows: four that every kind has, and with `-o wide` its own. */
export function columnsOf(own: KindFile['x-columns']): JsonObject[] {
  return [
    { name: 'READY', type: 'string', jsonPath: `${READY}.status` },
    { name: 'STATUS', type: 'string', jsonPath: `${READY}.message` },
    { name: 'REVISION', type: 'string', jsonPath: '.status.lastAppliedRevision' },
    { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ...own.map(({ name, type, jsonPath }) => ({ name, type, jsonPath, priority: 1 })),
  ]
}

function document(kind: Kind, file: KindFile): JsonObject {
  const { apiVersion, kind: kindField, spec, status } = expandedSchema(kind).properties as Record<string, JsonObject>
  const word = (schema: JsonObject | undefined): JsonObject => ({
    description: schema?.description ?? '',
    type: 'string',
  })
  return {
    description: file.description,
    type: 'object',
    ...((file['x-required'] ?? ['spec']).length > 0 ? { required: file['x-required'] ?? ['spec'] } : {}),
    properties: {
      apiVersion: word(apiVersion),
      kind: word(kindField),
      metadata: metadata(file),
      spec: structural(spec ?? {}),
      status: { ...structural(status ?? {}), default: UNSEEN },
    },
  }
}

/** The API server checks metadata itself; a structural schema may only narrow the name. */
function metadata(file: KindFile): JsonObject {
  if (file['x-name'] === undefined) return { type: 'object' }
  const { pattern, maxLength } = file['x-name']
  return { type: 'object', properties: { name: { type: 'string', pattern, maxLength } } }
}
