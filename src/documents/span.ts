import { EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'

/** A part of a text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What a scalar covers in its text, quotes included; `undefined` for one that is not written (`name:` with nothing after). */
export function scalarSpan(event: ScalarEvent): Span | undefined {
  if (event.valueStart < 0) return undefined
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
  return { start: event.valueStart - (quoted ? 1 : 0), end: event.valueEnd + (quoted ? 1 : 0) }
}

/** Where a node stands: its tag, anchor, or first character; `undefined` where nothing is written. */
export function nodeSpan(event: Event): Span | undefined {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return tagSpan(event) ?? scalarSpan(event)
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return tagSpan(event) ?? { start: event.start, end: event.start + 1 }
    case EVENT_ID.ALIAS:
      return { start: event.anchorStart - 1, end: event.anchorEnd }
    case EVENT_ID.DOCUMENT:
    case EVENT_ID.POP:
      return undefined
  }
}

function tagSpan(event: { readonly tagStart: number; readonly tagEnd: number }): Span | undefined {
  return event.tagStart < 0 ? undefined : { start: event.tagStart, end: event.tagEnd }
}
