import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../src/lib/canonical.ts'
import type { Entry, NewEntry } from '../../src/model/ledger.ts'
import type { Json } from '../../src/model/resource.ts'
import { checkEntry, type Sealed, sealAll } from '../../src/store/entry.ts'
import { erasedUids } from '../../src/store/erasure.ts'
import { groupOf, linesOf, readLine } from '../../src/store/line.ts'
import { Reader } from '../../src/store/reader.ts'
import { sealOf } from '../../src/store/seals.ts'
import { coveredText } from '../../src/store/text.ts'
import { applied, countingRandom, TIME, user } from './support.ts'

const EMPTY = { seq: 0, hash: '' }

function sealed(...entries: readonly NewEntry[]): readonly Sealed[] {
  return sealAll(entries, EMPTY, countingRandom())
}

function only<T>(items: readonly T[]): T {
  const [item] = items
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items instead of one`)
  return item
}

function read(lines: readonly string[]): Entry | undefined {
  const reader = new Reader(EMPTY)
  let entry: Entry | undefined
  for (const line of lines) {
    const reading = reader.read(line, 0)
    if (reading.type === 'flaw') throw new Error(reading.message)
    if (reading.type === 'entry') entry = reading.entry
  }
  return entry
}

const name = fc.string({ unit: 'binary', maxLength: 12 })
const json = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }).map((value) => value as Json)
const change = fc.record({ name, value: json, commit: fc.option(fc.constant('c'.repeat(40)), { nil: undefined }) })
const newEntry = fc.record({
  changes: fc.array(change, { maxLength: 6 }),
  evidence: fc.option(fc.dictionary(name, json, { noNullPrototype: true }), { nil: undefined }),
  actor: fc.option(name, { nil: undefined }),
})
const anyEntry: fc.Arbitrary<NewEntry> = newEntry.map(({ changes, evidence, actor }) => ({
  ...applied(
    changes.map(({ name, value, commit }) => ({
      ...user(name, { value }),
      ...(commit === undefined ? {} : { commit }),
    })),
  ),
  ...(evidence === undefined ? {} : { evidence }),
  ...(actor === undefined ? {} : { actor: { type: 'operator' as const, name: actor } }),
}))

test('an entry is one line: its canonical JSON with tabs around what the hash leaves out', () => {
  fc.assert(
    fc.property(anyEntry, (entry) => {
      const one = only(sealed(entry))
      const line = only(linesOf(one))
      assert.not.match(line, /\n/)
      assert.is(line.replaceAll('\t', ''), canonical(one.entry))
      const covered = line.split('\t').filter((_, index) => index % 2 === 0)
      assert.is(covered.join(''), coveredText(one.text))
      const changes = one.entry.changes.map(({ body, salt, ...kept }) => kept)
      assert.is(covered.join(''), canonical({ ...one.entry, hash: undefined, changes }))
      assert.is(checkEntry(one.entry, EMPTY), undefined)
    }),
  )
})

test('lines give back the entry that was written, in one line or in parts', () => {
  fc.assert(
    fc.property(anyEntry, fc.constantFrom(undefined, 1), fc.integer({ min: 1, max: 3000 }), (entry, group, limit) => {
      const one = only(sealed(entry))
      const lines = linesOf(one, group, limit)
      for (const line of lines) JSON.parse(line)
      if (group === undefined) assert.equal(read(lines), one.entry)
      assert.equal(
        lines.map(groupOf),
        lines.map((_, index) => (index === 0 ? group : 1)),
      )
    }),
  )
})

test('a long entry is written in parts, none longer than the limit where its changes allow it', () => {
  const changes = Array.from({ length: 50 }, (_, index) => user(`user-${index}`))
  const one = only(sealed(applied(changes)))
  const lines = linesOf(one, undefined, 4000)
  assert.ok(lines.length > 5)
  for (const line of lines) assert.ok(line.length < 4100, String(line.length))
  assert.match(lines[0] ?? '', /^\{"part":1,"seq":1,"changes":\[/)
  assert.match(lines[1] ?? '', /^\{"part":2,"seq":1,"group":1,"changes":\[/)
  const closing = JSON.parse(lines.at(-1) ?? '')
  assert.equal([closing.parts, closing.group, closing.changes], [lines.length - 1, 1, []])
  assert.equal(read(lines), one.entry)
})

test('parts that are missing, doubled, out of order or of another entry are no entry', () => {
  const [first, second] = sealed(
    applied(['a', 'b', 'c', 'd'].map((name) => user(name))),
    applied([user('e'), user('f')]),
  )
  assert.ok(first !== undefined && second !== undefined)
  const [one = '', two = '', three = '', four = '', close = ''] = linesOf(first, undefined, 10)
  const refused = (lines: readonly string[], message: RegExp) => assert.throws(() => read(lines), message)
  assert.equal(read([one, two, three, four, close]), first.entry)
  refused([one, two, four, close], /is not the next part/)
  refused([two, three, four, close], /does not belong to the append|is not the next part/)
  refused([one, two, two, three, four, close], /is not the next part/)
  refused([one, two, three, close], /does not close the parts/)
  refused([one, two.replace('"group":1,', ''), three, four, close], /does not belong to the append/)
  refused([one, two.replace('"group":1,', '"group":2,'), three, four, close], /does not belong to the append/)
  refused([close], /does not belong to the append|does not close the parts/)
  refused([one, two, three, four, ...linesOf(second, 1, 10).slice(-1)], /does not close the parts/)
  refused(linesOf(second, undefined, 10), /is not the next part/)
  refused([one, two, three, four, close.replace('"parts":4', '"parts":5')], /does not close the parts/)
  refused([one, ...linesOf(first)], /does not belong to the append|does not close/)
})

test('a line is refused when anything in it is changed, moved, added or left out', () => {
  const one = only(sealed(applied([{ ...user('ada'), commit: 'c'.repeat(40) }, user('bob')])))
  const line = only(linesOf(one))
  const refused = (text: string) =>
    assert.throws(
      () => read([text]),
      /is not an entry|does not match|does not follow|should stand|newer|does not close|does not belong/,
    )
  for (let at = 0; at < line.length; at++) {
    refused(`${line.slice(0, at)}${line.slice(at + 1)}`)
    refused(`${line.slice(0, at)}#${line.slice(at + 1)}`)
    refused(`${line.slice(0, at)} ${line.slice(at)}`)
    refused(`${line.slice(0, at)}\t${line.slice(at)}`)
  }
  refused(line.replaceAll('\t', ''))
  refused(line.replace('"uid":', '"body":{"key":"User/acme/eve"},"uid":'))
  refused(line.replace('"format":1,', '"format":1,"changes":[],'))
  refused(line.replace('"type":"applied"', '"type":"applied","note":1'))
  refused(line.replace('"hash":', '"salt":"","hash":'))
  for (const text of ['', '{}', 'null', '[]', '1', '"x"', '{"changes":[null]}', '{"changes":[]}', '{"changes":{}}'])
    refused(text)
})

test('an entry whose evidence is no object is none, however well its hash fits', () => {
  const typesOf = (evidence: unknown): readonly string[] => {
    const entry = { ...applied([user('ada')]), evidence } as NewEntry
    return sealAll([entry], { seq: 0, hash: '' }, countingRandom()).flatMap((sealed) => {
      assert.equal([erasedUids(sealed.entry), sealOf(sealed.entry)], [[], undefined])
      return linesOf(sealed).map((line) => readLine(line).type)
    })
  }
  assert.equal([typesOf({}), typesOf(null), typesOf(7)], [['entry'], ['broken'], ['broken']])
})

test('a line of a newer format says so', () => {
  const line = only(linesOf(only(sealed(applied([user('ada')])))))
  const newer = readLine(line.replace('"format":1', '"format":2'))
  assert.equal(newer, { type: 'broken', reason: 'was written by a newer version of Charter' })
  assert.is(readLine(line).type, 'entry')
  assert.ok(line.includes(TIME))
})

test.run()
