import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { grantedBy } from '../../src/api/granted.ts'
import type { Entry } from '../../src/model/ledger.ts'
import type { StoredResource } from '../../src/model/resource.ts'

const timeOf = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + Math.floor(seq / 2) * 60_000).toISOString()
const resource = (uid: string, seq: number) => ({ uid, updatedAt: timeOf(seq) }) as StoredResource

/** A ledger of 100,000 entries, two of each time, each of which changes one resource; counts what is read of it. */
function ledger(sealed = 0) {
  let read = 0
  return {
    read: () => read,
    sealed: async () => sealed,
    async *entries({ from = 1, to = 0 }: { readonly from?: number; readonly to?: number }) {
      for (let seq = from; seq <= to; seq++) {
        read++
        yield { seq, time: timeOf(seq), changes: [{ uid: `r${seq}`, commit: `c${seq}` }] } as unknown as Entry
      }
    },
  }
}

test('the entry by which a resource last changed is found without reading the whole ledger', async () => {
  const recorded = ledger()
  const wanted = [resource('r40', 40), resource('r41', 41), resource('r70001', 70_001), resource('gone', 500)]
  const of = await grantedBy(recorded, 100_000, wanted)
  assert.equal(
    wanted.map((one) => of(one)),
    [
      { appliedAt: timeOf(40), seq: 40, commit: 'c40' },
      { appliedAt: timeOf(41), seq: 41, commit: 'c41' },
      { appliedAt: timeOf(70_001), seq: 70_001, commit: 'c70001' },
      { appliedAt: timeOf(500) },
    ],
  )
  assert.ok(recorded.read() < 3000, `${recorded.read()} entries are read`)
})

test('entries after the head that is asked for, and sealed ones, are not told', async () => {
  const old = resource('r40', 40)
  assert.equal((await grantedBy(ledger(), 39, [old]))(old), { appliedAt: timeOf(40) })
  assert.equal((await grantedBy(ledger(40), 100_000, [old]))(old), { appliedAt: timeOf(40) })
})

test('many of them cost one walk at most', async () => {
  const recorded = ledger()
  const wanted = Array.from({ length: 50_000 }, (_, index) => resource(`r${index * 2 + 2}`, index * 2 + 2))
  const of = await grantedBy(recorded, 100_000, wanted)
  assert.ok(wanted.every((one, index) => of(one).seq === index * 2 + 2))
  assert.is(recorded.read(), 100_000)
})

test('entries of one time are found on both sides of where the ledger is halved', async () => {
  const pair = [resource('r50000', 50_000), resource('r50001', 50_001)]
  const of = await grantedBy(ledger(), 100_000, pair)
  assert.equal(
    pair.map((one) => of(one).seq),
    [50_000, 50_001],
  )
})

test.run()
