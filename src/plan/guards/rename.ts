import type { Plan } from '../../model/plan.ts'
import { identityOf, type Key, type Kind, keyOf } from '../../model/resource.ts'

/** The name that a resource of the organization `before` has after a plan: its own, unless the plan renames it. */
export type Successor = (kind: Kind, name: string) => string

/** How a plan renames the resources of an organization that was called `organization`. */
export function successorsOf(plan: Plan, organization: string): Successor {
  const renamed = new Map<Key, string>()
  for (const change of plan.changes) {
    if (change.action === 'rename') renamed.set(change.from, identityOf(change.key).name)
  }
  // Most plans rename nothing, and very many names are asked for.
  if (renamed.size === 0) return (_, name) => name
  return (kind, name) => renamed.get(keyOf({ kind, namespace: organization, name })) ?? name
}
