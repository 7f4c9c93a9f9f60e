import { decodeJwt } from 'jose'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { reviewToken } from '../../kubernetes/review.ts'
import { SourceError } from '../../model/errors.ts'
import type { Identity, Refusal } from '../identity.ts'
import type { Around, Ways } from './authenticate.ts'
import type { Credential } from './credential.ts'
import { createMemory } from './memory.ts'
import { refusal } from './refusal.ts'
import { type Asking, asked, rightsOf } from './rights.ts'

/** Whose tokens of a cluster count: those for `audience`; `cacheSeconds` (30 at most) is how long somebody is remembered. */
export interface KubernetesSettings {
  readonly audience: string
  readonly cacheSeconds: number
  /** Everything that is asked for one request together, in milliseconds. */
  readonly deadlineMs?: number
}

/** What vouches for tokens of a cluster: the API server, and the names of the organizations that are stored. */
export interface KubernetesAround extends Around {
  readonly cluster: Cluster
  readonly organizations: () => readonly string[]
}

const DEADLINE_MS = 5_000
/** More unknown tokens at once are answered with 503, so that whoever makes them up keeps no API server busy. */
const MOST_AT_ONCE = 64
const NOT_ASKED = 'the API server of Kubernetes cannot be asked'

/**
 * Makes what says for whom a Kubernetes API server vouches, and what it lets them do to Organizations (api §2.3). Whoever it
 * does not name for our audience is nobody; while it cannot be asked nobody can say (faults H11, T28).
 */
export function createKubernetes(
  { audience, cacheSeconds, deadlineMs = DEADLINE_MS }: KubernetesSettings,
  { cluster, organizations, clock, log }: KubernetesAround,
): NonNullable<Ways['kubernetes']> {
  const memory = createMemory(clock, { longestMs: cacheSeconds * 1000 })
  const running = new Map<string, Promise<Identity | Refusal>>()
  let hasFailed = false
  const tell = (reason: string | undefined): void => {
    if (reason !== undefined && !hasFailed) log.warn('the API server cannot be asked who somebody is', { reason })
    if (reason === undefined && hasFailed) log.info('the API server can be asked again who somebody is')
    hasFailed = reason !== undefined
  }
  const prove = async ({ text }: Credential, id: string, asking: Asking): Promise<Identity | Refusal> => {
    const found = await asked(asking, (reading) => reviewToken(cluster, { token: text, audience }, reading))
    if (found.type === 'refused') return refusal('unauthorized', found.reason)
    const rights = await rightsOf(found.user, organizations(), asking)
    const identity: Identity = { type: 'kubernetes', name: found.user.username, ...rights }
    memory.put(id, identity, endOf(text))
    return identity
  }
  const proved = async (credential: Credential, id: string): Promise<Identity | Refusal> => {
    const signal = AbortSignal.timeout(deadlineMs)
    try {
      const found = await prove(credential, id, { cluster, signal, timeoutMs: deadlineMs })
      tell(undefined)
      return found
    } catch (error) {
      tell(signal.aborted ? `no answer within ${deadlineMs / 1000} s` : reasonOf(error))
      return refusal('unavailable', NOT_ASKED)
    } finally {
      running.delete(id)
    }
  }
  return async (credential) => {
    const id = credential.digest.toString('base64url')
    const known = memory.get(id) ?? running.get(id)
    if (known !== undefined) return known
    if (running.size >= MOST_AT_ONCE) return refusal('unavailable', 'too many unknown tokens at once')
    const work = proved(credential, id)
    running.set(id, work)
    return work
  }
}

/** When the token ends, in seconds since 1970, where it says so: the API server has vouched for what it says. */
function endOf(token: string): number {
  try {
    return decodeJwt(token).exp ?? Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}

/** Only the program's own errors speak; another one might quote the token. */
function reasonOf(error: unknown): string {
  return error instanceof SourceError ? error.message : 'a bug in charter; please report it'
}
