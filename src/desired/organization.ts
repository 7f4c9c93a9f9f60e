import { nearest, plural } from '../lib/text.ts'
import type { Finding } from '../model/problem.ts'
import { type Key, keyOf, type Resource } from '../model/resource.ts'
import { conclude } from './conclude.ts'
import { judge } from './judge.ts'
import { ORGANIZATION_LAWS } from './laws/all.ts'
import { type ParentOrder, parentOf } from './parents.ts'
import { byOwnKey, materialOf, type Pass } from './pass.ts'
import type { DesiredUnit } from './state.ts'
import type { OrganizationView } from './view.ts'
import { createOrganizationView, type World } from './views.ts'

/** What surrounds an organization in this pass: `standing` are those that its parent may be among. */
export interface Surroundings {
  readonly world: World
  readonly parents: ParentOrder
  readonly standing: ReadonlyMap<string, Resource>
  /** The Revocations that stand in this pass: they are committed before the organization, so they are facts to it. */
  readonly revocations: ReadonlyMap<Key, Resource>
}

/** One organization, judged with the Revocations that stand. */
export function judgeOrganization(pass: Pass, name: string, around: Surroundings): DesiredUnit {
  const material = materialOf(pass, { type: 'organization', organization: name })
  const { revocations } = around
  const wanted = joined(pass.standIns.get(name) ?? new Map(), material.wanted, revocations)
  const before = storedView(pass, name, revocations)
  const after = createOrganizationView(name, wanted, around.world, before)
  const judgement = wanted.size === 0 ? { refused: [], warned: [], conditions: [] } : judge(after, ORGANIZATION_LAWS)
  const revoking = (pass.revocations.get(name) ?? []).flatMap((one) => [...one.wanted.values()])
  const own = [
    ...parentCycle(after, around.parents),
    ...parentPending(after, around.standing),
    ...withoutItsOrganization(after, [...material.wanted.values(), ...revoking]),
  ]
  const refused = [...judgement.refused, ...own.filter(({ severity }) => severity !== 'warning')]
  const warned = [...judgement.warned, ...own.filter(({ severity }) => severity === 'warning')]
  return conclude(pass, material, { ...judgement, refused, warned }, { type: 'organization', after, before })
}

/** The organization as it is stored, under its stored name, with these Revocations; `undefined` where nothing of it is. */
export function storedView(
  pass: Pass,
  name: string,
  revocations: ReadonlyMap<Key, Resource>,
): OrganizationView | undefined {
  const { stored } = materialOf(pass, { type: 'organization', organization: name })
  const [first] = stored.values()
  if (first === undefined) return undefined
  const storedName = first.kind === 'Organization' ? first.name : first.namespace
  const own = joined(stored, revocations)
  return createOrganizationView(
    storedName,
    pass.gathered.renames.size === 0 ? own : byOwnKey(own.values()),
    pass.storedWorld,
  )
}

/** Maps as one; the only one that holds anything is not copied, for it may be very large. */
function joined(...maps: readonly ReadonlyMap<Key, Resource>[]): ReadonlyMap<Key, Resource> {
  const some = maps.filter(({ size }) => size > 0)
  const [only = new Map<Key, Resource>()] = some
  return some.length > 1 ? new Map(some.flatMap((map) => [...map])) : only
}

/** A circle of parents refuses the organizations whose `parent` this change sets (model §1, "Units"). */
function parentCycle(view: OrganizationView, parents: ParentOrder): readonly Finding[] {
  const circle = parents.cycles.get(view.name)
  const parent = parentOf(view.organization)
  if (circle === undefined || parent === undefined || parentOf(view.stored?.organization) === parent) return []
  const [first = view.name] = circle
  return [
    {
      code: 'Cycle',
      key: keyOf({ kind: 'Organization', namespace: '', name: view.name }),
      pointer: '/spec/parent',
      subject: `parent ${view.name}`,
      message: `the parents of organization \`${view.name}\` run in a circle: ${[...circle, first].join(' → ')}`,
      help: 'take one `parent` of the circle away',
    },
  ]
}

/** A parent that is declared, but cannot be applied in this pass, has to come first. */
function parentPending(view: OrganizationView, standing: ReadonlyMap<string, Resource>): readonly Finding[] {
  const parent = parentOf(view.organization)
  if (parent === undefined || parent === view.name || standing.has(parent) || !view.organizations.has(parent)) return []
  return [
    {
      code: 'DanglingReference',
      key: keyOf({ kind: 'Organization', namespace: '', name: view.name }),
      pointer: '/spec/parent',
      subject: `parent ${parent}`,
      message: `the parent \`${parent}\` is declared, but cannot be applied: it is invalid or held itself`,
      help: `put \`${parent}\` right first; this organization follows in the same pass`,
    },
  ]
}

/** What lies in a namespace needs the Organization of that name (model §1.1). */
function withoutItsOrganization(view: OrganizationView, wanted: readonly Resource[]): readonly Finding[] {
  const [first, ...others] = wanted
  if (view.organization !== undefined || view.organizations.has(view.name) || first === undefined) return []
  const meant = nearest(view.name, view.organizations.keys())
  return [
    {
      code: 'DanglingReference',
      severity: view.openWorld ? 'warning' : 'error',
      key: keyOf(first),
      pointer: '/metadata/namespace',
      subject: `organization ${view.name}`,
      message: `nothing declares the organization \`${view.name}\`, to which ${plural(wanted.length, 'resource belongs', 'resources belong')}`,
      help: meant === undefined ? 'declare it: kind Organization, with this name' : `did you mean \`${meant}\`?`,
      related: others
        .slice(0, 3)
        .map((other) => ({ key: keyOf(other), pointer: '/metadata/namespace', message: 'belongs to it too' })),
    },
  ]
}
