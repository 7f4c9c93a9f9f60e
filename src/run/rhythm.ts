import type { Loop } from '../loop.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { createResting, type Resting } from './resting.ts'

/** How long the first pass waits for sources that do not answer. */
const FIRST_MS = 15_000

/** The loop of the long-running program: lanes, which rest until there is something to do. */
export function createRhythm(parts: Omit<Lanes, 'firstMs'> & Resting): Loop {
  return createResting(createLanes({ ...parts, firstMs: FIRST_MS }), parts)
}
