import { StoreError } from '../model/errors.ts'
import type { Json, JsonObject } from '../model/resource.ts'
import type { Cursors } from './cursor.ts'
import { type Asked, badParameter, type Trouble, type Value } from './endpoint.ts'
import type { Parameter } from './parameter.ts'

const LIMIT = 50
const MOST = 300
const MOST_PASSED = 100_000

/** What is wanted of a record: so many, after passing over `skip` of them, from a place on; without one from the newest on. */
export interface Want {
  readonly limit: number
  readonly skip: number
  readonly place: JsonObject | undefined
}

/** Where a record goes on: `skip` of what matches is still to be passed over there. */
export interface Next {
  readonly place: JsonObject
  readonly skip: number
}

/** Places in what is recorded, as texts that are good for one question only. */
export interface Places {
  seal(place: JsonObject): string
  open(text: string): JsonObject | undefined
}

/** The parameters that everything recorded knows: how much, how much to pass over, and where to go on. */
export const FEED_PARAMETERS: readonly Parameter[] = [
  { name: 'limit', type: 'integer', least: 1, most: MOST, description: `how many are told at most (${LIMIT})` },
  { name: 'offset', type: 'integer', least: 0, most: MOST_PASSED, description: 'how many are passed over first' },
  {
    name: 'cursor',
    type: 'text',
    description: 'where to go on: as the link `next` of the answer before has it, with the same parameters',
  },
]

/** What a question wants of a record. */
export function wantIn({ query, places }: Pick<Asked, 'query' | 'places'>): Want | Trouble {
  const limit = query.number('limit') ?? LIMIT
  const cursor = query.text('cursor')
  if (cursor === undefined) return { limit, skip: query.number('offset') ?? 0, place: undefined }
  const found = places.open(cursor)
  if (found === undefined) {
    return badParameter('cursor', 'is not of this question, or the program was started anew: begin without it')
  }
  return { limit, skip: Number(found.skip), place: found.place as JsonObject }
}

/** What is told of a record, with the link to what comes after. */
export function feedValue(value: readonly object[], next: Next | undefined, { places }: Pick<Asked, 'places'>): Value {
  if (next === undefined) return { type: 'value', value }
  const cursor = places.seal({ skip: next.skip, place: next.place } satisfies Record<string, Json>)
  return { type: 'value', value, links: [{ rel: 'next', change: { cursor } }] }
}

/** A part of what is recorded, and where it goes on. */
export interface Part {
  readonly records: readonly object[]
  readonly next: Next | undefined
}

/** All of what is recorded, or why there is none of it. */
export type Whole = AsyncIterable<object> | Trouble

/**
 * All of what is recorded, a part after the other: others get their turn between, and every part is read when it is wanted. It throws
 * `StoreError` where the rest is sealed away meanwhile: who got a part must not take it for the whole.
 */
export async function wholeFeed(read: (want: Want) => Promise<Part | Trouble>): Promise<Whole> {
  const first = await read({ limit: MOST, skip: 0, place: undefined })
  return 'type' in first ? first : following(first, read)
}

async function* following(
  first: Part,
  read: (want: Want) => Promise<Part | Trouble>,
): AsyncGenerator<object, undefined> {
  for (let part: Part | Trouble = first; ; ) {
    if ('type' in part) throw new StoreError('SealedAway', 'what was being told is sealed away', 'ask again')
    yield* part.records
    if (part.next === undefined) return
    part = await read({ limit: MOST, ...part.next })
  }
}

/** Places for the question of an address, whatever the order of its parameters; how much is told at once is not part of it. */
export function placesFor(cursors: Cursors, url: string): Places {
  const [path = '', query = ''] = url.split(/\?(.*)/s)
  const parameters = new URLSearchParams(query)
  for (const name of ['cursor', 'limit']) parameters.delete(name)
  parameters.sort()
  const question = `${path}?${parameters}`
  return { seal: (place) => cursors.seal(question, place), open: (text) => cursors.open(question, text) }
}
