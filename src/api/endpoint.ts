import type { AccessPage, AccessQuery } from '../model/accesslog.ts'
import type { Entry } from '../model/ledger.ts'
import type { Moment, Past } from '../model/past.ts'
import type { JsonObject, StoredResource } from '../model/resource.ts'
import type { State, StoredResources } from '../model/state.ts'
import type { Status } from '../model/status.ts'
import type { Sample, SampleQuery } from '../model/usage.ts'
import type { Pending } from '../plan/pending.ts'
import type { Catalog } from './catalog.ts'
import type { Places } from './feed.ts'
import type { Table } from './format.ts'
import type { Parameter, Query } from './parameter.ts'
import type { HttpProblem } from './server.ts'
import type { Viewer } from './viewer.ts'

/** What a response is made of, whole: one state, one status, one instant (RFC 3339 UTC), and what the last pass left to do. */
export interface View {
  readonly state: State
  readonly status: Status
  readonly instant: string
  /** Absent until a pass is over, or a start has found that there is nothing to do. */
  readonly pending?: Pending | undefined
}

/** A request that was let in and read. `path` gives the parts of the address that stand in braces. */
export interface Asked {
  readonly view: View
  readonly catalog: Catalog
  readonly viewer: Viewer
  readonly query: Query
  readonly recorded: Recorded
  readonly places: Places
  /** The host that the request was sent to, in lower case and without its port. */
  readonly host: string
  /** What was sent with the question, as the endpoint's schema wants it. */
  readonly body?: JsonObject
  path(name: string): string
  /** Says that an organization is what this is about, whether the reader sees it or not: that is recorded (api §5). */
  concerns(organization: StoredResource): void
}

/** What is kept beside the state: the ledger, samples of usage, and who has read what. All of it throws `StoreError`, and `ConflictError` while it is opened again. */
export interface Recorded {
  /** Entries, oldest first, `from` and `to` inclusive. */
  entries(range: { readonly from?: number; readonly to?: number }): AsyncIterable<Entry>
  past(moment: Moment): Promise<Past>
  /** The entries after a state, up to number `to`, oldest first. */
  steps(from: State, to: number): AsyncIterable<Step>
  /** Does what reads much of the ledger, one after the other: readers are many, and the program has other work. */
  inTurn<T>(walk: () => Promise<T>): Promise<T>
  /** The number of the last entry that is sealed away; 0 where none is. */
  sealed(): Promise<number>
  samples(query: SampleQuery): Promise<readonly Sample[]>
  access(query: AccessQuery): Promise<AccessPage>
}

/** An entry, with what is stored after it: worked out where it is asked for, before the next one comes. */
export interface Step {
  readonly entry: Entry
  resources(): StoredResources
}

/** The answer of an endpoint that gives one thing. */
export type Answer = Value | Trouble

/** One thing, or a list that is no more than what is told; `links` lead to the same with other parameters. */
export interface Value {
  readonly type: 'value'
  readonly value: object
  readonly links?: readonly { readonly rel: 'next' | 'prev'; readonly change: Readonly<Record<string, string>> }[]
  /** Whether there may be so much that it has to be told as it is made. */
  readonly isLong?: boolean
}

/** What is wrong, as HTTP tells it. */
export interface Trouble {
  readonly type: 'problem'
  readonly problem: HttpProblem
}

/**
 * A list before it is cut to a page. Items are looked at as they are stored, and `show` makes of those on the page what is
 * told. `orders` give what a list may be sorted by; it comes sorted by the first of them.
 */
