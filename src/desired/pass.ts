import { by, groupBy } from '../lib/compare.ts'
import type { Context } from '../model/context.ts'
import { type Key, type Kind, keyOf, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, unitName } from '../model/unit.ts'
import type { KindDefinition } from '../schemas/definition.ts'
import { kindDefinition } from '../schemas/kinds.ts'
import type { Gathered, Material } from './gather.ts'
import type { World } from './views.ts'

/** What every step of one check knows; made once. */
export interface Pass {
  readonly gathered: Gathered
  readonly stored: State
  readonly context: Context
  /** Sources that may declare what rules over organizations (model §3, `NotPrivileged`). */
  readonly privilegedSources: ReadonlySet<string>
  /** Every organization that is wanted, by name, and that is stored, by its stored name. */
  readonly wanted: ReadonlyMap<string, Resource>
  readonly standing: ReadonlyMap<string, Resource>
  /** The world as it is stored, which the stored view of a unit is asked against. */
  readonly storedWorld: World
  /** The world as it is declared; `installation` is that of the declarations, whether it stands or not. */
  readonly world: World
  readonly revocations: ReadonlyMap<string, readonly Material[]>
  /** By organization what stands for declarations of it, and in it, that cannot be read. */
  readonly standIns: ReadonlyMap<string, ReadonlyMap<Key, Resource>>
}

/** Looks up once what every unit's check needs. */
export function createPass(
  gathered: Gathered,
  stored: State,
  context: Context,
  privilegedSources: ReadonlySet<string>,
): Pass {
  const materials = [...gathered.units.values()]
  const organizations = materials.filter(({ unit }) => unit.type === 'organization')
  const wanted = organizationsAmong(organizations.map((material) => material.wanted))
  const standing = organizationsAmong(organizations.map((material) => material.stored))
  const installation = byOwnKey(gathered.units.get(unitName({ type: 'installation' }))?.stored.values() ?? [])
  const revoking = materials.filter(({ unit }) => unit.type === 'revocation').sort(by(({ unit }) => unitName(unit)))
  const revocations = groupBy(revoking, ({ unit }) => (unit.type === 'revocation' ? unit.organization : ''))
  const { instant, openWorld = false, unresolved } = context
  const around = { instant, openWorld, privilegedSources, ...(unresolved === undefined ? {} : { unresolved }) }
  const storedWorld = {
    ...around,
    installation,
    organizations: standing,
    claimants: claimantsAmong(materials, 'stored'),
  }
  const declared = new Map([...gathered.broken, ...materialIn(gathered, { type: 'installation' }).wanted])
  const organizationsAround = new Map([...organizationsAmong([gathered.broken]), ...wanted])
  const claimants = claimantsAmong(materials, 'wanted')
  const holders = [...standing.values(), ...storedWorld.claimants]
  const world = { ...around, installation: declared, organizations: organizationsAround, claimants, holders }
  const broken = groupBy(gathered.broken, ([, { kind, namespace, name }]) =>
    kind === 'Organization' ? name : namespace,
  )
  const standIns = new Map([...broken].map(([name, own]) => [name, new Map(own)]))
  return { gathered, stored, context, privilegedSources, wanted, standing, world, storedWorld, revocations, standIns }
}

/** The material of a unit; empty where nothing of it is declared or stored. */
export function materialOf(pass: Pass, unit: Unit): Material {
  return materialIn(pass.gathered, unit)
}

function materialIn(gathered: Gathered, unit: Unit): Material {
  return gathered.units.get(unitName(unit)) ?? { unit, stored: new Map(), wanted: new Map(), faults: [], unpruned: [] }
}

/** Resources by their own identity, whatever key they are looked for under. */
export function byOwnKey(resources: Iterable<Resource>): ReadonlyMap<Key, Resource> {
  return new Map([...resources].map((resource) => [keyOf(resource), resource]))
}

function organizationsAmong(units: readonly ReadonlyMap<Key, Resource>[]): ReadonlyMap<string, Resource> {
  const organizations = new Map<string, Resource>()
  for (const unit of units) {
    for (const resource of unit.values())
      if (resource.kind === 'Organization') organizations.set(resource.name, resource)
  }
  return organizations
}

/** Resources of organizations whose kind has a field that is unique in the installation. */
function claimantsAmong(materials: readonly Material[], side: 'stored' | 'wanted'): readonly Resource[] {
  const claimants: Resource[] = []
  for (const material of materials) {
    for (const resource of material[side].values())
      if (isClaimant(kindDefinition(resource.kind))) claimants.push(resource)
  }
  return claimants
}

/** Whether resources of other units are judged by what a resource of this kind says; else only its own organization is. */
export function isSeenByOthers(kind: Kind): boolean {
  const definition = kindDefinition(kind)
  return definition.scope !== 'organization' || kind === 'Revocation' || isClaimant(definition)
}

function isClaimant({ scope, uniques }: KindDefinition): boolean {
  return scope === 'organization' && uniques.some(({ within }) => within === 'installation')
}
