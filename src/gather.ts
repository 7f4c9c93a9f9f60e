import { groupBy } from './lib/compare.ts'
import type { Commit } from './model/commit.ts'
import type { Context, Intent } from './model/context.ts'
import type { Snapshot } from './model/document.ts'
import type { Actor } from './model/ledger.ts'
import { keyOf } from './model/resource.ts'
import type { StandingHold, State } from './model/state.ts'
import { unitName } from './model/unit.ts'
import { isOver } from './plan/approvals.ts'
import { createRanges, type Range } from './plan/history/range.ts'
import { type Asked, askedBy } from './plan/history/trailers.ts'

/** What is known of a pass before anything is read: when it is, what was said on the command line, and by whom. */
export interface Given {
  readonly instant: string
  readonly actor: Actor
  readonly intents: readonly Intent[]
  readonly approvals: readonly string[]
  /** What this installation is called, where somebody said it. */
  readonly installation?: string
}

/** The context of a pass; who makes the approvals that are new in it, by digest; and what is wrong with trailers. */
export interface Gathered {
  readonly context: Context
  readonly approving: ReadonlyMap<string, Actor>
  readonly warnings: readonly string[]
}

/**
 * Makes the context of a pass: what was said on the command line, and what the commits say that lie between the applied
 * revisions and those that were read (model §4). An intent counts for its organization until a plan of it is applied; an
 * approval counts where it came after the hold was recorded, and within its 24 hours. Both come only from a source that is
 * privileged, or that the organization belongs to.
 */
export function gatherContext(snapshots: readonly Snapshot[], stored: State, given: Given): Gathered {
  const said = snapshots.map((snapshot) => saidBy(snapshot, stored, given.instant))
  const approving = new Map(said.flatMap(({ approving }) => [...approving]))
  for (const digest of given.approvals) approving.set(digest, given.actor)
  const { installation } = given
  return {
    context: {
      instant: given.instant,
      sources: snapshots.map(({ source }) => source),
      intents: [...given.intents, ...said.flatMap(({ intents }) => intents)],
      approvals: new Set(approving.keys()),
      withheld: new Set(),
      commits: new Map(snapshots.flatMap(({ source, history }) => (history === undefined ? [] : [[source, history]]))),
      ...(installation === undefined ? {} : { installation }),
    },
    approving,
    warnings: said.flatMap(({ warnings }) => warnings),
  }
}

interface Said {
  readonly intents: readonly Intent[]
  readonly approving: ReadonlyMap<string, Actor>
  readonly warnings: readonly string[]
}

function saidBy(snapshot: Snapshot, stored: State, instant: string): Said {
  const { source, history } = snapshot
  if (history === undefined) return { intents: [], approving: new Map(), warnings: [] }
  const rangeFrom = createRanges(history)
  const asked = new Map(history.commits.map((commit): [Commit, Asked] => [commit, askedBy(commit)]))
  const askedIn = (range: Range): readonly (readonly [Commit, Asked])[] =>
    range.commits.flatMap((commit) => {
      const one = asked.get(commit)
      return one === undefined ? [] : [[commit, one] as const]
    })
  const organizations = groupBy(
    [...asked.values()].flatMap(({ intents }) => intents),
    ({ organization }) => organization,
  )
  const intents = [...organizations.keys()]
    .filter((organization) => speaksFor(snapshot, organization, stored))
    .flatMap((organization) => {
      const applied = stored.applied.get(unitName({ type: 'organization', organization }))?.[source]
      const since = askedIn(rangeFrom(applied)).flatMap(([, { intents }]) => intents)
      return since.filter((intent) => intent.organization === organization)
    })
  const approving = new Map<string, Actor>()
  for (const hold of stored.holds.values()) {
    if (isOver(hold, instant) || !maySettle(snapshot, hold, stored)) continue
    const later = askedIn(rangeFrom(hold.revisions[source]))
    const commit = later.find(([, { approvals }]) => approvals.some((digest) => isMeant(hold, digest, stored)))?.[0]
    if (commit !== undefined) approving.set(hold.digest, { type: 'commit', name: commit.hash })
  }
  const warnings = askedIn(rangeFrom(stored.revisions[source])).flatMap(([, { faults }]) => faults)
  return { intents, approving, warnings }
}

/** A digest means the one hold that begins so. */
function isMeant(hold: StandingHold, digest: string, { holds }: State): boolean {
  return hold.digest.startsWith(digest) && [...holds.keys()].filter((one) => one.startsWith(digest)).length === 1
}

/** A commit approves plans that its source took part in; what holds the source itself would move with the commit. */
function maySettle(snapshot: Snapshot, { scope, revisions }: StandingHold, stored: State): boolean {
  if (scope.type === 'source' || revisions[snapshot.source] === undefined) return false
  return scope.unit.type === 'installation' ? snapshot.privileged : speaksFor(snapshot, scope.unit.organization, stored)
}

function speaksFor({ source, privileged }: Snapshot, organization: string, { resources }: State): boolean {
  const stored = resources.get(keyOf({ kind: 'Organization', namespace: '', name: organization }))
  return privileged || stored?.origin.source === source
}
