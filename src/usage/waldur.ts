import { by, groupBy } from '../lib/compare.ts'
import { type Key, keyOf, type StoredResource } from '../model/resource.ts'
import type { Sample } from '../model/usage.ts'
import { momentOf, monthsAfter, type Span } from './calendar.ts'
import type { Group } from './groups.ts'
import { organizationSpec } from './holding.ts'
import { decimalText } from './policies/decimal.ts'
import { amountOf, componentsOf, type Use } from './policies/measure.ts'
import { type Offering, runAt, runsOf } from './policies/runs.ts'
import { specOf } from './spec.ts'
import type { StoredHolding } from './stored.ts'

/**
 * What is told of all organizations together is worked out from: these with what they hold at an instant, and the groups, by
 * name; and the other global resources by key.
 */
export interface Survey {
  readonly groups: readonly Group[]
  readonly holdings: readonly StoredHolding[]
  readonly installation: ReadonlyMap<Key, StoredResource>
}

/** How many active resources the organizations of a group have (systems §1.4); the row of those without a group has empty texts. */
export interface ActiveResources {
  readonly name: string
  readonly uuid: string
  readonly count: number
}

/** How much of a component was used, as Waldur tells it: `usage` is a decimal as text (systems §1.4). */
export interface ComponentUsage {
  readonly usage: string
  readonly offering_uuid: string
  readonly component_type: string
  readonly offering_country: string
  readonly organization_group_name: string
  readonly organization_group_uuid: string
}

/** The same of one calendar month, from 1 to 12. */
export interface MonthlyComponentUsage extends ComponentUsage {
  readonly month: number
  readonly year: number
}

/** How many users or projects a customer of a provider has (systems §1.4). */
export interface ProviderCount {
  readonly service_provider_uuid: string
  readonly customer_uuid: string
  readonly customer_name: string
  readonly customer_organization_group_uuid: string
  readonly customer_organization_group_name: string
  readonly count: number
}

/**
 * Workspaces and hosts that are not archived, a row for each organization group in which there are any, by name and uid: an
 * organization in several groups counts in each of them, so the rows do not add up. `isRecursive`: with the groups below, each
 * organization once.
 */
export function activeResources({ groups, holdings }: Survey, isRecursive = false): readonly ActiveResources[] {
  const counts = new Map(holdings.map((holding) => [holding.name, activeIn(holding)]))
  const sum = (names: readonly string[]): number => names.reduce((total, name) => total + (counts.get(name) ?? 0), 0)
  const grouped = new Set(groups.flatMap(({ direct }) => direct))
  const others = holdings.flatMap(({ name }) => (grouped.has(name) ? [] : [name]))
  const rows = groups.map(({ direct, all, displayName, uid }) => {
    return { name: displayName, uuid: uid, count: sum(isRecursive ? all : direct) }
  })
  return [...rows, { name: '', uuid: '', count: sum(others) }]
    .filter(({ count }) => count > 0)
    .sort(by(({ name, uuid }) => `${name}\u0000${uuid}`))
}

/** How many workspaces and hosts of an organization are not archived. */
export function activeIn(holding: StoredHolding): number {
  return [...holding.of('Workspace'), ...holding.of('Host')].filter(({ spec }) => spec.archived !== true).length
}

/** Whether what an organization uses of an offering is told. */
export type Telling = (organization: StoredHolding, offering: Offering) => boolean

/** What is surveyed with what was measured, in order of time and each once; `isTold` leaves out what is not for a reader. */
export interface Measured {
  readonly survey: Survey
  readonly samples: readonly Sample[]
  readonly isTold?: Telling
}

/**
 * How much of each component of each offering was used in a span by all who are subscribed to it: a row for each group of the
 * offering, or one with empty texts, so that sums over groups count twice, as Waldur's do. By offering, component and group.
 */
