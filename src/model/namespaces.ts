import { by, groupBy } from '../lib/compare.ts'
import { identityOf, type Key, type Kind, type StoredResource } from './resource.ts'
import type { StoredResources } from './state.ts'

/** Resources of one namespace by kind, each list sorted by name. */
export type Kinds = ReadonlyMap<Kind, readonly StoredResource[]>

/** Everything that is stored by namespace; what has none stands under the empty name. */
export type Namespaces = ReadonlyMap<string, Kinds>

// A state never changes, so what is found in it is kept with it.
const known = new WeakMap<StoredResources, Namespaces>()
/** The states that were asked for last: the present and one of the past follow each other in turns. */
let recent: readonly WeakRef<StoredResources>[] = []
const MOST_RECENT = 2

/**
 * The resources of a state by namespace and kind. Of a state that follows one that was asked for it is made at the cost of
 * what has changed: whatever is the same is the same map and list.
 */
export function namespacesOf(resources: StoredResources): Namespaces {
  const before = known.get(resources)
  if (before !== undefined) return before
  const made = madeOfRecent(resources) ?? namespacesIn(resources)
  known.set(resources, made)
  recent = [new WeakRef(resources), ...recent].slice(0, MOST_RECENT)
  return made
}

/**
 * The keys under which a state has another resource than an older one; `undefined` where that cannot be told, and where so
 * little is the same, as after the ledger was opened anew, that beginning again costs less.
 */
export function littleChanged(resources: StoredResources, before: StoredResources): readonly Key[] | undefined {
  const changed = resources.changedSince?.(before)
  return changed === undefined || changed.length * 4 > resources.size + 1000 ? undefined : changed
}

function madeOfRecent(resources: StoredResources): Namespaces | undefined {
  for (const one of recent) {
    const last = one.deref()
    const before = last === undefined ? undefined : known.get(last)
    const changed = last === undefined ? undefined : littleChanged(resources, last)
    if (before !== undefined && changed !== undefined) return namespacesAfter(before, resources, changed)
  }
  return undefined
}

function namespacesIn(resources: StoredResources): Namespaces {
  const all = groupBy(resources.values(), ({ namespace }) => namespace)
  return new Map([...all].map(([name, own]) => [name, groupBy(own.sort(byName), ({ kind }) => kind)]))
}

function namespacesAfter(before: Namespaces, resources: StoredResources, changed: readonly Key[]): Namespaces {
  const namespaces = new Map(before)
  for (const [name, keys] of groupBy(changed, (key) => identityOf(key).namespace)) {
    const kinds = new Map(namespaces.get(name))
    for (const [kind, own] of groupBy(keys, (key) => identityOf(key).kind)) {
      const list = replaced(kinds.get(kind) ?? [], own, resources)
      if (list.length === 0) kinds.delete(kind)
      else kinds.set(kind, list)
    }
    if (kinds.size === 0) namespaces.delete(name)
    else namespaces.set(name, kinds)
  }
  return namespaces
}

/** A sorted list without what the keys name, and with what they name now. */
function replaced(
  list: readonly StoredResource[],
  keys: readonly Key[],
  resources: StoredResources,
): readonly StoredResource[] {
  const names = new Set(keys.map((key) => identityOf(key).name))
  const now = keys.flatMap((key) => resources.get(key) ?? []).sort(byName)
  const kept = list.filter(({ name }) => !names.has(name))
  return merged(kept, now)
}

/** Two sorted lists as one. */
function merged(left: readonly StoredResource[], right: readonly StoredResource[]): readonly StoredResource[] {
  const all: StoredResource[] = []
  let at = 0
  for (const one of right) {
    for (let next = left[at]; next !== undefined && next.name < one.name; next = left[at]) {
      all.push(next)
      at++
    }
    all.push(one)
  }
  return at === 0 && all.length === 0 ? left : [...all, ...left.slice(at)]
}

const byName = by(({ name }: StoredResource) => name)
