import { ALLOWED_ACTIONS } from '../../../usage/policies/actions.ts'
import type { PolicyScope } from '../../../usage/policies/scope.ts'
import type { SystemEndpoint } from '../system.ts'

/** Waldur's policies that have a counterpart, by what they watch (systems §1.1). */
const POLICIES: Readonly<Record<string, PolicyScope['type']>> = {
  'marketplace-offering-estimated-cost-policies': 'offering',
  'marketplace-offering-usage-policies': 'offering',
  'marketplace-customer-estimated-cost-policies': 'organization',
  'marketplace-customer-component-usage-policies': 'organization',
}

/** The actions that policies of a sort may ask for. */
export const WALDUR_ACTION_ENDPOINTS: readonly SystemEndpoint[] = Object.entries(POLICIES).map(([name, scope]) => ({
  path: `/api/${name}/actions/`,
  answer: () => ({ type: 'value', value: ALLOWED_ACTIONS[scope] }),
}))
