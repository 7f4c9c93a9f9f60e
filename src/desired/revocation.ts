import type { Key, Resource } from '../model/resource.ts'
import { unitName } from '../model/unit.ts'
import { conclude } from './conclude.ts'
import type { Material } from './gather.ts'
import { judge } from './judge.ts'
import { REVOCATION_LAWS } from './laws/all.ts'
import { storedView } from './organization.ts'
import { materialOf, type Pass } from './pass.ts'
import type { DesiredUnit } from './state.ts'
import { createOrganizationView } from './views.ts'

/**
 * The Revocations of users who are stored, judged by the stored organization alone: they are committed first in a pass,
 * also when their organization is invalid (model §2, Revocation).
 */
export function earlyRevocations(pass: Pass, organization: string): readonly DesiredUnit[] {
  const all = pass.revocations.get(organization) ?? []
  if (all.length === 0) return []
  const users = storedUsers(pass, organization)
  const isEarly = ({ wanted }: Material): boolean =>
    [...wanted.values()].every(({ spec }) => typeof spec.user === 'string' && users.has(spec.user))
  return all.filter(isEarly).map((material) => judged(pass, material, organization))
}

/**
 * The Revocations of users who arrive in this pass: they are committed after their organization, and wait while that is
 * refused, whose problems say why.
 */
export function lateRevocations(
  pass: Pass,
  organization: string,
  around: { readonly early: readonly DesiredUnit[]; readonly organization: DesiredUnit },
): readonly DesiredUnit[] {
  const early = new Set(around.early.map(({ unit }) => unitName(unit)))
  const late = (pass.revocations.get(organization) ?? []).filter(({ unit }) => !early.has(unitName(unit)))
  return late.map((material) => {
    const unit = judged(pass, material, organization)
    return around.organization.valid ? unit : { ...unit, valid: false, resources: material.stored }
  })
}

/** The Revocations that stand when the organization is committed: those declared that are neither refused nor withheld, else as stored. */
export function standingRevocations(
  pass: Pass,
  organization: string,
  early: readonly DesiredUnit[],
): ReadonlyMap<Key, Resource> {
  const standing = new Map(
    (pass.revocations.get(organization) ?? []).flatMap(({ stored }): [Key, Resource][] => [...stored]),
  )
  for (const { unit, resources } of early) {
    if (pass.context.withheld.has(unitName(unit))) continue
    for (const [key, resource] of resources) standing.set(key, resource)
  }
  return standing
}

function judged(pass: Pass, material: Material, name: string): DesiredUnit {
  const organization = materialOf(pass, { type: 'organization', organization: name })
  const others = new Map((pass.revocations.get(name) ?? []).flatMap(({ stored }): [Key, Resource][] => [...stored]))
  const before = storedView(pass, name, others)
  const declaredUsers = [...organization.wanted].filter(([, { kind }]) => kind === 'User')
  const known = before === undefined ? organization.wanted : organization.stored
  const resources = new Map<Key, Resource>([...declaredUsers, ...known, ...others, ...material.wanted])
  const after = createOrganizationView(name, resources, pass.storedWorld, before)
  const judgement = judge(after, REVOCATION_LAWS)
  const refused = judgement.refused.filter(({ key }) => material.wanted.has(key))
  const view = { type: 'organization', after, before } as const
  return conclude(pass, material, { ...judgement, refused, conditions: [] }, view)
}

function storedUsers(pass: Pass, organization: string): ReadonlySet<string> {
  const { stored } = materialOf(pass, { type: 'organization', organization })
  return new Set([...stored.values()].filter(({ kind }) => kind === 'User').map(({ name }) => name))
}
