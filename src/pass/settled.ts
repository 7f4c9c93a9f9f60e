import { instantOf } from '../lib/instant.ts'
import type { Settled, SettledSource } from '../model/inventory.ts'
import type { Head } from '../model/state.ts'
import type { PassMemo } from '../plan/memo.ts'

/** What a start looks at before it reads anything: the ledger's head, the program, the sources in order, and the time. */
export interface Standing {
  readonly head: Head
  readonly program: string
  readonly sources: readonly SettledSource[]
  readonly instant: string
}

/** What to write down of a pass that left nothing to do; `undefined` of any other, and without a memo that knows. */
export function settledBy({ last }: PassMemo, { head, program, sources }: Standing): Settled | undefined {
  if (last === undefined || last.planned.size > 0 || last.stored.head.hash !== head.hash) return undefined
  const { instant } = last.context
  const known = { head: { seq: head.seq, hash: head.hash }, program, sources, since: instant }
  return Number.isFinite(last.until) ? { ...known, until: new Date(last.until).toISOString() } : known
}

/**
 * Whether a pass would find everything as it was when the inventory was written, so that nothing has to be read (design
 * §5): the same ledger, program, sources, configuration and revisions, and no declared window begun or ended since.
 */
export function isSettled(settled: Settled | undefined, now: Standing): boolean {
  if (settled === undefined) return false
  const [since, instant] = [instantOf(settled.since), instantOf(now.instant)]
  const until = settled.until === undefined ? Number.POSITIVE_INFINITY : instantOf(settled.until)
  if (since === undefined || instant === undefined || until === undefined) return false
  if (instant < since || instant >= until) return false
  if (settled.program !== now.program || settled.head.seq !== now.head.seq || settled.head.hash !== now.head.hash) {
    return false
  }
  return (
    settled.sources.length === now.sources.length && settled.sources.every((one, at) => isSame(one, now.sources[at]))
  )
}

function isSame(left: SettledSource, right: SettledSource | undefined): boolean {
  return left.name === right?.name && left.revision === right.revision && left.configuration === right.configuration
}