export interface Listing<T> {
  readonly type: 'list'
  readonly items: readonly T[]
  readonly show: (item: T) => Readonly<Record<string, unknown>> | string
  /** What `name` is held against; absent where the endpoint has a parameter `name` of its own. */
  readonly name?: (item: T) => string
  /** Of a list over several organizations: the name of that of which an item tells. Each on the page is recorded as read. */
  readonly organization?: (item: T) => string
  /** Is awaited with the items of a page before they are shown. */
  readonly prepare?: (page: readonly T[]) => Promise<unknown>
  /** Which fields a table of it has; absent: all of them. */
  readonly columns?: readonly string[]
  /** A list in each item, whose items have a row each in a table, beside the fields of the item. */
  readonly unfold?: string
  readonly labels?: (item: T) => Readonly<Record<string, string>>
  readonly orders: Readonly<Record<string, (item: T) => string | number>>
}

/** The schema of what is sent, every object in it closed, and whether it has to be: then there is no `GET`. */
export interface Body {
  readonly schema: JsonObject
  readonly isNeeded: boolean
}

interface Described {
  /** Below `/api/v1`, with names in braces. */
  readonly path: string
  /** A name of its own, in the document and nowhere else. */
  readonly operation: string
  readonly summary: string
  readonly parameters: readonly Parameter[]
  /** The schema of what is answered, of a list that of one item; every object in it is closed. */
  readonly response: JsonObject
  /** What may be sent with `POST`, where a question does not fit into an address; it is a read all the same. */
  readonly body?: Body
  /** The statuses with which it may answer besides those that everything may answer with. */
  readonly problems?: readonly (403 | 410)[]
  /** Whether `at` and `seq` may name a moment of the past, or to come. */
  readonly isDated: boolean
}

/** An endpoint that gives one thing. */
export interface ValueEndpoint extends Described {
  readonly type: 'value'
  /** Whether it gives a list of documents, which are told as YAML too. */
  readonly isYaml?: boolean
  /** As what a list is told besides JSON. */
  readonly tables?: readonly Table[]
  /** All of a record, for a table of which no part is named; absent: a table has what JSON has. It throws where there is too much. */
  whole?(asked: Asked): Promise<AsyncIterable<object> | Trouble>
  answer(asked: Asked): Answer | Promise<Answer>
}

/** An endpoint that gives a list, which knows names, labels, fields, order and pages besides its own parameters. */
export interface ListEndpoint<T> extends Described {
  readonly type: 'list'
  /** What `o` may name. */
  readonly orders: readonly string[]
  readonly hasLabels?: boolean
  /** As what it is told besides JSON: whole then, where no page is named. */
  readonly tables?: readonly Table[]
  answer(asked: Asked): Listing<T> | Trouble | Promise<Listing<T> | Trouble>
}

/** Something that can be read. */
export type Endpoint = ValueEndpoint | ListEndpoint<never>

/** Whether what an endpoint tells comes in parts, so that nobody knows how much there is in all. */
export function isInParts({ parameters }: Pick<Endpoint, 'parameters'>): boolean {
  return parameters.some(({ name }) => name === 'limit')
}

/** Makes an endpoint of a list, of whatever its items are. */
export function listEndpoint<T>(endpoint: Omit<ListEndpoint<T>, 'type'>): Endpoint {
  return { ...endpoint, type: 'list' } as unknown as ListEndpoint<never>
}

/** Makes an endpoint of one thing. */
export function valueEndpoint(endpoint: Omit<ValueEndpoint, 'type'>): Endpoint {
  return { ...endpoint, type: 'value' }
}

/** What is not there, and what somebody may not see: byte for byte the same. */
export const NOT_FOUND: Trouble = { type: 'problem', problem: { status: 404, title: 'Not Found' } }

/** A moment before what the ledger still tells. */
export const SEALED_AWAY: Trouble = {
  type: 'problem',
  problem: {
    status: 410,
    title: 'Gone',
    detail: 'the ledger was sealed after that moment, and its files are away',
    code: 'SealedAway',
  },
}

/** A problem of a request that names a parameter. */
export function badParameter(name: string, detail: string): Trouble {
  const errors = [{ pointer: `query/${name}`, detail }]
  return {
    type: 'problem',
    problem: { status: 400, title: 'Bad Request', detail: `the parameter ${name} ${detail}`, errors },
  }
}
