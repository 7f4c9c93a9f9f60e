import type { MarkedImpact } from '../../access/marks.ts'
import type { Hold } from '../../model/hold.ts'
import type { Plan } from '../../model/plan.ts'
import type { Problem } from '../../model/problem.ts'
import { identityOf } from '../../model/resource.ts'
import type { SecretNote } from '../../model/secret.ts'
import { type Unit, unitName, unitOf } from '../../model/unit.ts'
import type { UnitUse } from '../uses.ts'

/** A law that the stored state breaks for a cause outside this change: said, and refusing nothing (model §3). */
export interface Condition {
  readonly unit: Unit
  readonly code: string
  readonly message: string
  readonly help?: string
}

/** Problems of one unit, or (without a unit) of a text that could not be assigned to one. */
export interface ProblemGroup {
  readonly unit?: Unit
  readonly problems: readonly Problem[]
}

/**
 * Everything a plan run has to tell, in every format. `plans` stand in the order in which a pass commits them, also those
 * without changes; `invalid` are the units that keep their last good state because of errors among the problems.
 */
export interface PlanReport {
  readonly plans: readonly Plan[]
  readonly holds: readonly Hold[]
  readonly conditions?: readonly Condition[]
  readonly problems?: readonly ProblemGroup[]
  readonly invalid?: readonly Unit[]
  /** Who would gain and lose what by a plan. */
  readonly impacts?: ReadonlyMap<Plan, MarkedImpact>
  /** What changes in the use of what is limited, also in organizations that are refused or have no plan. */
  readonly uses?: readonly UnitUse[]
  /** What is done about secrets besides the plans. */
  readonly secrets?: readonly SecretNote[]
}

/** One plan with what belongs to it. */
export interface Section {
  readonly plan: Plan
  readonly holds: readonly Hold[]
  readonly conditions: readonly Condition[]
  readonly impact?: MarkedImpact
  readonly uses?: readonly UnitUse[]
  readonly secrets?: readonly SecretNote[]
}

/** A report by plan; `holds`, `conditions`, `uses` and `secrets` are those of no plan: of a whole source, of a unit without a plan. */
export interface Sections {
  readonly sections: readonly Section[]
  readonly holds: readonly Hold[]
  readonly conditions: readonly Condition[]
  readonly uses: readonly UnitUse[]
  readonly secrets: readonly SecretNote[]
}

/**
 * Gives each plan its holds (by digest, else by scope) and its conditions and uses (by unit; the first plan of a unit
 * that has two). Plans are in the order of a pass (model §1): revocations, `installation`, organizations, its removals.
 */
export function sectionsOf(report: PlanReport): Sections {
  const plans = report.plans.map((plan, index) => ({ plan, index })).sort(byPass)
  const ordered = plans.map(({ plan }) => plan)
  const holds = ordered.map((): Hold[] => [])
  const conditions = ordered.map((): Condition[] => [])
  const uses = ordered.map((): UnitUse[] => [])
  const secrets = ordered.map((): SecretNote[] => [])
  const find = finder(ordered)
  const left = {
    holds: report.holds.filter((hold) => !put(holds, find.hold(hold), hold)),
    conditions: (report.conditions ?? []).filter((item) => !put(conditions, find.unit(unitName(item.unit)), item)),
    uses: (report.uses ?? []).filter((item) => !put(uses, find.unit(unitName(item.unit)), item)),
    secrets: (report.secrets ?? []).filter((item) => !put(secrets, find.unit(unitName(unitOfSecret(item))), item)),
  }
  const sections = ordered.map((plan, index) => {
    const impact = report.impacts?.get(plan)
    const rest = {
      holds: holds[index] ?? [],
      conditions: conditions[index] ?? [],
      uses: uses[index] ?? [],
      secrets: secrets[index] ?? [],
    }
    return { plan, ...rest, ...(impact === undefined ? {} : { impact }) }
  })
  return { sections, ...left }
}

/** The unit whose secret it is. */
export function unitOfSecret({ key }: SecretNote): Unit {
  return unitOf(identityOf(key))
}

function byPass(left: { plan: Plan; index: number }, right: { plan: Plan; index: number }): number {
  return rank(left.plan) - rank(right.plan) || left.index - right.index
}

function rank(plan: Plan): number {
  switch (plan.unit.type) {
    case 'revocation':
      return 0
    case 'installation':
      return plan.phase === 'changes' ? 1 : 3
    case 'organization':
      return 2
  }
}

function put<T>(lists: readonly T[][], index: number | undefined, item: T): boolean {
  if (index === undefined) return false
  lists[index]?.push(item)
  return true
}

interface Finder {
  hold(hold: Hold): number | undefined
  unit(name: string): number | undefined
}

function finder(plans: readonly Plan[]): Finder {
  const byDigest = new Map<string, number>()
  const byUnit = new Map<string, number>()
  for (const [index, { digest, unit }] of plans.entries()) {
    if (!byDigest.has(digest)) byDigest.set(digest, index)
    if (!byUnit.has(unitName(unit))) byUnit.set(unitName(unit), index)
  }
  return {
    unit: (name) => byUnit.get(name),
    hold: (hold) => {
      switch (hold.scope.type) {
        case 'source':
          return undefined
        case 'installation':
          return byDigest.get(hold.digest) ?? byUnit.get('installation')
        case 'organization':
          return byDigest.get(hold.digest) ?? byUnit.get(`organization/${hold.scope.organization}`)
      }
    },
  }
}

/** A unit as the summary line and headings name it; only organizations go by their bare name. */
export function unitLabel(unit: Unit): string {
  switch (unit.type) {
    case 'installation':
      return 'the installation'
    case 'organization':
      return unit.organization
    case 'revocation':
      return `revocation ${unit.organization}/${unit.name}`
  }
}

/** What a hold stops, named like a unit: an organization, the installation, a whole source. */
export function scopeLabel(scope: Hold['scope']): string {
  switch (scope.type) {
    case 'organization':
      return scope.organization
    case 'installation':
      return 'the installation'
    case 'source':
      return `source ${scope.source}`
  }
}

/** What is held, each with its codes, by name: plans by their unit, the rest by their scope. */
export function heldOf({
  sections,
  holds,
}: Sections): readonly { readonly label: string; readonly codes: readonly string[] }[] {
  const codes = new Map<string, Set<string>>()
  const add = (label: string, code: string): void => {
    codes.set(label, (codes.get(label) ?? new Set()).add(code))
  }
  for (const section of sections) for (const { code } of section.holds) add(unitLabel(section.plan.unit), code)
  for (const { scope, code } of holds) add(scopeLabel(scope), code)
  return [...codes.keys()].sort().map((label) => ({ label, codes: [...(codes.get(label) ?? [])].sort() }))
}
