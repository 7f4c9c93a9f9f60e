import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { occurrences } from '../../src/api/auditing.ts'
import type { Asked } from '../../src/api/endpoint.ts'
import type { Next } from '../../src/api/feed.ts'
import type { Entry } from '../../src/model/ledger.ts'
import type { StoredResource } from '../../src/model/resource.ts'

const START = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000
const timeOf = (seq: number): string => new Date(START + seq * MINUTE_MS).toISOString()
const organization = (name: string, seq: number) =>
  ({ name, uid: `u-${name}`, createdAt: timeOf(seq) }) as StoredResource

/** A ledger of entries without changes; counts what is read of it. */
function ledger(
  own: StoredResource,
  last: number,
  organizationOf: (seq: number) => string,
  changes: Readonly<Record<number, unknown>> = {},
) {
  let read = 0
  const resources = new Map([[`Organization//${own.name}`, own]])
  const recorded = {
    sealed: async () => 0,
    async *entries({ from = 1, to = 0 }: { readonly from?: number; readonly to?: number }) {
      for (let seq = Math.max(from, 1); seq <= Math.min(to, last); seq++) {
        read++
        const change = changes[seq]
        yield {
          seq,
          time: timeOf(seq),
          type: 'held',
          organization: organizationOf(seq),
          changes: change === undefined ? [] : [change],
        } as unknown as Entry
      }
    },
  }
  return {
    asked: { recorded, view: { state: { head: { seq: last }, resources } } } as unknown as Asked,
    read: () => read,
  }
}

const ALL = { start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY, isWanted: () => true }

test('no answer looks at more than two thousand entries, and the next one goes on', async () => {
  const acme = organization('acme', 1)
  const { asked, read } = ledger(acme, 5000, (seq) => (seq === 1 ? 'acme' : 'other'))
  let next: Next | undefined
  const answers: number[][] = []
  do {
    const before = read()
    const want = { limit: 50, skip: next?.skip ?? 0, place: next?.place }
    const answer = await occurrences(asked, want, { ...ALL, organizations: [acme] })
    if (answer === undefined) throw new Error('nothing is sealed')
    answers.push(answer.found.map(({ entry }) => entry.seq))
    next = answer.next
    assert.ok(read() - before <= 2200, String(read() - before))
  } while (next !== undefined)
  assert.equal(answers, [[], [], [1]])
})

test('what was there before an organization was created under its name is not its own', async () => {
  const acme = organization('acme', 8)
  const { asked } = ledger(acme, 10, () => 'acme')
  const answer = await occurrences(
    asked,
    { limit: 50, skip: 0, place: undefined },
    {
      ...ALL,
      organizations: [acme],
    },
  )
  assert.equal(
    answer?.found.map(({ entry }) => entry.seq),
    [10, 9, 8],
  )
})

test('before a rename the former name counts and the new one is of somebody else', async () => {
  const rename = {
    action: 'rename',
    kind: 'Organization',
    uid: 'u-new',
    body: { key: 'Organization//new', from: 'Organization//old', fields: [] },
  }
  const names = ['', 'old', 'new', 'old', 'new', 'new', 'old']
  const own = organization('new', 1)
  const { asked } = ledger(own, 6, (seq) => names[seq] ?? '', { 4: rename })
  const wanted = { ...ALL, organizations: [own] }
  const seqs: number[] = []
  let next: Next | undefined
  do {
    // One at a time, so that every cursor has to remember.
    const answer = await occurrences(asked, { limit: 1, skip: 0, place: next?.place }, wanted)
    seqs.push(...(answer?.found.map(({ entry }) => entry.seq) ?? []))
    next = answer?.next
  } while (next !== undefined)
  assert.equal(seqs, [5, 4, 3, 1])
})

test.run()
