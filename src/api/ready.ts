import type { FastifyRequest } from 'fastify'
import type { State } from '../model/state.ts'
import type { Asked, View } from './endpoint.ts'
import type { Identity } from './identity.ts'
import { concernsAgain } from './recording.ts'

/** An answer as it is sent, with all that stands in its headers; `until` is when it is too old to be given again. */
export interface Ready {
  readonly instant: string
  readonly until: string
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly body: Buffer
}

/** An answer that is kept, and what is to be called for each request that is given it. */
interface Kept {
  readonly ready: Ready
  readonly concerns: (request: FastifyRequest) => void
}

/** Answers that were made a moment ago, for whoever asks the very same again. */
export interface Readies {
  find(newest: View, reader: Identity, request: FastifyRequest): Ready | undefined
  keep(newest: View, reader: Identity, request: FastifyRequest, ready: Ready): void
}

/** So long an answer is given again: its instant is never older than that. */
const FRESH_MS = 1000

/** The instant from which on an answer of another one is not given again. */
export function untilOf(instant: string): string {
  return new Date(Date.parse(instant) + FRESH_MS).toISOString()
}

/** Whether an answer is given at an instant. A clock that was put back makes nothing fresh. */
export function isFresh({ instant, until }: Ready, now: string): boolean {
  return now >= instant && now < until
}

const MOST_BYTES = 32 * 2 ** 20
/** What is larger is seldom asked for twice. */
const MOST_BYTES_EACH = 2 ** 20

/**
 * Keeps answers that are made of the state alone for as long as it is the same, and for a second: dashboards ask for the
 * same things again and again, and many at once. One reader never gets what was made for another one.
 */
export function createReadies(): Readies {
  let of: State | undefined
  let kept = new WeakMap<Identity, Map<string, Kept>>()
  let held = 0
  const restart = (state: State): void => {
    of = state
    kept = new WeakMap()
    held = 0
  }
  return {
    find(newest, reader, request) {
      if (of !== newest.state) return undefined
      const found = kept.get(reader)?.get(nameOf(request))
      if (found === undefined || !isFresh(found.ready, newest.instant)) return undefined
      found.concerns(request)
      return found.ready
    },
    keep(newest, reader, request, ready) {
      if (of !== newest.state || held > MOST_BYTES) restart(newest.state)
      if (ready.body.length > MOST_BYTES_EACH) return
      const own = kept.get(reader) ?? new Map<string, Kept>()
      kept.set(reader, own)
      const name = nameOf(request)
      held += ready.body.length - (own.get(name)?.ready.body.length ?? -HEADER_BYTES)
      own.set(name, { ready, concerns: concernsAgain(request) })
    },
  }
}

/** About what is held beside a body. */
const HEADER_BYTES = 1024

function nameOf({ url, headers }: FastifyRequest): string {
  return `${headers.accept ?? ''}\n${headers.host ?? ''}\n${url}`
}

/** What is asked, and whether what was looked at since is the state alone: the status and what is recorded change without it. */
export function watched(asked: Asked): { readonly asked: Asked; readonly isOfState: () => boolean } {
  const { view, recorded } = asked
  let isOfState = true
  const aside = <T>(value: T): T => {
    isOfState = false
    return value
  }
  const seen = {
    state: view.state,
    instant: view.instant,
    get status() {
      return aside(view.status)
    },
    get pending() {
      return aside(view.pending)
    },
  }
  return {
    asked: {
      ...asked,
      view: seen,
      get recorded() {
        return aside(recorded)
      },
    },
    isOfState: () => isOfState,
  }
}
