import type { Actor } from '../model/ledger.ts'
import type { Seal, State } from '../model/state.ts'
import { advanced } from './advance.ts'
import type { Random } from './entry.ts'
import { createFolding } from './fold.ts'
import { baseOf, type Opened } from './opened.ts'
import { writeSealed } from './sealfile.ts'
import { sealPath, sealsIn } from './seals.ts'
import { attempt } from './trouble.ts'

/** Up to where to seal, in milliseconds since 1970; who does, when, and with which salts (random ones by default). */
export interface Sealing {
  readonly before: number
  readonly time: string
  readonly actor: Actor
  readonly random?: Random
}

/** What was sealed; or from when (RFC 3339 UTC) the entry is that keeps the next segment from it, absent where there is none. */
export type SealOutcome =
  | { readonly type: 'sealed'; readonly seal: Seal }
  | { readonly type: 'nothing'; readonly next: string | undefined }

/** A segment that may be sealed: it ends with the head of `state`, and no entry up to there is younger than `until`. */
interface Sealable {
  readonly segment: number
  readonly state: State
  readonly until: string
}

/**
 * Seals the segments of an open folder in which every entry is older than a moment. The last segment is ended first, so
 * that it may be sealed now or later. Then the state after them is durable, then an entry of type `sealed` that names it,
 * then a checkpoint: a crash in between leaves a state that nobody names and nothing else. No segment is removed here. The
 * folder is open for writing. Throws `StoreError`, `ConflictError`.
 */
export async function sealBefore(opened: Opened, sealing: Sealing): Promise<SealOutcome> {
  const { ledger, lock, keeper, paths, disk } = opened
  lock?.check()
  ledger.check()
  const { head, seals } = opened.state
  await ledger.end(head)
  const { sealable, next } = await findSealable(opened, sealing.before)
  if (sealable === undefined || sealable.segment <= (seals.at(-1)?.segment ?? 0)) return { type: 'nothing', next }
  const { segment, state, until } = sealable
  attempt('make the folder', sealsIn(paths.folder), () => disk.makeFolder(sealsIn(paths.folder)))
  const digest = await writeSealed(disk, sealPath(paths.folder, segment), state, sealing.random)
  attempt('write', paths.folder, () => disk.syncFolder(paths.folder))
  const seal = { segment, ...state.head, until, state: digest }
  const { time, actor, random } = sealing
  const entry = { time, type: 'sealed' as const, actor, changes: [], evidence: { ...seal } }
  const after = advanced(opened.state, [entry], head, random ?? (() => new Uint8Array()))
  await ledger.append(after.sealed, head)
  opened.state = after.state
  await keeper.write(after.state, ledger)
  return { type: 'sealed', seal }
}

/** The last of the segments, from the oldest on, in which every entry is older than a moment; and the first entry that is not. */
async function findSealable(
  opened: Opened,
  before: number,
): Promise<{ readonly sealable: Sealable | undefined; readonly next: string | undefined }> {
  const base = await baseOf(opened)
  const ends = new Map(opened.ledger.ended().map(({ segment, seq }) => [seq, segment]))
  const folding = createFolding(base)
  let until = base.head.seq === 0 ? '' : (opened.state.seals.find(({ seq }) => seq === base.head.seq)?.until ?? '')
  let sealable: Sealable | undefined
  for await (const entry of opened.ledger.entries({ from: base.head.seq + 1, to: opened.state.head.seq })) {
    if (Date.parse(entry.time) >= before) return { sealable, next: entry.time }
    folding.add(entry)
    if (entry.time > until) until = entry.time
    const segment = ends.get(entry.seq)
    if (segment !== undefined) sealable = { segment, state: folding.state(), until }
  }
  return { sealable, next: undefined }
}
