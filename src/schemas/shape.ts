import { KINDS, type Kind } from '../model/resource.ts'
import { type Check, checkOf } from './check.ts'
import type { Field } from './field.ts'
import { expandedSchema, kindHeader, loadKind, metadataSchema } from './load.ts'
import { type Normalizer, normalizerOf } from './normal.ts'

/** What a mistake is told with: what is judged, a kind or the configuration; its schema; and the rule of its names. */
export interface Judging {
  readonly kind: Kind | 'configuration'
  readonly metadata: Field
  readonly body: Field
}

/** What the engine needs of a kind, read off its schema once. */
export interface Shape extends Judging {
  readonly kind: Kind
  readonly scope: 'global' | 'organization'
  readonly metadata: Field
  /** `spec` without the inline lists: what a resource holds. */
  readonly spec: Field
  /** `labels`, `annotations` and `spec`: what pointers into a resource lead through. */
  readonly body: Field
  /** Whether a document without `spec` is whole. */
  readonly specless: boolean
  /** Whether a body of the kind is plainly valid; what it refuses is for ajv to judge. */
  readonly isPlainlyValid: Check
  readonly normalize: Normalizer
}

const shapes = new Map<Kind, Shape>()

/** The shape of a kind; read and made when it is first asked for. Throws where `schemas/` is broken. */
export function shapeOf(kind: Kind): Shape {
  const known = shapes.get(kind)
  if (known !== undefined) return known
  const file = loadKind(kind)
  const spec = file.spec as unknown as Field
  const metadata = metadataSchema(kind) as unknown as Field
  const body = bodyOf(metadata, spec)
  const shape: Shape = {
    kind,
    scope: file['x-scope'],
    metadata,
    spec,
    body,
    specless: file['x-required']?.includes('spec') === false,
    isPlainlyValid: checkOf(body),
    normalize: normalizerOf(spec),
  }
  shapes.set(kind, shape)
  return shape
}

function bodyOf({ properties = {} }: Field, spec: Field): Field {
  const { labels = {}, annotations = {} } = properties
  return { type: 'object', additionalProperties: false, properties: { labels, annotations, spec } }
}

/**
 * The schema of whole documents of a kind, inline lists and all: what a pointer into a document leads to. That of an
 * Organization takes in twelve other kinds, so it is made for explanations and mistakes only.
 */
export function documentField(kind: Kind): Field {
  return expandedSchema(kind) as unknown as Field
}

let inlineLists: ReadonlyMap<string, Kind> | undefined

/** The kind whose resources an Organization holds inline under this name (model §1.8), or `undefined`. */
export function inlineKind(kind: Kind, list: string): Kind | undefined {
  if (kind !== 'Organization' || Object.hasOwn(shapeOf(kind).spec.properties ?? {}, list)) return undefined
  inlineLists ??= new Map(
    KINDS.filter((each) => kindHeader(each)['x-scope'] === 'organization').map((each) => [
      kindHeader(each)['x-plural'],
      each,
    ]),
  )
  return inlineLists.get(list)
}
