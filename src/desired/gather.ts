import { by } from '../lib/compare.ts'
import { nearest } from '../lib/text.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import {
  API_VERSION,
  type Identity,
  identityOf,
  type Key,
  keyOf,
  type Resource,
  type StoredResource,
} from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, type UnitName, unitName, unitOf } from '../model/unit.ts'
import { moved } from '../schemas/moved.ts'
import { declare, type Fault } from './declare.ts'
import { withoutLeaving } from './leaving.ts'
import { renamesOf } from './rename.ts'
import { type OwnerOf, settle } from './settle.ts'
import type { Declared } from './view.ts'

/**
 * One unit's material before any law: `stored` under the keys of the declarations, `wanted` what is declared and what is
 * kept although nobody declares it (another source's, a source that cannot be read whole, `charter.sh/prune: disabled`,
 * a wrong declaration that may be meant for it).
 */
export interface Material {
  readonly unit: Unit
  readonly stored: ReadonlyMap<Key, StoredResource>
  readonly wanted: ReadonlyMap<Key, Resource>
  readonly faults: readonly Fault[]
  /** What is kept only because its source removes nothing (`prune: false`). */
  readonly unpruned: readonly StoredResource[]
}

/** Everything gathered of a pass: the units' material, where each declaration stands, and what concerns no unit. */
export interface Gathered {
  readonly units: ReadonlyMap<UnitName, Material>
  readonly declared: ReadonlyMap<Key, Declared>
  readonly renames: ReadonlyMap<Key, Key>
  readonly organizations: ReadonlyMap<string, string>
  readonly loose: readonly Fault[]
  /** Stand-ins for what is declared and could not be decoded, so that what names it does not dangle. */
  readonly broken: ReadonlyMap<Key, Resource>
  /** Sources of which nothing may be removed, and stored identities that stand in a file which cannot be read. */
  readonly keepAll: ReadonlySet<string>
  readonly kept: ReadonlySet<Key>
}

interface Draft {
  readonly unit: Unit
  readonly stored: Map<Key, StoredResource>
  readonly wanted: Map<Key, Resource>
  readonly faults: Fault[]
  readonly unpruned: StoredResource[]
}

/** Reads the snapshots against the stored state: one declaration an identity, renames, ownership, what must be kept. */
export function gather(snapshots: readonly Snapshot[], stored: State, context: Context): Gathered {
  const {
    declared: all,
    broken,
    refused,
    faults,
    keepAll,
    kept,
  } = declare(withoutLeaving(inOrder(snapshots, context), stored), stored)
  const heard = new Set(snapshots.map(({ source }) => source).filter((source) => !keepAll.has(source)))
  const unpruning = new Set(snapshots.filter(({ prune }) => prune === false).map(({ source }) => source))
  const mayStay = new Set(refused.map(({ key, owner }) => `${owner} ${key}`))
  const settled = settle(all, ownerIn(stored, heard, kept))
  const renames = renamesOf(settled.declared, stored.resources)
  const units = new Map<UnitName, Draft>()
  const draftFor = createFinder(units)
  for (const [key, { resource }] of settled.declared) draftFor(resource, true).wanted.set(key, resource)
  for (const [old, resource] of stored.resources) {
    const key = renames.now.get(old) ?? old
    const here = key === old ? resource : identityOf(key)
    const isDeclared = settled.declared.has(key)
    const draft = draftFor(here, isDeclared)
    draft.stored.set(key, resource)
    if (isDeclared) continue
    const { source } = resource.origin
    const mustStay = kept.has(old) || mayStay.has(`${source} ${old}`)
    const keep = !heard.has(source) || isNeverPruned(resource) || mustStay
    const unpruned = !keep && unpruning.has(source)
    if (unpruned) draft.unpruned.push(resource)
    if (keep || unpruned) draft.wanted.set(key, key === old ? resource : moved(resource, here))
  }
  keepMisspelt(units, broken)
  const loose = attach([...faults, ...settled.faults, ...renames.faults], units)
  return {
    units,
    declared: settled.declared,
    renames: new Map([...renames.now].map(([from, to]) => [to, from])),
    organizations: renames.organizations,
    loose,
    broken: new Map(broken.map((identity) => [keyOf(identity), standIn(identity)])),
    keepAll,
    kept,
  }
}

