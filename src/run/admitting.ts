import { admissionOf } from '../cluster/admission/words.ts'
import type { AdmissionConfig, Config } from '../config.ts'
import type { Admission, AdmissionRequest } from '../kubernetes/admission.ts'
import type { Log } from '../lib/log.ts'
import type { Snapshot } from '../model/document.ts'
import type { Clock } from '../model/ports.ts'
import { API_VERSION } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import { withChange } from '../sources/cluster/changed.ts'
import { type Changing, changingIn } from '../sources/cluster/changing.ts'
import { SOURCE_LIMITS } from '../sources/content.ts'
import { createAdmitted } from './admitted.ts'
import { createJudging } from './judging.ts'
import type { Watch } from './watch.ts'
import { snapshotOf } from './watched.ts'

/** Says of a change of an object in the cluster of a source whether it may be stored there; `undefined` where no cluster is called so. */
export type Admit = (source: string, request: AdmissionRequest) => Promise<Admission | undefined>

/** What is admitted by: what the sources declared last, and the newest state. `waitMs`: how long a change may wait for its turn. */
export interface AdmittingAround {
  readonly watches: readonly Pick<Watch, 'name' | 'snapshot'>[]
  readonly state: () => State
  readonly clock: Clock
  readonly log: Log
  readonly waitMs?: number
}

type Change = Extract<Changing, { type: 'change' }>
type Judge = (source: string, request: AdmissionRequest) => Admission

const WAIT_MS = 4_000
const MOST_WAITING = 256
const SILENT: Admission = { warnings: [] }
const [GROUP = ''] = API_VERSION.split('/')
/** What these take away somebody else has decided; a namespace that cannot be emptied would never go. */
const CONTROLLERS = 'system:serviceaccount:kube-system:'

/**
 * Makes what judges changes in clusters, one after another. It refuses only what it has judged: what it does not know, has no
 * time for or fails at is let through with a warning, for the pass that follows judges everything again.
 */
export function createAdmitting(config: Config, around: AdmittingAround): Admit {
  const clusters = config.sources.flatMap(({ name, from }) => (from.type === 'kubernetes' ? [name] : []))
  const inTurn = createTurns(judgeOf(config, clusters, around), around)
  return async (source, request) => {
    if (!clusters.includes(source)) return undefined
    const isTold = request.group === GROUP && request.subresource === ''
    const isOwed = request.operation === 'DELETE' && request.username.startsWith(CONTROLLERS)
    return isTold && !isOwed ? inTurn(source, request) : SILENT
  }
}

function createTurns(
  judge: Judge,
  { clock, log, waitMs = WAIT_MS }: AdmittingAround,
): (source: string, request: AdmissionRequest) => Promise<Admission> {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const judged = async (source: string, request: AdmissionRequest, until: number): Promise<Admission> => {
    // The rest of the program gets its turn between two of these.
    await new Promise((resolve) => setImmediate(resolve))
    if (clock.elapsedMs() > until) return unjudged('too many changes at once')
    try {
      return judge(source, request)
    } catch {
      log.error('a change in a cluster could not be judged', { source, kind: request.kind })
      return unjudged('a bug in charter; please report it')
    }
  }
  return async (source, request) => {
    if (waiting >= MOST_WAITING) return unjudged('too many changes at once')
    waiting += 1
    const until = clock.elapsedMs() + waitMs
    const turn = last.then(() => judged(source, request, until))
    last = turn
    try {
      return await turn
    } finally {
      waiting -= 1
    }
  }
}

function judgeOf(
  { installation, limits, admission }: Config,
  clusters: readonly string[],
  { watches, state, clock }: AdmittingAround,
): Judge {
  const sources = watches.map(({ name }) => name)
  const judging = createJudging({ clock, sources, ...(installation === undefined ? {} : { installation }) })
  const admitted = new Map(clusters.map((name) => [name, createAdmitted(clock)]))
  const now = (stored: State): readonly Snapshot[] =>
    watches.flatMap((watch) => {
      const snapshot = snapshotOf(watch, stored)
      return snapshot === undefined ? [] : [admitted.get(watch.name)?.over(snapshot) ?? snapshot]
    })
  const change = (source: string, { change: one }: Change, { username, isDryRun }: AdmissionRequest): Admission => {
    const stored = state()
    const snapshots = now(stored)
    if (!snapshots.some((one) => one.source === source)) return unjudged('this cluster has not been read yet')
    const after = snapshots.map((snapshot) => (snapshot.source === source ? withChange(snapshot, one) : snapshot))
    const judged = judging.judge({ snapshots, state: stored }, after, addressOf(username, admission))
    if (judged === undefined) return unjudged('it takes too long')
    const said = admissionOf(judged.verdict, judged.own, admission?.selfGrant === 'refuse')
    if (said.denial === undefined && !isDryRun) admitted.get(source)?.note(one)
    return said
  }
  return (source, request) => {
    const changing = changingIn(request, { source, limits: { ...SOURCE_LIMITS, ...limits } })
    switch (changing.type) {
      case 'nothing':
        return SILENT
      case 'unreadable':
        return admissionOf({ errors: [changing.problem], warnings: [], holds: [] })
      case 'change':
        return change(source, changing, request)
    }
  }
}

/** The e-mail address of whoever makes a change, as far as the name says it by which the API server knows them. */
function addressOf(username: string, { usernamePrefix = '' }: Partial<AdmissionConfig> = {}): string | undefined {
  const rest = username.startsWith(usernamePrefix) ? username.slice(usernamePrefix.length) : ''
  return rest.includes('@') ? rest : undefined
}

function unjudged(why: string): Admission {
  return { warnings: [`charter has not judged this: ${why}; \`charter status\` says what becomes of it`] }
}
