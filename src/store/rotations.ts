import type { Rotation } from '../model/accesskey.ts'
import type { Entry } from '../model/ledger.ts'
import type { MapDraft } from './draft.ts'

/**
 * Folds an entry into the last values of generated AccessKeys, by uid: an entry of type `rotated` that names a key says that
 * one was handed over. A key that is removed has none any more.
 */
export function foldRotations(
  rotations: MapDraft<string, Rotation>,
  { type, time, changes, evidence = {} }: Entry,
): void {
  for (const { kind, action, uid } of changes) {
    if (kind === 'AccessKey' && action === 'delete') rotations.delete(uid)
  }
  const { key } = evidence
  if (type !== 'rotated' || typeof key !== 'object' || key === null || Array.isArray(key)) return
  const { uid, generation, count } = key as Readonly<Record<string, unknown>>
  if (typeof uid !== 'string' || typeof generation !== 'number' || typeof count !== 'number') return
  rotations.set(uid, { generation, count, at: time })
}
