import type { Snapshot } from '../model/document.ts'
import { SourceError } from '../model/errors.ts'
import type { Clock, Source, Store } from '../model/ports.ts'
import type { HeldScope, StandingHold, State } from '../model/state.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import { countingApprovals, isOver } from '../plan/approvals.ts'
import { revisionsOf } from '../plan/history/since.ts'
import { type PassPlan, planPass } from '../plan/pass.ts'
import { unitLabel } from '../plan/render/report.ts'
import { commitPass, type PassResult } from '../reconciler.ts'
import { approvable } from './approving.ts'
import { type Gathered, type Given, gatherContext } from './gather.ts'
import { type LookUp, secretUsesIn } from './secrets.ts'

/**
 * What is needed to apply what was approved earlier; `isWanted` is asked before each plan is applied, where it is given, and
 * nothing is applied whose secrets cannot be had by `lookUp`.
 */
export interface ApprovedAround {
  readonly store: Store
  readonly clock: Clock
  readonly given: Given
  readonly signal?: AbortSignal
  readonly lookUp?: LookUp
  isWanted?(pass: PassPlan, snapshots: readonly Snapshot[]): Promise<boolean>
}

/** The state after it, what was applied, in order, and why something that is approved was not. */
export interface ApprovedResult {
  readonly state: State
  readonly results: readonly PassResult[]
  readonly warnings: readonly string[]
}

/**
 * Applies plans that were approved at an earlier revision, before the newest is planned (model §4): where a unit is approved as
 * it was held, and has something else to do by now, its sources are read again at that revision, and the plan is applied
 * alone, if it still has the digest that was approved. A change that was taken back meanwhile is not applied. `snapshots` are
 * the newest. Throws what the store throws.
 */
export async function applyApproved(
  sources: readonly Source[],
  snapshots: readonly Snapshot[],
  stored: State,
  around: ApprovedAround,
): Promise<ApprovedResult> {
  const results: PassResult[] = []
  const warnings: string[] = []
  let state = stored
  for (const hold of approvedHolds(gatherContext(snapshots, stored, around.given), stored, around.given)) {
    const gathered = gatherContext(snapshots, state, around.given)
    if (!isMovedOn(hold, planPass(snapshots, state, gathered.context))) continue
    const earlier = await readEarlier(hold, { sources, snapshots, stored: state, signal: around.signal })
    if (typeof earlier === 'string') {
      warnings.push(`${named(hold)} is not applied: ${earlier}`)
      continue
    }
    const { pass, context } = planAlone(hold, earlier, { stored: state, gathered })
    if (pass.plans.length === 0) {
      warnings.push(
        `${named(hold)} is not applied: what is stored has changed since, so that it would do something else`,
      )
      continue
    }
    const [missing] = (await around.lookUp?.(secretUsesIn(pass.desired), state))?.unresolved.values() ?? []
    if (missing !== undefined) {
      warnings.push(`${named(hold)} is not applied: a secret of it does not resolve: ${missing.message}`)
      continue
    }
    warnings.push(...pass.warnings)
    if (pass.plans.some(({ holds }) => holds.length > 0)) continue
    if ((await around.isWanted?.(pass, earlier)) === false) break
    const { store, clock, given } = around
    const result = await commitPass(pass, state, {
      store,
      clock,
      actor: given.actor,
      context,
      approving: gathered.approving,
    })
    results.push(result)
    state = result.state
  }
  return { state, results, warnings }
}

type HeldUnit = StandingHold & { readonly scope: Extract<HeldScope, { readonly type: 'unit' }> }

/** The holds of units that somebody has approved, or claims to, oldest first. */
function approvedHolds({ context, approving }: Gathered, stored: State, { instant }: Given): readonly HeldUnit[] {
  const known = new Set([...approving.keys(), ...(context.claims?.keys() ?? []), ...countingApprovals(stored, instant)])
  return approvable(stored)
    .filter(isOfUnit)
    .filter((hold) => known.has(hold.digest) && !isOver(hold, instant))
    .sort((left, right) => left.since.localeCompare(right.since))
}

function isOfUnit(hold: StandingHold): hold is HeldUnit {
  return hold.scope.type === 'unit'
}

