import { type Document, originAt, type Place } from '../model/document.ts'
import { API_VERSION, type Identity, type Json, type JsonObject, type Kind, type Origin } from '../model/resource.ts'
import { kept } from './annotations.ts'
import { type Collector, createCollector } from './collect.ts'
import type { Decoded, Report } from './decoded.ts'
import { opened } from './envelope.ts'
import { type Declaration, declarationsIn } from './expand.ts'
import { faultsOf, holderSide, type Judged } from './faults.ts'
import { identify } from './identify.ts'
import { located, stepInto } from './locate.ts'
import { nameIn, namespaceIn } from './metadata.ts'
import { isNotable } from './names.ts'
import { createResource, type Parts } from './resource.ts'
import { inlineKind, type Shape, shapeOf } from './shape.ts'
import { type Mistakes, mistakesOf } from './validator.ts'

/** Looks up where something of a document stands; asked only for inline children, whose origins are their own places. */
export type PlaceOf = (pointer: string, at: 'key' | 'value') => Place

/**
 * Reads one document: all valid resources in it, inline children too (model §1.8), in normal form, and every mistake at
 * once, in document order. Never throws on what a document holds.
 */
export function decode(document: Document, placeOf: PlaceOf): Decoded {
  const { value } = document
  const identified = identify(value)
  switch (identified.type) {
    case 'ignored':
      return { resources: [], broken: [], problems: [], ignored: true }
    case 'unknown': {
      const collector = createCollector()
      for (const fault of identified.faults) collector.add(fault)
      return { resources: [], broken: [], problems: collector.problems(value, unitIn(value)), ignored: false }
    }
    case 'kind':
      return decodeKind(document, identified.kind, placeOf)
  }
}

function decodeKind(document: Document, kind: Kind, placeOf: PlaceOf): Decoded {
  const shape = shapeOf(kind)
  const collector = createCollector()
  const harmed = new Set<string>()
  const declarations = openedDeclarations(document.value, shape, (fault) => {
    collector.add(fault)
    if (fault.severity === 'error') harmed.add(baseOf(fault.pointer, kind))
  })
  const read = declarations.map((declaration) => {
    const { base } = declaration
    const { identity, parts } = readDeclaration(declaration, collector)
    if (parts === undefined || harmed.has(base)) return { broken: identity }
    const resource = createResource({ ...parts, origin: originOf(document, base, placeOf) })
    return { decoded: { resource, base } }
  })
  return {
    resources: read.flatMap(({ decoded }) => decoded ?? []),
    broken: read.flatMap(({ broken }) => broken ?? []),
    problems: collector.isEmpty() ? [] : collector.problems(document.value, unitIn(document.value, kind)),
    ignored: false,
  }
}

function openedDeclarations(value: JsonObject, shape: Shape, report: Report): Declaration[] {
  return declarationsIn(opened(value, shape, report), shape, report)
}

/** The base of the declaration that holds a place of the document. */
function baseOf(pointer: string, kind: Kind): string {
  const [, base, list] = /^(\/spec\/([^/]+)\/\d+)(?:\/|$)/.exec(pointer) ?? []
  return base !== undefined && list !== undefined && inlineKind(kind, list) ? base : ''
}

/** The unit of a document: '' for the installation, `undefined` where the document does not tell its organization. */
function unitIn({ metadata }: JsonObject, kind?: Kind): string | undefined {
  const organizational = kind === undefined || kind === 'Organization' || shapeOf(kind).scope === 'organization'
  if (!organizational) return ''
  const unit = textOf(stepInto(metadata, kind === 'Organization' ? 'name' : 'namespace'))
  return unit === undefined || isNotable(unit) ? unit : undefined
}

function originOf(document: Document, base: string, placeOf: PlaceOf): Origin {
  return originAt(document, base === '' ? document : placeOf(base, 'value'))
}

interface Read {
  readonly identity?: Identity
  /** Absent where the declaration has an error. */
  readonly parts?: Omit<Parts, 'origin'>
}

function readDeclaration(declaration: Declaration, collector: Collector): Read {
  const { shape, base, spec } = declaration
  let errors = 0
  const report: Report = (fault) => {
    errors++
    const pointer = located(base, fault.pointer)
    collector.add({ ...fault, pointer, at: pointer === base ? holderSide(base) : fault.at })
  }
  const { name, namespace } = identityIn(declaration, report)
  const labels = keptIn(declaration.labels, 'labels', report)
  const annotations = keptIn(declaration.annotations, 'annotations', report)
  if (spec !== undefined) {
    const body = { labels, annotations, spec }
    errors += judge(mistakesOf(shape.kind, body), { shape, body, base }, collector)
  }
  if (name === undefined || namespace === undefined) return {}
  const identity = { kind: shape.kind, namespace, name }
  if (!isNotable(name) || !isNotable(namespace)) return {}
  if (errors > 0 || spec === undefined) return { identity }
  const texts = { labels: labels as Texts, annotations: annotations as Texts }
  return { identity, parts: { ...identity, ...texts, apiVersion: API_VERSION, spec } }
}

/** Adds the faults behind mistakes and answers how many mistakes there are. */
function judge({ first, more }: Mistakes, judged: Judged, collector: Collector): number {
  if (first.length === 0) return 0
  for (const fault of faultsOf(first, judged)) collector.add(fault)
  collector.skip(more)
  return first.length + more
}

function identityIn(
  declaration: Declaration,
  report: Report,
): { name?: string | undefined; namespace?: string | undefined } {
  const { shape, base, hasMetadata, name, namespace } = declaration
  if (!hasMetadata) return {}
  return {
    name: nameIn(name, shape, report),
    namespace: base === '' ? namespaceIn(namespace, shape, report) : textOf(namespace),
  }
}

type Texts = Parts['labels']

function keptIn(texts: Json | undefined, side: 'labels' | 'annotations', report: Report): Json {
  if (texts === undefined) return NOTHING
  return typeof texts === 'object' && texts !== null && !Array.isArray(texts)
    ? kept(texts as JsonObject, side, report)
    : texts
}

const NOTHING = {}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
