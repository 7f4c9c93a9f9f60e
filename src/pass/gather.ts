import type { Context, Intent } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Actor } from '../model/ledger.ts'
import type { State } from '../model/state.ts'
import { unitName } from '../model/unit.ts'
import { type Asker, createAsker } from '../plan/history/asking.ts'
import { approvalsIn, speaksFor } from './approving.ts'

/** What is known of a pass before anything is read: when it is, what was said on the command line, and by whom. */
export interface Given {
  readonly instant: string
  readonly actor: Actor
  readonly intents: readonly Intent[]
  readonly approvals: readonly string[]
  /** What this installation is called, where somebody said it. */
  readonly installation?: string
}

/** The context of a pass; who makes the approvals that are new in it, by digest; and what is wrong with trailers and annotations. */
export interface Gathered {
  readonly context: Context
  readonly approving: ReadonlyMap<string, Actor>
  readonly warnings: readonly string[]
}

/**
 * Makes the context of a pass: what was said on the command line, and what the commits say that lie between the applied
 * revisions and those that were read, and annotations of organizations (model §4). An intent counts for its organization until a plan of it is applied; an
 * approval counts where it came after the hold was recorded, and within its 24 hours. Both come only from a source that is
 * privileged, or that the organization belongs to.
 */
export function gatherContext(snapshots: readonly Snapshot[], stored: State, given: Given): Gathered {
  const askers = new Map(
    snapshots.flatMap(({ source, history }) =>
      history === undefined ? [] : [[source, createAsker(history)] as const],
    ),
  )
  const said = snapshots.flatMap((snapshot) => {
    const asker = askers.get(snapshot.source)
    return asker === undefined ? [] : [saidBy(snapshot, asker, stored)]
  })
  const { claims, ...settled } = approvalsIn(snapshots, askers, stored, given.instant)
  const approving = new Map(settled.approving)
  for (const digest of given.approvals) approving.set(digest, given.actor)
  const { installation } = given
  return {
    context: {
      instant: given.instant,
      sources: snapshots.map(({ source }) => source),
      intents: [...given.intents, ...said.flatMap(({ intents }) => intents)],
      approvals: new Set(approving.keys()),
      claims,
      withheld: new Set(),
      commits: new Map(snapshots.flatMap(({ source, history }) => (history === undefined ? [] : [[source, history]]))),
      writers: new Map(snapshots.flatMap(({ source, writers }) => (writers === undefined ? [] : [[source, writers]]))),
      ...(installation === undefined ? {} : { installation }),
    },
    approving,
    warnings: [...said.flatMap(({ warnings }) => warnings), ...settled.warnings],
  }
}

interface Said {
  readonly intents: readonly Intent[]
  readonly warnings: readonly string[]
}

function saidBy(snapshot: Snapshot, asker: Asker, stored: State): Said {
  const { source } = snapshot
  const organizations = new Set(
    asker.since(undefined).flatMap(([, { intents }]) => intents.map(({ organization }) => organization)),
  )
  const intents = [...organizations]
    .filter((organization) => speaksFor(snapshot, organization, stored))
    .flatMap((organization) => {
      const applied = stored.applied.get(unitName({ type: 'organization', organization }))?.[source]
      const since = asker.since(applied).flatMap(([, { intents }]) => intents)
      return since.filter((intent) => intent.organization === organization)
    })
  return { intents, warnings: asker.since(stored.revisions[source]).flatMap(([, { faults }]) => faults) }
}
