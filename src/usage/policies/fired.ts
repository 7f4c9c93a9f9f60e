import type { State } from '../../model/state.ts'
import type { PolicyStatus } from '../../model/status.ts'
import { momentOf } from '../calendar.ts'
import { specOf } from '../spec.ts'
import { isAffected, scopeOf, watchedBy } from './scope.ts'
import { watchingOf } from './watched.ts'

/** The stored policies that have fired, by name, with whom they affect at an instant (RFC 3339); costs nothing where none has. */
export function firedPolicies(state: Pick<State, 'resources' | 'policies'>, instant: string): readonly PolicyStatus[] {
  if (state.policies.size === 0) return []
  const { policies, installation, organizations } = watchingOf(state, instant)
  return policies.flatMap((policy) => {
    const fired = state.policies.get(policy.uid)
    if (fired === undefined) return []
    const spec = specOf(policy)
    const scope = scopeOf(spec, installation)
    const affected = watchedBy(scope, organizations).filter((one) => isAffected(scope, one, momentOf(instant)))
    const { name, origin } = policy
    const about = { name, source: origin.source, actions: [...spec.actions].sort() }
    return [{ ...fired, ...about, organizations: affected.map((one) => one.name) }]
  })
}
