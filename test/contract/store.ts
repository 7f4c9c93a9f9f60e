import type { Test } from 'uvu'
import * as assert from 'uvu/assert'
import { ConflictError, StoreError } from '../../src/model/errors.ts'
import type { Store } from '../../src/model/ports.ts'
import { checkEntry, headAt } from '../../src/store/entry.ts'
import { all, applied, keysOf, rejects, stored, TIME, uidFor, user } from '../store/support.ts'

/** A store that has not been opened, and another over the same ledger once the first is closed. */
export interface Subject {
  readonly store: Store
  again(): Promise<Store>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const EMPTY = { seq: 0, hash: '' }

/** What every store must do; `use` hands a fresh one to a test and clears up after it. */
export function storeContract(test: Test, use: (run: (subject: Subject) => Promise<void>) => Promise<void>): void {
  const claim = (name: string, run: (subject: Subject) => Promise<void>): void => test(name, () => use(run))

  claim('an empty store opens with no entry and a new installation', async ({ store }) => {
    const state = await store.open()
    assert.equal(state.head, EMPTY)
    assert.is(state.resources.size, 0)
    assert.is(state.everUsed.size, 0)
    assert.match(state.installation, UUID)
    assert.equal(await all(store.entries()), [])
  })

  claim('an append gives the state after it', async ({ store }) => {
    const { head } = await store.open()
    const state = await store.append([applied([user('ada')])], head)
    assert.is(state.head.seq, 1)
    assert.match(state.head.hash, /^[0-9a-f]{64}$/)
    const { version, createdAt, updatedAt, origin, spec } = stored(state, 'User/acme/ada')
    assert.equal(spec, { email: 'ada@acme.example' })
    assert.equal([version, createdAt, updatedAt], [1, TIME, TIME])
    assert.equal(origin, { source: 'git', path: 'acme/ada.yaml', line: 3, column: 1 })
    assert.ok(state.everUsed.has(uidFor('Userada'.slice(-6))))
  })

  claim('a store opened again has the same state', async (subject) => {
    const { head } = await subject.store.open()
    const one = await subject.store.append([applied([user('ada'), user('grace')])], head)
    const two = await subject.store.append([applied([user('linus')])], one.head)
    const again = await (await subject.again()).open()
    assert.equal(again, two)
    assert.equal(keysOf(again), ['User/acme/ada', 'User/acme/grace', 'User/acme/linus'])
  })

  claim('an append for another head changes nothing', async (subject) => {
    const { head } = await subject.store.open()
    const one = await subject.store.append([applied([user('ada')])], head)
    await rejects(subject.store.append([applied([user('eve')])], head), ConflictError, /at entry 1 by now.*for entry 0/)
    const forged = { seq: 1, hash: '0'.repeat(64) }
    await rejects(subject.store.append([applied([user('eve')])], forged), ConflictError, /at entry 1/)
    assert.is(await subject.store.open(), one)
    assert.is((await all(subject.store.entries())).length, 1)
    assert.equal(await (await subject.again()).open(), one)
  })

  claim('of appends for one head that run at once exactly one is made', async (subject) => {
    const { head } = await subject.store.open()
    const names = ['ada', 'grace', 'linus']
    const results = await Promise.allSettled(names.map((name) => subject.store.append([applied([user(name)])], head)))
    assert.equal(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    )
    assert.equal(keysOf(await (await subject.again()).open()), ['User/acme/ada'])
  })

  claim('several entries of one append are made together or not at all', async (subject) => {
    const { head } = await subject.store.open()
    const absent = applied([{ uid: uidFor('eve'), kind: 'User', action: 'delete', body: { key: 'User/acme/eve' } }])
    await rejects(subject.store.append([applied([user('ada')]), absent], head), StoreError, /entry 2.*User\/acme\/eve/)
    assert.equal(await all(subject.store.entries()), [])
    const state = await subject.store.append([applied([user('ada')]), applied([user('grace')])], head)
    assert.is(state.head.seq, 2)
    const again = await subject.again()
    assert.equal(await again.open(), state)
    assert.equal(
      (await all(again.entries())).map(({ changes }) => changes.map(({ body }) => body?.key)),
      [['User/acme/ada'], ['User/acme/grace']],
    )
  })

  claim('an append of nothing writes nothing', async ({ store }) => {
    const opened = await store.open()
    assert.equal(await store.append([], opened.head), opened)
    assert.equal(await all(store.entries()), [])
  })

  claim('entries are numbered, chained and whole', async (subject) => {
    const { head, installation } = await subject.store.open()
    const grace = { ...user('grace'), commit: 'c'.repeat(40) }
    const { head: next } = await subject.store.append([applied([user('ada')]), applied([grace])], head)
    await subject.store.append([applied([], { type: 'held', evidence: { count: 3 } })], next)
    const store = await subject.again()
    await store.open()
    const entries = await all(store.entries())
    let last = EMPTY
    for (const entry of entries) {
      assert.is(checkEntry(entry, last), undefined)
      last = headAt(entry)
    }
    assert.equal(
      entries.map(({ seq, type }) => [seq, type]),
      [
        [1, 'applied'],
        [2, 'applied'],
        [3, 'held'],
      ],
    )
    assert.equal(
      entries.map((entry) => entry.installation),
      [installation, undefined, undefined],
    )
    assert.equal(entries[1]?.changes[0]?.commit, 'c'.repeat(40))
    assert.equal(entries[2]?.evidence, { count: 3 })
  })

  claim('entries are given by number, from and to inclusive', async ({ store }) => {
    let { head } = await store.open()
    for (const name of ['ada', 'grace', 'linus', 'margaret'])
      head = (await store.append([applied([user(name)])], head)).head
    const numbers = async (range?: { from?: number; to?: number }) =>
      (await all(store.entries(range))).map(({ seq }) => seq)
    assert.equal(await numbers(), [1, 2, 3, 4])
    assert.equal(await numbers({ from: 3 }), [3, 4])
    assert.equal(await numbers({ to: 2 }), [1, 2])
    assert.equal(await numbers({ from: 2, to: 3 }), [2, 3])
    assert.equal(await numbers({ from: 0, to: 99 }), [1, 2, 3, 4])
    assert.equal(await numbers({ from: 4, to: 3 }), [])
    assert.equal(await numbers({ from: 5 }), [])
  })

  claim('a state that is held stays as it was when more is appended', async ({ store }) => {
    const empty = await store.open()
    const one = await store.append([applied([user('ada')])], empty.head)
    const iterator = one.resources[Symbol.iterator]()
    const removal = {
      uid: uidFor('Userada'.slice(-6)),
      kind: 'User',
      action: 'delete' as const,
      body: { key: 'User/acme/ada' },
    }
    const two = await store.append([applied([removal, user('grace')])], one.head)
    assert.is(empty.resources.size, 0)
    assert.equal(keysOf(one), ['User/acme/ada'])
    assert.is(iterator.next().value?.[0], 'User/acme/ada')
    assert.ok(iterator.next().done)
    assert.equal(keysOf(two), ['User/acme/grace'])
    assert.is(one.everUsed.size, 1)
    assert.is(two.everUsed.size, 2)
  })

  claim('the installation of the first entry stays', async (subject) => {
    const { head } = await subject.store.open()
    const installation = '11111111-2222-4333-8444-555555555555'
    const state = await subject.store.append([applied([user('ada')], { installation })], head)
    assert.is(state.installation, installation)
    assert.is((await (await subject.again()).open()).installation, installation)
  })

  claim(
    'what a ledger says of erasing and sealing is part of the state, and a state begins at nothing',
    async (subject) => {
      const { head, installation } = await subject.store.open()
      const uids = [uidFor('gone')]
      const seal = { segment: 1, seq: 1, hash: 'a'.repeat(64), until: TIME, state: 'b'.repeat(64) }
      const state = await subject.store.append(
        [
          { time: TIME, type: 'erased', changes: [], evidence: { uids, changes: 1, entries: [1] } },
          { time: TIME, type: 'sealed', changes: [], evidence: seal },
          { time: TIME, type: 'held', changes: [], evidence: { uids: ['other'] } },
        ],
        head,
      )
      assert.equal([[...state.erasures], state.seals, [...state.erased]], [uids, [seal], []])
      const store = await subject.again()
      assert.equal(await store.open(), state)
      const base = await store.base()
      assert.equal([base.head, base.resources.size, base.installation], [EMPTY, 0, installation])
    },
  )

  claim('a store that is not open or closed refuses', async ({ store }) => {
    await rejects(store.append([], EMPTY), StoreError, /not open/)
    await rejects(all(store.entries()), StoreError, /not open/)
    const { head } = await store.open()
    await store.close()
    await store.close()
    await rejects(store.open(), StoreError, /closed/)
    await rejects(store.append([applied([user('ada')])], head), StoreError, /closed/)
    await rejects(all(store.entries()), StoreError, /closed/)
  })
}
