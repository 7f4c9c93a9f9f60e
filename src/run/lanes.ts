import { createLoop, type Loop, type Reason, type Turn } from '../loop.ts'

/** What runs in the lanes: reading one source, which tells whether a pass has anything to look at, and a pass. */
export interface Lanes {
  readonly sources: readonly string[]
  readonly read: (source: string, turn: Turn) => Promise<boolean>
  readonly pass: (turn: Turn) => Promise<void>
  readonly onFailure: (error: unknown) => void
  /** How long the first pass waits for sources that do not answer. */
  readonly firstMs: number
}

/**
 * A loop in which every source is read in a lane of its own, so that one that hangs delays nobody, and passes run one at a
 * time. A request is done when the sources it names were read, and a pass that began afterwards is over, if there was
 * anything to look at. The first pass waits until every source was tried, so that it does not judge half of what there is.
 */
export function createLanes({ sources, read, pass, onFailure, firstMs }: Lanes): Loop {
  const passes = createLoop(pass, onFailure)
  let hasBegun = false
  let first: Promise<void> = Promise.resolve()
  const lanes = new Map<string, Loop>(
    sources.map((name) => [name, createLoop((turn) => readOne(name, turn), onFailure)] as const),
  )
  async function readOne(name: string, turn: Turn): Promise<void> {
    const isWorthIt = await read(name, turn)
    if (!isWorthIt || turn.signal.aborted || !hasBegun) return
    await Promise.all([...turn.reasons].map((reason) => passes.request([name], reason)))
  }
  async function readAll(names: Iterable<string>, reason: Reason): Promise<void> {
    await Promise.all([...names].map((name) => lanes.get(name)?.request([name], reason)))
  }
  async function begin(reason: Reason): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, firstMs)
    })
    await Promise.race([readAll(sources, reason), late])
    clearTimeout(timer)
    hasBegun = true
    await passes.request(sources, reason)
  }
  return {
    async request(names, reason) {
      if (reason === 'start') {
        first = begin(reason)
        await first
      } else {
        const asked = [...names]
        const isEarly = !hasBegun
        await readAll(asked, reason)
        // Until the first pass, readings ask for none: that one looks at all of them.
        if (isEarly) await first
        if (asked.length === 0) await passes.request([], reason)
      }
    },
    alone: passes.alone,
    async stop() {
      await Promise.all([passes, ...lanes.values()].map((lane) => lane.stop()))
    },
  }
}
