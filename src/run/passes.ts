import type { Log } from '../lib/log.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Inventory } from '../model/inventory.ts'
import type { Actor } from '../model/ledger.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { UnresolvedSecrets } from '../model/secret.ts'
import type { Revisions, State } from '../model/state.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import { applyApproved } from '../pass/approved.ts'
import { commitResolved, type Resolved } from '../pass/committing.ts'
import { type Given, gatherContext } from '../pass/gather.ts'
import { updatesOf, withHeld } from '../pass/inventory.ts'
import type { Keeping } from '../pass/keeping.ts'
import { changedSecrets, settledSecrets } from '../pass/rotated.ts'
import { type HeldUse, isSameUnresolved, planResolved, secretUsesIn } from '../pass/secrets.ts'
import { settledBy } from '../pass/settled.ts'
import { supersededEntries } from '../pass/superseded.ts'
import { createPassMemo } from '../plan/memo.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import { type Around, commitPass, type PassResult } from '../reconciler.ts'
import { createSecretTeller } from './keeping.ts'
import { standingOf } from './settling.ts'
import type { Watch } from './watch.ts'
import { snapshotOf } from './watched.ts'

/** What passes work with from the start of the program to its end. */
export interface Passing {
  readonly watches: readonly Watch[]
  readonly clock: Clock
  readonly log: Log
  readonly inventory: Inventory
  readonly installation?: string
  /** What is called with what was applied before a pass, as it had been held at an earlier revision. */
  readonly approved?: (outcomes: readonly Outcome[]) => void
  /** What is called with what a pass is about to do to a state, at its instant. */
  readonly planned?: (pass: PassPlan, state: State, instant: string) => void
  /** The secrets that declarations name. */
  readonly secrets?: Keeping
  /** The version of the program, and digests of the configuration by source: what a start compares (design §5). */
  readonly program: string
  readonly configurations: ReadonlyMap<string, string>
}

/** What one pass begins with. */
export interface Beginning {
  readonly store: Store
  readonly state: State
  readonly instant: string
  readonly snapshots: readonly Snapshot[]
  readonly more: Pick<Context, 'clockJump' | 'crashes'>
}

/** What a pass did, and the revisions of the sources that it looked at, also of those that it held whole. */
export interface PassOver extends PassResult {
  readonly looked: Revisions
}

/** Makes passes, each of which need not judge again what the one before has judged. */
export interface Passes {
  /** What the sources declared when they were read last, those that could be. */
  snapshots(state: State): readonly Snapshot[]
  /** Applies what was approved as it was held, then plans and commits the newest; throws what the store throws. */
  pass(beginning: Beginning): Promise<PassOver>
  /** Writes down whether the last pass left nothing to do, where that shows only in the state after it; at the end. */
  settle(state: State): Promise<void>
  /** Whether a secret can be had that could not in the last pass, or the other way round, is another one, or is to be made. */
  haveSecretsMoved(state: State): Promise<boolean>
}

const CONTROLLER: Actor = { type: 'controller', name: 'charter' }

