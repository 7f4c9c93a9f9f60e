import { byText } from '../lib/compare.ts'
import type { Context } from '../model/context.ts'
import type { Snapshot } from '../model/document.ts'
import { keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type UnitName, unitName } from '../model/unit.ts'
import { gather } from './gather.ts'
import { judgeInstallation } from './installation.ts'
import { judgeOrganization } from './organization.ts'
import { orderByParent } from './parents.ts'
import { createPass, type Pass } from './pass.ts'
import { earlyRevocations, lateRevocations, standingRevocations } from './revocation.ts'
import { type DesiredState, type DesiredUnit, markChecked } from './state.ts'

/**
 * Checks what the snapshots declare against the stored state: every unit with its resources, problems and conditions, in
 * the order in which a pass commits them. A unit with an error keeps its last good state; the others go on (model §3).
 */
export function buildDesired(snapshots: readonly Snapshot[], stored: State, context: Context): DesiredState {
  return buildWhole(snapshots, stored, context).desired
}

/** A desired state with what it was made of, so that a part of it can be made again (`rebuild`). */
export interface Built {
  readonly desired: DesiredState
  readonly pass: Pass
}

/** As `buildDesired`, with what the state was made of. */
export function buildWhole(snapshots: readonly Snapshot[], stored: State, context: Context): Built {
  const gathered = gather(snapshots, stored, context)
  const pass = createPass(gathered, stored, context, privilegedAmong(snapshots, stored))
  const installation = judgeInstallation(pass)
  const { organizations, early, late } = judgeOrganizations(pass, installation)
  const units = [...early, installation, ...organizations, ...late]
  const desired = markChecked({
    units: new Map<UnitName, DesiredUnit>(units.map((unit) => [unitName(unit.unit), unit])),
    problems: gathered.loose.map(({ problem }) => problem),
    declared: gathered.declared.size,
    revisions: revisionsOf(snapshots),
  })
  return { desired, pass }
}

/** The revision of each source. */
export function revisionsOf(snapshots: readonly Snapshot[]): Readonly<Record<string, string>> {
  return Object.fromEntries(snapshots.map(({ source, revision }) => [source, revision]))
}

interface Judged {
  readonly organizations: readonly DesiredUnit[]
  /** Revocations of users that are stored come first, those of users who arrive now come last. */
  readonly early: readonly DesiredUnit[]
  readonly late: readonly DesiredUnit[]
}

function judgeOrganizations(pass: Pass, installation: DesiredUnit): Judged {
  const { wanted } = pass
  const isWithheld = pass.context.withheld.has(unitName(installation.unit))
  const globals = isWithheld ? pass.storedWorld.installation : installation.resources
  const world = { ...pass.world, installation: globals, declaredInstallation: pass.world.installation }
  const parents = orderByParent(wanted)
  const standing = new Map([...pass.standing].filter(([name]) => wanted.has(name)))
  const organizations: DesiredUnit[] = []
  const revocations: { readonly early: DesiredUnit[]; readonly late: DesiredUnit[] } = { early: [], late: [] }
  for (const name of [...parents.order, ...withoutOrganization(pass)]) {
    const early = earlyRevocations(pass, name)
    revocations.early.push(...early)
    const judged = judgeOrganization(pass, name, {
      world,
      parents,
      standing,
      revocations: standingRevocations(pass, name, early),
    })
    organizations.push(judged)
    const organization = judged.resources.get(keyOf({ kind: 'Organization', namespace: '', name }))
    const willStand = judged.valid && !pass.context.withheld.has(unitName(judged.unit))
    if (organization !== undefined && willStand) standing.set(name, organization)
    revocations.late.push(...lateRevocations(pass, name, { early, organization: judged, willStand }))
  }
  return { organizations, ...revocations }
}

/** Namespaces that hold something, but whose Organization nobody declares: it goes, or was never declared; children first. */
function withoutOrganization(pass: Pass): readonly string[] {
  const names = new Set<string>()
  for (const { unit } of pass.gathered.units.values()) {
    if (unit.type !== 'installation' && !pass.wanted.has(unit.organization)) names.add(unit.organization)
  }
  const order = new Set(orderByParent(pass.standing).order.filter((name) => names.has(name)))
  return [...[...order].reverse(), ...[...names].filter((name) => !order.has(name)).sort(byText)]
}

/** Sources that may declare everything. One that is not read in this pass keeps what it was allowed when it was. */
function privilegedAmong(snapshots: readonly Snapshot[], stored: State): ReadonlySet<string> {
  const present = new Map(snapshots.map(({ source, privileged }) => [source, privileged]))
  const owners = new Set<string>()
  for (const { origin } of stored.resources.values()) owners.add(origin.source)
  return new Set([...present.keys(), ...owners].filter((source) => present.get(source) ?? true))
}
