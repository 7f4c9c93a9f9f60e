import type { Event } from 'js-yaml'
import { pointerOf } from '../lib/pointer.ts'
import type { Json } from '../model/resource.ts'
import type { Fault } from './fault.ts'
import type { Limits } from './limits.ts'

/** A list, mapping or document that is being filled. */
export interface Frame {
  readonly list: Json[] | undefined
  readonly fields: Record<string, Json> | undefined
  /** Number of the event that opened it. */
  readonly opened: number
  readonly anchor: Anchor | undefined
  root: Json | undefined
  /** The field whose value comes next; a refused name is `undefined` while `named` is true, and its value is dropped. */
  name: string | undefined
  named: boolean
  /** How many collections lie inside each other below it. */
  height: number
}

/** What an anchor stands for, and what each of its aliases repeats. */
export interface Anchor {
  readonly start: number
  value: Json
  open: boolean
  nodes: number
  characters: number
  height: number
}

/** The values of a text while they are being built from its events. */
export interface Builder {
  readonly text: string
  readonly events: readonly Event[]
  readonly limits: Limits
  readonly frames: Frame[]
  readonly anchors: Map<string, Anchor>
  readonly faults: Fault[]
  /** Faults beyond `limits.problems`: counted, not told. */
  untold: number
  aliases: number
  nodes: number
  characters: number
  /** Set by what makes going on pointless or costly. */
  stopped: boolean
}

/** A builder that has seen nothing yet. */
export function createBuilder(text: string, events: readonly Event[], limits: Limits): Builder {
  return {
    text,
    events,
    limits,
    frames: [],
    anchors: new Map(),
    faults: [],
    untold: 0,
    aliases: 0,
    nodes: 0,
    characters: 0,
    stopped: false,
  }
}

/** Writes down a fault at the place being built; from `limits.problems` on it is only counted. */
export function report(builder: Builder, fault: () => Fault): void {
  if (builder.faults.length >= builder.limits.problems) builder.untold++
  else builder.faults.push({ pointer: pointerTo(builder), ...fault() })
}

/** Writes down the fault that ends the reading of this text, in place of the last one where there are as many as are told. */
export function stop(builder: Builder, fault: Fault): void {
  builder.stopped = true
  if (builder.faults.length >= builder.limits.problems && builder.faults.pop() !== undefined) builder.untold++
  builder.faults.push({ pointer: pointerTo(builder), ...fault })
}

function pointerTo(builder: Builder): string {
  const segments: (string | number)[] = []
  for (const frame of builder.frames) {
    if (frame.list !== undefined) segments.push(frame.list.length)
    else if (frame.name !== undefined) segments.push(frame.name)
  }
  return pointerOf(segments)
}
