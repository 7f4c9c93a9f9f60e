import { byText, groupBy } from '../../lib/compare.ts'
import type { Key, Kind, StoredResource } from '../../model/resource.ts'
import { keyOf } from '../../model/resource.ts'
import type { StoredResources } from '../../model/state.ts'
import type { Naming } from '../impact.ts'
import { changedKeys } from '../indexed.ts'
import type { Sides } from '../touched.ts'

/** A resource as it was and as it is, by its uid: a rename is one of these. */
export interface Replaced {
  readonly before: StoredResource | undefined
  readonly after: StoredResource | undefined
}

/** What changed in one organization, which is told by its uid and may have another name afterwards. */
export interface ChangedOrganization {
  readonly uid: string
  readonly names: Sides<string>
  readonly replaced: readonly Replaced[]
}

/** Everything that differs between two states, paired by uid, by organization; what is global is left out. Sorted by the name afterwards. */
export function changedOrganizations({ before, after }: Sides<StoredResources>): readonly ChangedOrganization[] {
  const pairs = new Map<string, { before: StoredResource | undefined; after: StoredResource | undefined }>()
  const pairOf = (uid: string) => {
    const known = pairs.get(uid) ?? { before: undefined, after: undefined }
    pairs.set(uid, known)
    return known
  }
  for (const key of changedKeys(before, after)) {
    const [was, is] = [before.get(key), after.get(key)]
    if (was !== undefined && was.namespace !== '') pairOf(was.uid).before = was
    if (is !== undefined && is.namespace !== '') pairOf(is.uid).after = is
  }
  const uidOf = ({ before: was, after: is }: Replaced): string =>
    is === undefined ? organizationUid(before, was?.namespace ?? '') : organizationUid(after, is.namespace)
  return [...groupBy(pairs.values(), uidOf)]
    .map(([uid, replaced]) => {
      const was = replaced.find((one) => one.before !== undefined)?.before?.namespace
      const is = replaced.find((one) => one.after !== undefined)?.after?.namespace
      return { uid, names: { before: was ?? is ?? '', after: is ?? was ?? '' }, replaced }
    })
    .sort((left, right) => byText(left.names.after, right.names.after) || byText(left.uid, right.uid))
}

/** The uid of an organization by its name; where it is not stored, one that no other has. */
export function organizationUid(resources: ReadonlyMap<Key, StoredResource>, name: string): string {
  return resources.get(keyOf({ kind: 'Organization', namespace: '', name }))?.uid ?? `no uid: ${name}`
}

const GONE = '\u0000'

/**
 * How things are called afterwards (`impactOf`): by their new names where they were renamed. What is gone has a name of its own
 * where something else has taken its name meanwhile; `plainName` gives what it was.
 */
export function namingOf(replaced: readonly Replaced[]): Naming {
  const names = new Map<string, string>()
  const taken = new Map<string, string>()
  for (const { after } of replaced) if (after !== undefined) taken.set(nameIn(after.kind, after.name), after.uid)
  for (const { before, after } of replaced) {
    if (before === undefined) continue
    const name = nameIn(before.kind, before.name)
    if (after !== undefined) names.set(name, after.name)
    else if (taken.has(name)) names.set(name, before.name + GONE)
  }
  return (kind, name) => names.get(nameIn(kind, name)) ?? name
}

/** A name without what marks it as that of something gone. */
export function plainName(name: string): string {
  return name.endsWith(GONE) ? name.slice(0, -GONE.length) : name
}

function nameIn(kind: Kind, name: string): string {
  return `${kind}/${name}`
}
