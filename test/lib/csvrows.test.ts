import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvRows } from '../../src/lib/csvrows.ts'
import { holds } from '../support/property.ts'

const cells = (text: string) => [...csvRows(text)].map((row) => (row.isBroken ? row.line : row.cells))

test('cells in quotes hold commas, quotes and line ends; lines are those of the text', () => {
  assert.equal(cells('a,b\r\n"x,1","say ""hi"""\n\n"two\nlines",z'), [
    ['a', 'b'],
    ['x,1', 'say "hi"'],
    ['two\nlines', 'z'],
  ])
  assert.equal(
    [...csvRows('a\n\n"b\nc"\nd\n')].map(({ line }) => line),
    [1, 3, 5],
  )
  assert.equal(cells(''), [])
  assert.equal(cells('a,\n'), [['a', '']])
})

test('a quote in the wrong place breaks its line and no other', () => {
  assert.equal(cells('a\n"x"y\nb\n'), [['a'], 2, ['b']])
  assert.equal(cells('a\nx"y\nb\n'), [['a'], 2, ['b']])
  assert.equal(cells('a\n"never ends\nb\n'), [['a'], 2, ['b']])
})

test('what is written as RFC 4180 says is read as it was, and any text ends', async () => {
  const rows = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'ü') }), { minLength: 2 }),
  )
  const written = fc.asyncProperty(rows, async (all) => {
    const quoted = all.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    assert.equal(cells(quoted.join('\r\n')), all)
  })
  await holds(written, 300)
  const any = fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n') }), async (text) => {
    for (const { line } of csvRows(text)) assert.ok(line <= text.split('\n').length)
  })
  await holds(any, 300)
})

test.run()
