import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { canonical } from '../../../src/lib/canonical.ts'
import { UNDECIDED, valueEnd } from '../../../src/store/proof/scan.ts'

/** Whether the scan says that a text is canonical JSON, the whole of it. */
function isConfirmed(text: string): boolean {
  const bytes = Buffer.from(text)
  return valueEnd(bytes, 0) === bytes.length
}

/** The same found out by reading the text and writing it again. */
function isCanonical(text: string): boolean {
  try {
    return canonical(JSON.parse(text)) === text
  } catch {
    return false
  }
}

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }).map(parsed)
const unit = fc.integer({ min: 0x20, max: 0x7f }).map((code) => String.fromCharCode(code).replace(/["\\]/, '~'))
const plain = fc.jsonValue({ maxDepth: 4, stringUnit: unit }).map(parsed)

/** What is left of a value in JSON: -0 becomes 0. */
function parsed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

test('canonical JSON is confirmed wherever its names are ASCII and nothing is escaped by number', () => {
  fc.assert(fc.property(plain, (value) => assert.ok(isConfirmed(canonical(value)), canonical(value))))
  for (const value of [
    [],
    {},
    '',
    { '': { '': '' } },
    [true, false, null],
    'zoë \u007f \u2028 😀 /',
    '"\\\b\t\n\f\r',
    { a: 1, 'a ': 1, 'a!': 1, a0: 1, aa: 1, b: 1 },
    [0, 1, 10, 999999999999999, 2 ** 53, 2 ** 80, -1, 1.5, 0.000001, 1e-7, 1e21, 1.5e300, 5e-324, -2.5e-9],
  ]) {
    assert.ok(isConfirmed(canonical(value)), canonical(value))
  }
})

test('the end of a value is told where more follows', () => {
  for (const [text, end] of [
    ['12,', 2],
    ['"a"}', 3],
    ['{"a":[1]},\t', 9],
    ['null]', 4],
  ] as const) {
    assert.is(valueEnd(Buffer.from(`[${text}`), 1), end + 1)
  }
})

test('a text that is confirmed is canonical JSON, whatever was done to it', () => {
  const piece = fc.constantFrom(
    ...[
      '"',
      '\\',
      ',',
      ':',
      '{',
      '}',
      '[',
      ']',
      ' ',
      '\t',
      '\n',
      '\0',
      '-',
      '+',
      '.',
      '0',
      '1',
      'e',
      'E',
      'a',
      '/',
      'u0041',
    ],
    ...['\\u000a', '\\/', '\\ud83d', '😀', 'é', '\ue000', '"a":1,', ',"":0', 'null', 'true', '""', '[]'],
  )
  const place = fc.nat()
  let confirmed = 0
  fc.assert(
    fc.property(fc.oneof(json, plain), place, fc.nat(3), piece, (value, where, length, inserted) => {
      const text = canonical(value)
      const at = where % (text.length + 1)
      for (const other of [
        text,
        text.slice(0, at) + inserted + text.slice(at + length),
        text.slice(0, at) + text.slice(at + length),
        text.slice(0, at) + text.slice(at, at + length) + text.slice(at),
        JSON.stringify(value, null, 1),
        text.replace(/[\d.]+/, (number) => `${number}0`),
      ]) {
        if (!isConfirmed(other)) continue
        // What UTF-8 cannot say is refused before the scan.
        if (other.isWellFormed()) assert.ok(isCanonical(other), other)
        confirmed++
      }
    }),
    { numRuns: 3000 },
  )
  assert.ok(confirmed > 2000, `only ${confirmed} texts were confirmed`)
})

test('another spelling of a value is never confirmed', () => {
  const spellings = [
    ...[
      ' 1',
      '1 ',
      '[1, 2]',
      '[ ]',
      '{ }',
      '{"a" :1}',
      '{"a": 1}',
      '[1,\n2]',
      '\ufeff1',
      '"\t"',
      '"\n"',
      '"\u001f"',
      '',
    ],
    ...[
      '1.0',
      '1.50',
      '01',
      '00',
      '-0',
      '-01',
      '+1',
      '.5',
      '5.',
      '-.5',
      '-',
      '1e2',
      '1E21',
      '1e21',
      '1e+021',
      '1e+400',
    ],
    ...['100000000000000000000000', '9007199254740992.5', '0.0000001', '1e-6', '12345678901234567890', '0x10', '1_000'],
    ...['NaN', 'Infinity', '-Infinity', 'undefined', 'nul', 'nulll', 'True', 'tru', 'falsy'],
    ...[
      "'a'",
      '"a',
      'a"',
      '"a"b"',
      '"\\',
      '"\\"',
      '"\\a"',
      '"\\/"',
      '"\\u0041"',
      '"\\u000A"',
      '"\\u000a"',
      '"\\u001F"',
    ],
    ...['"\\u00e9"', '"\\ud83d\\ude00"', '"\\x41"', '"\\0"', '"\\U0041"'],
    ...['[', ']', '[1', '1]', '[1,]', '[,1]', '[,]', '[1 2]', '[1}', '[[1]', '[1]]'],
    ...[
      '{',
      '}',
      '{"a"}',
      '{"a":}',
      '{"a":1',
      '{"a":1,}',
      '{,"a":1}',
      '{a:1}',
      "{'a':1}",
      '{1:1}',
      '{"a":1]',
      '{"a",1}',
    ],
    ...[
      '{"b":1,"a":1}',
      '{"a":1,"a":1}',
      '{"a":1,"a":2}',
      '{"aa":1,"a":1}',
      '{"a!":1,"a":1}',
      '{"":1,"":1}',
      '{"a":1,"":1}',
    ],
    ...[
      '{"9":1,"10":1}',
      '{"x":{"b":1,"a":1}}',
      '[{"b":1,"a":1}]',
      '{"\\u0061":1}',
      '{"a\\/":1}',
      '{"\ue000":1,"😀":1}',
    ],
  ]
  for (const text of spellings) {
    assert.not(isCanonical(text), text)
    assert.not(isConfirmed(text), text)
  }
})

test('what is rare is left undecided, not called wrong', () => {
  const deep = `${'['.repeat(65)}${']'.repeat(65)}`
  for (const text of [
    '"\\u0001"',
    '"\\ud800"',
    '{"é":1}',
    '{"\\n":1}',
    deep,
    `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`,
  ]) {
    assert.ok(isCanonical(text), text)
    assert.is(valueEnd(Buffer.from(text), 0), UNDECIDED, text)
  }
  assert.ok(isConfirmed(`${'['.repeat(64)}${']'.repeat(64)}`))
})

test.run()
