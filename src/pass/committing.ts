import type { ChangedSecret, SecretNote } from '../model/secret.ts'
import type { State } from '../model/state.ts'
import type { PassPlan } from '../plan/pass.ts'
import { type Around, commitPass, type PassResult } from '../reconciler.ts'
import type { Handed } from './handover.ts'
import type { Keeping } from './keeping.ts'
import { madeSecrets } from './keys.ts'
import type { PlanAgain } from './recordable.ts'
import { changedSecrets, rotatedEntries, settledSecrets } from './rotated.ts'
import type { Looked } from './secrets.ts'

/** A pass that was planned with the secrets as they were found, and how it is planned again with them. */
export interface Resolved {
  readonly pass: PassPlan
  readonly looked: Looked
  readonly again: PlanAgain
}

/** What a committed pass did about secrets besides. */
export interface Committed extends PassResult {
  /** Secrets that the ledger notes as others than before. */
  readonly changed: readonly ChangedSecret[]
  readonly handed: Handed
}

/** What a pass does about secrets besides its plans: those that are others than before, then those that are to be made. */
export function secretNotes(
  { pass, looked }: Omit<Resolved, 'again'>,
  stored: State,
  { keeping, instant }: { readonly keeping: Keeping | undefined; readonly instant: string },
): readonly SecretNote[] {
  const changed = keeping === undefined ? [] : changedSecrets(pass, looked, keeping.memory.now().prints, stored)
  return [...changed, ...madeSecrets(pass, stored, instant)]
}

/**
 * Commits a pass (`commitPass`) with what has to be done about secrets: behind its entries stand those of secrets that are
 * others than before, then fingerprints are remembered, and values of AccessKeys are made and handed over. Throws what the
 * store throws.
 */
export async function commitResolved(
  { pass: planned, looked, again }: Resolved,
  stored: State,
  { keeping, ...around }: Around & { readonly keeping: Keeping },
): Promise<Committed> {
  const { store, clock, actor } = around
  const { prints } = keeping.memory.now()
  const changedIn = (pass: PassPlan) => settledSecrets(changedSecrets(pass, looked, prints, stored), pass)
  const behind = (pass: PassPlan) => rotatedEntries(changedIn(pass), stored, { time: clock.now(), actor })
  const result = await commitPass(planned, stored, { ...around, again, behind })
  const changed = changedIn(result.pass)
  await keeping.remember(result.pass, looked)
  const handed = await keeping.handOver(result.state, { store, clock, actor })
  return { ...result, state: handed.state, changed, handed }
}
