import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { wordsFor } from '../../src/documents/reason.ts'
import { syntaxFault } from '../../src/documents/syntax.ts'
import { reading, wrong } from './support/reading.ts'

const CASES: readonly (readonly [string, string])[] = [
  ['a: b: c\n', '1:5 a value cannot hold a second colon'],
  ['a: [x]: y\n', '1:7 a value cannot hold a second colon'],
  ['a: "x" y\n', '1:8 text stands after a closing quote'],
  ["a: 'it's'\n", '1:8 text stands after a closing quote'],
  ['a: @x\n', '1:4 a text cannot begin with this character'],
  ['a: %x\n', '1:4 a text cannot begin with this character'],
  ['`a`: 1\n', '1:1 a text cannot begin with this character'],
  ['a: ]\n', '1:4 a closing bracket closes nothing'],
  ['a: 1\n}\n', '2:1 a closing bracket closes nothing'],
  ['a: ,\n', '1:4 a comma follows nothing'],
  ['a: [1,,2]\n', '1:7 a comma follows nothing'],
  ['a: ["b" "c"]\n', '1:9 a comma or a closing bracket is missing before this'],
  ['a: - x\n', '1:4 this does not belong to what stands before it'],
  ['- a\nb: c\n', '2:1 this does not belong to what stands before it'],
  ['{"a": 1}\n{"b": 2}\n', '2:1 this does not belong to what stands before it'],
  ['a:\n  b: 1\n c: 2\n', '3:2 this line is not indented like its neighbours'],
  ['a:\n  b: 1\n   c: 2\n', '3:5 this line is not indented like its neighbours'],
  ['a:\n- b: 1\n c: 2\n', '3:2 this line is not indented like its neighbours'],
  ['a: 1\nname:x\nb: 2\n', '2:1 this line is no field: it has no colon with a space after it'],
  ['a:\n  b: 1\n  c\n', '3:3 this line is no field: it has no colon with a space after it'],
  ['a: 1\n"b" c: 2\n', '2:5 this line is no field: it has no colon with a space after it'],
  ['a: {b: c\nd: 1\n', '2:1 a quote, a [ or a { from before is still open here'],
  ['a: "b\nc: 1\n', '2:1 a quote, a [ or a { from before is still open here'],
  ['[a,\n', '2:1 a list [ or mapping { is not closed'],
  ['"a \\" b\n', '1:1 a text in quotes is not closed'],
  ['a: "x"\n---\n"b \\\\\n c', '3:1 a text in quotes is not closed'],
  ["- 'x'\n- 'it''s\n  y", '2:3 a text in quotes is not closed'],
  ["- '''x", '1:3 a text in quotes is not closed'],
  ['a: "\\q"\n', '1:6 a backslash in double quotes begins no known escape'],
  ['a: "\\x4"\n', '1:8 a backslash in double quotes begins no known escape'],
  ['a: |x\n y\n', '1:5 the first line of a text block (| or >) is not written right'],
  ['a: |++\n y\n', '1:6 the first line of a text block (| or >) is not written right'],
  ['a: &\n', '1:5 an anchor (&) or alias (*) is not written right'],
  ['a: &x *y\n', '1:7 an anchor (&) or alias (*) is not written right'],
  ['a: !x!y 1\n', '1:8 YAML tags (!) are not allowed'],
  ['%FOO\n', '2:1 a line that begins with % is not allowed here'],
  ['%YAML 2.0\n---\na: 1\n', '2:1 a line that begins with % is not allowed here'],
]

test('frequent mistakes are told in our words, at the place to look at', () => {
  for (const [text, expected] of CASES) assert.equal(wrong(text), [`Syntax ${expected}`], JSON.stringify(text))
})

test('the words and the help never quote the file', () => {
  const canary = 'k4n4r1'
  const texts = CASES.map(([text]) => text.replaceAll(/[a-z]/g, (letter) => (letter === 'x' ? canary : letter)))
  texts.push(`a: *${canary}\n`, `a: !${canary} 1\n`, `a: !<${canary}> 1\n`, `%TAG ${canary} b\n`, `a: !${canary}!b 1\n`)
  for (const text of texts) {
    const { problems } = reading(text)
    assert.is(problems.length > 0, true, text)
    for (const { message, help } of problems) assert.not.match(`${message} ${help}`, canary)
  }
})

test('every reason the parser can give has words of its own', () => {
  const path = fileURLToPath(import.meta.resolve('js-yaml'))
  const code = readFileSync(path, 'utf8').replaceAll('\r', '')
  const reasons = [...code.matchAll(/throwError\(state, (?:"([^"]+)"|`([^`]+)`)\)/g)].map(
    ([, plain, template]) => plain ?? template ?? '',
  )
  const untold = reasons.filter((reason) => wordsFor(reason, '', '').message === 'this is not YAML')
  assert.is(reasons.length > 40, true)
  assert.equal(
    untold.filter((reason) => !/^nesting exceeded|^can not read a document/.test(reason)),
    [],
  )
})

test('an error that is not the parser’s own is told without its text', () => {
  const fault = syntaxFault('a: 1', new RangeError('secret'), DEFAULT_LIMITS)
  assert.is(fault.message, 'this is not YAML')
})

test.run()
