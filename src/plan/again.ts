import { type Part, type Rebuilt, rebuild } from '../desired/rebuild.ts'
import { equal } from '../lib/compare.ts'
import { instantOf } from '../lib/instant.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Plan } from '../model/plan.ts'
import type { State } from '../model/state.ts'
import { unitName } from '../model/unit.ts'
import {
  type Difference,
  differenceOf,
  documentsAfter,
  keysDeclaredIn,
  organizationsTouched,
  resourcesAfter,
} from './focus.ts'
import { boundaryOf, organizationsOf, type Remembered } from './memo.ts'

/** What a pass is made of. */
export interface Given {
  readonly snapshots: readonly Snapshot[]
  readonly stored: State
  readonly context: Context
}

/** A pass made again from what is remembered of the last one: only what has changed was judged. */
export interface Again extends Rebuilt {
  /** What is to be remembered, once the plans are known. */
  after(plans: readonly Plan[]): Remembered | undefined
}

/** Up to this part of all organizations, judging them by themselves is worth its cost. */
const MOST = 0.25

/**
 * Makes a pass again where nothing has changed but resources of some organizations by which no other is judged, and no
 * declared window has begun or ended since. `undefined` where that is not so: then the pass has to be made as a whole.
 */
export function makeAgain(last: Remembered, given: Given): Again | undefined {
  if (!isSameOtherwise(last, given)) return undefined
  const difference = differenceOf(last, given)
  if (difference === undefined) return undefined
  const touched = organizationsTouched(difference, last.stored, given.stored)
  if (touched === undefined) return undefined
  const names = new Set([...last.planned, ...touched].sort())
  const { size } = last.built.pass.wanted
  if (names.size > Math.max(1, size * MOST)) return undefined
  const documents = documentsAfter(last.documents, names, difference.documents, given.snapshots)
  const part = documents === undefined ? undefined : partOf(last, names, { documents, difference, given })
  const rebuilt = part === undefined ? undefined : rebuild(last.built, part, given.stored, given.context)
  if (documents === undefined || rebuilt === undefined) return undefined
  return { ...rebuilt, after: (plans) => remembered(last, given, { rebuilt, plans, documents }) }
}

function isSameOtherwise({ context: before, until }: Remembered, { context }: Given): boolean {
  const [then, now] = [instantOf(before.instant), instantOf(context.instant)]
  if (then === undefined || now === undefined || now < then || (now > then && now >= until)) return false
  return (
    context.withheld.size === 0 &&
    context.openWorld === before.openWorld &&
    equal([...(context.unresolved ?? [])], [...(before.unresolved ?? [])]) &&
    context.sources.join('\n') === before.sources.join('\n')
  )
}

interface Parts {
  readonly documents: NonNullable<ReturnType<typeof documentsAfter>>
  readonly difference: Difference
  readonly given: Given
}

function partOf(
  last: Remembered,
  names: ReadonlySet<string>,
  { documents, difference, given }: Parts,
): Part | undefined {
  const { built } = last
  const units = [...names].map((organization) =>
    built.desired.units.get(unitName({ type: 'organization', organization })),
  )
  const isWanted = [...names].every((name) => built.pass.wanted.has(name))
  if (!isWanted || units.some((unit) => unit === undefined)) return undefined
  const own = [...documents.values()].flat()
  const stored = units.flatMap((unit) => [...(unit?.stored.values() ?? [])])
  return {
    organizations: names,
    snapshots: given.snapshots.map((snapshot) => ({
      ...snapshot,
      documents: own.filter(({ file }) => file.source === snapshot.source),
      // What cannot be read is of other organizations.
      unreadable: [],
      problems: [],
    })),
    resources: resourcesAfter(stored, names, difference.stored, given.stored),
    declaredBefore: keysDeclaredIn([...names].flatMap((name) => last.documents.get(name) ?? [])),
  }
}

interface Made {
  readonly rebuilt: Rebuilt
  readonly plans: readonly Plan[]
  readonly documents: NonNullable<ReturnType<typeof documentsAfter>>
}

function remembered(last: Remembered, given: Given, { rebuilt, plans, documents }: Made): Remembered | undefined {
  const planned = organizationsOf(plans)
  if (planned === undefined) return undefined
  const all = new Map(last.documents)
  for (const [name, own] of documents) all.set(name, own)
  const until = Math.min(last.until, boundaryOf(rebuilt.part, given.context))
  return { ...given, built: rebuilt.built, planned, until, documents: all }
}
