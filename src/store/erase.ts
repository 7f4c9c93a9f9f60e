import { randomBytes } from 'node:crypto'
import type { Actor, Entry } from '../model/ledger.ts'
import { keyOf, type StoredResource } from '../model/resource.ts'
import { advanced } from './advance.ts'
import type { Random } from './entry.ts'
import type { Opened } from './opened.ts'
import { bodiesIn, eraseSealed } from './sealfile.ts'
import { sealedSegments, sealPath } from './seals.ts'

/** Whose bodies are to be erased: one resource, or all that ever had a key (`User/acme/ada`). */
export type Wanted = { readonly uid: string } | { readonly key: string }

/**
 * A resource that the ledger tells of: how many of its changes still have a body, in which entries they stand, and how many
 * sealed states have it.
 */
export interface Told {
  readonly uid: string
  readonly kind: string
  readonly changes: number
  readonly seqs: readonly number[]
  readonly sealed: number
  readonly isStored: boolean
  /** Whether it is an Organization that was renamed: what is in it is found by the names that it had. */
  readonly isRenamedOrganization: boolean
}

/** The resources that the entries of an open folder tell of under a key or uid, in the order in which they were created. */
export async function findTold({ ledger, paths, state }: Opened, wanted: Wanted): Promise<readonly Told[]> {
  const range = { from: ledger.after + 1, to: state.head.seq }
  const uids = new Set<string>()
  const told = new Map<string, Omit<Told, 'isStored'>>()
  const sealed: StoredResource[] = []
  for (const segment of sealedSegments(paths.folder)) sealed.push(...(await bodiesIn(sealPath(paths.folder, segment))))
  for (const resource of sealed) {
    if ('uid' in wanted ? resource.uid === wanted.uid : keyOf(resource) === wanted.key) uids.add(resource.uid)
  }
  for await (const { changes } of ledger.entries(range)) {
    for (const change of changes) if (isWanted(change, wanted)) uids.add(change.uid)
  }
  for (const { uid, kind } of sealed) if (uids.has(uid)) told.set(uid, nothing({ uid, kind }))
  for await (const { seq, changes } of ledger.entries(range)) {
    for (const change of changes) {
      if (!uids.has(change.uid)) continue
      const { uid, kind, action } = change
      const last = told.get(uid) ?? nothing({ uid, kind })
      const isRenamedOrganization = last.isRenamedOrganization || (kind === 'Organization' && action === 'rename')
      const more = change.body === undefined ? {} : { changes: last.changes + 1, seqs: withSeq(last.seqs, seq) }
      told.set(uid, { ...last, ...more, isRenamedOrganization })
    }
  }
  const stored = new Set([...state.resources.values()].map(({ uid }) => uid))
  return [...told.values()].map((one) => ({
    ...one,
    sealed: sealed.filter(({ uid }) => uid === one.uid).length,
    isStored: stored.has(one.uid),
  }))
}

function nothing(of: { readonly uid: string; readonly kind: string }): Omit<Told, 'isStored'> {
  return { ...of, changes: 0, seqs: [], sealed: 0, isRenamedOrganization: false }
}

function isWanted({ uid, body }: Entry['changes'][number], wanted: Wanted): boolean {
  if ('uid' in wanted) return uid === wanted.uid
  return body !== undefined && (body.key === wanted.key || ('from' in body && body.from === wanted.key))
}

function withSeq(seqs: readonly number[], seq: number): readonly number[] {
  return seqs.at(-1) === seq ? seqs : [...seqs, seq]
}

/** Who erases, and when. */
export interface Erasing {
  readonly time: string
  readonly actor: Actor
  readonly random?: Random
}

/**
 * Erases bodies and salts of resources that are no longer stored from an open folder. First the entry that says so is
 * durable, in a segment of its own, and a checkpoint that needs none of the segments before; then these, and the states of seals, are replaced, one
 * after the other: after a crash each of them is the old or the new one, and both verify. Erasing again finishes it. The
 * folder is open for writing. Throws `StoreError`, `ConflictError`.
 */
export async function eraseTold(opened: Opened, told: readonly Told[], erasing: Erasing): Promise<void> {
  const { ledger, lock, keeper, paths, disk, state } = opened
  lock?.check()
  ledger.check()
  const { head } = state
  const { time, actor, random = randomBytes } = erasing
  const next = advanced(state, [{ time, type: 'erased', actor, changes: [], evidence: evidenceOf(told) }], head, random)
  await ledger.end(head)
  await ledger.append(next.sealed, head)
  opened.state = next.state
  await keeper.write(next.state, ledger)
  const uids = new Set(told.map(({ uid }) => uid))
  await ledger.erase(uids)
  for (const segment of sealedSegments(paths.folder)) await eraseSealed(disk, sealPath(paths.folder, segment), uids)
}

/** No names: what is under the hash stands for ever. */
function evidenceOf(told: readonly Told[]): { uids: string[]; changes: number; entries: number[] } {
  const entries = new Set(told.flatMap(({ seqs }) => seqs))
  return {
    uids: told.map(({ uid }) => uid),
    changes: told.reduce((sum, { changes }) => sum + changes, 0),
    entries: [...entries].sort((left, right) => left - right),
  }
}