/**
 * Whether the unit has another plan by now that is held too, or is invalid. The same plan is applied with the newest; where none is
 * left, or one that nothing holds, what had to be approved was taken back.
 */
function isMovedOn({ scope, digest }: HeldUnit, { plans, desired }: PassPlan): boolean {
  const name = unitName(scope.unit)
  const own = plans.filter(({ plan }) => unitName(plan.unit) === name && plan.phase === scope.phase)
  if (own.length === 0) return desired.units.get(name)?.valid === false
  return own.every(({ plan }) => plan.digest !== digest) && own.some(({ holds }) => holds.length > 0)
}

interface Reading {
  readonly sources: readonly Source[]
  readonly snapshots: readonly Snapshot[]
  readonly stored: State
  readonly signal: AbortSignal | undefined
}

/** The sources as they were when a plan was held, those without history as they are; or why one cannot be read so. */
async function readEarlier(
  { revisions }: StandingHold,
  { sources, snapshots, stored, signal }: Reading,
): Promise<readonly Snapshot[] | string> {
  const earlier: Snapshot[] = []
  for (const snapshot of snapshots) {
    const revision = revisions[snapshot.source]
    const source = sources.find(({ name }) => name === snapshot.source)
    if (revision === undefined || revision === snapshot.revision || source?.at === undefined) {
      earlier.push(snapshot)
      continue
    }
    const place = `commit ${revision.slice(0, 12)} of the source \`${snapshot.source}\`, at which it was held,`
    if (!isBehind(revision, snapshot, stored)) return `${place} is no part of its history any more`
    try {
      const read = await source.at(revision).fetch(signal, async (name) => revisionsOf(stored, name))
      // Other organizations may be ahead of it already; that is no rewritten history.
      const { departed: _departed, ...history } = read.history ?? {
        to: revision,
        commits: [],
        bases: new Map(),
        isWhole: true,
      }
      earlier.push({ ...read, history })
    } catch (error) {
      if (!(error instanceof SourceError) || error.code === 'Cancelled') throw error
      return `${place} cannot be read: ${error.message}`
    }
  }
  return earlier
}

/** Whether what was read descends from a revision, as far as its history tells. */
function isBehind(revision: string, { source, history }: Snapshot, stored: State): boolean {
  if (history === undefined || history.departed !== undefined) return false
  if (history.commits.some(({ hash }) => hash === revision)) return true
  return revisionsOf(stored, source).includes(revision) && !history.bases.has(revision)
}

/** Plans what was held, with nothing else committed beside it; without plans where it has another digest now. */
function planAlone(
  { scope, digest }: HeldUnit,
  snapshots: readonly Snapshot[],
  { stored, gathered }: { readonly stored: State; readonly gathered: Gathered },
) {
  const { claims, approvals, commits, installation: _installation, ...rest } = gathered.context
  const own = claims?.get(digest)
  const histories = snapshots.flatMap(({ source, history }) =>
    history === undefined ? [] : [[source, history] as const],
  )
  const context = {
    ...rest,
    intents: [],
    approvals: new Set(approvals.has(digest) ? [digest] : []),
    claims: new Map(own === undefined ? [] : [[digest, own]]),
    commits: new Map(histories),
  }
  const name = unitName(scope.unit)
  const names = planPass(snapshots, stored, context).desired.units.keys()
  const withheld = new Set<UnitName>([...names].filter((one) => one !== name))
  const { desired, plans, ...pass } = planPass(snapshots, stored, { ...context, withheld })
  const alone: PassPlan = {
    ...pass,
    // Nothing is said of other units and of sources: they are judged by the newest.
    desired: {
      ...desired,
      units: new Map([...desired.units].filter(([one]) => one === name)),
      problems: [],
      revisions: {},
    },
    plans: plans.filter(({ plan }) => plan.digest === digest),
    sourceHolds: [],
    admitted: [],
  }
  return { pass: alone, context: { ...context, ...(commits === undefined ? {} : { commits }) } }
}

function named({ scope, digest }: HeldUnit): string {
  return `the approved plan ${digest.slice(0, 12)} of ${unitLabel(scope.unit)}`
}
