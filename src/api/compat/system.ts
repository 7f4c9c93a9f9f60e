import type { Asked, Body, Trouble } from '../endpoint.ts'
import type { HttpProblem } from '../server.ts'

/** Headers of a request, by their names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request to an address of another system: `query` is read as that system reads it, `base` is where the system begins, as an absolute address. */
export interface SystemAsked extends Asked {
  readonly base: string
  /** The absolute address of the request, with its query. */
  readonly address: string
  /** What the client says it is (`User-Agent`). */
  readonly agent: string
}

/** What is answered, as that system spells it; of a list `total` says how many there are in all. */
export interface SystemValue {
  readonly type: 'value'
  readonly value: unknown
  readonly total?: number
  readonly links?: readonly { readonly rel: string; readonly url: string }[]
}

/** Another address at which it is answered, from where the system begins on (302). */
export interface SystemRedirect {
  readonly type: 'redirect'
  readonly to: string
}

/** What an address of another system answers. */
export type SystemAnswer = SystemValue | SystemRedirect | Trouble

/** An address of another system that can be read, below `/compat/<system>`, with names in braces. */
export interface SystemEndpoint {
  readonly path: string
  /** What may be sent with `POST`, where that system reads so; fields that the schema does not know are passed over. */
  readonly body?: Body
  answer(asked: SystemAsked): SystemAnswer | Promise<SystemAnswer>
}

/** Another system whose addresses, fields and errors are served from what is stored (api §6). */
export interface System {
  /** As addresses have it. */
  readonly name: string
  readonly endpoints: readonly SystemEndpoint[]
  /** Addresses that nobody reads there, because they only change something: whatever is sent to them is a 405. */
  readonly writes?: readonly string[]
  /** Whether nothing below its address is answered to somebody who is not let in, also what is not there. */
  readonly isClosed?: boolean
  /** Whether what is forbidden is told as what is not there (404); the access log knows better. */
  readonly isDiscreet?: boolean
  /** The body with which that system tells a problem of a request with this method and these headers. */
  error(problem: HttpProblem, method: string, headers: RequestHeaders): object
  /** The media type of that body; absent: JSON. */
  readonly errorType?: string
}
