import * as fc from 'fast-check'
import { loadAll } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { lineOf } from '../../src/documents/line.ts'
import { locate, scalarText } from '../../src/documents/place.ts'
import { readDocuments } from '../../src/documents/read.ts'
import { pointerOf } from '../../src/lib/pointer.ts'
import { fileOf, reading } from './support/reading.ts'

const PIECES = [
  'a',
  'b: ',
  'c:\n',
  '- ',
  '? ',
  ': ',
  '\n',
  '\n  ',
  '\n    ',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '"q"',
  "'s'",
  '"\\n"',
  '|\n  x\n',
  '>-\n  y\n',
]
PIECES.push(
  '&x ',
  '*x',
  '!!str ',
  '# c\n',
  '---\n',
  '...\n',
  '1',
  '0x1f',
  '1.5',
  'true',
  'null',
  '~',
  '2026-01-01',
  'no',
  '\t',
  '  ',
  'key: value\n',
)

/** What the library reads of a text; `undefined` where it refuses it. */
function library(text: string): readonly unknown[] | undefined {
  try {
    return loadAll(text).filter((value) => value !== null)
  } catch {
    return undefined
  }
}

test('a text that is read has the values that the library reads', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), (pieces) => {
      const text = `top:\n  - ${pieces.join('')}`
      const { documents, unreadable } = reading(text)
      if (unreadable) return
      accepted++
      assert.equal(
        documents.map(({ value }) => value),
        library(text),
        JSON.stringify(text),
      )
    }),
    { numRuns: 8000 },
  )
  assert.ok(accepted > 200, `${accepted} texts were read`)
})

test('a text that the library refuses is refused', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), (pieces) => {
      const text = pieces.join('')
      if (library(text) === undefined) assert.is(reading(text).unreadable, true, JSON.stringify(text))
    }),
    { numRuns: 5000 },
  )
})

test('every place lies in its file, and a scalar is found where it is written', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, space) => {
      const file = fileOf(JSON.stringify({ value }, null, space), 'a.json')
      const [document] = readDocuments(file, DEFAULT_LIMITS).documents
      fc.pre(document !== undefined)
      for (const { pointer, leaf } of partsOf({ value }, [])) {
        const written = scalarText(document, pointer)
        if (leaf === undefined) assert.is(written, undefined)
        else assert.equal(JSON.parse(written ?? ''), leaf)
        for (const at of ['key', 'value'] as const) {
          const { line, column, length } = locate(document, pointer, at)
          assert.ok(length >= 1 && column - 1 + length <= lineOf(file, line).length)
        }
      }
    }),
    { numRuns: 300 },
  )
})

interface Part {
  readonly pointer: string
  readonly leaf: unknown
}

/** Every part of a value by pointer; `leaf` is undefined for lists and mappings. */
function partsOf(value: unknown, segments: readonly (string | number)[]): Part[] {
  const pointer = pointerOf(segments)
  if (typeof value !== 'object' || value === null) return [{ pointer, leaf: value }]
  const parts = Object.entries(value).flatMap(([name, part]) => partsOf(part, [...segments, name]))
  return [{ pointer, leaf: undefined }, ...parts]
}

test.run()
