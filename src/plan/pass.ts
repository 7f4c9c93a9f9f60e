import type { MarkedImpact } from '../access/marks.ts'
import { type Built, buildWhole } from '../desired/build.ts'
import type { DesiredState, DesiredUnit } from '../desired/state.ts'
import { once } from '../lib/once.ts'
import type { Change } from '../model/change.ts'
import type { Person } from '../model/commit.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Hold } from '../model/hold.ts'
import type { Actor } from '../model/ledger.ts'
import type { Plan } from '../model/plan.ts'
import type { State } from '../model/state.ts'
import type { UnitName } from '../model/unit.ts'
import { makeAgain } from './again.ts'
import { countingApprovals, isAdmitted } from './approvals.ts'
import { holdsOf } from './guards/all.ts'
import type { GuardInput } from './guards/guard.ts'
import { installationName, sourceHoldsOf } from './guards/sources.ts'
import { intentsAfter } from './guards/spending.ts'
import { attributed, type Ranges } from './history/attribution.ts'
import { authorsOf, isIndependent, makersOf } from './history/authors.ts'
import { createRanges, historyUntil } from './history/range.ts'
import { impactsOf } from './impact.ts'
import { leantOn } from './leaning.ts'
import { type PassMemo, remembranceOf } from './memo.ts'
import { makePlans, type UnitPlan } from './plan.ts'
import { projected } from './project.ts'

/** A plan with what holds it; without holds it is applied. */
export interface JudgedPlan extends UnitPlan {
  readonly holds: readonly Hold[]
  /** Whether declared removals (`--removes`) let it pass its budget. */
  readonly isMeant: boolean
  /** What would hold it, had not a person approved exactly this plan. */
  readonly lifted: readonly Hold[]
  /** Who had a hand in what it does to access, as the commits say. */
  readonly authors: readonly Person[]
  /** Who made any of its changes, where it is approved or somebody claims to approve it. */
  readonly makers: readonly Person[]
  /** Who approves it in this pass, where that depends on who made it. */
  readonly approver?: Actor
}

/**
 * What a pass would do: the checked declarations, every plan with its holds in commit order, and the sources that are
 * held whole. `admitted` are the holds of sources that are read all the same, because a person approved it.
 */
export interface PassPlan {
  readonly desired: DesiredState
  readonly plans: readonly JudgedPlan[]
  readonly sourceHolds: readonly Hold[]
  readonly admitted: readonly Hold[]
  /** What this installation is called, if anybody has said it. */
  readonly installation: string | undefined
  /** Why approvals do not count, in one sentence each. */
  readonly warnings: readonly string[]
  /** Who would gain and lose what by each plan that says anything about access; worked out when it is first asked for. */
  impacts(): ReadonlyMap<JudgedPlan, MarkedImpact>
}

/**
 * Plans a whole pass without doing anything. A source that is held declares nothing and removes nothing. What a held unit
 * would have added is not leant on: the pass is planned again without it, until nothing leans on what will not come.
 * Approvals that the ledger knows count beside those of the context. With a `memo` of the last pass, only what has changed
 * since is judged, with the same result.
 */
export function planPass(snapshots: readonly Snapshot[], stored: State, given: Context, memo?: PassMemo): PassPlan {
  const approvals = new Set([...given.approvals, ...countingApprovals(stored, given.instant)])
  const context = { ...given, approvals }
  const installation = installationName(snapshots, stored, context)
  const found = snapshots.flatMap((snapshot) => sourceHoldsOf(snapshot, stored, { installation, context }))
  const admitted = found.filter((hold) => isAdmitted(hold, stored, approvals))
  const sourceHolds = found.filter((hold) => !admitted.includes(hold))
  const held = new Set(sourceHolds.flatMap(({ scope }) => (scope.type === 'source' ? [scope.source] : [])))
  const read = snapshots.filter(({ source }) => !held.has(source))
  const known = { sourceHolds, admitted, installation }
  const asked = { snapshots: read, stored, context }
  const isWhole = found.length === 0
  const again = memo?.last === undefined || !isWhole ? undefined : planAgain(memo, asked)
  const impacts = (plans: readonly JudgedPlan[]) => once(() => impactsOf(plans, stored, context.instant, memo?.access))
  if (again !== undefined) {
    return { ...again, ...known, warnings: warningsOf(again.plans, context), impacts: impacts(again.plans) }
  }
  const { built, plans, withheld } = planWhole(asked)
  if (memo !== undefined) {
    const passed = { ...asked, built, plans: plans.map(({ plan }) => plan), context: { ...context, withheld } }
    memo.last = isWhole ? remembranceOf(passed) : undefined
  }
  return { desired: built.desired, plans, ...known, warnings: warningsOf(plans, context), impacts: impacts(plans) }
}

/** What a pass is planned from. */
interface Asked {
  readonly snapshots: readonly Snapshot[]
  readonly stored: State
  readonly context: Context
}

interface Planned {
  readonly built: Built
  readonly plans: readonly JudgedPlan[]
  readonly withheld: ReadonlySet<UnitName>
}

function planWhole({ snapshots, stored, context }: Asked): Planned {
  const ranges = createRangesFor(context, stored)
  let withheld: ReadonlySet<UnitName> = context.withheld
  for (;;) {
    const built = buildWhole(snapshots, stored, { ...context, withheld })
    const plans = judgePlans(makePlans(built.desired, stored, withheld), stored, { context, ranges })
    const more = leantOn(plans, built.desired)
    if (more.every((name) => withheld.has(name))) return { built, plans, withheld }
    withheld = new Set([...withheld, ...more])
  }
}

