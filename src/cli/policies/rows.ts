import { listed } from '../../lib/text.ts'
import type { PolicyScope } from '../../usage/policies/scope.ts'
import { specOf } from '../../usage/spec.ts'
import { useText } from '../entitlements/bar.ts'
import type { PolicyFacts } from './facts.ts'

/** The columns of `charter policies`. */
export const COLUMNS = [
  { header: 'POLICY', most: 40 },
  { header: 'SCOPE', most: 60 },
  { header: 'TYPE' },
  { header: 'COMPONENT', most: 40 },
  { header: 'PERIOD' },
  { header: 'CURRENT', align: 'right' },
  { header: 'LIMIT', align: 'right' },
  { header: 'USE' },
  { header: 'STATE' },
  { header: 'FIRED SINCE' },
  { header: 'AFFECTS', align: 'right' },
  { header: 'ACTIONS', most: 100 },
] as const

/** The rows of one policy, one for each of its limits; with bars for a terminal, with percentages alone elsewhere. */
export function rowsOf(facts: PolicyFacts, isDrawn: boolean): readonly (readonly string[])[] {
  const { policy, scope, measures, fired, organizations } = facts
  const { type, actions } = specOf(policy)
  return measures.map(({ component = '', period, current, limit, isExceeded }) => [
    policy.name,
    scopeText(scope),
    type,
    component,
    period,
    current,
    limit,
    useText(Number(current), Number(limit), isDrawn),
    stateText(facts, isExceeded),
    fired?.since ?? '',
    String(organizations.length),
    [...actions].sort().join(', '),
  ])
}

/** What the ledger says, or will say once the policy is evaluated next: the row of a limit that is not exceeded is empty. */
function stateText({ fired, isFired }: PolicyFacts, isExceeded: boolean): string {
  if (!isFired) return fired === undefined ? '' : 'will reset'
  if (!isExceeded) return ''
  return fired === undefined ? 'will fire' : 'fired'
}

function scopeText(scope: PolicyScope): string {
  if (scope.type === 'organization') return `organization ${scope.organization}`
  const whom = scope.groups === 'all' ? 'all' : `groups ${listed([...scope.groups].sort(), 3)}`
  return `offering ${scope.offering}, ${whom}`
}
