import { nearest } from '../lib/text.ts'
import { API_VERSION, type JsonObject, KINDS, type Kind } from '../model/resource.ts'
import { type Fault, fault } from './decoded.ts'
import { kindNamed } from './kinds.ts'
import { named } from './words/place.ts'
import { typeWords } from './words/type.ts'

/** What a document says it is: a kind, something for other tools, or nothing that is known. */
export type Identified =
  | { readonly type: 'kind'; readonly kind: Kind }
  | { readonly type: 'ignored' }
  | { readonly type: 'unknown'; readonly faults: readonly Fault[] }

/** Reads `apiVersion` and `kind` of a document. */
export function identify(document: JsonObject): Identified {
  const { apiVersion, kind } = document
  const faults = [...headerFaults('apiVersion', apiVersion, API_VERSION), ...headerFaults('kind', kind, 'User')]
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return { type: 'unknown', faults }
  if (isForOthers(apiVersion, kind)) return { type: 'ignored' }
  if (apiVersion === API_VERSION && isKind(kind)) return { type: 'kind', kind }
  return { type: 'unknown', faults: [unknownFault(apiVersion, kind, document)] }
}

function isKind(word: string): word is Kind {
  return (KINDS as readonly string[]).includes(word)
}

/** Documents that stand beside Charter's in the same folder: namespaces (model §1) and kustomizations. */
function isForOthers(apiVersion: string, kind: string): boolean {
  if (apiVersion === 'v1') return kind === 'Namespace'
  return apiVersion.startsWith('kustomize.config.k8s.io/') && (kind === 'Kustomization' || kind === 'Component')
}

function headerFaults(name: string, value: unknown, example: string): Fault[] {
  if (typeof value === 'string') return []
  if (value === undefined || value === null) {
    const message = `missing field ${named(name)} in the document`
    return [fault('', 'value', { code: 'MissingField', message, help: `add ${named(`${name}: ${example}`)}` })]
  }
  const spot = {
    pointer: `/${name}`,
    field: { type: 'string' },
    value: value as JsonObject,
    label: named(name),
  } as const
  return [fault(`/${name}`, 'value', typeWords(spot))]
}

function unknownFault(apiVersion: string, kind: string, document: JsonObject): Fault {
  if (kind.endsWith('List') && Array.isArray(document.items)) {
    const message = `${named(kind)} is no kind: a list of items is not read`
    return unknownKind('/kind', message, 'write each item as a document of its own, with a line of --- between them')
  }
  if (apiVersion === API_VERSION) {
    const meant = kindNamed(kind)?.kind ?? nearest(kind, KINDS)
    const help = meant === undefined ? undefined : `did you mean ${named(meant)}?`
    return unknownKind('/kind', `unknown kind ${named(kind)}`, help, [`kinds of ${API_VERSION}: ${KINDS.join(', ')}`])
  }
  const right = `write ${named(`apiVersion: ${API_VERSION}`)}`
  if (apiVersion.startsWith('charter.sh/')) {
    return unknownKind('/apiVersion', `unknown version ${named(apiVersion)}`, right)
  }
  if (kindNamed(kind) !== undefined || nearest(apiVersion, [API_VERSION]) !== undefined) {
    return unknownKind('/apiVersion', `${named(kind)} is no kind of ${named(apiVersion)}`, right)
  }
  const message = `${named(kind)} of ${named(apiVersion)} is no kind that Charter knows`
  return unknownKind('/kind', message, 'keep it in a folder that Charter does not read')
}

function unknownKind(pointer: string, message: string, help?: string, notes?: readonly string[]): Fault {
  const more = { ...(help !== undefined && { help }), ...(notes !== undefined && { notes }) }
  return fault(pointer, 'value', { code: 'UnknownKind', message, ...more })
}
