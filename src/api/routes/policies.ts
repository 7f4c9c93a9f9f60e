import { part, text } from '../../access/fields.ts'
import { once } from '../../lib/once.ts'
import { momentOf } from '../../usage/calendar.ts'
import { ALLOWED_ACTIONS } from '../../usage/policies/actions.ts'
import { runsOf } from '../../usage/policies/runs.ts'
import { isAffected, isWatched, type PolicyScope, scopeOf } from '../../usage/policies/scope.ts'
import type { Policy } from '../../usage/policies/watched.ts'
import { isOf, specOf } from '../../usage/spec.ts'
import type { StoredHolding } from '../../usage/stored.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, NOT_FOUND, valueEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { TEXT } from '../schema.ts'
import { inManagedOrganization, tellRead } from '../within.ts'
import { HEAD_ORDERS, withResource } from './heads.ts'
import { evaluationOf } from './measures.ts'
import { inGroup } from './organizationgroups.ts'
import { POLICY, policyValue } from './policyvalue.ts'
import { type Sight, seesAll, sightOf } from './readers.ts'

const SCOPES = ['offering', 'organization'] as const
const FIRED: Parameter = { name: 'fired', type: 'boolean', description: 'whether it has fired' }
const SCOPE: Parameter = { name: 'scope', type: 'one', of: SCOPES, description: 'what it watches' }

const LIST = { response: POLICY, orders: Object.keys(HEAD_ORDERS), hasLabels: true, isDated: true } as const

/** Usage policies: those about an organization, those aimed at a group, all, one, and what they may ask for (api 30, 35, 41). */
export const POLICY_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Policy>({
    ...LIST,
    path: '/organizations/{organization}/policies',
    operation: 'listPoliciesOfOrganization',
    summary: 'the usage policies that watch an organization by its name or by what it is subscribed to; needs MANAGE',
    problems: [403],
    parameters: [FIRED],
    answer: (asked) =>
      inManagedOrganization(asked, (organization) => {
        const holding = asked.catalog.holding(organization, asked.view.instant)
        return listing(asked, policiesIn(asked).filter(isAbout(asked, holding)))
      }),
  }),
  listEndpoint<Policy>({
    ...LIST,
    path: '/organization-groups/{group}/policies',
    operation: 'listPoliciesOfGroup',
    summary: 'the usage policies that name a group, or one above it with the groups below',
    parameters: [FIRED],
    answer: (asked) =>
      inGroup(asked, ({ name }) => {
        const isAimed = (policy: Policy): boolean => {
          const scope = scopeIn(asked, policy)
          return scope.type === 'offering' && scope.groups !== 'all' && scope.groups.has(name)
        }
        return listing(
          asked,
          policiesIn(asked)
            .filter(isAimed)
            .filter(isSeen(asked, sightOf(asked))),
        )
      }),
  }),
  listEndpoint<Policy>({
    ...LIST,
    path: '/policies',
    operation: 'listPolicies',
    summary: 'the usage policies on offerings that the reader sees, and on organizations that the reader manages',
    parameters: [SCOPE, FIRED],
    answer: (asked) => {
      const wanted = asked.query.text('scope')
      return listing(
        asked,
        policiesIn(asked)
          .filter((policy) => wanted === undefined || scopeIn(asked, policy).type === wanted)
          .filter(isSeen(asked, sightOf(asked))),
      )
    },
  }),
  valueEndpoint({
    path: '/policies/{policy}',
    operation: 'getPolicy',
    summary:
      'one usage policy, by uid or name; for whoever may see them with the values that its limits are compared with',
    parameters: [],
    response: POLICY,
    isDated: true,
    answer: (asked) => {
      const sight = sightOf(asked)
      const seen = policiesIn(asked).filter(isSeen(asked, sight))
      return withResource(seen, asked.path('policy'), async (policy) => {
        if (!isOf('UsagePolicy')(policy)) return NOT_FOUND
        const evaluation = isInformed(asked, sight)(policy) ? await evaluationOf(asked, policy) : undefined
        tellRead(asked, [organizationWatched(policy)])
        return { type: 'value', value: { ...showing(asked)(policy), ...evaluation } }
      })
    },
  }),
  listEndpoint<string>({
    path: '/policy-actions',
    operation: 'listPolicyActions',
    summary: 'the actions that usage policies may ask for',
    parameters: [SCOPE],
    response: TEXT,
    orders: ['name'],
    isDated: false,
    answer: ({ query }) => {
      const wanted = SCOPES.filter((one) => query.text('scope') === undefined || query.text('scope') === one)
      return {
        type: 'list',
        items: [...new Set(wanted.flatMap((scope) => ALLOWED_ACTIONS[scope]))].sort(),
        show: (action) => action,
        name: (action) => action,
        orders: { name: (action) => action },
      }
    },
  }),
]