/**
 * A wrong declaration in a namespace of which nothing is known may be meant for another one (`Acme` for `acme`): what has
 * its kind and name in a namespace spelt alike is kept.
 */
function keepMisspelt(units: ReadonlyMap<UnitName, Draft>, broken: readonly Identity[]): void {
  for (const identity of broken.filter((one) => one.namespace !== '' && !units.has(unitName(unitOf(one))))) {
    for (const { unit, stored, wanted } of units.values()) {
      if (unit.type !== 'organization' || nearest(identity.namespace, [unit.organization]) === undefined) continue
      const key = keyOf({ ...identity, namespace: unit.organization })
      const resource = stored.get(key)
      if (resource !== undefined && !wanted.has(key)) wanted.set(key, moved(resource, identityOf(key)))
    }
  }
}

function standIn(identity: Identity): Resource {
  const origin = { source: '', path: '', line: 1, column: 1 }
  return { ...identity, apiVersion: API_VERSION, labels: {}, annotations: {}, spec: {}, digest: '', origin }
}

/** Sources in the configured order: of two newcomers the first configured owns what both declare. */
function inOrder(snapshots: readonly Snapshot[], context: Context): readonly Snapshot[] {
  const rank = (snapshot: Snapshot): string => String(context.sources.indexOf(snapshot.source) >>> 0).padStart(10, '0')
  return [...snapshots].sort(by((snapshot) => `${rank(snapshot)} ${snapshot.source}`))
}

/**
 * Who owns each stored identity in this pass: its stored owner while that declares it, cannot be read whole or is not
 * part of this pass (`heard` are the sources that were read whole), or holds it in a file that cannot be read; once the owner has dropped it, whoever declares it
 * now (model §1, hand-over).
 */
function ownerIn(stored: State, heard: ReadonlySet<string>, kept: ReadonlySet<Key>): OwnerOf {
  return (key, all) => {
    const owner = stored.resources.get(key)?.origin.source
    if (owner === undefined) return undefined
    const holds = all.some((one) => one.owner === owner) || !heard.has(owner) || kept.has(key)
    return holds ? owner : undefined
  }
}

/** A Revocation that is no longer declared is an ordinary change of its organization (model §2, Revocation). */
function ownUnit(resource: Pick<Resource, 'kind' | 'namespace' | 'name'>, declared: boolean): Unit {
  const unit = unitOf(resource)
  return unit.type === 'revocation' && !declared ? { type: 'organization', organization: unit.organization } : unit
}

/** Finds the draft of a resource's unit; nearly all resources live in an organization, and very many in each. */
function createFinder(units: Map<UnitName, Draft>): (here: Identity, declared: boolean) => Draft {
  const known = new Map<string, Draft>()
  return (here, declared) => {
    if (here.namespace === '' || here.kind === 'Revocation') return draftOf(units, ownUnit(here, declared))
    const before = known.get(here.namespace)
    if (before !== undefined) return before
    const draft = draftOf(units, unitOf(here))
    known.set(here.namespace, draft)
    return draft
  }
}

function isNeverPruned(resource: Resource): boolean {
  return resource.annotations['charter.sh/prune'] === 'disabled'
}

function draftOf(units: Map<UnitName, Draft>, unit: Unit): Draft {
  const name = unitName(unit)
  const existing = units.get(name)
  if (existing !== undefined) return existing
  const draft: Draft = { unit, stored: new Map(), wanted: new Map(), faults: [], unpruned: [] }
  units.set(name, draft)
  return draft
}

/** Puts each fault to its units; what concerns no unit, or one that nothing is known of, is returned. */
function attach(faults: readonly Fault[], units: Map<UnitName, Draft>): readonly Fault[] {
  const loose: Fault[] = []
  for (const { unit, problem } of faults) if (unit !== undefined && problem.severity === 'error') draftOf(units, unit)
  for (const fault of faults) {
    const drafts = fault.units.map((name) => units.get(name)).filter((draft) => draft !== undefined)
    if (drafts.length === 0) loose.push(fault)
    for (const draft of drafts) draft.faults.push(fault)
  }
  return loose
}
