import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import type { Key, Resource, StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import { type Built, revisionsOf } from './build.ts'
import { gather, type Material } from './gather.ts'
import { judgeOrganization } from './organization.ts'
import { orderByParent } from './parents.ts'
import type { Pass } from './pass.ts'
import { type DesiredState, type DesiredUnit, markChecked } from './state.ts'

/**
 * The part of a pass that is to be made again: some organizations, with all that the sources declare in them and all that
 * is stored of them, and how many resources of them were declared before.
 */
export interface Part {
  readonly organizations: ReadonlySet<string>
  readonly snapshots: readonly Snapshot[]
  readonly resources: ReadonlyMap<Key, StoredResource>
  readonly declaredBefore: number
}

/** What was made again: the whole, and the part with the unit that all organizations are judged against. */
export interface Rebuilt {
  readonly built: Built
  readonly part: DesiredState
}

/**
 * Judges some organizations again and leaves the others as they were judged. The caller answers for it that nothing but
 * resources of these organizations has changed, none of which others are judged by (`isSeenByOthers`), and that whatever
 * was wrong is so in other organizations, and there alone. Gives `undefined` where the part is not valid too, or concerns more than itself (Revocations are units of
 * their own): then the whole has to be built.
 */
export function rebuild(previous: Built, part: Part, stored: State, context: Context): Rebuilt | undefined {
  const gathered = gather(part.snapshots, { ...stored, resources: part.resources }, context)
  if (gathered.loose.length > 0 || gathered.broken.size > 0 || gathered.organizations.size > 0) return undefined
  if (gathered.keepAll.size > 0) return undefined
  const materials = [...gathered.units.values()]
  const isOwn = ({ unit }: Material): boolean =>
    unit.type === 'organization' && part.organizations.has(unit.organization)
  if (!materials.every(isOwn)) return undefined
  const pass = { ...aroundOf(previous.pass, context), gathered, stored }
  const units = judgeAgain(pass, part.organizations, previous.desired)
  return units === undefined ? undefined : assembled(previous, pass, units, part)
}

/** What organizations are judged by stays, but for the time. */
function aroundOf(pass: Pass, context: Context): Pass {
  const { instant } = context
  return {
    ...pass,
    context,
    world: { ...pass.world, instant },
    storedWorld: { ...pass.storedWorld, instant },
  }
}

const NO_REVOCATIONS: ReadonlyMap<Key, Resource> = new Map()

function judgeAgain(pass: Pass, names: ReadonlySet<string>, before: DesiredState): readonly DesiredUnit[] | undefined {
  const installation = before.units.get(unitName({ type: 'installation' }))
  if (installation === undefined) return undefined
  const world = { ...pass.world, installation: installation.resources, declaredInstallation: pass.world.installation }
  const isValid = (organization: string): boolean =>
    before.units.get(unitName({ type: 'organization', organization }))?.valid === true
  if (![...names].every(isValid)) return undefined
  // Whoever names a parent that does not stand is invalid, too, and not judged here.
  const around = { world, parents: orderByParent(pass.wanted), standing: pass.wanted, revocations: NO_REVOCATIONS }
  const units = [...names].map((name) => judgeOrganization(pass, name, around))
  return units.every(({ valid }) => valid) ? units : undefined
}

function assembled(
  { desired }: Built,
  pass: Pass,
  units: readonly DesiredUnit[],
  { declaredBefore, snapshots }: Part,
): Rebuilt {
  const revisions = revisionsOf(snapshots)
  const all = new Map(desired.units)
  for (const unit of units) all.set(unitName(unit.unit), unit)
  const declared = desired.declared - declaredBefore + pass.gathered.declared.size
  const installation = unitName({ type: 'installation' })
  const own = new Set<UnitName>([installation, ...units.map(({ unit }) => unitName(unit))])
  const part = new Map([...all].filter(([name]) => own.has(name)))
  const whole = markChecked({ units: all, problems: [], revisions, declared })
  return { built: { desired: whole, pass }, part: markChecked({ units: part, problems: [], revisions, declared }) }
}
