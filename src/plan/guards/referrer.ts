import { byText, groupBy } from '../../lib/compare.ts'
import { listed, plural } from '../../lib/text.ts'
import { identityOf, type Key, keyOf, type StoredResource } from '../../model/resource.ts'
import type { State } from '../../model/state.ts'
import { referencesOf } from '../../schemas/references.ts'
import { deletedBy } from './deleted.ts'
import { capped, type Guard, holdOf } from './guard.ts'

/**
 * `StillReferenced`: a global resource would go that a stored resource still names, other than one that goes with it. Of
 * an Organization only others that have it as their parent count: a reference from the installation may wait (model §1).
 */
export const stillReferenced: Guard = ({ plan, stored }) => {
  const deleted = deletedBy(plan).filter(({ namespace }) => namespace === '')
  const mayWait = (resource: StoredResource): boolean =>
    plan.unit.type === 'organization' && resource.kind !== 'Organization'
  const referrers = referrersOf(deleted, stored, mayWait)
  if (referrers.length === 0) return undefined
  const named = groupBy(referrers, ({ target }) => target)
  const who = referrers.map(({ target, by }) => `${shown(target)} by ${shown(by)}`)
  return holdOf(plan, {
    code: 'StillReferenced',
    message: `${listed([...named.keys()].map(shown))} would go, but ${plural(referrers.length, 'stored resource')} still ${referrers.length === 1 ? 'names' : 'name'} ${named.size === 1 ? 'it' : 'them'}: ${listed(who, 5)}`,
    evidence: { referrers: referrers.length, names: capped(who) },
    next: ['take the references away first; what they name can go with them in the same commit'],
  })
}

interface Referrer {
  readonly target: Key
  readonly by: Key
}

function referrersOf(
  deleted: readonly StoredResource[],
  stored: State,
  mayWait: (resource: StoredResource) => boolean,
): readonly Referrer[] {
  const going = new Set(deleted.map((resource) => keyOf(resource)))
  if (going.size === 0) return []
  return [...stored.resources.values()]
    .filter((resource) => !going.has(keyOf(resource)) && !mayWait(resource))
    .flatMap((resource) => {
      const targets = referencesOf(resource)
        .filter(({ weak }) => !weak)
        .map(({ kind, name }) => keyOf({ kind, namespace: '', name }))
      return [...new Set(targets)].filter((key) => going.has(key)).map((target) => ({ target, by: keyOf(resource) }))
    })
    .sort((left, right) => byText(left.target, right.target) || byText(left.by, right.by))
}

function shown(key: Key): string {
  const { kind, namespace, name } = identityOf(key)
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
}
