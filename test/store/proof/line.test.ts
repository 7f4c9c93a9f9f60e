import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../../src/lib/canonical.ts'
import { sha256 } from '../../../src/lib/digest.ts'
import { StoreError } from '../../../src/model/errors.ts'
import type { NewEntry, NewRecorded } from '../../../src/model/ledger.ts'
import type { Json } from '../../../src/model/resource.ts'
import { sealAll } from '../../../src/store/entry.ts'
import { linesOf, withoutBodies } from '../../../src/store/line.ts'
import { contentOf, entryLine, isEntry, isObject, isPart, partLine } from '../../../src/store/proof/form.ts'
import { examineLine } from '../../../src/store/proof/line.ts'
import { quickLine } from '../../../src/store/proof/quick.ts'
import { applied, countingRandom, user } from '../support.ts'

/** The lines of entries, in as many parts as a limit asks for; all but the first entry name their group. */
function linesFor(entries: readonly NewEntry[], limit?: number): readonly string[] {
  const sealed = sealAll(entries, { seq: 0, hash: '' }, countingRandom())
  return sealed.flatMap((one, index) => linesOf(one, index === 0 ? undefined : 1, limit))
}

/** Whether writing a line again gives the same line, and its bodies match their digests. */
function isStrictlyWritten(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value)) return false
    const isPartOfOne = 'part' in value
    if (isPartOfOne ? !isPart(value) : !isEntry(value)) return false
    const line = isPartOfOne ? partLine(value as never) : entryLine(value as never)
    const changes = value.changes as { salt: string; body?: object; digest: string }[]
    return (
      line === text &&
      changes.every(({ salt, body, digest }) => body === undefined || sha256(salt + canonical(body)) === digest)
    )
  } catch {
    return false
  }
}

function isExamined(text: string): boolean {
  try {
    return examineLine(Buffer.from(text)).type !== 'wrong'
  } catch (error) {
    // A digit more made another format of it.
    assert.is(error instanceof StoreError && error.code, 'StateNewer')
    return false
  }
}

const name = fc.string({ unit: 'binary', maxLength: 8 })
const json = fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }).map((value) => value as Json)
const change = fc.record({ name, value: json, commit: fc.option(fc.constant('c'.repeat(40)), { nil: undefined }) }).map(
  ({ name, value, commit }): NewRecorded => ({
    ...user(name, { value }),
    ...(commit === undefined ? {} : { commit }),
  }),
)
const entries = fc.array(
  fc
    .record({ changes: fc.array(change, { maxLength: 4 }), evidence: fc.dictionary(name, json, { maxKeys: 3 }) })
    .map(({ changes, evidence }) => applied(changes, { evidence })),
  { minLength: 1, maxLength: 2 },
)
const lines = fc.tuple(entries, fc.constantFrom(undefined, 1, 300)).map(([all, limit]) => linesFor(all, limit))

