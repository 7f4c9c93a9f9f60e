import type { Loop } from '../loop.ts'

/** What a loop rests by: `rest` asks sources where they are and tells whether nothing has to be read, `rested` is told then. */
export interface Resting {
  readonly sources: readonly string[]
  readonly rest: (sources: ReadonlySet<string>, signal: AbortSignal) => Promise<boolean>
  readonly rested: (sources: readonly string[]) => void
}

/**
 * A loop that begins only when there is something to do: until then a request asks the sources that it names where they
 * are. What finds something new, and a person who asks, begins it, with a turn over every source.
 */
export function createResting(loop: Loop, { sources, rest, rested }: Resting): Loop {
  const stopping = new AbortController()
  let begun: Promise<void> | undefined
  let looked: Promise<boolean> = Promise.resolve(true)
  return {
    async request(names, reason) {
      if (begun !== undefined) return loop.request(names, reason)
      const asked = reason === 'start' ? sources : [...names]
      const isPerson = reason === 'request' || reason === 'signal'
      // One look at a time; whoever comes while it is being looked waits for what it finds.
      looked = looked.then(
        (stays) => stays && !isPerson && begun === undefined && rest(new Set(asked), stopping.signal),
      )
      const stays = await looked
      if (stopping.signal.aborted) return
      if (stays) return rested(asked)
      begun ??= loop.request(sources, 'start')
      await begun
    },
    alone: loop.alone,
    async stop() {
      stopping.abort()
      await loop.stop()
    },
  }
}
