import { shortened } from '../lib/text.ts'
import type { JsonObject } from '../model/resource.ts'
import { objectsAt } from './object.ts'

/** One outcome worth remembering: what became of which revision. */
export interface Attempt {
  readonly outcome: 'applied' | 'held' | 'invalid' | 'failed'
  readonly revision?: string
  readonly plan?: string
  readonly message: string
}

const MOST_ATTEMPTS = 5
const MOST_MESSAGE = 256

/**
 * The last five different outcomes, newest first. One that is the same as the newest changes nothing, so that a pass over the same
 * declarations writes nothing.
 */
export function historyAfter(before: JsonObject, attempt: Attempt | undefined, now: string): readonly JsonObject[] {
  const known = objectsAt(before, 'history').slice(0, MOST_ATTEMPTS)
  if (attempt === undefined) return known
  const { outcome, plan, revision } = attempt
  const message = shortened(attempt.message, MOST_MESSAGE)
  const [newest] = known
  if (newest?.outcome === outcome && newest.plan === plan && newest.message === message) return known
  const next: JsonObject = {
    outcome,
    ...(revision === undefined ? {} : { revision }),
    ...(plan === undefined ? {} : { plan }),
    message,
    lastTime: now,
  }
  return [next, ...known].slice(0, MOST_ATTEMPTS)
}