test('a line is examined as writing it again would tell, whatever was done to it', () => {
  const piece = fc.constantFrom(
    ...['\t', ' ', ',', ':', '"', '\\', '{', '}', '[', ']', '0', '-', 'a', '\t\t', '"a":1,', '"part":1,', '"parts":1,'],
    ...[
      '"group":1,',
      '"hash":"",',
      '"changes":[],',
      '"body":{},',
      '"salt":"",',
      '\n',
      '\0',
      'é',
      '\\u0061',
      '1.0',
      'e',
    ],
  )
  let good = 0
  fc.assert(
    fc.property(lines, fc.nat(), fc.nat(12), piece, (all, where, length, inserted) => {
      for (const line of all) {
        const at = where % (line.length + 1)
        const tab = line.indexOf('\t', at)
        for (const text of [
          line,
          line.slice(0, at) + inserted + line.slice(at),
          line.slice(0, at) + inserted + line.slice(at + length),
          line.slice(0, at) + line.slice(at + length),
          line.slice(0, at) + line.slice(at, at + length) + line.slice(at),
          tab === -1 ? line : line.slice(0, tab) + line.slice(tab + 1),
          tab === -1 ? line : line.slice(0, tab + 1) + inserted + line.slice(tab + 1),
          line.replace(/"(digest|hash)":"(.)/, (_, field, first) => `"${field}":"${first === '0' ? '1' : '0'}`),
        ]) {
          if (!text.isWellFormed()) continue
          assert.is(isExamined(text), isStrictlyWritten(text), JSON.stringify(text))
          if (quickLine(Buffer.from(text)) !== undefined) good++
        }
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(good > 500, `only ${good} lines were read in one pass`)
})

test('both ways of reading a line tell the same of it', () => {
  const one = fc.record({ erased: fc.boolean(), all: lines })
  fc.assert(
    fc.property(one, ({ erased, all }) => {
      for (const line of all) {
        const { changes } = JSON.parse(line) as { readonly changes: readonly NewRecorded[] }
        const text = withoutBodies(line, new Set(erased ? changes.map(({ uid }) => uid) : []))
        const quick = quickLine(Buffer.from(text))
        if (quick === undefined) continue
        const value = JSON.parse(text)
        assert.equal(JSON.parse(quick.shell), { ...value, changes: [] })
        const { covered, ...content } = contentOf(text, value)
        assert.equal(
          { ...quick.content, covered: textsOf(quick.content.covered) },
          { ...content, covered: textsOf(covered) },
        )
      }
    }),
    { numRuns: 200 },
  )
})

function textsOf(pieces: readonly Uint8Array[]): readonly string[] {
  return pieces.map((bytes) => Buffer.from(bytes).toString())
}

const ORDINARY = [
  applied([user('zoë', { note: 'a "quote", a \\, a\nline, 😀', limits: [0, -1, 0.5, 1e21, true, null] }), user('bob')]),
  applied([{ ...user('ada'), commit: 'c'.repeat(40) }], { evidence: { removals: { users: 1 }, fraction: 0.05 } }),
  applied([], { actor: { type: 'operator', name: 'Zoë' }, revisions: { git: 'f'.repeat(40) } }),
]

test('what Charter writes is read in one pass: whole entries, parts, those of one append, and what was erased', () => {
  for (const limit of [undefined, 1]) {
    for (const line of linesFor(ORDINARY, limit)) {
      for (const text of [line, withoutBodies(line, new Set([user('zoë').uid, user('ada').uid]))]) {
        assert.ok(quickLine(Buffer.from(text)), text)
        assert.ok(isExamined(text))
        assert.ok(isStrictlyWritten(text))
      }
    }
  }
})

test('a body that is written in another way is refused, also where its digest is of that way', () => {
  const line = String(linesFor([applied([user('ada', { a: 1, b: 'é/', c: [1.5] })])])[0])
  for (const [from, to] of [
    ['"a":1', '"a":1.0'],
    ['"a":1', '"a":01'],
    ['"a":1', '"a":1e0'],
    ['"a":1', '"a":-0'],
    ['"a":1', '"a": 1'],
    ['"a":1', '"a":1,"a":1'],
    ['"a":1,', ''],
    ['"b":"é/"', '"b":"\\u00e9/"'],
    ['"b":"é/"', '"b":"é\\/"'],
    ['"b":"é/"', '"b":"é\\u002f"'],
    ['"b":"é/"', '"b":"\\u0009"'],
    ['"b":"é/"', '"b":"\\u001F"'],
    ['"b":"é/"', '"b":"\u007f"'],
    ['"c":[1.5]', '"c":[1.50]'],
    ['"c":[1.5]', '"c":[15e-1]'],
    ['"c":[1.5]', '"c":[1.5,]'],
    ['"c":[1.5]', '"B":[1.5]'],
    ['"c":[1.5]', '"\\u0063":[1.5]'],
    ['"a":1,"b":"é/"', '"b":"é/","a":1'],
  ] as const) {
    const text = forged(line, (body) => body.replace(from, to))
    assert.not.equal(text, line)
    // Only what is another value in the one way of writing it is taken.
    const isOther = ['"a":1,', '"b":"\u007f"'].includes(to === '' ? from : to)
    assert.is(isExamined(text), isOther, text)
    assert.is(isStrictlyWritten(text), isOther, text)
  }
})

test('a body that is no object and a salt that is none are refused, also where the digest is of them', () => {
  const line = String(linesFor([applied([user('ada')])])[0])
  const [, body = '', salt = ''] = /"body":(.*?),\t.*"salt":"([0-9a-f]{32})"/.exec(line) ?? []
  for (const other of ['5', '[]', '"ada"', 'null', 'true']) assert.not(isExamined(forged(line, () => other)), other)
  assert.ok(isExamined(forged(line, () => '{}')))
  for (const other of [salt.toUpperCase().replace('0', 'A'), salt.replace('0', 'g'), salt.slice(1), `${salt}0`]) {
    const text = line.replace(salt, other).replace(sha256(salt + body), sha256(other + body))
    assert.is(text.includes(sha256(other + body)), true)
    assert.not(isExamined(text), text)
    assert.not(isStrictlyWritten(text), text)
  }
})

test('what belongs between the tabs, and in the places of changes, is refused elsewhere', () => {
  const [whole = '', ...others] = linesFor(ORDINARY.slice(0, 2))
  const [part = '', , closing = ''] = linesFor([applied([user('ada'), user('bob')])], 1)
  const refused = (line: string, from: string, to: string): void => {
    const text = line.replace(from, () => to)
    assert.not.equal(text, line)
    assert.not(isExamined(text), text)
    assert.not(isStrictlyWritten(text), text)
  }
  refused(whole, '"format":1,', '"format":1,"group":1,')
  refused(whole, '"organization":"acme",', '"organization":"acme","parts":1,')
  refused(whole, '"organization":"acme",', '"organization":"acme","part":1,')
  refused(whole, '\t"hash":', '"hash":')
  refused(whole, '"organization":"acme",', '"organization":"acme","organization":"acme",')
  refused(whole, '"format":1,', '"format":1,"format":1,')
  refused(whole, ',\t"organization"', ',"parts":1,\t"organization"')
  refused(whole, '[{', '[\t\t{')
  refused(whole, '}],"format"', '},],"format"')
  refused(whole, /"changes":\[.*?\],"format"/.exec(whole)?.[0] ?? '', '"changes":[\t\t],"format"')
  refused(others[0] ?? '', '"group":1,', '"group":0,')
  refused(others[0] ?? '', '"group":1,', '"group":"1",')
  refused(others[0] ?? '', '"group":1,', '"group":1,"group":1,')
  refused(closing, '[\t\t]', '[]')
  refused(closing, '[\t\t]', '[\t]')
  refused(closing, '[\t\t]', `[\t\t${part.slice(part.indexOf('[') + 1, -2)}]`)
  refused(closing, '"parts":2,', '')
  refused(closing, '"parts":2,"group":1,', '"group":1,"parts":2,')
  refused(part, '"part":1,"seq":1,', '"seq":1,"part":1,')
  refused(part, '"part":1,', '"part":01,')
  refused(part, '"part":1,', '"part":1e0,')
  refused(part, ']}', '],"x":1}')
  refused(part, part.slice(part.indexOf('[') + 1, -']}'.length), '\t\t')
  assert.ok(quickLine(Buffer.from(part)) && quickLine(Buffer.from(closing)))
})

/** The line with another text as its body, and the digest of that. */
function forged(line: string, written: (body: string) => string): string {
  const [, salt = ''] = /"salt":"([0-9a-f]{32})"/.exec(line) ?? []
  const [, before = ''] = /\t"body":(.*?),\t/.exec(line) ?? []
  const body = written(before)
  return line.replace(before, () => body).replace(sha256(salt + before), sha256(salt + body))
}

test('bytes that are no UTF-8 are refused', () => {
  const bytes = Buffer.from(String(linesFor([applied([user('ada')])])[0]))
  for (const byte of [0x80, 0xc0, 0xed, 0xff]) {
    const copy = Buffer.from(bytes)
    copy[copy.indexOf('ada@')] = byte
    assert.equal(examineLine(copy), { type: 'wrong', wrong: { message: 'is not UTF-8' } })
  }
})

test.run()
