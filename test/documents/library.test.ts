import { constructFromEvents, dump, load, loadAll, parseEvents, YAMLException } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

// What we rely on in js-yaml (faults §2.3): an upgrade that changes one of these must not pass unnoticed.

function reasonOf(text: string): string {
  try {
    loadAll(text)
    return 'none'
  } catch (error) {
    return error instanceof YAMLException ? error.reason : 'not a YAMLException'
  }
}

const value = (scalar: string): unknown => (load(`a: ${scalar}\n`) as { a: unknown }).a

test('a field given twice is an error', () => {
  assert.is(reasonOf('a: 1\na: 2\n'), 'duplicated mapping key')
})

test('__proto__ becomes a field of its own, and nothing is polluted', () => {
  const read = load('__proto__: {x: 1}\n') as object
  assert.equal(Object.keys(read), ['__proto__'])
  assert.is(Object.getPrototypeOf(read), Object.prototype)
  assert.is(({} as { x?: unknown }).x, undefined)
})

test('a merge key is an ordinary field', () => {
  assert.equal(load('a: &a {x: 1}\nb:\n  <<: *a\n'), { a: { x: 1 }, b: { '<<': { x: 1 } } })
})

test('scalars follow YAML 1.2', () => {
  for (const text of [
    'no',
    'on',
    'yes',
    'off',
    'y',
    '1_000',
    '12:30:45',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '0b1',
  ]) {
    assert.is(value(text), text)
  }
  assert.equal(['012', '0x10', '0o10', '1e3', '~', 'null', '', 'True'].map(value), [
    12,
    16,
    8,
    1000,
    null,
    null,
    null,
    true,
  ])
})

test('numbers lose digits, infinities and NaN are let through', () => {
  assert.is(value('9007199254740993'), 9007199254740992)
  assert.is(value('.inf'), Number.POSITIVE_INFINITY)
  assert.ok(Number.isNaN(value('.nan')))
  assert.ok(Object.is(value('-0'), -0))
  assert.is(value('1e400'), '1e400')
})

test('NUL bytes are refused, other marks and line ends are let through', () => {
  assert.is(reasonOf('a: \0'), 'null byte is not allowed in input')
  assert.equal(load('\ufeffa: 1\r\nb: 2\rc: 3\n'), { a: 1, b: 2, c: 3 })
  assert.equal(load('a: "\\ud800"\n'), { a: '\ud800' })
  assert.equal(load('a: \u202e\n'), { a: '\u202e' })
})

test('tags that are not of the core schema are errors', () => {
  for (const tag of ['!!js/function', '!!js/undefined', '!!binary', '!!set', '!!timestamp', '!!omap', '!x']) {
    assert.match(reasonOf(`a: ${tag} x\n`), /^unknown scalar tag/, tag)
  }
})

test('nesting is limited by maxDepth, one error for the whole stream', () => {
  assert.throws(
    () => parseEvents('['.repeat(200), { maxDepth: 101 }),
    (error: YAMLException) => error.reason === 'nesting exceeded maxDepth (101)',
  )
  assert.throws(
    () => loadAll('a: 1\n---\nb: ]\n'),
    (error: YAMLException) => error.mark?.position === 12,
  )
})

test('aliases share what they repeat, and a bomb costs nothing until it is walked', () => {
  const { a, b } = load('a: &a [1]\nb: *a\n') as { a: unknown; b: unknown }
  assert.is(a, b)
  const lines = Array.from(
    { length: 30 },
    (_, level) => `l${level}: &l${level} [${level === 0 ? 'x' : `*l${level - 1}, *l${level - 1}`}]`,
  )
  const start = performance.now()
  load(`${lines.join('\n')}\n`)
  assert.ok(performance.now() - start < 10_000)
})

test('events refer to the text by offsets, and give what load gives', () => {
  const text = '- a: "x"\n  b: [1, *c]\n'.replace('*c', '2')
  assert.equal(constructFromEvents(parseEvents(text, {}), { source: text }), loadAll(text))
  const texts = parseEvents(text, {}).flatMap((event) =>
    event.type === 4 ? [text.slice(event.valueStart, event.valueEnd)] : [],
  )
  assert.equal(texts, ['a', 'x', 'b', '1', '2'])
})

test('an empty stream has no documents, an empty document is null', () => {
  assert.equal(loadAll(''), [])
  assert.equal(loadAll('# x\n'), [])
  assert.equal(loadAll('---\n---\na: 1\n'), [null, { a: 1 }])
})

test('the parser’s message quotes the text, so it is never shown', () => {
  assert.throws(
    () => load('password: hunter2: x\n'),
    (error: YAMLException) => error.message.includes('hunter2'),
  )
})

test('what is dumped is quoted for readers of YAML 1.1', () => {
  assert.is(
    dump({ a: ['no', '012', '1_000', '12:30', '2026-01-01'] }),
    "a:\n  - 'no'\n  - '012'\n  - '1_000'\n  - '12:30'\n  - '2026-01-01'\n",
  )
})

test.run()
