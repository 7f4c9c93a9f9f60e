import { by, byText } from '../lib/compare.ts'
import { listed, plural, visible } from '../lib/text.ts'
import type { Condition, PolicyStatus, RequestType, UnitStatus } from '../model/status.ts'
import { limitText } from '../usage/policies/words.ts'

const TYPES: Readonly<Record<string, RequestType>> = {
  request_downscaling: 'DownscalingRequested',
  request_pausing: 'PausingRequested',
  restrict_members: 'MemberRestrictionRequested',
  terminate_resources: 'TerminationRequested',
}

/** Units with the policies that have fired and affect their organizations, and with what these request (model §2 UsagePolicy). */
export function withRequests(units: readonly UnitStatus[], policies: readonly PolicyStatus[]): readonly UnitStatus[] {
  if (policies.length === 0) return units
  const byOrganization = policiesByOrganization(policies)
  return units.map((unit) => {
    const own =
      unit.unit === `organization/${unit.organization}` ? byOrganization.get(unit.organization ?? '') : undefined
    if (own === undefined) return unit
    const { conditions } = unit
    return { ...unit, firedPolicies: own.map(({ name }) => name), conditions: [...conditions, ...requestsOf(own)] }
  })
}

/** By type; each stands since the first of the policies that request it has fired. */
function requestsOf(policies: readonly PolicyStatus[]): readonly Condition[] {
  const conditions = Object.entries(TYPES).flatMap(([action, type]): readonly Condition[] => {
    const asking = policies.filter(({ actions }) => actions.includes(action))
    const [since] = asking.map((policy) => policy.since).sort(byText)
    if (since === undefined) return []
    const why = asking.map(({ name, exceeded }) => `${visible(name)} (${listed(exceeded.map(limitText))})`)
    const message = `requested by ${plural(asking.length, 'usage policy', 'usage policies')}: ${listed(why)}`
    return [{ type, status: 'True', reason: 'PolicyFired', message, since }]
  })
  return conditions.sort(by(({ type }) => type))
}

function policiesByOrganization(policies: readonly PolicyStatus[]): ReadonlyMap<string, readonly PolicyStatus[]> {
  const found = new Map<string, PolicyStatus[]>()
  for (const policy of policies) {
    for (const organization of policy.organizations) {
      const own = found.get(organization)
      if (own === undefined) found.set(organization, [policy])
      else own.push(policy)
    }
  }
  return found
}
