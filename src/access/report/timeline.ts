import { groupBy } from '../../lib/compare.ts'
import type { Entry } from '../../model/ledger.ts'
import type { StoredResource } from '../../model/resource.ts'
import type { StoredResources } from '../../model/state.ts'
import { type AccessChange, impactOf } from '../impact.ts'
import { type AccessIndex, accessIndexOf, organizationIndex, withReplaced } from '../indexed.ts'
import type { OrganizationIndex } from '../organization.ts'
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
    const events: AccessEvent[] = []
    while (next <= end) {
      events.push(...windowEvents(boundaries.at(next), { resources, index, moment: { before: now, after: next } }))
      now = next
      next = boundaries.after(now)
    }
    now = Math.max(now, end)
    return events
  }

  return {
    until,
    add(entry, time, after) {
      const events = [...until(time)]
      const changed = changedOrganizations({ before: resources, after }).filter(({ uid }) => isMeant(uid))
      const replaced = changed.flatMap((one) => one.replaced)
      const indexes = { before: index, after: withReplaced(index, replaced) }
      const sides = { before: resources, after }
      for (const one of changed) events.push(...entryEvents(one, entry, { resources: sides, indexes, moment: now }))
      // What goes goes first, so that something else may come under its name.
      for (const { before } of replaced) boundaries.replace(before, undefined)
      for (const one of replaced) boundaries.replace(undefined, one.after)
      resources = after
      index = indexes.after
      next = boundaries.after(now)
      return events
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
  const commitsOf = (change: AccessChange, side: keyof Sides<unknown>): readonly string[] =>
    commitsBehind(change, entry, { index: own[side], organization: names[side], resources: resources[side], replaced })
  return eventsOf(impact, { moment, names, resources, seq: entry.seq, commitsOf })
}

interface Path {
  readonly index: OrganizationIndex
  readonly organization: string
  readonly resources: StoredResources
  readonly replaced: ChangedOrganization['replaced']
}

/** The commits of an entry that changed what a path rests on, or a revocation of its user; all of its commits where that tells none. */
function commitsBehind(
  change: AccessChange,
  { changes }: Pick<Entry, 'changes'>,
  { index, organization, resources, replaced }: Path,
): readonly string[] {
  const keys = restingOn(index, organization, change, change.path)
  const uids = new Set(keys.flatMap((key) => resources.get(key)?.uid ?? []))
  for (const { before, after } of replaced) {
    const one = after ?? before
    if (one?.kind === 'Revocation' && one.spec.user === change.path.user) uids.add(one.uid)
  }
  const all = new Set(replaced.flatMap(({ before, after }) => (after ?? before)?.uid ?? []))
  const commitsOf = (meant: ReadonlySet<string>): readonly string[] =>
    [...new Set(changes.flatMap(({ uid, commit }) => (commit === undefined || !meant.has(uid) ? [] : [commit])))].sort()
  const own = commitsOf(uids)
  return own.length > 0 ? own : commitsOf(all)
}
