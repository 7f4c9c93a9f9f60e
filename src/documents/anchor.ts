import type { AliasEvent, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml'
import type { Json } from '../model/resource.ts'
import { type Anchor, type Builder, report, stop } from './builder.ts'
import type { Fault } from './fault.ts'

/** Starts to measure what an anchor stands for; its own node is counted already. */
export function openAnchor(builder: Builder, event: ScalarEvent | MappingEvent | SequenceEvent): Anchor {
  const anchor: Anchor = {
    start: event.anchorStart - 1,
    value: null,
    open: true,
    nodes: builder.nodes - 1,
    characters: builder.characters,
    height: 0,
  }
  builder.anchors.set(builder.text.slice(event.anchorStart, event.anchorEnd), anchor)
  return anchor
}

/** Gives an anchor its value, and what each alias of it will cost. */
export function closeAnchor(builder: Builder, anchor: Anchor, value: Json, height: number): void {
  anchor.value = value
  anchor.open = false
  anchor.nodes = builder.nodes - anchor.nodes
  anchor.characters = builder.characters - anchor.characters
  anchor.height = height
}

/**
 * The value an alias repeats. It is shared and costs nothing here, but whoever walks the document later walks it again:
 * so it counts in full towards the limits, and the reading stops at the alias that passes one.
 */
export function repeatAnchor(builder: Builder, event: AliasEvent): Json {
  const span = { start: event.anchorStart - 1, end: event.anchorEnd }
  const anchor = builder.anchors.get(builder.text.slice(event.anchorStart, event.anchorEnd))
  if (anchor === undefined) {
    report(builder, () => ({ code: 'Syntax', ...span, ...UNKNOWN }))
    return null
  }
  if (anchor.open) {
    const related = { start: anchor.start, message: 'the anchor' }
    report(builder, () => ({
      code: 'Syntax',
      ...span,
      message: 'an alias (*) must not lie inside its own anchor (&)',
      related,
    }))
    return null
  }
  const passed = limitPassed(builder, anchor)
  if (passed !== undefined) stop(builder, { ...passed, ...span, help: 'write the values out' })
  return anchor.value
}

const UNKNOWN = {
  message: 'the alias (*) has no anchor (&) before it in this document',
  help: 'put text that begins with * in quotes',
}

function limitPassed(builder: Builder, anchor: Anchor): Pick<Fault, 'code' | 'message'> | undefined {
  const { limits } = builder
  builder.aliases++
  builder.nodes += anchor.nodes
  builder.characters += anchor.characters
  const frame = builder.frames[builder.frames.length - 1]
  if (frame !== undefined) frame.height = Math.max(frame.height, anchor.height)
  if (builder.aliases > limits.aliases) {
    return { code: 'TooLarge', message: `the file holds more than ${limits.aliases} aliases (*)` }
  }
  if (builder.nodes > limits.nodes) {
    return {
      code: 'TooLarge',
      message: `with its aliases (*) written out the file holds more than ${limits.nodes} values`,
    }
  }
  if (builder.characters > limits.fileBytes) {
    return {
      code: 'TooLarge',
      message: `with its aliases (*) written out the file is longer than ${limits.fileBytes} bytes`,
    }
  }
  if (builder.frames.length - 1 + anchor.height > limits.depth) {
    return {
      code: 'TooDeep',
      message: `with its aliases (*) written out the file is more than ${limits.depth} levels deep`,
    }
  }
  return undefined
}
