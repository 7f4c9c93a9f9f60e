import { part, text } from '../../access/fields.ts'
import { byText } from '../../lib/compare.ts'
import type { Change } from '../../model/change.ts'
import type { Plan } from '../../model/plan.ts'
import type { Resource, StoredResource } from '../../model/resource.ts'

/** The resources that a plan deletes, in its order. */
export function deletedBy(plan: Plan): readonly StoredResource[] {
  return plan.changes.flatMap((change) => (change.action === 'delete' ? [change.before] : []))
}

/** The permissions that a plan gives to somebody else, or on something else, as they were: for those who had them they are gone. */
export function grantsTakenBy(plan: Plan): readonly StoredResource[] {
  return plan.changes.flatMap((change) => (isRetargeted(change) ? [change.before] : []))
}

/** Whether a resource falls with one of these users: a permission for or about the user, or an access key of theirs. */
export function fallsWith(resource: Resource, users: ReadonlySet<string>): boolean {
  const { kind, spec } = resource
  const named =
    kind === 'Permission'
      ? [text(part(spec, 'assignee'), 'user'), text(part(spec, 'scope'), 'user')]
      : kind === 'AccessKey'
        ? [text(spec, 'user')]
        : []
  return named.some((user) => user !== undefined && users.has(user))
}

/** Whether the budget counts a kind in its class `Resource`: all that has no class and no guard of its own. */
export function isOther(kind: string): boolean {
  return kind !== 'User' && kind !== 'Permission' && kind !== 'Organization' && kind !== 'Revocation'
}

/** Resources as `Kind/name`, sorted. */
export function labelled(resources: readonly Resource[]): readonly string[] {
  return resources.map(({ kind, name }) => `${kind}/${name}`).sort(byText)
}

type Update = Extract<Change, { action: 'update' }>

function isRetargeted(change: Change): change is Update {
  if (change.action !== 'update' || change.before.kind !== 'Permission' || change.follows !== undefined) return false
  return change.fields.some(({ pointer }) => /^\/spec\/(assignee|scope)(\/|$)/.test(pointer))
}
