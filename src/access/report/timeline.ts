import { groupBy } from '../../lib/compare.ts'
import type { Entry } from '../../model/ledger.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { StoredResources } from '../../model/state.ts'
import { type AccessChange, impactOf } from '../impact.ts'
import { type AccessIndex, accessIndexOf, organizationIndex, withReplaced } from '../indexed.ts'
import { restingOn } from '../resting.ts'
import { type Sides, usersTouched } from '../touched.ts'
import { createBoundaries } from './boundaries.ts'
import { type AccessEvent, eventsOf } from './event.ts'
import { type ChangedOrganization, changedOrganizations, namingOf, organizationUid } from './sides.ts'

/** What is stored, as it goes on: each entry brings the windows that opened and closed before it, and its own changes. */
export interface Timeline {
  /** Goes on to an entry, which took place at a moment (milliseconds), after which this is stored. */
  add(entry: Pick<Entry, 'seq' | 'changes'>, moment: number, after: StoredResources): readonly AccessEvent[]
  /** Goes on to a moment without an entry. */
  until(moment: number): readonly AccessEvent[]
}

/**
 * Begins a timeline at a moment (milliseconds) of what is stored then: of all organizations, or of the one with a uid. Events
 * come in the order in which they happened, windows before the entry of the same moment, by organization, then as `eventsOf`
 * says. An entry that claims to be older than what came before it counts as happening with that: a clock may be set back.
 */
export function createTimeline(from: StoredResources, moment: number, organization?: string): Timeline {
  const isMeant = (uid: string): boolean => organization === undefined || uid === organization
  const meant = [...from.values()].filter(
    ({ namespace }) => namespace !== '' && isMeant(organizationUid(from, namespace)),
  )
  const boundaries = createBoundaries(meant)
  let resources = from
  let index = accessIndexOf(meant)
  let now = moment
  let next = boundaries.after(now)

  const until = (end: number): readonly AccessEvent[] => {
    const found: (readonly AccessEvent[])[] = []
    while (next <= end) {
      found.push(windowEvents(boundaries.at(next), { resources, index, moment: { before: now, after: next } }))
      now = next
      next = boundaries.after(now)
    }
    now = Math.max(now, end)
    return found.flat()
  }

  return {
    until,
    add(entry, time, after) {
      const found = [until(time)]
      const changed = changedOrganizations({ before: resources, after }).filter(({ uid }) => isMeant(uid))
      const replaced = changed.flatMap((one) => one.replaced)
      const indexes = { before: index, after: withReplaced(index, replaced) }
      const sides = { before: resources, after }
      for (const one of changed) found.push(entryEvents(one, entry, { resources: sides, indexes, moment: now }))
      // What goes goes first, so that something else may come under its name.
      for (const { before } of replaced) boundaries.replace(before, undefined)
      for (const one of replaced) boundaries.replace(undefined, one.after)
      resources = after
      index = indexes.after
      next = boundaries.after(now)
      return found.flat()
    },
  }
}

interface Opening {
  readonly resources: StoredResources
  readonly index: AccessIndex
  readonly moment: Sides<number>
}

/** What begins or ends because these windows open or close. */
function windowEvents(
  bounded: readonly StoredResource[],
  { resources, index, moment }: Opening,
): readonly AccessEvent[] {
  const byOrganization = [...groupBy(bounded, ({ namespace }) => namespace)].sort(([left], [right]) =>
    left < right ? -1 : 1,
  )
  return byOrganization.flatMap(([name, own]) => {
    const one = organizationIndex(index, name)
    const both = { before: one, after: one }
    // Whoever would be touched if it were taken away is touched when it begins or ends.
    const users = usersTouched(
      both,
      own.map((before) => ({ before, after: undefined })),
    ).before
    const impact = impactOf({ ...both, moment, users: { before: users, after: users }, naming: (_, same) => same })
    const names = { before: name, after: name }
    return eventsOf(impact, { moment: moment.after, names, resources: { before: resources, after: resources } })
  })
}

interface Change {
  readonly resources: Sides<StoredResources>
  readonly indexes: Sides<AccessIndex>
  readonly moment: number
}

function entryEvents(
  { names, replaced }: ChangedOrganization,
  entry: Pick<Entry, 'seq' | 'changes'>,
  { resources, indexes, moment }: Change,
): readonly AccessEvent[] {
  const own = {
    before: organizationIndex(indexes.before, names.before),
    after: organizationIndex(indexes.after, names.after),
  }
  const users = usersTouched(own, replaced)
  const impact = impactOf({ ...own, moment: { before: moment, after: moment }, users, naming: namingOf(replaced) })
  const behind = createBehind(entry, replaced)
  const commitsOf = (change: AccessChange, side: keyof Sides<unknown>): readonly string[] => {
    const keys = restingOn(own[side], names[side], change, change.path)
    return behind(
      keys.flatMap((key) => resources[side].get(key)?.uid ?? []),
      change.path.user,
    )
  }
  return eventsOf(impact, { moment, names, resources, seq: entry.seq, commitsOf })
}

/**
 * Tells of what a path rests on, by uid, and of its user which commits of an entry changed it, the revocations of the user among
 * them; all commits of the entry in this organization where that tells none.
 */
function createBehind({ changes }: Pick<Entry, 'changes'>, replaced: ChangedOrganization['replaced']) {
  const meant = new Map(replaced.flatMap(({ before, after }) => pairOf(after ?? before)))
  const byUid = new Map<string, string>()
  const byUser = new Map<string, string[]>()
  for (const { uid, commit } of changes) {
    const resource = meant.get(uid)
    if (commit === undefined || resource === undefined) continue
    byUid.set(uid, commit)
    const user = resource.kind === 'Revocation' ? resource.spec.user : undefined
    if (typeof user === 'string') byUser.set(user, [...(byUser.get(user) ?? []), commit])
  }
  const all = [...new Set(byUid.values())].sort()
  return (uids: readonly string[], user: string): readonly string[] => {
    const own = new Set([...uids.flatMap((uid) => byUid.get(uid) ?? []), ...(byUser.get(user) ?? [])])
    return own.size > 0 ? [...own].sort() : all
  }
}

function pairOf(resource: StoredResource | undefined): readonly (readonly [string, StoredResource])[] {
  return resource === undefined ? [] : [[resource.uid, resource]]
}
