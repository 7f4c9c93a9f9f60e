import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../src/lib/canonical.ts'
import { sha256 } from '../../src/lib/digest.ts'
import type { Entry } from '../../src/model/ledger.ts'
import { checkEntry, headAt, sealEntries } from '../../src/store/entry.ts'
import { jsonOf } from '../../src/store/json.ts'
import { applied, countingRandom, user } from './support.ts'

const EMPTY = { seq: 0, hash: '' }

function threeEntries(): readonly [Entry, Entry, Entry] {
  const [first, second, third] = sealEntries(
    [
      applied([user('ada'), user('grace')], { actor: { type: 'operator', name: 'root' } }),
      applied([{ ...user('linus'), commit: 'c'.repeat(40) }], { evidence: { removals: { User: 0 } } }),
      applied([], { type: 'held', plan: 'd'.repeat(64) }),
    ],
    EMPTY,
    countingRandom(),
  )
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  return [first, second, third]
}

test('sealed entries are numbered and each names the hash of the one before', () => {
  const entries = threeEntries()
  assert.equal(
    entries.map(({ seq, format }) => [seq, format]),
    [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
  )
  assert.equal(
    entries.map(({ previous }) => previous),
    ['', entries[0].hash, entries[1].hash],
  )
})

test('a digest is SHA-256 of salt and canonical body, and every salt is another', () => {
  const changes = threeEntries().flatMap((entry) => entry.changes)
  for (const { salt = '', body, digest } of changes) {
    assert.match(salt, /^[0-9a-f]{32}$/)
    assert.is(digest, sha256(salt + canonical(body)))
  }
  assert.is(new Set(changes.map(({ salt }) => salt)).size, 3)
})

test('a hash is SHA-256 of the previous hash and the canonical entry without hash, bodies and salts', () => {
  for (const entry of threeEntries()) {
    const { hash, ...rest } = entry
    const changes = rest.changes.map(({ body, salt, ...change }) => change)
    assert.is(hash, sha256(entry.previous + canonical({ ...rest, changes })))
  }
})

test('the hash does not depend on what is personal: bodies and salts can go', () => {
  const [first] = threeEntries()
  const changes = first.changes.map((change) => ({ ...change, body: { key: '' }, salt: '' })) as Entry['changes']
  assert.is(checkEntry({ ...first, changes }, EMPTY), 'digest')
  assert.is(checkEntry({ ...first, changes: [] }, EMPTY), 'hash')
})

test('the check names what is wrong with an entry', () => {
  const [first, second] = threeEntries()
  assert.is(checkEntry(first, EMPTY), undefined)
  assert.is(checkEntry(second, headAt(first)), undefined)
  assert.is(checkEntry(second, EMPTY), 'seq')
  assert.is(checkEntry(second, { seq: 1, hash: 'f'.repeat(64) }), 'previous')
  assert.is(checkEntry({ ...first, hash: second.hash }, EMPTY), 'hash')
  assert.is(checkEntry({ ...first, actor: { type: 'operator', name: 'eve' } }, EMPTY), 'hash')
  const [ada, grace] = first.changes
  assert.ok(ada?.body !== undefined && grace?.body !== undefined)
  assert.is(checkEntry({ ...first, changes: [grace, ada] }, EMPTY), 'hash')
  assert.is(checkEntry({ ...first, changes: [ada] }, EMPTY), 'hash')
  assert.is(checkEntry({ ...first, changes: [{ ...ada, uid: grace.uid }, grace] }, EMPTY), 'hash')
  assert.is(checkEntry({ ...first, changes: [{ ...ada, salt: grace.salt } as typeof ada, grace] }, EMPTY), 'digest')
  const body = { ...ada.body, key: 'User/acme/eve' } as typeof ada.body
  assert.is(checkEntry({ ...first, changes: [{ ...ada, body } as typeof ada, grace] }, EMPTY), 'digest')
})

test('fast JSON is canonical JSON', () => {
  fc.assert(
    fc.property(
      fc.anything({ withObjectString: false, maxDepth: 4, values: [fc.string(), fc.double(), fc.boolean()] }),
      (value) => {
        assert.equal(
          outcomeOf(() => jsonOf(value)),
          outcomeOf(() => canonical(value)),
        )
      },
    ),
  )
  for (const value of [
    { b: 1, a: 2 },
    { 10: 1, 9: 2 },
    { a: undefined, b: [null] },
    ['\ud800'],
    { a: { c: 1, b: 2 } },
    [Number.NaN],
    [undefined],
  ]) {
    assert.equal(
      outcomeOf(() => jsonOf(value)),
      outcomeOf(() => canonical(value)),
    )
  }
})

function outcomeOf(run: () => string): string {
  try {
    return run()
  } catch (error) {
    return String(error)
  }
}

test.run()
