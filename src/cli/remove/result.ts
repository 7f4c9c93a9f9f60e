import { sha256 } from '../../lib/digest.ts'
import type { Snapshot } from '../../model/document.ts'
import { type PassPlan, planPass } from '../../plan/pass.ts'
import { type Content, SOURCE_LIMITS } from '../../sources/content.ts'
import { makeSnapshot } from '../../sources/snapshot.ts'
import { createMemoryStore } from '../../store/memory.ts'
import { contextOf } from '../inputs.ts'
import type { FileEdit } from './edit.ts'

/** What declarations would be after edits, and what `validate` says of them. */
export interface Result {
  readonly snapshots: readonly Snapshot[]
  readonly pass: PassPlan
}

/** Checks declarations as they will be, before anything is written. */
export async function resultOf(snapshot: Snapshot, edits: readonly FileEdit[]): Promise<Result> {
  const { source, privileged, root = '' } = snapshot
  const edited = await makeSnapshot(contentOf(snapshot, edits), { source, privileged, root, limits: SOURCE_LIMITS })
  const snapshots = [edited]
  const nothing = await createMemoryStore().open()
  const { context } = contextOf(snapshots, nothing, {})
  return { snapshots, pass: planPass(snapshots, nothing, { ...context, openWorld: true }) }
}

async function* contentOf({ files }: Snapshot, edits: readonly FileEdit[]): Content {
  const after = new Map(edits.map((edit) => [edit.path, edit.after]))
  const encoder = new TextEncoder()
  const texts = [...files.values()].map(({ path, text }) => ({ path, text: after.get(path) ?? text }))
  yield texts.filter(({ text }) => text !== '').map(({ path, text }) => ({ path, bytes: encoder.encode(text) }))
  return { revision: sha256(texts.map(({ text }) => text).join('')), complete: true }
}
