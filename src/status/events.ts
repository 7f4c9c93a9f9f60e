import { by } from '../lib/compare.ts'
import { sha256 } from '../lib/digest.ts'
import { plural, visible } from '../lib/text.ts'
import type { StatusEvent } from '../model/event.ts'
import type { Outcome } from '../model/outcome.ts'
import type { HoldStatus, ProblemStatus, SourceStatus, Status, Trouble, UnitStatus } from '../model/status.ts'
import { type Unit, unitName } from '../model/unit.ts'
import { countsOf, countsText } from '../plan/render/counts.ts'
import { revisionsText } from '../plan/render/place.ts'
import { withoutEmails } from './plain.ts'
import { firedEvents, resetEvent } from './policies.ts'
import { isTold, looseErrors, PROGRAM, type Standing, sourceSubject } from './standing.ts'
import { isLate } from './status.ts'

/** One look at what is going on: the status, what stands in the way by then, and when it was (RFC 3339 UTC). */
export interface Look {
  readonly status: Status
  readonly standing: Standing
  readonly at: string
}

type Base = Pick<StatusEvent, 'at' | 'subject' | 'organization' | 'sources' | 'revisions'>

const MOST_PROBLEMS = 5
const DONE: Readonly<Record<string, string>> = { add: 'added', change: 'changed', remove: 'removed', rename: 'renamed' }

/**
 * What has happened between two looks, besides that time has passed: what was applied, what is newly held, invalid or
 * cannot be read, what is in force again, and which usage policies fired or were reset. Before the first look of a program only what stood in the way is known; then
 * everything that is held or invalid is new. Sorted by subject, then by id.
 */
export function eventsBetween(
  before: Look | Pick<Look, 'standing'>,
  after: Look,
  outcomes: readonly Outcome[],
): readonly StatusEvent[] {
  const known = new Set('status' in before ? standingEvents(before).map(({ id }) => id) : [])
  return [
    ...appliedEvents(outcomes, after.at),
    ...standingEvents(after).filter(({ id }) => !known.has(id)),
    ...recoveredEvents(before, after),
  ].sort(by(({ subject, id }) => `${subject} ${id}`))
}

/** What plans that were applied have changed. */
export function appliedEvents(outcomes: readonly Outcome[], at: string): readonly StatusEvent[] {
  return outcomes.flatMap((outcome): StatusEvent[] => {
    if (outcome.type !== 'applied') return []
    const { unit, plan, seq } = outcome
    const counts = countsOf([plan])
    const subject = unitName(unit)
    const text = countsText(counts).replace(/ to (add|change|remove|rename)/g, (_, verb: string) => ` ${DONE[verb]}`)
    const { revisions } = plan
    return [
      {
        type: 'applied',
        id: `${subject}/applied/${seq}`,
        at,
        subject,
        ...organizationOf(unit),
        sources: Object.keys(revisions).sort(),
        revisions,
        message: `${subject}: applied${text === '' ? '' : ` (${text})`} at ${revisionsText(revisions)}, ledger entry ${seq}`,
        seq,
        counts,
      },
    ]
  })
}

/** What is held, invalid or cannot be read at a look, and which usage policies have fired. */
export function standingEvents({ status, standing, at }: Look): readonly StatusEvent[] {
  const since = (subject: string, otherwise: string): string => standing.get(subject) ?? otherwise
  return [
    ...status.units.filter(isLate).flatMap((unit) => {
      const base = unitBase(unit, at)
      const held = unit.holds.map((hold) => heldEvent(hold, base, since(unit.unit, hold.since)))
      return unit.result === 'invalid'
        ? [...held, invalidEvent(unit.problems, unit.problemCount, { base, since: since(unit.unit, '') })]
        : held
    }),
    ...status.sources.flatMap((source) => {
      const base = sourceBase(source, at)
      const held = source.holds.map((hold) => heldEvent(hold, base, since(base.subject, hold.since)))
      const loose = looseErrors(status, source)
      const invalid =
        loose.length === 0 ? [] : [invalidEvent(loose, loose.length, { base, since: since(base.subject, '') })]
      return [...held, ...invalid, ...troubleEvents(source.trouble, base, standing)]
    }),
    ...troubleEvents(status.trouble, { at, subject: PROGRAM, sources: [], revisions: {} }, standing),
    ...firedEvents(status, at),
  ]
}

