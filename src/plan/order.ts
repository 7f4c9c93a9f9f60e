import { byText, groupBy } from '../lib/compare.ts'
import type { Change } from '../model/change.ts'
import { identityOf, type Key, type Kind, keyOf, type Resource } from '../model/resource.ts'
import { referencesOf } from '../schemas/references.ts'

/**
 * Kinds in the order in which they are made: what is named stands before what names it. An Organization is the namespace
 * of the rest and stands first, although it may name users of its own.
 */
const CREATION_ORDER: readonly Kind[] = [
  'OrganizationGroup',
  'License',
  'Organization',
  'Offering',
  'SubscriptionPlan',
  'UsagePolicy',
  'UsageSource',
  'IdentityProvider',
  'DataSource',
  'User',
  'UserGroup',
  'Workspace',
  'AccessRole',
  'Host',
  'Permission',
  'AccessKey',
  'Subscription',
  'Entitlement',
  'Revocation',
]

/** Changes in the order in which they apply: what is made or changed by kind, parents before children; then what is removed, in reverse. */
export function ordered(changes: readonly Change[]): readonly Change[] {
  const made = changes.filter(({ action }) => action !== 'delete')
  const removed = changes.filter(({ action }) => action === 'delete')
  return [...dependenciesFirst(made), ...dependenciesFirst(removed).reverse()]
}

function dependenciesFirst(changes: readonly Change[]): Change[] {
  const byKind = groupBy(changes, ({ key }) => identityOf(key).kind)
  return CREATION_ORDER.flatMap((kind) => parentsFirst(kind, byKind.get(kind) ?? []))
}

/** Sorts changes of one kind so that a resource follows those of its kind that it names; iterative, since depth is input. */
function parentsFirst(kind: Kind, changes: readonly Change[]): Change[] {
  const sorted = [...changes].sort((left, right) => byText(left.key, right.key) || rankOf(left) - rankOf(right))
  const waiting = groupBy(sorted, ({ key }) => key)
  const result: Change[] = []
  const visited = new Set<Key>()
  for (const { key: start } of sorted) {
    const stack: { key: Key; entered: boolean }[] = [{ key: start, entered: false }]
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const own = waiting.get(top.key) ?? []
      if (top.entered) result.push(...own)
      else if (!visited.has(top.key)) {
        visited.add(top.key)
        stack.push({ key: top.key, entered: true })
        for (const parent of sameKind(kind, own)) if (!visited.has(parent)) stack.push({ key: parent, entered: false })
      }
    }
  }
  return result
}

function sameKind(kind: Kind, changes: readonly Change[]): Key[] {
  return changes.flatMap((change) => {
    const resource: Resource = change.action === 'delete' ? change.before : change.after
    return referencesOf(resource)
      .filter((reference) => reference.kind === kind)
      .map(({ name }) => keyOf({ kind, namespace: resource.namespace, name }))
  })
}

/** Of several changes of one resource the rename stands first, then what writes down another's rename, then its own update. */
function rankOf(change: Change): number {
  if (change.action === 'rename') return 0
  return change.action === 'update' && change.follows !== undefined ? 1 : 2
}
