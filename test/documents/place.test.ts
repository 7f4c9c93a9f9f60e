import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { lineOf } from '../../src/documents/line.ts'
import { locate, scalarText } from '../../src/documents/place.ts'
import { readDocuments } from '../../src/documents/read.ts'
import type { Document } from '../../src/model/document.ts'
import { fileOf } from './support/reading.ts'

const TEXT = `# people of acme
apiVersion: charter.sh/v1alpha1
kind: Organization # the kind
spec:
  description: |
    first
    second
  folded: one
    two
  "quoted": 'it''s'
  empty:
  tags: [a, "b c", {x: 1}] # some
  users:
    - name: ada
      number: 012
    - &grace {name: grace, number: 1e3}
    - *grace
    -
    - - deep
---
kind: "User"
`

function documentsOf(text: string, path = 'acme.yaml'): readonly Document[] {
  return readDocuments(fileOf(text, path), DEFAULT_LIMITS).documents
}

function documentOf(text: string, path = 'acme.yaml', index = 0): Document {
  const document = documentsOf(text, path)[index]
  if (document === undefined) throw new Error('the text has no such document')
  return document
}

/** What a caret under the place of a pointer covers: `line:column text`. */
function under(document: Document, pointer: string, at: 'key' | 'value'): string {
  const { line, column, length } = locate(document, pointer, at)
  return `${line}:${column} ${lineOf(document.file, line).slice(column - 1, column - 1 + length)}`
}

const VALUES: readonly (readonly [string, string])[] = [
  ['', '2:1 apiVersion: charter.sh/v1alpha1'],
  ['/kind', '3:7 Organization'],
  ['/spec', '5:3 description: |'],
  ['/spec/description', '6:5 first'],
  ['/spec/folded', '8:11 one'],
  ['/spec/quoted', "10:13 'it''s'"],
  ['/spec/empty', '11:3 empty'],
  ['/spec/tags', '12:9 [a, "b c", {x: 1}]'],
  ['/spec/tags/1', '12:13 "b c"'],
  ['/spec/tags/2', '12:20 {x: 1}'],
  ['/spec/tags/2/x', '12:24 1'],
  ['/spec/users', '14:5 - name: ada'],
  ['/spec/users/0', '14:7 name: ada'],
  ['/spec/users/0/number', '15:15 012'],
  ['/spec/users/2', '17:7 *grace'],
  ['/spec/users/2/name', '16:21 grace'],
  ['/spec/users/3', '14:5 -'],
  ['/spec/users/4/0', '19:9 deep'],
]

test('a value is found by its pointer', () => {
  const document = documentOf(TEXT)
  for (const [pointer, expected] of VALUES) assert.is(under(document, pointer, 'value'), expected, pointer)
})

test('the name of a field is found by its pointer, an item has only its value', () => {
  const document = documentOf(TEXT)
  assert.is(under(document, '/spec', 'key'), '4:1 spec')
  assert.is(under(document, '/spec/quoted', 'key'), '10:3 "quoted"')
  assert.is(under(document, '/spec/users/2/name', 'key'), '16:15 name')
  assert.is(under(document, '/spec/users/0', 'key'), '14:7 name: ada')
  assert.is(under(document, '', 'key'), '2:1 apiVersion: charter.sh/v1alpha1')
})

test('a pointer that leads nowhere gives the nearest part that exists', () => {
  const document = documentOf(TEXT)
  assert.is(under(document, '/spec/users/0/email/domain', 'key'), '14:7 name: ada')
  assert.is(under(document, '/spec/users/99', 'key'), '13:3 users')
  assert.is(under(document, '/spec/users/-1', 'key'), '13:3 users')
  assert.is(under(document, '/spec/users/length', 'key'), '13:3 users')
  assert.is(under(document, '/kind/x', 'value'), '3:7 Organization')
  assert.is(under(document, '/status', 'key'), '2:1 apiVersion: charter.sh/v1alpha1')
})

test('each document of a file has its own places', () => {
  assert.is(under(documentOf(TEXT, 'acme.yaml', 1), '/kind', 'value'), '21:7 "User"')
  const text = '---\n# nothing\n---\na: 1\n---\n---\nb: 2\n'
  assert.is(under(documentOf(text, 'a.yaml', 1), '/b', 'value'), '7:4 2')
})

test('pointers are unescaped', () => {
  assert.is(under(documentOf('a/b:\n  m~n: 1\n'), '/a~1b/m~0n', 'value'), '2:8 1')
})

test('places are the same with the line ends of Windows', () => {
  const document = documentOf(TEXT.replaceAll('\n', '\r\n'))
  for (const [pointer, expected] of VALUES) assert.is(under(document, pointer, 'value'), expected, pointer)
})

test('places of JSON are found alike', () => {
  const document = documentOf(
    '{\n  "kind": "User",\n  "spec": {"tags": ["a", 012e0]}\n}'.replace('012e0', '12e0'),
    'a.json',
  )
  assert.is(under(document, '/kind', 'value'), '2:11 "User"')
  assert.is(under(document, '/spec/tags', 'value'), '3:20 ["a", 12e0]')
  assert.is(under(document, '/spec/tags/1', 'value'), '3:26 12e0')
  assert.is(under(document, '', 'value'), '1:1 {')
})

test('a flow list over several lines is covered to the end of its first line', () => {
  assert.is(under(documentOf('a: [1,  \n  2]\n'), '/a', 'value'), '1:4 [1,')
})

test('a document that no text stands behind gives its own place', () => {
  const file = fileOf('')
  assert.equal(locate({ file, index: 0, line: 7, column: 3, value: {} }, '/a', 'key'), {
    line: 7,
    column: 3,
    length: 1,
  })
})

test('Y17 a scalar is given as it is written', () => {
  const document = documentOf(TEXT)
  assert.is(scalarText(document, '/spec/users/0/number'), '012')
  assert.is(scalarText(document, '/spec/users/2/number'), '1e3')
  assert.is(scalarText(document, '/spec/quoted'), "'it''s'")
  assert.is(scalarText(document, '/spec/empty'), '')
  assert.is(scalarText(document, '/spec'), undefined)
  assert.is(scalarText(document, '/spec/nothing'), undefined)
  const lines = ['no', 'null', '~', '012', '1e3', '2026-01-01', '0x10', '"no"']
  const list = documentOf(`list:\n${lines.map((line) => `  - ${line}\n`).join('')}`)
  assert.equal(
    lines.map((_, index) => scalarText(list, `/list/${index}`)),
    lines,
  )
})

test('places in an inline organization of twenty thousand users cost as much as its text', () => {
  const users = Array.from(
    { length: 20_000 },
    (_, index) => `    - {name: user-${index}, email: u${index}@acme.example}\n`,
  )
  const document = documentOf(`spec:\n  users:\n${users.join('')}`)
  const start = performance.now()
  for (let index = 0; index < 20_000; index++) {
    assert.is(locate(document, `/spec/users/${index}/email`, 'value').line, index + 3)
  }
  // A busy machine takes two seconds; were the text gone through for each place, it would be minutes.
  assert.ok(performance.now() - start < 20_000)
})

test('a line is given without its end', () => {
  const file = fileOf('a\r\nb\n\nlast')
  assert.equal(
    [1, 2, 3, 4, 5, 0].map((line) => lineOf(file, line)),
    ['a', 'b', '', 'last', '', ''],
  )
})

test.run()
