import {
  type DocumentEvent,
  EVENT_ID,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import type { Json, JsonObject } from '../model/resource.ts'
import { closeAnchor, openAnchor, repeatAnchor } from './anchor.ts'
import { type Builder, createBuilder, type Frame, report, stop } from './builder.ts'
import type { Fault } from './fault.ts'
import { nameOf, refuseName } from './field.ts'
import type { Limits } from './limits.ts'
import { scalarValue, tagFault } from './scalar.ts'
import { nodeSpan } from './span.ts'
import { tooDeep } from './syntax.ts'

/** One document as its events give it: its value, and the offset of the first thing in it. */
export interface BuiltDocument {
  readonly value: JsonObject
  readonly start: number
}

/** What the events of a text give; the documents are good only where `faults` is empty. `untold` counts further faults. */
export interface Built {
  readonly documents: readonly BuiltDocument[]
  readonly faults: readonly Fault[]
  readonly untold: number
}

/**
 * Builds plain JSON values from the events of a text, in one walk that also keeps the limits: nothing is allocated for an
 * alias, and the walk ends where a limit is passed. Documents in which nothing is written are left out.
 */
export function buildValues(text: string, events: readonly Event[], limits: Limits): Built {
  const builder = createBuilder(text, events, limits)
  const documents: BuiltDocument[] = []
  let index = 0
  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        addScalar(builder, event)
        break
      case EVENT_ID.MAPPING:
        openCollection(builder, event, { list: undefined, fields: {}, opened: index })
        break
      case EVENT_ID.SEQUENCE:
        openCollection(builder, event, { list: [], fields: undefined, opened: index })
        break
      case EVENT_ID.ALIAS:
        if (inNamePosition(builder)) refuseName(builder, event)
        add(builder, repeatAnchor(builder, event))
        break
      case EVENT_ID.DOCUMENT:
        openDocument(builder, event, index)
        break
      case EVENT_ID.POP:
        close(builder, documents)
        break
    }
    if (builder.stopped) break
    index++
  }
  return { documents, faults: builder.faults, untold: builder.untold }
}

function openDocument(builder: Builder, event: DocumentEvent, opened: number): void {
  builder.anchors.clear()
  push(builder, { list: undefined, fields: undefined, opened }, undefined)
  const unwanted = event.directives.some((directive) => directive.kind === 'tag' || directive.version !== '1.2')
  if (!unwanted) return
  const start = Math.max(0, builder.text.search(/^%(?:TAG|YAML)/m))
  const message = 'only the directive %YAML 1.2 is allowed'
  report(builder, () => ({ code: 'Syntax', start, end: start + 5, message, help: 'take the line away' }))
}

function inNamePosition(builder: Builder): boolean {
  const frame = builder.frames[builder.frames.length - 1]
  return frame?.fields !== undefined && !frame.named
}

function addScalar(builder: Builder, event: ScalarEvent): void {
  const frame = builder.frames[builder.frames.length - 1]
  if (frame?.fields !== undefined && !frame.named) {
    frame.name = nameOf(builder, frame, event)
    frame.named = true
    return
  }
  count(builder, event)
  const anchor = event.anchorStart < 0 ? undefined : openAnchor(builder, event)
  const value = scalarValue(builder, event)
  if (anchor !== undefined) closeAnchor(builder, anchor, value, 0)
  add(builder, value)
}

function openCollection(builder: Builder, event: MappingEvent | SequenceEvent, opened: Opened): void {
  count(builder, event)
  if (inNamePosition(builder)) refuseName(builder, event)
  if (event.tagStart >= 0) report(builder, () => tagFault(event))
  push(builder, opened, event.anchorStart < 0 ? undefined : openAnchor(builder, event))
  if (builder.frames.length - 1 > builder.limits.depth) stop(builder, tooDeep(event.start, builder.limits))
}

function count(builder: Builder, event: Event): void {
  if (++builder.nodes <= builder.limits.nodes) return
  stop(builder, {
    code: 'TooLarge',
    ...(nodeSpan(event) ?? { start: 0, end: 1 }),
    message: `the file holds more than ${builder.limits.nodes} values`,
    help: 'split it into several files',
  })
}

type Opened = Pick<Frame, 'list' | 'fields' | 'opened'>

function push(builder: Builder, { list, fields, opened }: Opened, anchor: Frame['anchor']): void {
  builder.frames.push({ list, fields, opened, anchor, root: undefined, name: undefined, named: false, height: 0 })
}

function add(builder: Builder, value: Json): void {
  const frame = builder.frames[builder.frames.length - 1]
  if (frame === undefined) return
  if (frame.list !== undefined) frame.list.push(value)
  else if (frame.fields === undefined) frame.root = value
  else if (!frame.named) frame.named = true
  else {
    if (frame.name !== undefined) frame.fields[frame.name] = value
    frame.name = undefined
    frame.named = false
  }
}

function close(builder: Builder, documents: BuiltDocument[]): void {
  const frame = builder.frames.pop()
  if (frame === undefined) return
  const parent = builder.frames[builder.frames.length - 1]
  if (parent === undefined) {
    finish(builder, frame, documents)
    return
  }
  const value = frame.list ?? frame.fields ?? null
  parent.height = Math.max(parent.height, frame.height + 1)
  if (frame.anchor !== undefined) closeAnchor(builder, frame.anchor, value, frame.height + 1)
  add(builder, value)
}

function finish(builder: Builder, frame: Frame, documents: BuiltDocument[]): void {
  const first = builder.events[frame.opened + 1]
  const span = first === undefined ? undefined : nodeSpan(first)
  if (first === undefined || span === undefined) return
  const value = frame.root
  const isList = Array.isArray(value)
  if (typeof value !== 'object' || value === null || (isList && builder.limits.isListTaken !== true)) {
    report(builder, () => ({ code: 'InvalidField', ...span, ...notAMapping(value) }))
    return
  }
  const start = first.type === EVENT_ID.MAPPING ? first.start : span.start
  // A list answers to the pointers of its items as a mapping does to those of its fields.
  if (documents.push({ value: value as JsonObject, start }) <= builder.limits.documents) return
  stop(builder, {
    code: 'TooLarge',
    ...span,
    message: `the file holds more than ${builder.limits.documents} documents`,
    help: 'split it into several files',
  })
}

function notAMapping(value: Json | undefined): Pick<Fault, 'message' | 'help'> {
  const found = Array.isArray(value)
    ? 'a list'
    : value === null
      ? 'null'
      : typeof value === 'string'
        ? 'text'
        : 'a value'
  return {
    message: `a document must be a mapping of fields, this is ${found}`,
    help: 'begin it with apiVersion, kind and metadata; separate several documents by a line ---',
  }
}
