import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { shown } from '../lib/shown.ts'
import { shortened } from '../lib/text.ts'
import { type Builder, type Frame, report } from './builder.ts'
import type { Fault } from './fault.ts'
import { plainValue } from './plain.ts'
import { textFault } from './scalar.ts'
import { nodeSpan, type Span } from './span.ts'

/**
 * The name of a field, checked: text, given once, not `<<`, not a name that JavaScript objects inherit, within the limit.
 * `undefined` where it is refused; the fault is reported.
 */
export function nameOf(builder: Builder, frame: Frame, event: ScalarEvent): string | undefined {
  const name = getScalarValue(builder.text, event)
  builder.characters += name.length
  const plain = event.style === SCALAR_STYLE.PLAIN
  if (
    event.tagStart >= 0 ||
    event.anchorStart >= 0 ||
    (plain && (name === '<<' || typeof plainValue(name) !== 'string'))
  ) {
    refuseName(builder, event)
    return undefined
  }
  frame.name = name
  if (name.length > builder.limits.keyLength || inherited(name) || (!event.fast && textFault(name) !== undefined)) {
    report(builder, () => ({ code: 'InvalidField', ...place(event), ...whyNot(name, builder.limits.keyLength) }))
    return undefined
  }
  if (Object.hasOwn(frame.fields ?? {}, name)) {
    report(builder, () => duplicate(builder, frame, event, name))
    return undefined
  }
  return name
}

/** Reports a field name that is no plain text: `<<`, a number, null, a list, a mapping, an alias, one with a tag. */
export function refuseName(builder: Builder, event: Event): void {
  report(builder, () => {
    const isMerge = event.type === EVENT_ID.SCALAR && getScalarValue(builder.text, event) === '<<'
    if (isMerge) {
      return {
        code: 'Syntax',
        ...place(event),
        message: 'merge keys (<<) are not part of YAML 1.2 and are not allowed',
        help: 'write the fields out',
      }
    }
    const isScalar = event.type === EVENT_ID.SCALAR
    return {
      code: 'InvalidField',
      ...place(event),
      message: 'a field name must be text',
      help: isScalar
        ? 'put the name in quotes'
        : 'write a plain name before the colon; put text with brackets in quotes',
    }
  })
}

function inherited(name: string): boolean {
  return name === '__proto__' || name === 'constructor' || name === 'prototype'
}

function whyNot(name: string, keyLength: number): Pick<Fault, 'message' | 'help'> {
  if (name.length > keyLength)
    return { message: `a field name has ${name.length} characters, at most ${keyLength} are allowed` }
  const why = textFault(name)
  if (why !== undefined) return { message: `a field name ${why}` }
  return { message: `the field name ${name} is not allowed`, help: 'choose another name' }
}

function duplicate(builder: Builder, frame: Frame, event: ScalarEvent, name: string): Fault {
  const first = firstOf(builder, frame, name)
  return {
    code: 'DuplicateField',
    ...place(event),
    message: `the field ${shortened(shown(name), 60)} is given twice`,
    help: 'keep one of the two',
    ...(first === undefined ? {} : { related: { start: first, message: 'given here first' } }),
  }
}

/** Where a mapping names a field first: its events are walked again, because places are not kept while all is well. */
function firstOf(builder: Builder, frame: Frame, name: string): number | undefined {
  let depth = 0
  let isName = true
  for (let index = frame.opened + 1; index < builder.events.length; index++) {
    const event = builder.events[index]
    if (event === undefined) return undefined
    if (event.type === EVENT_ID.POP) depth--
    if (depth === 0 && event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) {
      if (isName && event.type === EVENT_ID.SCALAR && getScalarValue(builder.text, event) === name)
        return place(event).start
      isName = !isName
    }
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) depth++
  }
  return undefined
}

function place(event: Event): Span {
  return nodeSpan(event) ?? { start: 0, end: 1 }
}
