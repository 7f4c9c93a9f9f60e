import type { Finding } from '../model/problem.ts'
import { type Key, keyOf, type Resource } from '../model/resource.ts'
import { unitName } from '../model/unit.ts'
import { conclude } from './conclude.ts'
import type { Material } from './gather.ts'
import { judge } from './judge.ts'
import { REVOCATION_LAWS } from './laws/all.ts'
import { storedView } from './organization.ts'
import { materialOf, type Pass } from './pass.ts'
import type { DesiredUnit } from './state.ts'
import type { OrganizationView } from './view.ts'
import { createOrganizationView } from './views.ts'

/**
 * The Revocations of users who are stored, judged by the stored organization alone: they are committed first in a pass,
 * also when their organization is invalid (model §2, Revocation). In a renamed organization nobody is stored yet.
 */
export function earlyRevocations(pass: Pass, organization: string): readonly DesiredUnit[] {
  const all = pass.revocations.get(organization) ?? []
  if (all.length === 0) return []
  const { stored } = materialOf(pass, { type: 'organization', organization })
  const users = new Set(
    [...stored.values()]
      .filter(({ kind, namespace }) => kind === 'User' && namespace === organization)
      .map(({ name }) => name),
  )
  const isEarly = ({ wanted }: Material): boolean =>
    [...wanted.values()].every(({ spec }) => typeof spec.user === 'string' && users.has(spec.user))
  return inTurn(pass, all.filter(isEarly), storedRevocations(pass, organization), (standing) => ({
    name: organization,
    known: stored,
    before: storedView(pass, organization, standing),
  }))
}

/**
 * The Revocations of users who arrive in this pass: they are committed after their organization, and wait while that is
 * refused, whose problems say why, or held (`willStand`).
 */
export function lateRevocations(
  pass: Pass,
  name: string,
  around: { readonly early: readonly DesiredUnit[]; readonly organization: DesiredUnit; readonly willStand: boolean },
): readonly DesiredUnit[] {
  const early = new Set(around.early.map(({ unit }) => unitName(unit)))
  const late = (pass.revocations.get(name) ?? []).filter(({ unit }) => !early.has(unitName(unit)))
  // Also where it is refused: who is declared in it is told as missing by nobody.
  const known = materialOf(pass, { type: 'organization', organization: name }).wanted
  const units = inTurn(pass, late, standingRevocations(pass, name, around.early), (standing) => ({
    name,
    known,
    before: createOrganizationView(name, new Map([...known, ...standing]), pass.storedWorld),
    ...(around.organization.valid && !around.willStand ? { held: true } : {}),
  }))
  return around.willStand ? units : units.map((unit) => ({ ...unit, valid: false, resources: unit.stored }))
}

/** The Revocations that stand when the organization is committed: those declared that are neither refused nor withheld, else as stored. */
export function standingRevocations(
  pass: Pass,
  organization: string,
  early: readonly DesiredUnit[],
): ReadonlyMap<Key, Resource> {
  const standing = new Map(storedRevocations(pass, organization))
  for (const unit of early) for (const [key, resource] of standingOf(pass, unit)) standing.set(key, resource)
  return standing
}

/** What a Revocation is judged by: the resources of its organization when it is committed, and the view of before. */
interface Surroundings {
  readonly name: string
  readonly known: ReadonlyMap<Key, Resource>
  readonly before: OrganizationView | undefined
  /** Whether the organization with which its user comes is held. */
  readonly held?: boolean
}

/** Judges Revocations in the order in which they are committed: each stands on those before it. */
function inTurn(
  pass: Pass,
  materials: readonly Material[],
  stored: ReadonlyMap<Key, Resource>,
  around: (standing: ReadonlyMap<Key, Resource>) => Surroundings,
): readonly DesiredUnit[] {
  let standing = stored
  return materials.map((material) => {
    const unit = judged(pass, material, standing, around(standing))
    standing = new Map([...standing, ...standingOf(pass, unit)])
    return unit
  })
}

function judged(
  pass: Pass,
  material: Material,
  standing: ReadonlyMap<Key, Resource>,
  { name, known, before, held = false }: Surroundings,
): DesiredUnit {
  const resources = new Map<Key, Resource>([...known, ...standing, ...material.wanted])
  const after = createOrganizationView(name, resources, pass.storedWorld, before)
  const judgement = judge(after, REVOCATION_LAWS)
  const waiting = held ? [...material.wanted.values()].map(waitingFor) : []
  const refused = [...judgement.refused.filter(({ key }) => material.wanted.has(key)), ...waiting]
  const view = { type: 'organization', after, before } as const
  return conclude(pass, material, { ...judgement, refused, conditions: [] }, view)
}

function waitingFor(revocation: Resource): Finding {
  const { name, namespace, spec } = revocation
  return {
    code: 'NotAMember',
    key: keyOf(revocation),
    pointer: '/spec/user',
    subject: `waits/${name}`,
    message: `Revocation \`${name}\` names User \`${String(spec.user)}\`, who comes with organization \`${namespace}\`, and that is held`,
    help: `lift what holds \`${namespace}\`; this Revocation follows in the same pass`,
  }
}

function standingOf(pass: Pass, { unit, valid, resources }: DesiredUnit): ReadonlyMap<Key, Resource> {
  return valid && !pass.context.withheld.has(unitName(unit)) ? resources : new Map()
}

function storedRevocations(pass: Pass, organization: string): ReadonlyMap<Key, Resource> {
  const all = pass.revocations.get(organization) ?? []
  return new Map(all.flatMap(({ stored }): [Key, Resource][] => [...stored]))
}
