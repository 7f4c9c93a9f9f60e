import type { AccessEvent } from './event.ts'

/**
 * What is different at the end of a time from its beginning: of each permission of each user on each thing the last event, unless
 * the events before it had brought it to the same. In their order.
 */
export function netOf(events: readonly AccessEvent[]): readonly AccessEvent[] {
  const last = new Map<string, AccessEvent>()
  for (const event of events) {
    const name = `${event.user.uid} ${event.thing} ${event.holding.permission}`
    // What was gained was not held before, and what was lost was: the second event of a pair undoes the first.
    if (last.has(name)) last.delete(name)
    else last.set(name, event)
  }
  return events.filter((event) => last.get(`${event.user.uid} ${event.thing} ${event.holding.permission}`) === event)
}
