import { by } from '../../lib/compare.ts'
import type { Condition, HoldStatus, SourceStatus, Status, UnitStatus } from '../../model/status.ts'
import { COUNT, listOf, objectOf, TEXT, TIME } from '../schema.ts'
import type { Viewer } from '../viewer.ts'
import { frameOf } from './frame.ts'
import { seesAll } from './sight.ts'

const READY = {
  ready: { type: 'string', enum: ['True', 'False', 'Unknown'], description: 'as the condition `Ready` says' },
  reason: { ...TEXT, description: 'one word: `ReconciliationSucceeded`, the code of a hold, `Removed`' },
  since: TIME,
  holds: { ...listOf(TEXT), description: 'the codes of what waits for a person' },
}

/** How a source stands, in short. */
export const SOURCE_EVENT = objectOf({ name: TEXT, ...READY, attempted: TEXT, applied: TEXT }, [
  'since',
  'attempted',
  'applied',
])

/** How a unit stands, in short: an organization, a revocation, or the installation. */
export const UNIT_EVENT = objectOf({ unit: TEXT, organization: TEXT, ...READY, problems: COUNT }, [
  'since',
  'organization',
])

/** Something that stands otherwise than before, and who may know. */
export interface StatusChange {
  readonly text: string
  isFor(viewer: Viewer): boolean
}

/** What stands otherwise in a status than in the one before it: sources first, then units, each by name. */
export function statusChanges(before: Status, after: Status): readonly StatusChange[] {
  if (before === after) return []
  const sources = differing(before.sources, after.sources, {
    nameOf: ({ name }) => name,
    tell: sourceOf,
    signOf: signOfSource,
  })
  const units = differing(before.units, after.units, { nameOf: ({ unit }) => unit, tell: unitOf, signOf: signOfUnit })
  return [
    ...sources.map((data): StatusChange => {
      const text = frameOf({ event: 'source', data })
      return { text, isFor: seesAll }
    }),
    ...units.map((data): StatusChange => {
      const text = frameOf({ event: 'unit', data })
      const { organization } = data
      return {
        text,
        isFor: (viewer) => seesAll(viewer) || (organization !== undefined && viewer.manages(organization)),
      }
    }),
  ]
}

interface Telling<T, D> {
  nameOf(one: T): string
  tell(one: T): D
  /** Two have the same where the same is told of them: there may be many, and seldom something new. */
  signOf(one: T): string
}

function differing<T, D extends object>(
  before: readonly T[],
  after: readonly T[],
  { nameOf, tell, signOf }: Telling<T, D>,
): readonly D[] {
  const old = new Map(before.map((one) => [nameOf(one), one]))
  const found: { readonly name: string; readonly data: D }[] = []
  for (const one of after) {
    const name = nameOf(one)
    const was = old.get(name)
    old.delete(name)
    if (was === undefined || (was !== one && signOf(was) !== signOf(one))) found.push({ name, data: tell(one) })
  }
  for (const [name, one] of old) found.push({ name, data: { ...tell(one), ...REMOVED } })
  return found.sort(by(({ name }) => name)).map(({ data }) => data)
}

const REMOVED = { ready: 'Unknown', reason: 'Removed', since: undefined, holds: [] } as const

function sourceOf({ name, attempted, applied, conditions, holds }: SourceStatus) {
  return { name, ...readyIn(conditions, holds), attempted, applied }
}

/** Without its revisions: these move with every commit, for all units at once. */
function unitOf({ unit, organization, conditions, holds, problemCount }: UnitStatus) {
  return { unit, organization, ...readyIn(conditions, holds), problems: problemCount }
}

function signOfSource({ attempted = '', applied = '', conditions, holds }: SourceStatus): string {
  return `${signOf(conditions, holds)} ${attempted} ${applied}`
}

function signOfUnit({ problemCount, conditions, holds }: UnitStatus): string {
  return `${signOf(conditions, holds)} ${problemCount}`
}

function signOf(conditions: readonly Condition[], holds: readonly HoldStatus[]): string {
  const ready = conditions.find(({ type }) => type === 'Ready')
  const codes = holds.length === 0 ? '' : holds.map(({ code }) => code).join(' ')
  return `${ready?.status} ${ready?.reason} ${ready?.since} ${codes}`
}

function readyIn(conditions: readonly Condition[], holds: readonly HoldStatus[]) {
  const ready = conditions.find(({ type }) => type === 'Ready')
  const codes = holds.map(({ code }) => code)
  return { ready: ready?.status ?? 'Unknown', reason: ready?.reason ?? 'Unknown', since: ready?.since, holds: codes }
}
