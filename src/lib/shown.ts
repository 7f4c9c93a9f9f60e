import { pointerOf, segmentsOf } from './pointer.ts'
import { looksRandom } from './random.ts'
import { visible } from './text.ts'
import { secretShapeOf } from './tokens.ts'

const HIDDEN = '(hidden)'

/** Whether a text is, or holds, what looks like a secret. */
export function looksSecret(text: string): boolean {
  return secretShapeOf(text) !== undefined || looksRandom(text)
}

/** A name or value that is safe to show: nothing in it moves the cursor, and what looks like a secret is hidden. */
export function shown(text: string): string {
  return looksSecret(text) ? HIDDEN : visible(text)
}

/** A JSON pointer that is safe to show: a name on the way that looks like a secret is hidden. */
export function shownPointer(pointer: string): string {
  const segments = segmentsOf(pointer)
  if (!segments.some(looksSecret)) return pointer
  return pointerOf(segments.map((segment) => (looksSecret(segment) ? HIDDEN : segment)))
}
