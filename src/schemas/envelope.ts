import { pointerOf } from '../lib/pointer.ts'
import type { JsonObject } from '../model/resource.ts'
import { type Flaw, isSound, withoutFlaws } from './clean.ts'
import { type Fault, fault, type Report } from './decoded.ts'
import { propertyOf } from './field.ts'
import { checkMetadataNames } from './metadata.ts'
import { documentField, type Shape } from './shape.ts'
import { flawFault } from './words/flaw.ts'
import { named } from './words/place.ts'
import { typeWords } from './words/type.ts'
import { missingWords, unknownWords } from './words/unknown.ts'

/** The two parts of a document that a resource is made of; each is absent where it is missing or no object. */
export interface Envelope {
  readonly metadata?: JsonObject
  readonly spec?: JsonObject
}

/** Opens a document of a kind: takes out nulls and what is read-only, and finds what does not belong beside the spec. */
export function opened(document: JsonObject, shape: Shape, report: Report): Envelope {
  const declared = Object.hasOwn(document, 'status') ? withoutStatus(document, report) : document
  const sound = isSound(declared) ? declared : repaired(declared, shape, report)
  for (const name of Object.keys(sound)) if (!PARTS.has(name)) report(unknownPart(name, shape))
  const metadata = partOf('metadata', sound, shape, report)
  const spec = partOf('spec', sound, shape, report)
  if (metadata !== undefined) checkMetadataNames(metadata, shape, report)
  return { ...(metadata !== undefined && { metadata }), ...(spec !== undefined && { spec }) }
}

const PARTS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'spec'])

function withoutStatus({ status, ...declared }: JsonObject, report: Report): JsonObject {
  if (status !== null) report(STATUS_IGNORED)
  return declared
}

const STATUS_IGNORED = fault(
  '/status',
  'key',
  { code: 'IgnoredField', message: 'status is read-only and ignored', help: 'take it away' },
  'warning',
)

function unknownPart(name: string, shape: Shape): Fault {
  const inSpec = propertyOf(documentField(shape.kind).properties?.spec ?? {}, name) !== undefined
  const inMetadata = propertyOf(shape.metadata, name) !== undefined
  const part = inSpec ? 'spec' : inMetadata ? 'metadata' : undefined
  const elsewhere = part === undefined ? {} : { [name]: `move ${named(name)} below ${part}` }
  const holder = { name: 'the document', fields: [...PARTS], elsewhere }
  return fault(pointerOf([name]), 'key', unknownWords(name, holder))
}

function partOf(name: 'metadata' | 'spec', document: JsonObject, shape: Shape, report: Report): JsonObject | undefined {
  const value = document[name]
  if (value === undefined) {
    if (name === 'spec' && shape.specless) return {}
    report(fault('', 'value', missingWords(name, 'the document', propertyOf(documentField(shape.kind), name))))
    return undefined
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  report(
    fault(
      `/${name}`,
      'value',
      typeWords({ pointer: `/${name}`, field: { type: 'object' }, value, label: named(name) }),
    ),
  )
  return undefined
}

function repaired(document: JsonObject, shape: Shape, report: Report): JsonObject {
  const flaws: Flaw[] = []
  const copy = withoutFlaws(document, documentField(shape.kind), flaws) as JsonObject
  for (const flaw of flaws) report(flawFault(flaw))
  return copy
}
