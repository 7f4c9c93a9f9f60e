import type { Snapshot } from '../model/document.ts'
import type { State } from '../model/state.ts'
import type { Pause, SourceStatus } from '../model/status.ts'
import type { Watch } from './watch.ts'

/** A source as its watch knows it now. */
export function sourceNow(source: SourceStatus, watch: Watch, paused: Pause | undefined): SourceStatus {
  const snapshot = watch.snapshot()
  const { name, place, applied, holds, conditions } = source
  const known = { name, place, ...(applied === undefined ? {} : { applied }), holds, conditions }
  const optional = {
    ref: snapshot?.ref,
    attempted: watch.revision(),
    documents: snapshot?.documents.length,
    readAt: watch.readAt(),
    trouble: watch.trouble(),
    paused,
  }
  const told = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return { ...known, ...told }
}

/** What a source declared last; a departure from a history that was approved since is none any more. */
export function snapshotOf(watch: Pick<Watch, 'snapshot'>, { revisions }: State): Snapshot | undefined {
  const snapshot = watch.snapshot()
  if (snapshot?.history?.departed === undefined || revisions[snapshot.source] !== snapshot.revision) return snapshot
  const { departed: _, ...history } = snapshot.history
  return { ...snapshot, history }
}