/** All usage policies, by name. */
export function policiesIn({ catalog }: Asked): readonly Policy[] {
  return catalog.of('', 'UsagePolicy').filter(isOf('UsagePolicy'))
}

function listing(asked: Asked, policies: readonly Policy[]): Listing<Policy> {
  const fired = asked.query.flag('fired')
  const isWanted = ({ uid }: Policy): boolean => fired === undefined || asked.view.state.policies.has(uid) === fired
  return {
    type: 'list',
    items: policies.filter(isWanted),
    show: showing(asked),
    organization: organizationWatched,
    name: ({ name }) => name,
    labels: ({ labels }) => labels,
    orders: HEAD_ORDERS,
  }
}

/** The organization that a policy watches by its name; empty where it watches an offering. */
export function organizationWatched({ spec }: Policy): string {
  return text(part(spec, 'scope'), 'organization') ?? ''
}

/** Whose use a policy watches. */
export function scopeIn({ catalog }: Asked, policy: Policy): PolicyScope {
  return scopeOf(specOf(policy), catalog.installation())
}

function isAbout(asked: Asked, holding: StoredHolding): (policy: Policy) => boolean {
  const moment = momentOf(asked.view.instant)
  return (policy) => {
    const scope = scopeIn(asked, policy)
    if (scope.type === 'organization') return scope.organization === holding.name
    return isAffected(scope, holding, moment)
  }
}

/** Policies about one organization are for who manages it; those on an offering for whoever sees the offering. */
export function isSeen({ viewer, catalog }: Asked, sight: Sight): (policy: Policy) => boolean {
  const offerings = once(
    () => new Set(catalog.of('', 'Offering').flatMap((one) => (sight.offering(one) ? [one.name] : []))),
  )
  return ({ spec }) => {
    const scope = part(spec, 'scope')
    const organization = text(scope, 'organization')
    if (organization !== undefined) return viewer.manages(organization)
    return seesAll(viewer) || offerings().has(text(scope, 'offering') ?? '')
  }
}

/** Numbers of all who are watched together are for who sees everything, manages the organization, or provides the offering. */
export function isInformed({ viewer }: Asked, sight: Sight): (policy: Policy) => boolean {
  return ({ spec }) => {
    const scope = part(spec, 'scope')
    const organization = text(scope, 'organization')
    if (organization !== undefined) return viewer.manages(organization)
    return seesAll(viewer) || sight.provides(text(scope, 'offering'))
  }
}

function showing(asked: Asked): (policy: Policy) => Readonly<Record<string, unknown>> {
  const isTold = isInformed(asked, sightOf(asked))
  const affected = affectedBy(asked)
  return (policy) => {
    const scope = scopeIn(asked, policy)
    const fired = asked.view.state.policies.get(policy.uid)
    return policyValue(policy, { scope, fired, affected: isTold(policy) ? affected(scope) : undefined })
  }
}

/** The organizations that scopes concern at the instant, by name; subscribers of offerings are looked for once. */
export function affectedBy({ catalog, view }: Asked): (scope: PolicyScope) => readonly string[] {
  const moment = momentOf(view.instant)
  const subscribers = once(() => {
    const found = new Map<string, StoredHolding[]>()
    for (const organization of catalog.of('', 'Organization')) {
      const holding = catalog.holding(organization, view.instant)
      const running = runsOf(holding).filter(({ from, until }) => from <= moment && moment < until)
      for (const name of new Set(running.flatMap(({ offering }) => offering?.name ?? []))) {
        const own = found.get(name)
        if (own === undefined) found.set(name, [holding])
        else own.push(holding)
      }
    }
    return found
  })
  return (scope) => {
    if (scope.type === 'offering') {
      const own = subscribers().get(scope.offering) ?? []
      return own.filter((holding) => isWatched(scope, holding)).map(({ name }) => name)
    }
    const named = catalog.organization(scope.organization)
    if (named === undefined) return []
    return isAffected(scope, catalog.holding(named, view.instant), moment) ? [named.name] : []
  }
}
