import { remembered } from '../access/remember.ts'
import { locate } from '../documents/place.ts'
import { by } from '../lib/compare.ts'
import type { Document, Snapshot, SourcePolicy, UnreadableFile } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import { type Identity, type Key, keyOf, type Resource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, type UnitName, unitName, unitOf } from '../model/unit.ts'
import { decode } from '../schemas/decode.ts'
import type { DecodeProblem } from '../schemas/decoded.ts'
import { mayDeclare, permitted } from './permit.ts'
import type { Declared } from './view.ts'

/** A problem of the text, with the units that keep their last good state because of it; none where no unit is known. */
export interface Fault {
  readonly problem: Problem
  readonly units: readonly UnitName[]
  /** The unit whose declaration is wrong: it is refused, also where nothing else of it is known. */
  readonly unit?: Unit
  /** The text was not read, so that what it declares is unknown. */
  readonly unread?: boolean
}

/**
 * What the snapshots declare before anything is asked of it. `broken` are identities whose declaration could not be
 * decoded: what names them does not dangle. `refused` are declarations that their source may not make: what it has stored
 * of them stays. Of the sources in `keepAll` nothing may be removed (model §5).
 */
export interface Declarations {
  readonly declared: readonly Declared[]
  readonly broken: readonly Identity[]
  readonly refused: readonly Refused[]
  readonly faults: readonly Fault[]
  readonly keepAll: ReadonlySet<string>
}

/** An identity that a source declares and may not declare. */
export interface Refused {
  readonly key: Key
  readonly owner: string
}

/** What a document declares; a document that nothing has changed since the last pass is not decoded again. */
const declaredIn = remembered((document: Document) => {
  const { resources, broken, problems } = decode(document, (pointer, at) => locate(document, pointer, at))
  const owner = document.file.source
  const declared = resources.map((one): Declared => ({ ...one, key: keyOf(one.resource), document, owner }))
  return { declared, broken, problems }
})

/** Decodes every document of every snapshot; sources stand in the order given, documents by path and place. */
export function declare(snapshots: readonly Snapshot[], stored: State): Declarations {
  const declared: Declared[] = []
  const broken: Identity[] = []
  const refused: Refused[] = []
  const faults: Fault[] = []
  const keepAll = new Set<string>()
  for (const snapshot of snapshots) {
    if (!snapshot.complete) keepAll.add(snapshot.source)
    const held = unitsOfFiles(snapshot, stored)
    if (snapshot.unreadable.some((file) => !held.known.has(file.path))) keepAll.add(snapshot.source)
    for (const problem of snapshot.problems) {
      const path = 'path' in problem.origin ? problem.origin.path : ''
      const unread = held.units.has(path)
      const told = unread && held.owns && !held.known.has(path) ? keptBecauseOf(problem, snapshot) : problem
      faults.push({ problem: told, units: held.units.get(path) ?? [], unread })
    }
    for (const document of snapshot.documents) {
      const decoded = declaredIn(document)
      const parted = permitted(decoded.declared, snapshot)
      for (const one of parted.allowed) declared.push(one)
      for (const one of parted.refused) refused.push(one)
      faults.push(...parted.faults)
      // Nobody knows any more what was meant by the old name, so nothing of the source goes.
      if (parted.refused.some(({ resource }) => resource.spec.previousNames !== undefined)) keepAll.add(snapshot.source)
      for (const identity of decoded.broken) {
        if (isAllowed(unitOf(identity), snapshot)) broken.push(identity)
        else refused.push({ key: keyOf(identity), owner: snapshot.source })
      }
      for (const problem of decoded.problems) {
        const unit = unitOfProblem(problem)
        const concerns = unit !== undefined && isAllowed(unit, snapshot)
        if (problem.severity === 'error' && unit === undefined) keepAll.add(snapshot.source)
        faults.push({ problem: problemAt(document, problem), ...(concerns ? within(unit) : NOWHERE) })
      }
    }
  }
  return { declared, broken, refused, faults, keepAll }
}

/** A problem of a file that may hold anything: who reads it should know why nothing is removed meanwhile. */
function keptBecauseOf(problem: Problem, { source }: Snapshot): Problem {
  const note = `nobody knows what this file holds: until it can be read, nothing of the source \`${source}\` is removed`
  return { ...problem, notes: [...(problem.notes ?? []), note] }
}

/** Unreadable files as the store knows them: the units of each, which of them it knows, and whether the source owns anything. */
interface Held {
  readonly units: ReadonlyMap<string, readonly UnitName[]>
  readonly known: ReadonlySet<string>
  readonly owns: boolean
}

/** The units that an unreadable file concerns: what the store says it held, and what its text seems to speak of. */
function unitsOfFiles(snapshot: Snapshot, stored: State): Held {
  const units = new Map<string, Set<UnitName>>()
  const known = new Set<string>()
  let owns = false
  for (const file of snapshot.unreadable) units.set(file.path, new Set(hinted(file, snapshot)))
  for (const resource of units.size > 0 ? stored.resources.values() : []) {
    if (resource.origin.source !== snapshot.source || !('path' in resource.origin)) continue
    owns = true
    const of = units.get(resource.origin.path)
    if (of === undefined) continue
    known.add(resource.origin.path)
    of.add(unitName(keeperOf(resource)))
  }
  return { units: new Map([...units].map(([path, names]) => [path, [...names].sort()])), known, owns }
}

/** The unit that would take a stored resource away: of a Revocation that nobody declares its organization. */
function keeperOf(resource: Resource): Unit {
  const unit = unitOf(resource)
  return unit.type === 'revocation' ? { type: 'organization', organization: unit.organization } : unit
}

function hinted(file: UnreadableFile, policy: SourcePolicy): UnitName[] {
  const organizations = file.organizations.filter((organization) => mayDeclare(organization, policy))
  return organizations.map((organization) => unitName({ type: 'organization', organization }))
}

/** Whether a wrong declaration may concern a unit: a source harms nothing that it may not declare. */
function isAllowed(unit: Unit, policy: SourcePolicy): boolean {
  return unit.type === 'installation' || mayDeclare(unit.organization, policy)
}

function unitOfProblem({ unit }: DecodeProblem): Unit | undefined {
  if (unit === undefined) return undefined
  return unit === '' ? { type: 'installation' } : { type: 'organization', organization: unit }
}

const NOWHERE = { units: [] }

function within(unit: Unit): Pick<Fault, 'units' | 'unit'> {
  return { units: [unitName(unit)], unit }
}

function problemAt(document: Document, problem: DecodeProblem): Problem {
  const { unit: _unit, at, related, pointer, ...said } = problem
  const { source, path } = document.file
  const { length, ...place } = locate(document, pointer, at)
  const others = (related ?? []).map((other) => {
    const { line, column } = locate(document, other.pointer, other.at)
    return { message: other.message, origin: { source, path, line, column } }
  })
  return {
    ...said,
    pointer,
    origin: { source, path, ...place },
    length,
    ...(others.length > 0 ? { related: others.sort(by((other) => other.message)) } : {}),
  }
}
