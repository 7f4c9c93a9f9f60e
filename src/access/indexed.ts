import { groupBy } from '../lib/compare.ts'
import type { Key, Resource, StoredResource } from '../model/resource.ts'
import type { StoredResources } from '../model/state.ts'
import { OrganizationDraft } from './indexing.ts'
import { EMPTY_ORGANIZATION, isEmptyIndex, type OrganizationIndex } from './organization.ts'
import { NOTHING, type Table, TableDraft } from './table.ts'

/** What effective access is answered from, for all organizations and every instant; it never changes. */
export interface AccessIndex {
  readonly organizations: Table<OrganizationIndex>
}

/** One resource as it was and as it is; either is missing where it is created or deleted. A rename is both, by themselves. */
export interface Replacement {
  readonly before: Resource | undefined
  readonly after: Resource | undefined
}

const NO_INDEX: AccessIndex = { organizations: NOTHING }

/** The index over resources; what says nothing about access is passed by. */
export function accessIndexOf(resources: Iterable<Resource>): AccessIndex {
  const all: Replacement[] = []
  for (const after of resources) all.push({ before: undefined, after })
  return withReplaced(NO_INDEX, all)
}

/** The index after some resources changed, at the cost of what differs; the old one stays as it is and shares the rest. */
export function withReplaced(index: AccessIndex, replacements: readonly Replacement[]): AccessIndex {
  const organizations = new TableDraft(index.organizations)
  const sides = replacements.flatMap(({ before, after }): Replacement[] =>
    before === undefined || after === undefined || isSame(before, after)
      ? [{ before, after }]
      : [
          { before, after: undefined },
          { before: undefined, after },
        ],
  )
  // What goes goes first, so that something else may come under its name.
  sides.sort((left, right) => Number(left.after !== undefined) - Number(right.after !== undefined))
  const own = groupBy(sides, ({ before, after }) => (after ?? before)?.namespace ?? '')
  for (const [name, changes] of own) {
    if (name === '') continue
    const draft = new OrganizationDraft(organizations.get(name) ?? EMPTY_ORGANIZATION)
    for (const { before, after } of changes) draft.replace(before, after)
    const written = draft.finish()
    if (isEmptyIndex(written)) organizations.delete(name)
    else organizations.set(name, written)
  }
  return { organizations: organizations.finish() }
}

/** The index of a newer state from that of an older one; what changed is found without looking at what stayed, where the state can. */
export function accessIndexAfter(index: AccessIndex, before: StoredResources, after: StoredResources): AccessIndex {
  if (before === after) return index
  return withReplaced(
    index,
    changedKeys(before, after).map((key) => ({ before: before.get(key), after: after.get(key) })),
  )
}

/** The keys under which a newer state has another resource than an older one; found without looking at what stayed, where the state can. */
export function changedKeys(before: StoredResources, after: StoredResources): readonly Key[] {
  return after.changedSince?.(before) ?? differing(before, after)
}

/** The index of one organization; an empty one where nothing is known of it. */
export function organizationIndex(index: AccessIndex, organization: string): OrganizationIndex {
  return index.organizations.get(organization) ?? EMPTY_ORGANIZATION
}

function isSame(before: Resource, after: Resource): boolean {
  return before.kind === after.kind && before.namespace === after.namespace && before.name === after.name
}

function differing(before: ReadonlyMap<Key, StoredResource>, after: ReadonlyMap<Key, StoredResource>): readonly Key[] {
  const changed: Key[] = []
  for (const [key, resource] of after) if (before.get(key) !== resource) changed.push(key)
  for (const key of before.keys()) if (!after.has(key)) changed.push(key)
  return changed
}