export function componentUsages(given: Measured, span: Span): readonly ComponentUsage[] {
  const uses = usesIn(given).filter(({ moment }) => span.from <= moment && moment < span.until)
  const groups = new Map(given.survey.groups.map((group) => [group.name, group]))
  const rows = [...groupBy(uses, componentOf).values()].flatMap((own) => {
    const [first] = own
    const offering = first?.run.offering
    if (first === undefined || offering === undefined) return []
    const { uid = '' } = given.survey.installation.get(keyOf(offering)) ?? {}
    const { country = '', organizationGroups = [] } = specOf(offering)
    const row = {
      usage: decimalText(amountOf(own)),
      offering_uuid: uid,
      component_type: first.sample.component ?? '',
      offering_country: country,
    }
    const named = organizationGroups.flatMap((name) => groups.get(name) ?? [])
    return (named.length === 0 ? [NO_GROUP] : named).map((group) => ({
      ...row,
      organization_group_name: group.displayName,
      organization_group_uuid: group.uid,
    }))
  })
  return rows.sort(by((row) => [row.offering_uuid, row.component_type, row.organization_group_name].join('\u0000')))
}

/** The row of what is in no group. */
export const NO_GROUP: Pick<Group, 'displayName' | 'uid'> = { displayName: '', uid: '' }

/** The rows of `componentUsages` for each calendar month of a span that begins with one, oldest first. */
export function monthlyComponentUsages(given: Measured, span: Span): readonly MonthlyComponentUsage[] {
  const rows: MonthlyComponentUsage[] = []
  for (let index = 0, from = span.from; from < span.until; index++) {
    const until = monthsAfter(span.from, index + 1)
    const begin = new Date(from)
    const [month, year] = [begin.getUTCMonth() + 1, begin.getUTCFullYear()]
    const own = componentUsages(given, { from, until: Math.min(until, span.until) })
    rows.push(...own.map((row) => ({ ...row, month, year })))
    from = until
  }
  return rows
}

/**
 * How many declared users, or workspaces of type project, each customer of each provider has who is subscribed to one of its
 * offerings at the instant: a row for each group of the customer, or one with empty texts. By provider, customer and group.
 */
export function providerCounts(
  what: 'users' | 'projects',
  { groups: all, holdings }: Survey,
  isTold: Telling = () => true,
): readonly ProviderCount[] {
  const groups = new Map(all.map((group) => [group.name, group]))
  const uids = new Map(holdings.map(({ name, organization }) => [name, organization.uid]))
  const rows = holdings.flatMap((holding) => {
    const { organizationGroups = [], displayName = '' } = organizationSpec(holding) ?? {}
    const moment = momentOf(holding.instant)
    const running = runsOf(holding).filter(({ from, until }) => from <= moment && moment < until)
    const offerings = running.flatMap(({ offering }) => (offering && isTold(holding, offering) ? [offering] : []))
    const providers = new Set(offerings.flatMap((offering) => specOf(offering).provider ?? []))
    const count = what === 'users' ? holding.of('User').length : projectsOf(holding)
    const named = organizationGroups.flatMap((group) => groups.get(group) ?? [])
    return [...providers].flatMap((provider) =>
      (named.length === 0 ? [NO_GROUP] : named).map((group) => ({
        service_provider_uuid: uids.get(provider) ?? '',
        customer_uuid: holding.organization.uid,
        customer_name: displayName,
        customer_organization_group_uuid: group.uid,
        customer_organization_group_name: group.displayName,
        count,
      })),
    )
  })
  return rows.sort(
    by((row) => [row.service_provider_uuid, row.customer_name, row.customer_organization_group_name].join('\u0000')),
  )
}

function projectsOf(holding: StoredHolding): number {
  return holding.of('Workspace').filter(({ spec }) => spec.type === 'project').length
}

/** The samples that belong to a component of the offering to which their organization was subscribed when they were taken. */
function usesIn({ survey, samples, isTold = () => true }: Measured): readonly Use[] {
  const holdings = new Map(survey.holdings.map((holding) => [holding.name, holding]))
  return [...groupBy(samples, ({ organization }) => organization)].flatMap(([name, own]) => {
    const holding = holdings.get(name)
    if (holding === undefined) return []
    const runs = runsOf(holding)
    const told = new Set(runs.filter(({ offering }) => offering !== undefined && isTold(holding, offering)))
    return own.flatMap((sample) => {
      const moment = momentOf(sample.start)
      const run = runAt(runs, moment)
      const components = run?.offering === undefined ? [] : componentsOf(run.offering)
      return run !== undefined && told.has(run) && components.some(({ type }) => type === sample.component)
        ? [{ sample, moment, run }]
        : []
    })
  })
}

function componentOf({ run, sample }: Use): string {
  return `${run.offering?.name ?? ''}\u0000${sample.component ?? ''}`
}
