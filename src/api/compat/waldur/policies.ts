import { ALLOWED_ACTIONS } from '../../../usage/policies/actions.ts'
import type { Policy } from '../../../usage/policies/watched.ts'
import { specOf } from '../../../usage/spec.ts'
import { NOT_FOUND, type Trouble } from '../../endpoint.ts'
import { evaluatorFor } from '../../routes/measures.ts'
import { isInformed, isSeen, organizationWatched, policiesIn, scopeIn } from '../../routes/policies.ts'
import { sightOf } from '../../routes/readers.ts'
import { tellRead } from '../../within.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { waldurPage } from './paging.ts'
import { type PolicySort, policyOf, scopeAddress, watchedResource } from './policy.ts'
import { uuidIn, uuidOf } from './uuid.ts'

/** Waldur's policies that have a counterpart (systems §1.1). */
const SORTS: readonly PolicySort[] = [
  { name: 'marketplace-offering-estimated-cost-policies', scope: 'offering', type: 'cost' },
  { name: 'marketplace-offering-usage-policies', scope: 'offering', type: 'usage' },
  { name: 'marketplace-customer-estimated-cost-policies', scope: 'organization', type: 'cost' },
  { name: 'marketplace-customer-component-usage-policies', scope: 'organization', type: 'usage' },
]

/** Of these there are none: a policy watches an offering or an organization, and one for Slurm sets what only Slurm has. */
const NONE: readonly SystemEndpoint[] = [
  'marketplace-project-estimated-cost-policies',
  'marketplace-slurm-periodic-usage-policies',
].flatMap((name) => [
  { path: `/api/${name}/actions/`, answer: () => ({ type: 'value', value: [] }) as const },
  { path: `/api/${name}/`, answer: (asked: SystemAsked) => waldurPage(asked, [], () => ({})) },
  { path: `/api/${name}/{uuid}/`, answer: () => NOT_FOUND },
])

const SOME: readonly SystemEndpoint[] = SORTS.flatMap((sort) => [
  {
    path: `/api/${sort.name}/actions/`,
    answer: () => ({ type: 'value', value: ALLOWED_ACTIONS[sort.scope] }) as const,
  },
  { path: `/api/${sort.name}/`, answer: (asked: SystemAsked) => policies(asked, sort) },
  {
    path: `/api/${sort.name}/{uuid}/`,
    answer: async (asked: SystemAsked) => {
      const uuid = uuidOf(asked.path('uuid'))
      const found = policiesFor(asked, sort).find(({ uid }) => uid.toLowerCase() === uuid)
      if (found === undefined) return NOT_FOUND
      return { type: 'value', value: (await showing(asked, sort, [found]))(found) } as const
    },
  },
])

/** The policies of each sort, one of them, and the actions that they may ask for. */
export const WALDUR_POLICY_ENDPOINTS: readonly SystemEndpoint[] = [...SOME, ...NONE]

/** The policies of a sort that the reader sees, by name; not those on an organization that is not there yet. */
function policiesFor(asked: SystemAsked, { scope, type }: PolicySort): readonly Policy[] {
  const own = policiesIn(asked).filter((one) => scopeIn(asked, one).type === scope && specOf(one).type === type)
  return own.filter(isSeen(asked, sightOf(asked))).filter((one) => watchedResource(asked, one) !== undefined)
}

async function policies(asked: SystemAsked, sort: PolicySort): Promise<SystemValue | Trouble> {
  const [scope, customer] = [uuidIn(asked, 'scope_uuid'), uuidIn(asked, 'customer_uuid')]
  if ('type' in scope) return scope
  if ('type' in customer) return customer
  const uuids = [scope.uuid, customer.uuid].filter((one) => one !== undefined)
  const address = asked.query.text('scope') ?? asked.query.text('customer')
  const wanted = policiesFor(asked, sort).filter((policy) => {
    const resource = watchedResource(asked, policy)
    return (
      uuids.every((uuid) => resource?.uid.toLowerCase() === uuid) &&
      (address === undefined || isAt(address, scopeAddress(asked, sort, resource)))
    )
  })
  const page = waldurPage(asked, wanted, (policy) => policy)
  if (page.type === 'problem') return page
  const shown = page.value as readonly Policy[]
  const show = await showing(asked, sort, shown)
  return { ...page, value: shown.map(show) }
}

/** Whether an address that a client got before is the same as one now, by whatever name this server is reached. */
function isAt(given: string, address: string | null): boolean {
  return address !== null && given.replace(/^.*\/api\//, '') === address.replace(/^.*\/api\//, '')
}

/** Tells policies with their values, where the reader may know these. */
async function showing(
  asked: SystemAsked,
  sort: PolicySort,
  shown: readonly Policy[],
): Promise<(policy: Policy) => object> {
  const isTold = isInformed(asked, sightOf(asked))
  const told = shown.filter(isTold)
  const evaluate = told.length === 0 ? undefined : await evaluatorFor(asked, told)
  const show = policyOf(asked, sort)
  tellRead(asked, shown.map(organizationWatched))
  return (policy) => show(policy, isTold(policy) ? evaluate : undefined)
}
