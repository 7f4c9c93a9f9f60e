import { remembered } from '../access/remember.ts'
import { locate } from '../documents/place.ts'
import { by } from '../lib/compare.ts'
import { shownPointer } from '../lib/shown.ts'
import { type Document, placeAt, type Snapshot, type SourcePolicy, type UnreadableFile } from '../model/document.ts'
import type { Problem } from '../model/problem.ts'
import { type Identity, type Key, keyOf } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { type Unit, type UnitName, unitName, unitOf } from '../model/unit.ts'
import { decode } from '../schemas/decode.ts'
import type { DecodeProblem } from '../schemas/decoded.ts'
import { mayDeclare, permitted } from './permit.ts'
import { type Unread, unreadIn } from './unread.ts'
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
 * of them stays. Of the sources in `keepAll` nothing may be removed, and of the others nothing that is `kept`: stored
 * identities that stand in a file which cannot be read (model §5).
 */
export interface Declarations {
  readonly declared: readonly Declared[]
  readonly broken: readonly Identity[]
  readonly refused: readonly Refused[]
  readonly faults: readonly Fault[]
  readonly keepAll: ReadonlySet<string>
  readonly kept: ReadonlySet<Key>
}

/** An identity that a source declares and may not declare. */
export interface Refused {
  readonly key: Key
  readonly owner: string
}

/** What a document declares; a document that nothing has changed since the last pass is not decoded again. */
export const declaredIn = remembered((document: Document) => {
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
  const kept = new Set<Key>()
  for (const snapshot of snapshots) {
    const unread = unreadIn(snapshot, stored)
    if (!snapshot.complete || !unread.isKnown) keepAll.add(snapshot.source)
    for (const key of unread.kept) kept.add(key)
    const unknown = new Set(snapshot.unreadable.flatMap(({ path, held }) => (held === undefined ? [path] : [])))
    const foreign = new Set(snapshot.unreadable.filter((file) => isForeign(file, unread)).map(({ path }) => path))
    for (const problem of snapshot.problems) {
      const path = 'path' in problem.origin ? problem.origin.path : ''
      if (foreign.has(path)) continue
      const told = unread.owns && unknown.has(path) ? keptBecauseOf(problem, snapshot) : problem
      faults.push({ problem: told, units: unread.units.get(path) ?? [], unread: unread.units.has(path) })
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
  return { declared, broken, refused, faults, keepAll, kept }
}

/** A namespace of which nothing is stored is nobody's here. */
function isForeign({ path, namespace }: UnreadableFile, { units }: Unread): boolean {
  return namespace !== undefined && (units.get(path) ?? []).length === 0
}

/** What a document holds, as the inventory keeps it: keys in order; `isWhole` is false where it may hold what cannot be told. */
export function identitiesIn(document: Document): { readonly keys: readonly Key[]; readonly isWhole: boolean } {
  const { declared, broken, problems } = declaredIn(document)
  const keys = new Set([...declared.map(({ key }) => key), ...broken.map(keyOf)])
  return { keys: [...keys].sort(), isWhole: problems.every(({ severity }) => severity !== 'error') }
}

/** A problem of a file that may hold anything: who reads it should know why nothing is removed meanwhile. */
function keptBecauseOf(problem: Problem, { source }: Snapshot): Problem {
  const note = `nobody knows what this file holds: until it can be read, nothing of the source \`${source}\` is removed`
  return { ...problem, notes: [...(problem.notes ?? []), note] }
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
  const { length, ...place } = locate(document, pointer, at)
  const others = (related ?? []).map((other) => {
    return { message: other.message, origin: placeAt(document, locate(document, other.pointer, other.at)) }
  })
  return {
    ...said,
    pointer: shownPointer(pointer),
    origin: placeAt(document, place),
    length,
    ...(others.length > 0 ? { related: others.sort(by((other) => other.message)) } : {}),
  }
}
