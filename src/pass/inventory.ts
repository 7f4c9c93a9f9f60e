import { identitiesIn } from '../desired/declare.ts'
import { documentDelta } from '../desired/delta.ts'
import { by } from '../lib/compare.ts'
import type { Document, Snapshot, UnreadableFile } from '../model/document.ts'
import type { FileRecord, HeldIdentity, Inventory, SourceRecord, SourceUpdate } from '../model/inventory.ts'
import type { State } from '../model/state.ts'

/**
 * Adds to every unreadable file what it held when it was last read (model §5). A record that is older than what the ledger
 * has applied knows nothing: a pass was cut off before it was written down.
 */
export function withHeld(
  snapshots: readonly Snapshot[],
  inventory: Pick<Inventory, 'of'>,
  stored: State,
): readonly Snapshot[] {
  return snapshots.map((snapshot) => {
    if (snapshot.unreadable.length === 0) return snapshot
    const record = currentRecord(snapshot.source, inventory, stored)
    return record === undefined
      ? snapshot
      : { ...snapshot, unreadable: snapshot.unreadable.map((file) => heldIn(file, record)) }
  })
}

function currentRecord(source: string, inventory: Pick<Inventory, 'of'>, { revisions }: State) {
  const record = inventory.of(source)
  return record?.applied === revisions[source] ? record : undefined
}

function heldIn(file: UnreadableFile, { files }: SourceRecord): UnreadableFile {
  const known = files.get(file.path)
  return known?.isKnown === true ? { ...file, held: known.held.map(({ key }) => key) } : file
}

/**
 * What a pass adds to the inventory: what each source held at the revision that was read, with the revision of it that the
 * ledger calls applied by now. `before` are the snapshots of the last pass, by which little is written where little changed.
 */
export function updatesOf(
  snapshots: readonly Snapshot[],
  inventory: Inventory,
  { before = [], stored, state }: Recorded,
): readonly SourceUpdate[] {
  return snapshots.flatMap((snapshot) => {
    const last = before.find(({ source }) => source === snapshot.source)
    const record = inventory.of(snapshot.source)
    const current = currentRecord(snapshot.source, inventory, stored)
    const applied = state.revisions[snapshot.source]
    const isNext = last !== undefined && record !== undefined && current === record && last.revision === record.revision
    if (isNext && record.revision === snapshot.revision && record.applied === applied) return []
    const from = isNext ? { from: record.revision } : {}
    const documents = isNext ? touched(last, snapshot) : documentsByPath(snapshot.documents)
    const files = recordsOf(snapshot, documents, current)
    return [{ source: snapshot.source, revision: snapshot.revision, applied, ...from, files }]
  })
}

/** What surrounds an update: the snapshots of the last pass, the state that this pass began with, and the one that it left. */
export interface Recorded {
  readonly before?: readonly Snapshot[] | undefined
  readonly stored: State
  readonly state: State
}

type ByPath = ReadonlyMap<string, readonly Document[] | undefined>

/** The documents of files that are not as they were; `undefined` for a file that has none any more. */
function touched(before: Snapshot, after: Snapshot): ByPath {
  const { removed, added } = documentDelta(before.documents, after.documents)
  const gone = [...removed.map(({ file }) => file.path), ...before.unreadable.map(({ path }) => path)]
  return new Map([...gone.map((path): [string, undefined] => [path, undefined]), ...documentsByPath(added)])
}

function documentsByPath(documents: readonly Document[]): ReadonlyMap<string, readonly Document[]> {
  const files = new Map<string, Document[]>()
  for (const document of documents) {
    const own = files.get(document.file.path)
    if (own === undefined) files.set(document.file.path, [document])
    else own.push(document)
  }
  return files
}

function recordsOf(
  { unreadable, files, complete }: Snapshot,
  documents: ByPath,
  before: SourceRecord | undefined,
): ReadonlyMap<string, FileRecord | undefined> {
  const records = new Map<string, FileRecord | undefined>()
  // Where not everything could be listed, what is missing may be there.
  for (const [path, record] of complete ? [] : (before?.files ?? [])) records.set(path, record)
  for (const [path, own] of documents) {
    if (own !== undefined) records.set(path, recordOf(own, before?.files.get(path)))
    else if (complete) records.set(path, undefined)
  }
  for (const { path } of unreadable) {
    const known = before?.files.get(path)
    const stamp = files.get(path)?.stamp ?? ''
    records.set(path, { stamp, isKnown: known?.isKnown ?? false, held: known?.held ?? [] })
  }
  return records
}

/** A file of which not everything could be told keeps what it held. */
function recordOf(documents: readonly Document[], before: FileRecord | undefined): FileRecord {
  const held = new Map<string, HeldIdentity>()
  let isWhole = true
  for (const document of documents) {
    const own = identitiesIn(document)
    isWhole &&= own.isWhole
    for (const key of own.keys) held.set(key, { key, line: document.line })
  }
  const stamp = documents[0]?.file.stamp ?? ''
  if (!isWhole) for (const one of before?.held ?? []) if (!held.has(one.key)) held.set(one.key, one)
  return { stamp, isKnown: isWhole || before?.isKnown === true, held: [...held.values()].sort(by(({ key }) => key)) }
}
