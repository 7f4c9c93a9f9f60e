import type { FiredPolicy } from '../../model/policy.ts'
import { PERIODS } from '../../model/policy.ts'
import type { PolicyScope } from '../../usage/policies/scope.ts'
import type { Policy } from '../../usage/policies/watched.ts'
import { COUNT, FLAG, listOf, objectOf, TEXT, TIME } from '../schema.ts'
import { HEAD, headOf } from './heads.ts'
import { specProperties } from './kinds.ts'

const { type, limitCost, componentLimits, actions, options } = specProperties('UsagePolicy')

const DECIMAL = { ...TEXT, description: 'an exact decimal' }

const LIMITED = {
  component: { ...TEXT, description: 'absent where the cost is limited' },
  period: { type: 'string', enum: PERIODS },
  current: DECIMAL,
  limit: DECIMAL,
} as const

const SCOPE = objectOf(
  {
    organization: TEXT,
    offering: TEXT,
    all: { ...FLAG, description: 'true where it watches all who are subscribed to the offering' },
    organizationGroups: {
      ...listOf(TEXT),
      description: 'else those of these groups, with the groups below where so declared',
    },
  },
  ['organization', 'offering', 'all', 'organizationGroups'],
)

const TOLD = 'told to who sees all, manages the organization or provides the offering'

/** A usage policy. */
export const POLICY = objectOf(
  {
    ...HEAD,
    type: type ?? TEXT,
    scope: SCOPE,
    period: { type: 'string', enum: PERIODS },
    limitCost: limitCost ?? DECIMAL,
    componentLimits: componentLimits ?? {},
    actions: actions ?? listOf(TEXT),
    options: options ?? {},
    fired: { ...FLAG, description: 'whether the ledger says that it has fired' },
    firedAt: TIME,
    firedBy: {
      ...listOf(objectOf(LIMITED, ['component'])),
      description: `by which limits, as it was recorded; ${TOLD}`,
    },
    organizations: { ...listOf(TEXT), description: `whom it concerns at that instant; ${TOLD}` },
    affectedCount: { ...COUNT, description: `how many these are; ${TOLD}` },
    exceeded: { ...FLAG, description: `whether a limit is exceeded at that instant; of one policy; ${TOLD}` },
    measures: {
      ...listOf(objectOf({ ...LIMITED, windowStart: TIME, exceeded: FLAG }, ['component', 'windowStart'])),
      description: `its limits with the values at that instant; of one policy; ${TOLD}`,
    },
  },
  [
    'limitCost',
    'componentLimits',
    'options',
    'firedAt',
    'firedBy',
    'organizations',
    'affectedCount',
    'exceeded',
    'measures',
  ],
)

/** What is known of a policy; `affected` are the organizations that it concerns, where the reader may know. */
export interface PolicyFacts {
  readonly scope: PolicyScope
  readonly fired: FiredPolicy | undefined
  readonly affected: readonly string[] | undefined
}

/** A policy as it is told. */
export function policyValue(
  policy: Policy,
  { scope, fired, affected }: PolicyFacts,
): Readonly<Record<string, unknown>> {
  const { period = 'month', ...spec } = policy.spec
  return {
    ...headOf(policy),
    ...spec,
    scope: scopeValue(scope),
    period,
    fired: fired !== undefined,
    firedAt: fired?.since,
    ...(affected === undefined
      ? {}
      : { firedBy: fired?.exceeded, organizations: affected, affectedCount: affected.length }),
  }
}

function scopeValue(scope: PolicyScope): object {
  if (scope.type === 'organization') return { organization: scope.organization }
  const { offering, groups } = scope
  return groups === 'all' ? { offering, all: true } : { offering, organizationGroups: [...groups].sort() }
}
