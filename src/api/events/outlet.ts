import { Readable } from 'node:stream'

/** So many bytes wait for a reader at most, and the one event that did not fit. */
const MOST_BYTES = 256 * 1024

/** Where what is told to one reader goes. */
export interface Outlet {
  readonly body: Readable
  push(text: string): void
  /** Whether the reader has to take something first. */
  isFull(): boolean
  /** Whether something waits and nothing of it was taken since this was asked last. */
  isStuck(): boolean
  end(): void
}

/** Makes an outlet. It never waits for its reader: who fills it looks whether it is full. */
export function createOutlet(): Outlet {
  const body = new Readable({ read: () => undefined })
  let pushed = 0
  let takenBefore = 0
  return {
    body,
    push(text) {
      pushed += Buffer.byteLength(text)
      body.push(text)
    },
    isFull: () => body.readableLength > MOST_BYTES,
    isStuck() {
      const taken = pushed - body.readableLength
      const isStuck = body.readableLength > 0 && taken === takenBefore
      takenBefore = taken
      return isStuck
    },
    end: () => void body.push(null),
  }
}
