import type { Recorded } from '../api/endpoint.ts'
import type { Publication } from '../api/mount.ts'
import type { AccessLog } from '../model/accesslog.ts'
import { ConflictError } from '../model/errors.ts'
import type { Moment, Past } from '../model/past.ts'
import type { Clock, Store } from '../model/ports.ts'
import type { State } from '../model/state.ts'
import type { SampleStore } from '../model/usage.ts'
import { createFolding } from '../store/fold.ts'
import { stateOfPast } from '../store/past.ts'
import type { PendingPlans } from './pending.ts'
import type { Turns } from './turn.ts'

/** So many states of the past are kept for whoever asks for them again: pages of one list are asked one by one. */
const MOST_KEPT = 4

/** What is kept beside the ledger, as far as it is shown. */
export interface Kept {
  readonly samples: Pick<SampleStore, 'read'>
  readonly accessLog: Pick<AccessLog, 'read'>
}

/** What the API shows of a running program: its newest state and status together, and states of the past, folded one at a time. */
export function createPublication(
  turns: Pick<Turns, 'state' | 'status' | 'ledger'>,
  kept: Kept,
  clock: Pick<Clock, 'now'>,
  pendingAt: PendingPlans['now'] = () => undefined,
): Publication {
  const pasts = new Map<string, Promise<Past>>()
  let last: Promise<unknown> = Promise.resolve()
  const fold = (moment: Moment, newest: State): Promise<Past> => {
    const folded = last.then(async (): Promise<Past> => {
      const store = turns.ledger()
      return store === undefined ? { missing: 'unknown' } : stateOfPast({ newest, store }, moment)
    })
    last = folded.catch(() => undefined)
    return folded
  }
  const opened = (): Ledger => {
    const store = turns.ledger()
    if (store === undefined) throw new ConflictError('Outdated', 'the ledger is being opened again', 'ask again')
    return store
  }
  const past = (moment: Moment): Promise<Past> => {
    const newest = turns.state()
    const now = clock.now()
    if ('at' in moment && moment.at >= Date.parse(now)) {
      // What is to come is asked of what is declared today.
      return Promise.resolve({ state: newest, instant: new Date(moment.at).toISOString() })
    }
    const name = 'seq' in moment ? `seq ${moment.seq}` : `at ${moment.at} ${newest.head.seq}`
    const known = pasts.get(name)
    if (known !== undefined) return known
    const folded = fold(moment, newest)
    pasts.set(name, folded)
    folded.catch(() => pasts.delete(name))
    for (const oldest of pasts.keys()) {
      if (pasts.size <= MOST_KEPT) break
      pasts.delete(oldest)
    }
    return folded
  }
  return {
    recorded: recordedIn(opened, past, kept),
    now() {
      const status = turns.status()
      const pending = pendingAt(status)
      return { state: turns.state(), status, instant: clock.now(), ...(pending === undefined ? {} : { pending }) }
    },
    isReady: () => turns.status().isReady || turns.state().head.seq > 0,
    past,
  }
}

type Ledger = Pick<Store, 'base' | 'entries'>

function recordedIn(opened: () => Ledger, past: Recorded['past'], { samples, accessLog }: Kept): Recorded {
  let last: Promise<unknown> = Promise.resolve()
  return {
    past,
    entries: (range) => opened().entries(range),
    async *steps(from, to) {
      const folding = createFolding(from)
      for await (const entry of opened().entries({ from: from.head.seq + 1, to })) {
        folding.add(entry)
        yield { entry, resources: () => folding.state().resources }
      }
    },
    inTurn(walk) {
      const walked = last.then(walk)
      last = walked.catch(() => undefined)
      return walked
    },
    sealed: async () => (await opened().base()).head.seq,
    samples: (query) => samples.read(query),
    access: (query) => accessLog.read(query),
  }
}
