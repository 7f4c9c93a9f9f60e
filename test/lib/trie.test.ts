import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TrieSet, trieOf, trieSetOf } from '../../src/lib/trie.ts'

const key = fc.oneof(fc.string(), fc.integer({ min: 0, max: 40 }).map(String))
const write = fc.record({ key, value: fc.option(fc.nat(), { nil: undefined }) })

test('a trie answers as a Map does, whatever is set and deleted', () => {
  fc.assert(
    fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
      const map = new Map<string, number>()
      const draft = trieOf(new Map<string, number>()).edit()
      for (const { key, value } of writes) {
        if (value === undefined) {
          map.delete(key)
          draft.delete(key)
        } else {
          assert.is(draft.set(key, value), !map.has(key))
          map.set(key, value)
        }
        assert.is(draft.get(key), map.get(key))
      }
      const trie = draft.finish()
      assert.is(trie.size, map.size)
      assert.equal(new Map(trie), map)
      for (const { key } of writes) assert.equal([trie.get(key), trie.has(key)], [map.get(key), map.has(key)])
      assert.equal(new Set(trie.keys()), new Set(map.keys()))
      assert.equal([...trie.values()].sort(), [...map.values()].sort())
      const seen: [string, number][] = []
      trie.forEach((value, key) => {
        seen.push([key, value])
      })
      assert.equal(new Map(seen), map)
    }),
  )
})

test('a trie stays as it was when a copy is written to, also while it is read', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `User/acme/user-${index}`)
  const first = trieOf(new Map(names.map((name, index) => [name, index])))
  const reading = first.entries()
  for (let count = 0; count < 2500; count++) reading.next()
  const draft = first.edit()
  for (const name of names) draft.delete(name)
  draft.set('Organization//acme', 1)
  const second = draft.finish()
  draft.set('Organization//initech', 2)
  assert.equal([...second], [['Organization//acme', 1]])
  assert.is(first.size, 5000)
  assert.is(first.get('User/acme/user-4999'), 4999)
  assert.is([...reading].length, 2500)
})

test('a change shares with the trie before it all that it did not touch', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `User/acme/user-${index}`)
  const first = trieOf(new Map(names.map((name) => [name, name])))
  const draft = first.edit()
  draft.set('User/acme/user-7', 'changed')
  const second = draft.finish()
  const leaves = first.branches.flatMap((branch, index) =>
    branch.map((leaf, slot) => leaf === second.branches[index]?.[slot]),
  )
  assert.is(leaves.filter((isShared) => !isShared).length, 1)
})

test('tries of equal content are equal, whichever way they were made', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 60 }), fc.uniqueArray(key, { maxLength: 20 }), (names, others) => {
      const trie = trieOf(new Map(names.map((name) => [name, name])))
      const draft = trieOf(new Map([...names].reverse().map((name) => [name, name]))).edit()
      const passing = others.filter((other) => !names.includes(other))
      for (const other of passing) draft.set(other, 'passing')
      for (const other of passing) draft.delete(other)
      assert.equal(draft.finish(), trie)
      const [first] = names
      if (first === undefined) return
      draft.set(first, 'another')
      assert.not.equal(draft.finish(), trie)
    }),
  )
})

test('keys whose hashes are the same stand beside each other', () => {
  const pairs = collidingNames()
  assert.is(pairs.length, 4)
  const trie = trieOf(new Map(pairs.map((name) => [name, name])))
  for (const name of pairs) assert.is(trie.get(name), name)
  assert.is(trie.size, pairs.length)
  assert.equal(trieOf(new Map([...pairs].reverse().map((name) => [name, name]))), trie)
})

test('a trie set knows its members', () => {
  const set = trieSetOf(new Set(['ada', 'grace']))
  assert.ok(set.has('ada'))
  assert.not(set.has('eve'))
  assert.is(set.size, 2)
  assert.equal([...set].sort(), ['ada', 'grace'])
  assert.equal([...set.entries()].sort(), [
    ['ada', 'ada'],
    ['grace', 'grace'],
  ])
  assert.equal(set, trieSetOf(new Set(['grace', 'ada'])))
  assert.is(trieSetOf(set), set)
  assert.not.equal(set, new TrieSet(trieOf(new Map([['eve', true as const]]))))
})

/** Names of which some share all 32 bits of their hash: a birthday among short names finds a few. */
function collidingNames(): string[] {
  const byHash = new Map<number, string>()
  const found = new Set<string>()
  for (let index = 0; found.size < 4 && index < 2_000_000; index++) {
    const name = index.toString(36)
    let hash = 0x811c9dc5
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193)
    const other = byHash.get(hash)
    if (other !== undefined) found.add(other).add(name)
    byHash.set(hash, name)
  }
  return [...found]
}

test('a trie tells which keys differ from an older one, whichever way it came about', () => {
  const content = fc.dictionary(key, fc.integer({ min: 0, max: 3 }), { maxKeys: 60 })
  fc.assert(
    fc.property(content, fc.array(write, { maxLength: 60 }), (start, writes) => {
      const before = trieOf(new Map(Object.entries(start)))
      const draft = before.edit()
      for (const { key, value } of writes) {
        if (value === undefined) draft.delete(key)
        else draft.set(key, value)
      }
      const after = draft.finish()
      const all = new Set([...before.keys(), ...after.keys()])
      assert.equal(after.changedSince(before), [...all].filter((name) => before.get(name) !== after.get(name)).sort())
    }),
  )
  assert.is(trieOf(new Map([['a', 1]])).changedSince(new Map([['a', 1]])), undefined)
})

test.run()