/** The same for what has changed since the last pass; `undefined` where others are concerned as well. */
function planAgain(memo: PassMemo, asked: Asked): Pick<PassPlan, 'desired' | 'plans'> | undefined {
  const again = memo.last === undefined ? undefined : makeAgain(memo.last, asked)
  if (again === undefined) return undefined
  const { stored, context } = asked
  const ranges = createRangesFor(context, stored)
  const plans = judgePlans(makePlans(again.part, stored), stored, { context, ranges })
  if (leantOn(plans, again.part).length > 0) return undefined
  memo.last = again.after(plans.map(({ plan }) => plan))
  return { desired: again.built.desired, plans }
}

function warningsOf(plans: readonly JudgedPlan[], context: Context): readonly string[] {
  return plans.flatMap((judged) => whyUnapproved(judged, context))
}

/** What is claimed to be approved, and is not: whoever approves it has made it. */
function whyUnapproved({ plan, holds }: JudgedPlan, { claims }: Context): readonly string[] {
  if (holds.length === 0) return []
  return (claims?.get(plan.digest) ?? []).map(
    ({ actor }) =>
      `the approval of ${plan.digest.slice(0, 12)} by ${actor.type} ${actor.name.slice(0, 12)} counts for nothing: it is by somebody who made the change`,
  )
}

/**
 * Gives the ranges that tell who made a plan. Of one that was recorded as held that ends where it was recorded: later commits
 * have left it as it is, and the one that approves it may touch the same file.
 */
function createRangesFor({ commits = new Map() }: Context, { holds, replaced }: State): (digest: string) => Ranges {
  const all = new Map([...commits].map(([source, history]) => [source, createRanges(history)]))
  return (digest) => {
    const hold = holds.get(digest) ?? replaced.get(digest)
    if (hold === undefined) return all
    return new Map(
      [...commits].map(([source, history]) => {
        const recorded = hold.revisions[source]
        return [source, createRanges(recorded === undefined ? history : historyUntil(history, recorded))]
      }),
    )
  }
}

/** Asks the guards plan by plan; what takes away what others may name is asked against what the plans before it leave. */
function judgePlans(
  plans: readonly UnitPlan[],
  stored: State,
  { context, ranges: rangesFor }: { readonly context: Context; readonly ranges: (digest: string) => Ranges },
): readonly JudgedPlan[] {
  const judged: JudgedPlan[] = []
  const { instant } = context
  let { intents } = context
  let organizations = plans.some(({ plan }) => removesOrganization(plan)) ? organizationsIn(stored) : undefined
  const stateFor = (plan: Plan): State => {
    if (plan.phase === 'removals') return projected(stored, appliedBy(judged), instant)
    return organizations !== undefined && removesOrganization(plan) ? organizations : stored
  }
  for (const { unit, plan: bare } of plans) {
    const ranges = rangesFor(bare.digest)
    const plan = { ...bare, changes: attributed(bare.changes, unit, ranges, stored) }
    const authors = authorsOf(plan.changes, unit, ranges, stored)
    const input = guardInput(unit, plan, { stored: stateFor(plan), context: { ...context, intents }, authors })
    const found = holdsOf(input)
    const isKnown = context.approvals.has(plan.digest)
    const claims = isKnown ? [] : (context.claims?.get(plan.digest) ?? [])
    const makers = isKnown || claims.length > 0 ? makersOf(plan.changes, unit, ranges, stored) : []
    const claim = claims.find((one) => isIndependent(one, makers))
    const [holds, lifted] = isKnown || claim !== undefined ? [[], found] : [found, []]
    // What was declared is used before what was approved: an approval is used up only by a plan that needs it.
    const left = found.length === 0 ? intentsAfter(input) : intents
    const approver = claim === undefined ? {} : { approver: claim.actor }
    judged.push({ unit, plan, holds, lifted, authors, makers, ...approver, isMeant: left !== intents })
    intents = left
    const moves = holds.length === 0 ? plan.changes.filter(isOfOrganization) : []
    if (organizations !== undefined && moves.length > 0) organizations = projected(organizations, moves, instant)
  }
  return judged
}

function isOfOrganization({ key }: Change): boolean {
  return key.startsWith('Organization/')
}

function removesOrganization({ changes }: Plan): boolean {
  return changes.some((change) => change.action === 'delete' && isOfOrganization(change))
}

/** The stored Organizations alone: nothing else keeps one from going, and there may be very many others. */
function organizationsIn(stored: State): State {
  return { ...stored, resources: new Map([...stored.resources].filter(([, { kind }]) => kind === 'Organization')) }
}

function appliedBy(judged: readonly JudgedPlan[]): readonly Change[] {
  return judged.filter(({ holds }) => holds.length === 0).flatMap(({ plan }) => plan.changes)
}

function guardInput(
  unit: DesiredUnit,
  plan: Plan,
  around: Pick<GuardInput, 'stored' | 'context' | 'authors'>,
): GuardInput {
  const { view } = unit
  const isOrganization = view.type === 'organization'
  return {
    plan,
    before: isOrganization ? view.before : undefined,
    after: isOrganization && view.after.organization !== undefined ? view.after : undefined,
    ...around,
  }
}
