import type { Log } from '../../lib/log.ts'
import type { Clock } from '../../model/ports.ts'
import type { Refusal } from '../identity.ts'
import { NO_TOKEN } from './credential.ts'

/** Who knocks again and again fills no disk: the same reason is written once in this time, with how often it was. */
const QUIET_MS = 10_000

/** Writes into the log why requests are refused; reasons are constants, so that nothing of a request is in it. */
export function createRefused(log: Log, clock: Clock): (refusal: Refusal) => void {
  const told = new Map<string, { readonly at: number; readonly unsaid: number }>()
  return ({ type, reason }) => {
    if (reason === NO_TOKEN) return
    const now = clock.elapsedMs()
    const last = told.get(reason)
    if (last !== undefined && now - last.at < QUIET_MS) {
      told.set(reason, { at: last.at, unsaid: last.unsaid + 1 })
      return
    }
    told.set(reason, { at: now, unsaid: 0 })
    log.info('refused to answer', { type, reason, times: 1 + (last?.unsaid ?? 0) })
  }
}
