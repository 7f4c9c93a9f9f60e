import type { FastifyRequest } from 'fastify'
import type { View } from './endpoint.ts'
import type { Identity } from './identity.ts'

/** An answer as it is sent, with all that stands in its headers. */
export interface Ready {
  readonly instant: string
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string
  readonly body: Buffer
}

/** Answers that were made a moment ago, for whoever asks the very same again. */
export interface Readies {
  find(newest: View, reader: Identity, request: FastifyRequest): Ready | undefined
  keep(newest: View, reader: Identity, request: FastifyRequest, ready: Ready): void
}

/** So long an answer is given again: its instant is never older than that. */
const FRESH_MS = 1000
const MOST_BYTES = 32 * 2 ** 20
/** What is larger is seldom asked for twice. */
const MOST_BYTES_EACH = 2 ** 20

/**
 * Keeps answers for as long as the state and the status are the same that they were made of, and for a second: dashboards
 * ask for the same things again and again, and many at once. One reader never gets what was made for another one.
 */
export function createReadies(): Readies {
  let of: View | undefined
  let kept = new WeakMap<Identity, Map<string, Ready>>()
  let bytes = 0
  const restart = (view: View): void => {
    of = view
    kept = new WeakMap()
    bytes = 0
  }
  return {
    find(newest, reader, request) {
      if (!isSame(of, newest)) return undefined
      const found = kept.get(reader)?.get(nameOf(request))
      return found !== undefined && isFresh(found, newest) ? found : undefined
    },
    keep(newest, reader, request, ready) {
      if (!isSame(of, newest) || bytes > MOST_BYTES) restart(newest)
      if (ready.body.length > MOST_BYTES_EACH) return
      const own = kept.get(reader) ?? new Map<string, Ready>()
      kept.set(reader, own)
      own.set(nameOf(request), ready)
      bytes += ready.body.length + HEADER_BYTES
    },
  }
}

/** About what is held beside a body. */
const HEADER_BYTES = 1024

function nameOf({ url, headers }: FastifyRequest): string {
  return `${headers.accept ?? ''}\n${headers.host ?? ''}\n${url}`
}

function isSame(of: View | undefined, newest: View): boolean {
  return of?.state === newest.state && of.status === newest.status && of.pending === newest.pending
}

/** A clock that was put back makes nothing fresh. */
function isFresh({ instant }: Ready, newest: View): boolean {
  const age = Date.parse(newest.instant) - Date.parse(instant)
  return age >= 0 && age < FRESH_MS
}
