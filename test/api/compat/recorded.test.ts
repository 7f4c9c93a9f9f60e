import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pageThrough } from '../../../src/api/compat/recorded.ts'
import type { Want } from '../../../src/api/feed.ts'

/** Reads numbers from 0 on, of which each part looks at ten; `all` is how many there are, of which every `step`-th is wanted. */
function numbers(all: number, step = 1) {
  let parts = 0
  const read = async ({ limit, skip, place }: Want) => {
    parts++
    const from = Number(place?.at ?? 0)
    const found: number[] = []
    let left = skip
    for (let at = from; at < all; at++) {
      if (at === from + 10) return { found, next: { place: { at }, skip: left } }
      if (at % step !== 0) continue
      if (left > 0) left--
      else if (found.length === limit) return { found, next: { place: { at }, skip: 0 } }
      else found.push(at)
    }
    return { found, next: undefined }
  }
  return { read, parts: () => parts }
}

test('a page is read in as many parts as it takes, and no further', async () => {
  const { read, parts } = numbers(100, 7)
  assert.equal(await pageThrough({ skip: 2, limit: 4 }, read), { found: [14, 21, 28, 35], hasMore: true })
  assert.is(parts(), 4)
  assert.equal(await pageThrough({ skip: 12, limit: 10 }, read), { found: [84, 91, 98], hasMore: false })
  assert.equal(await pageThrough({ skip: 20, limit: 10 }, read), { found: [], hasMore: false })
})

test('what lies too far back is a problem that says what to ask instead', async () => {
  const { read, parts } = numbers(10_000)
  const far = await pageThrough({ skip: 5000, limit: 10 }, read)
  assert.ok('type' in far)
  assert.equal([far.problem.status, parts()], [400, 25])
  assert.match(far.problem.detail ?? '', /ask for a shorter time, or read \/api\/v1/)
  const last = await pageThrough({ skip: 248, limit: 10 }, read)
  assert.equal(last, { found: [248, 249], hasMore: true })
})

test('what is sealed away is gone', async () => {
  const gone = await pageThrough({ skip: 0, limit: 10 }, async () => undefined)
  assert.is('type' in gone && gone.problem.status, 410)
})

test.run()
