import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { reading, valuesOf, wrong } from './support/reading.ts'

const json = (text: string): string[] => wrong(text, {}, 'a.json')

/** JSON that documents can hold: no inherited names, no negative zero, whole surrogate pairs. */
const plain = fc
  .jsonValue({ maxDepth: 5 })
  .map((value) => JSON.stringify(value).replaceAll(/"(__proto__|prototype|constructor)"/g, '"$1-x"'))
  .filter((text) => !/-0[,\]}]|-0$|\\u0000|\\ud[89a-f]/i.test(text))

test('what JSON.parse reads is read the same, however it is spaced', () => {
  fc.assert(
    fc.property(plain, fc.constantFrom(0, 1, '\t', '\r\n'), (text, space) => {
      const value = JSON.parse(text)
      const number = /-?\d+(\.\d+)?e\+\d+|\d{16,}/.test(text)
      fc.pre(!number)
      const spaced = JSON.stringify({ value }, null, space as string)
      assert.equal(valuesOf(spaced, 'a.json'), [{ value }])
    }),
    { numRuns: 300 },
  )
})

test('what JSON.parse refuses is refused, and nothing else', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b\\n"',
    '"\\x"',
    '"',
    '1',
    '-',
    '0',
    '.5',
    '01',
    '1e5',
    'true',
    'nul',
    'null',
    ' ',
    '\n',
    '#',
    "'",
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
      const text = `{"a": [${parts.join('')}]}`
      let accepted = true
      try {
        JSON.parse(text)
      } catch {
        accepted = false
      }
      const told = reading(text, {}, 'a.json').problems.filter(({ code }) => code === 'Syntax')
      assert.is(told.length === 0, accepted, text)
    }),
    { numRuns: 3000 },
  )
})

test('escapes of JSON mean what JSON says', () => {
  const text = '{"a": "\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}'
  assert.equal(valuesOf(text, 'a.json'), [JSON.parse(text)])
})

test('a fault of JSON is told where it is', () => {
  assert.equal(json('{\n  "a": 1,\n}'), ['Syntax 3:1 a field name in double quotes is expected here'])
  assert.equal(json('{"a" 1}'), ['Syntax 1:6 a colon is expected here'])
  assert.equal(json('{"a": 1 "b": 2}'), ['Syntax 1:9 a comma or } is expected here'])
  assert.equal(json('{"a": [1 2]}'), ['Syntax 1:10 a comma or ] is expected here'])
  assert.equal(json('{"a": [1,]}'), ['Syntax 1:10 a JSON value is expected here'])
  assert.equal(json('{"a": 01}'), ['Syntax 1:7 a JSON value is expected here'])
  assert.equal(json('{"a": "x\ny"}'), [
    'Syntax 1:9 a text in JSON cannot hold a line end, a tab or a control character',
  ])
  assert.equal(json('{"a": "\\q"}'), ['Syntax 1:8 a backslash begins no known escape'])
  assert.equal(json('{"a": "x}'), ['Syntax 1:7 a text in quotes is not closed'])
  assert.equal(json('{"a": 1'), ['Syntax 1:8 a comma or } is expected here'])
  assert.equal(json('{"a": 1}\n{"b": 2}'), ['Syntax 2:1 a JSON file holds one value'])
})

test('what people write into JSON by mistake has a help', () => {
  const help = (text: string): string | undefined => reading(text, {}, 'a.json').problems[0]?.help
  assert.is(help('{"a": 1,}'), 'take the comma before it away')
  assert.is(help('{\n// x\n"a": 1}'), 'JSON has no comments: name the file .yaml to write some')
  assert.is(help("{'a': 1}"), 'JSON uses double quotes')
})

test('a field given twice in JSON names both places', () => {
  const { problems } = reading('{"a": 1,\n "b": {"a": 2},\n "a": 3}', {}, 'a.json')
  assert.equal(
    problems.map(({ code, origin }) => [code, origin]),
    [['DuplicateField', { source: 'git', path: 'a.json', line: 3, column: 2 }]],
  )
  assert.equal(problems[0]?.related?.[0]?.origin, { source: 'git', path: 'a.json', line: 1, column: 2 })
})

test('only the name of the file decides that it is JSON', () => {
  assert.equal(valuesOf("{a: 'x', # c\n}", 'a.yaml'), [{ a: 'x' }])
  assert.equal(json('a: 1\n'), ['Syntax 1:1 a JSON value is expected here'])
})

test.run()