/** Begins with the revisions that were looked at last, which are those of the ledger at the start. */
export function createPasses(passing: Passing, looked: Revisions): Passes {
  const { watches, clock, log, inventory, installation, approved, planned, secrets } = passing
  const sources = watches.map(({ name }) => name)
  const memo = createPassMemo()
  let attempted = looked
  let before: readonly Snapshot[] | undefined
  let uses: readonly HeldUse[] = []
  let unresolved: UnresolvedSecrets = new Map()
  let last: PassPlan | undefined

  const givenAt = (instant: string): Given => {
    const named = installation === undefined ? {} : { installation }
    return { instant, actor: CONTROLLER, intents: [], approvals: [], ...named }
  }
  async function applyEarlier(snapshots: readonly Snapshot[], { store, state, instant }: Beginning): Promise<State> {
    const around = {
      store,
      clock,
      given: givenAt(instant),
      ...(secrets === undefined ? {} : { lookUp: secrets.lookUp }),
    }
    const named = watches.map(({ source }) => source)
    const earlier = await applyApproved(named, snapshots, state, around)
    for (const detail of earlier.warnings) log.warn('what was approved is not applied', { detail })
    const outcomes = earlier.results.flatMap((result) => result.outcomes)
    approved?.(outcomes)
    for (const outcome of outcomes) {
      if (outcome.type !== 'applied') continue
      log.info('applied as approved', { unit: unitName(outcome.unit), seq: outcome.seq })
    }
    return earlier.state
  }
  /** What warns, and what is a condition, is told by reading it, so that a start after it has something to do. */
  function settledNow({ desired, sourceHolds }: PassPlan, snapshots: readonly Snapshot[], { head }: State) {
    // Who has to look at secrets cannot rest: they change without anything else.
    if (uses.length > 0) return undefined
    const isQuiet = [...desired.units.values()].every((unit) => unit.problems.length + unit.conditions.length === 0)
    if (!isQuiet || sourceHolds.length > 0 || snapshots.length < watches.length) return undefined
    const revisions = Object.fromEntries(snapshots.map(({ source, revision }) => [source, revision]))
    return settledBy(memo, { head, instant: clock.now(), ...standingOf(passing, revisions) })
  }
  const tell = createSecretTeller(log)
  const committed = async (resolved: Resolved, now: State, around: Around): Promise<PassResult> => {
    const { pass, again } = resolved
    if (secrets === undefined) return commitPass(pass, now, { ...around, again })
    const result = await commitResolved(resolved, now, { ...around, keeping: secrets })
    tell(result)
    return result
  }
  return {
    snapshots: (state) => watches.flatMap((watch) => snapshotOf(watch, state) ?? []),
    async pass(beginning) {
      const { store, state: stored, instant, more } = beginning
      const snapshots = withHeld(beginning.snapshots, inventory, stored)
      const now = await applyEarlier(snapshots, beginning)
      const { context: gathered, approving, warnings } = gatherContext(snapshots, now, givenAt(instant))
      const context = { ...gathered, sources, ...more }
      const plan = (missing: UnresolvedSecrets, withheld?: ReadonlySet<UnitName>): PassPlan =>
        withheld === undefined
          ? planPass(snapshots, now, { ...context, unresolved: missing }, memo)
          : planPass(snapshots, now, { ...context, unresolved: missing, withheld })
      const resolved = await planResolved(plan, now, secrets?.lookUp, unresolved)
      const { pass } = resolved
      unresolved = resolved.looked.unresolved
      uses = secretUsesIn(pass.desired)
      last = pass
      for (const detail of [...warnings, ...pass.warnings]) log.warn('what was asked does not count', { detail })
      const preface = supersededEntries(snapshots, attempted, instant)
      planned?.(pass, now, instant)
      const around = { store, clock, actor: CONTROLLER, context, approving, preface }
      const result = await committed(resolved, now, around)
      const { state } = result
      const revisions = Object.fromEntries(snapshots.map(({ source, revision }) => [source, revision]))
      attempted = { ...attempted, ...revisions }
      await inventory.record(
        updatesOf(snapshots, inventory, { before, stored, state }),
        settledNow(result.pass, snapshots, state),
      )
      before = snapshots
      return { ...result, looked: revisions }
    },
    async settle(state) {
      if (before === undefined || memo.last === undefined || memo.last.planned.size === 0) return
      const { context } = gatherContext(before, state, givenAt(clock.now()))
      const pass = planPass(before, state, { ...context, sources, unresolved }, memo)
      await inventory.record([], settledNow(pass, before, state))
    },
    async haveSecretsMoved(state) {
      if (secrets === undefined || last === undefined || uses.length === 0) return false
      if (secrets.due(state, clock.now()).length > 0) return true
      const looked = await secrets.lookUp(uses, state)
      if (!isSameUnresolved(looked.unresolved, unresolved)) return true
      return settledSecrets(changedSecrets(last, looked, secrets.memory.now().prints, state), last).length > 0
    },
  }
}