function recoveredEvents(
  before: Look | Pick<Look, 'standing'>,
  { status, standing, at }: Look,
): readonly StatusEvent[] {
  const policies = 'status' in before ? before.status.policies : undefined
  const bases = new Map<string, Base>([
    ...status.units.map((unit) => [unit.unit, unitBase(unit, at)] as const),
    ...status.sources.map((source) => [sourceSubject(source), sourceBase(source, at)] as const),
  ])
  return [...before.standing]
    .filter(([subject]) => !standing.has(subject))
    .map(([subject, since]): StatusEvent => {
      const reset = resetEvent(subject, since, { policies, at })
      if (reset !== undefined) return reset
      const base = bases.get(subject) ?? { at, subject, sources: [], revisions: {} }
      const revisions = revisionsText(base.revisions)
      const message = `${subject}: in order again${revisions === '' ? '' : ` at ${revisions}`}`
      return { type: 'recovered', id: `${subject}/recovered/${since}`, ...base, message, since }
    })
}

/** What the events of a unit have in common. */
export function unitBase({ unit, organization, attempted }: UnitStatus, at: string): Base {
  const named = organization === undefined ? {} : { organization }
  return { at, subject: unit, ...named, sources: Object.keys(attempted).sort(), revisions: attempted }
}

/** What the events of a source have in common. */
export function sourceBase(source: SourceStatus, at: string): Base {
  const { name, attempted } = source
  const revisions = attempted === undefined ? {} : { [name]: attempted }
  return { at, subject: sourceSubject(source), sources: [name], revisions }
}

function heldEvent({ code, digest, message, until, next }: HoldStatus, base: Base, since: string): StatusEvent {
  const id = `${base.subject}/held/${code}/${digest}/${since}`
  const told = withoutEmails(`${base.subject}: held (${code}): ${message}`)
  return {
    type: 'held',
    id,
    ...base,
    message: told,
    code,
    digest,
    until,
    next: next.map((one) => visible(withoutEmails(one))),
  }
}

function invalidEvent(
  problems: readonly ProblemStatus[],
  count: number,
  { base, since }: { readonly base: Base; readonly since: string },
): StatusEvent {
  const errors = problems.filter(({ severity }) => severity === 'error')
  const first = errors
    .slice(0, MOST_PROBLEMS)
    .map(({ code, message, place }) => ({ code, message: withoutEmails(message), place: withoutEmails(place) }))
  const [one] = first
  const places = errors.map(({ code, place }) => `${code} ${place}`).join(', ')
  const told = one === undefined ? '' : `, first at ${one.place}: ${one.message}`
  return {
    type: 'invalid',
    id: `${base.subject}/invalid/${since}/${sha256(places).slice(0, 12)}`,
    ...base,
    message: withoutEmails(`${base.subject}: ${plural(count, 'error')}${told}`),
    code: one?.code ?? 'Invalid',
    errors: count,
    problems: first,
  }
}

function troubleEvents(trouble: Trouble | undefined, base: Base, standing: Standing): readonly StatusEvent[] {
  if (trouble === undefined || !isTold(base.subject, trouble.attempts, standing)) return []
  const { code, message, since } = trouble
  const what = base.subject === PROGRAM ? 'passes fail' : 'cannot be read'
  const told = withoutEmails(`${base.subject}: ${what} (${code}): ${visible(message)}`)
  const id = `${base.subject}/invalid/${code}/${standing.get(base.subject) ?? since}`
  return [{ type: 'invalid', id, ...base, message: told, code, errors: 1, problems: [] }]
}

function organizationOf(unit: Unit): { readonly organization?: string } {
  return unit.type === 'installation' ? {} : { organization: unit.organization }
}
