import { by, groupBy } from '../lib/compare.ts'
import { folded } from '../lib/text.ts'
import { keyOf, type StoredResource } from '../model/resource.ts'
import { momentOf } from './calendar.ts'
import { componentsOf } from './policies/measure.ts'
import { type Offering, type Run, runsOf } from './policies/runs.ts'
import { isOf, specOf } from './spec.ts'
import type { StoredHolding } from './stored.ts'
import { activeIn, NO_GROUP, type Survey, type Telling } from './waldur.ts'

/** How many active resources the organizations have that are subscribed to an offering (systems §1.4). */
export interface OfferingResources {
  readonly name: string
  readonly uuid: string
  readonly country: string
  readonly count: number
}

/** How much of a component may be used by all who are subscribed to its offering (systems §1.4). */
export interface ResourceLimit {
  readonly offering_uuid: string
  readonly name: string
  readonly value: number
  readonly offering_country: string
  readonly organization_group_name: string
  readonly organization_group_uuid: string
}

/** How many people the customers of a provider have, each once (systems §1.4). */
export interface ProviderUsers {
  readonly customer_uuid: string
  readonly customer_name: string
  readonly count_users: number
}

/** How much of something an organization has (systems §1.4). */
export interface OrganizationCount {
  readonly name: string
  readonly uuid: string
  readonly count: number
  readonly abbreviation: string
}

/** Who is subscribed to which offering at the instant, as far as it is told. */
interface Running {
  readonly holding: StoredHolding
  readonly run: Run
  readonly offering: Offering
}

/** The runs of all organizations at the instant, as far as they are told: of each one, since subscriptions do not overlap. */
function runningIn({ holdings }: Survey, isTold: Telling): readonly Running[] {
  return holdings.flatMap((holding) => {
    const moment = momentOf(holding.instant)
    return runsOf(holding).flatMap((run): readonly Running[] => {
      const { offering } = run
      const isRunning = run.from <= moment && moment < run.until
      return isRunning && offering !== undefined && isTold(holding, offering) ? [{ holding, run, offering }] : []
    })
  })
}

/** Workspaces and hosts that are not archived, of the organizations that are subscribed to each offering; by name and uid. */
export function resourcesByOffering(survey: Survey, isTold: Telling = () => true): readonly OfferingResources[] {
  const rows = [...groupBy(runningIn(survey, isTold), ({ offering }) => offering.name).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const count = own.reduce((total, { holding }) => total + activeIn(holding), 0)
    const { displayName, country = '' } = specOf(first.offering)
    return count === 0 ? [] : [{ name: displayName, uuid: uidOf(survey, first.offering), country, count }]
  })
  return rows.sort(by(({ name, uuid }) => `${name}\u0000${uuid}`))
}

/**
 * What the components of offerings allow all who are subscribed to them: the quota of the plan, else the limit of the
 * component; a row for each group of the offering, or one with empty texts. By offering, component and group.
 */
export function resourceLimits(survey: Survey, isTold: Telling = () => true): readonly ResourceLimit[] {
  const groups = new Map(survey.groups.map((group) => [group.name, group]))
  const sums = new Map<string, { readonly offering: Offering; readonly type: string; value: number }>()
  for (const { run, offering } of runningIn(survey, isTold)) {
    const quotas = specOf(run.plan).quotas ?? {}
    for (const { type, limitAmount } of componentsOf(offering)) {
      const value = Object.hasOwn(quotas, type) ? quotas[type] : limitAmount
      if (value === undefined) continue
      const key = `${offering.name}\u0000${type}`
      sums.set(key, { offering, type, value: (sums.get(key)?.value ?? 0) + value })
    }
  }
  const rows = [...sums.values()].flatMap(({ offering, type, value }) => {
    const { country = '', organizationGroups = [] } = specOf(offering)
    const named = organizationGroups.flatMap((name) => groups.get(name) ?? [])
    return (named.length === 0 ? [NO_GROUP] : named).map((group) => ({
      offering_uuid: uidOf(survey, offering),
      name: type,
      value,
      offering_country: country,
      organization_group_name: group.displayName,
      organization_group_uuid: group.uid,
    }))
  })
  return rows.sort(by((row) => [row.offering_uuid, row.name, row.organization_group_name].join('\u0000')))
}

/**
 * How many people are in the organizations that are subscribed to a provider's offerings and have active resources: who has
 * one e-mail address in several of them counts once. By name and uid of the provider.
 */
export function providerUsers(survey: Survey, isTold: Telling = () => true): readonly ProviderUsers[] {
  const active = runningIn(survey, isTold).filter(({ holding }) => activeIn(holding) > 0)
  const rows = survey.holdings.flatMap(({ name, organization }) => {
    const own = active.filter(({ offering }) => specOf(offering).provider === name)
    if (own.length === 0) return []
    const people = new Set(own.flatMap(({ holding }) => holding.of('User').map(personIn)))
    return [{ customer_uuid: organization.uid, customer_name: displayName(organization), count_users: people.size }]
  })
  return rows.sort(by((row) => `${row.customer_name}\u0000${row.customer_uuid}`))
}

/** How many workspaces of type project, or workspaces and hosts that are not archived, each organization has; by name and uid. */
export function organizationCounts(what: 'projects' | 'resources', { holdings }: Survey): readonly OrganizationCount[] {
  const rows = holdings.map((holding) => {
    const projects = holding.of('Workspace').filter(({ spec }) => spec.type === 'project')
    const count = what === 'projects' ? projects.length : activeIn(holding)
    const { organization } = holding
    return { name: displayName(organization), uuid: organization.uid, count, abbreviation: '' }
  })
  return rows.sort(by(({ name, uuid }) => `${name}\u0000${uuid}`))
}

function displayName(organization: StoredResource): string {
  return isOf('Organization')(organization) ? specOf(organization).displayName : organization.name
}

function personIn(user: StoredResource): string {
  const { email } = isOf('User')(user) ? specOf(user) : {}
  return email === undefined ? user.uid : folded(email)
}

function uidOf({ installation }: Survey, offering: Offering): string {
  return installation.get(keyOf(offering))?.uid ?? ''
}
