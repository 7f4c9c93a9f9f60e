import type { Clock } from '../model/ports.ts'
import { clientOf } from './client.ts'
import { type Limit, sendProblem } from './server.ts'

/** How many requests a client may send: so many a second for ever, and `burst` at once. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** What became of one request: whether it is answered, how many more are, and in how many seconds one is, or all are again. */
export interface Taken {
  readonly isAllowed: boolean
  readonly remaining: number
  readonly retrySeconds: number
  readonly resetSeconds: number
}

/** Clients that are remembered; of more, those are forgotten that have been silent longest. */
const MOST_CLIENTS = 10_000

/** A token bucket for each client: full at first, and filled again as time goes by. */
export function createBuckets(
  { perSecond, burst }: Rate,
  clock: Pick<Clock, 'elapsedMs'>,
  mostClients = MOST_CLIENTS,
): (client: string) => Taken {
  const buckets = new Map<string, { readonly level: number; readonly at: number }>()
  return (client) => {
    const at = clock.elapsedMs()
    const last = buckets.get(client)
    const before = last === undefined ? burst : Math.min(burst, last.level + ((at - last.at) / 1000) * perSecond)
    const isAllowed = before >= 1
    const level = isAllowed ? before - 1 : before
    // Out and in again: a map keeps its order, so that the first one is the one that has been silent longest.
    buckets.delete(client)
    buckets.set(client, { level, at })
    const [first] = buckets.keys()
    if (buckets.size > mostClients && first !== undefined) buckets.delete(first)
    return {
      isAllowed,
      remaining: Math.floor(level),
      retrySeconds: Math.max(1, Math.ceil((1 - level) / perSecond)),
      resetSeconds: Math.ceil((burst - level) / perSecond),
    }
  }
}

/** Whoever looks after the program is always answered. */
const OPEN: readonly (string | undefined)[] = ['/healthz', '/readyz']

/** So long whoever asks too often waits for hearing it: who asks again at the first answer has no time of anybody else. */
const REFUSED_AFTER_MS = 250

/** Answers with 429 who asks too often; every answer says what is left. It costs no more than a look into a map. */
export function createLimit(rate: Rate, clock: Pick<Clock, 'elapsedMs'>): Limit {
  const take = createBuckets(rate, clock)
  const policy = `"client";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`
  const limit: Limit = (request, reply) => {
    if (OPEN.includes(request.routeOptions.url)) return undefined
    const taken = take(clientOf(request.ip))
    const { isAllowed, retrySeconds, resetSeconds } = taken
    reply.header('ratelimit-policy', policy).header('ratelimit', leftOf(taken))
    if (isAllowed) return undefined
    reply.header('retry-after', `${retrySeconds}`).header('x-ratelimit-reset', `${resetSeconds}`)
    setTimeout(() => sendProblem(reply, TOO_MANY), REFUSED_AFTER_MS).unref()
    return reply
  }
  return Object.assign(limit, {
    left(address: string) {
      const taken = take(clientOf(address))
      return taken.isAllowed ? leftOf(taken) : undefined
    },
  })
}

const TOO_MANY = { status: 429, title: 'Too Many Requests', detail: 'ask less often; see Retry-After' }

function leftOf({ remaining, resetSeconds }: Taken): string {
  return `"client";r=${remaining};t=${resetSeconds}`
}
