import { instantOf } from '../lib/instant.ts'
import { plural } from '../lib/text.ts'
import type { StatusEvent } from '../model/event.ts'
import { type Look, sourceBase, unitBase } from './events.ts'
import { PROGRAM, sourceSubject } from './standing.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * What has stood in the way for longer than `convergeWithinMs`: units that are not in force, sources that are held or cannot
 * be read, passes that fail; not what somebody has suspended. The id stays the same for 24 hours, so that it is told again
 * once a day. In the order of `standing`.
 */
export function lateEvents({ status, standing, at }: Look, convergeWithinMs: number): readonly StatusEvent[] {
  const now = instantOf(at) ?? 0
  const bases = new Map([
    ...status.units.map((unit) => [unit.unit as string, unitBase(unit, at)] as const),
    ...status.sources.map((source) => [sourceSubject(source), sourceBase(source, at)] as const),
    [PROGRAM, { at, subject: PROGRAM, sources: [], revisions: {} }] as const,
  ])
  const suspended = suspendedSubjects(status)
  return [...standing].flatMap(([subject, since]): readonly StatusEvent[] => {
    const base = suspended.has(subject) ? undefined : bases.get(subject)
    const age = now - (instantOf(since) ?? now)
    if (base === undefined || age < convergeWithinMs) return []
    const times = Math.floor((age - convergeWithinMs) / DAY_MS)
    const id = `${subject}/late/${since}/${times}`
    const message = `${subject}: not in order for ${ageText(age)}, since ${since}`
    return [{ type: 'late', id, ...base, message, since }]
  })
}

function suspendedSubjects({ units, sources }: Look['status']): ReadonlySet<string> {
  const resting = units.filter(({ holds }) => holds.length > 0 && holds.every(({ code }) => code === 'Suspended'))
  const paused = sources.filter((source) => source.paused !== undefined)
  return new Set([...resting.map(({ unit }) => unit), ...paused.map(sourceSubject)])
}

function ageText(ms: number): string {
  if (ms >= 2 * DAY_MS) return plural(Math.floor(ms / DAY_MS), 'day')
  if (ms >= 2 * HOUR_MS) return plural(Math.floor(ms / HOUR_MS), 'hour')
  return plural(Math.floor(ms / MINUTE_MS), 'minute')
}
