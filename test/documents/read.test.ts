import { execFileSync } from 'node:child_process'
import { load } from 'js-yaml'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { reading, told, valuesOf, wrong } from './support/reading.ts'

test('documents come with their values, numbers and places', () => {
  const text =
    '# people of acme\nkind: User\nspec: {admin: true}\n---\n# another\n\n  kind: UserGroup\n  spec: {members: [ada]}\n'
  const { documents, problems, unreadable } = reading(text)
  assert.equal(problems, [])
  assert.is(unreadable, false)
  assert.equal(
    documents.map(({ index, line, column, value }) => ({ index, line, column, value })),
    [
      { index: 0, line: 2, column: 1, value: { kind: 'User', spec: { admin: true } } },
      { index: 1, line: 7, column: 3, value: { kind: 'UserGroup', spec: { members: ['ada'] } } },
    ],
  )
  assert.is(documents[0]?.file.text, text)
})

test('values are plain JSON, with nothing inherited but what every object has', () => {
  const [value] = valuesOf('a: {b: [1, x]}\n')
  assert.is(Object.getPrototypeOf(value), Object.prototype)
  assert.equal(JSON.parse(JSON.stringify(value)), { a: { b: [1, 'x'] } })
})

test('scalars follow the core schema of YAML 1.2, as the library reads them', () => {
  const scalars = [
    'x',
    'no',
    'on',
    'yes',
    'true',
    'True',
    'FALSE',
    'null',
    '~',
    '',
    'Null',
    'nul',
    '0',
    '012',
    '-7',
    '+7',
  ]
  scalars.push(
    '0x1F',
    '0o17',
    '0b1',
    '1.5',
    '.5',
    '5.',
    '1e3',
    '-1.5E-3',
    '1_000',
    '12:30:45',
    '2026-01-01',
    '0.0',
    '00',
  )
  scalars.push(
    '2026-01-01T00:00:00Z',
    '.',
    '-',
    '+',
    '..',
    '1.2.3',
    '0x',
    '1e',
    'e1',
    '=',
    '.infx',
    'nan',
    '9007199254740991',
  )
  for (const scalar of scalars) {
    if (scalar === '-') continue
    assert.equal(valuesOf(`a: ${scalar}\n`), [load(`a: ${scalar}\n`)], scalar)
    assert.equal(valuesOf(`a: "${scalar}"\n`), [{ a: scalar }], scalar)
    assert.equal(valuesOf(`a: !!str ${scalar}\n`), [{ a: scalar }], scalar)
  }
})

test('a text that does not parse has one problem and no document, not even those before the error', () => {
  assert.equal(wrong('kind: User\n---\nkind: a: b\n'), ['Syntax 3:8 a value cannot hold a second colon'])
})

test('what is wrong in a text that parses is told together, in the order of the text', () => {
  assert.equal(wrong('a: .inf\na: 2\n---\nb: !x 1\n---\n- 1\n'), [
    'InvalidField 1:4 a number must be finite',
    'DuplicateField 2:1 the field a is given twice',
    'Syntax 4:4 YAML tags (!) are not allowed',
    'InvalidField 6:1 a document must be a mapping of fields, this is a list',
  ])
})

test('Y02 CRLF and a byte order mark make no difference to what is declared', () => {
  const text = 'a: |\n  one\n  two\nb: "x\n  y"\nc: x\n  y\n---\nd: >-\n  x\n\n  y\n'
  assert.equal(valuesOf(text.replaceAll('\n', '\r\n')), valuesOf(text))
})

test('Y02 tabs as indentation are refused where they stand', () => {
  const at = (place: string): string[] => [`Syntax ${place} a tab must not be used to indent`]
  assert.equal(wrong('a:\n\tb: 1\n'), at('2:1'))
  assert.equal(wrong('a:\n  b: 1\n  \tc: 2\n'), at('3:3'))
  assert.equal(wrong('\tkind: User\n'), at('1:1'))
  assert.equal(wrong('a:\n  - x\n\t- y\n'), at('3:1'))
  assert.equal(wrong('a:\n  -\tb: 1\n'), at('2:4'))
  assert.equal(wrong('a: [b,\n\tc]\n'), at('2:1'))
  assert.equal(valuesOf('a:\tb # a tab after a colon indents nothing\n'), [{ a: 'b' }])
})

test('Y04 halves of surrogate pairs and NUL characters cannot be written as escapes', () => {
  assert.equal(wrong('a: "\\ud800"\n'), ['InvalidField 1:4 the text holds half of a surrogate pair'])
  assert.equal(wrong('a: ["x\\0y"]\n'), ['InvalidField 1:5 the text holds a NUL character'])
  assert.equal(wrong('"x\\0": 1\n'), ['InvalidField 1:1 a field name holds a NUL character'])
  assert.equal(valuesOf('a: "\\ud83d\\ude00 \\u202e"\n'), [{ a: '\ud83d\ude00 \u202e' }])
})

test('Y12 merge keys are refused by name, in quotes they are text', () => {
  const text = 'base: &b {admin: true}\nada:\n  <<: *b\n'
  assert.equal(wrong(text), ['Syntax 3:3 merge keys (<<) are not part of YAML 1.2 and are not allowed'])
  assert.is(reading(text).problems[0]?.help, 'write the fields out')
  assert.equal(valuesOf('"<<": 1\n'), [{ '<<': 1 }])
})

test('Y12 a merge bomb costs what its text costs', () => {
  const base = `a: &a {${Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(', ')}}\n`
  const { problems } = reading(`${base}b:\n${'  <<: *a\n'.repeat(90)}`)
  assert.is(problems.length, 90)
})

test('Y13 a hundred levels are read, one more is refused where it opens', () => {
  const message = 'lists and mappings lie more than 100 levels inside each other'
  const flow = (levels: number): string => `${'['.repeat(levels)}x${']'.repeat(levels)}`
  assert.is(valuesOf(`a: ${flow(99)}`).length, 1)
  assert.is(valuesOf(`a:\n  ${flow(99)}`).length, 1)
  assert.is(valuesOf(`a:\n  ${'- '.repeat(99)}x\n`).length, 1)
  assert.is(valuesOf(`a:\n- - ${flow(97)}\n`).length, 1)
  assert.is(valuesOf(`{"a": ${'['.repeat(99)}1${']'.repeat(99)}}`, 'a.json').length, 1)
  assert.equal(wrong(`a: ${flow(100)}`), [`TooDeep 1:103 ${message}`])
  assert.equal(wrong(`a:\n  ${'- '.repeat(100)}x\n`), [`TooDeep 2:201 ${message}`])
  assert.equal(wrong(`{"a": ${flow(100)}}`, {}, 'a.json'), [`TooDeep 1:106 ${message}`])
  assert.equal(wrong('['.repeat(1_000_000)), [`TooDeep 1:103 ${message}`])
  assert.equal(wrong('['.repeat(1_000_000), {}, 'a.json'), [`TooDeep 1:101 ${message}`])
})

test('Y15 names that objects inherit are refused as fields, and nothing is polluted', () => {
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    assert.equal(wrong(`spec:\n  ${name}: {admin: true}\n`), [`InvalidField 2:3 the field name ${name} is not allowed`])
    assert.equal(wrong(`{"${name}": 1}`, {}, 'a.json'), [`InvalidField 1:2 the field name ${name} is not allowed`])
  }
  const [value] = valuesOf('hasOwnProperty: 1\ntoString: x\n__proto: 2\nname: __proto__\n')
  assert.equal(JSON.stringify(value), '{"hasOwnProperty":1,"toString":"x","__proto":2,"name":"__proto__"}')
  assert.is(('admin' in {}) as boolean, false)
})

test('Y15 documents are read where __proto__ throws', () => {
  const script = `
    import { readDocuments } from ${JSON.stringify(new URL('../../src/documents/read.ts', import.meta.url).href)}
    const file = { source: 'git', path: 'a.yaml', text: 'a: {b: 1}' }
    const limits = ${JSON.stringify(DEFAULT_LIMITS)}
    const twice = [file, { ...file, text: '__proto__: 1' }].map((one) => readDocuments(one, limits))
    process.stdout.write(JSON.stringify(twice.map((one) => one.unreadable)))`
  const args = ['--disable-proto=throw', '--input-type=module', '-e', script]
  assert.is(execFileSync(process.execPath, args, { encoding: 'utf8' }), '[false,true]')
})

test('Y16 tags are refused, whatever they name', () => {
  const tags = [
    '!!binary',
    '!!js/function',
    '!!js/regexp',
    '!!set',
    '!!timestamp',
    '!!omap',
    '!!pairs',
    '!!float',
    '!x',
    '!<y>',
  ]
  for (const tag of tags) {
    assert.equal(wrong(`a: ${tag} "x"\n`), ['Syntax 1:4 YAML tags (!) are not allowed'], tag)
    assert.equal(wrong(`a: ${tag} {b: 1}\n`), ['Syntax 1:4 YAML tags (!) are not allowed'], tag)
    assert.equal(wrong(`a: ${tag} [b]\n`), ['Syntax 1:4 YAML tags (!) are not allowed'], tag)
  }
  assert.equal(wrong('%TAG !! tag:example.com,2026:\n---\na: !!str 1\n'), [
    'Syntax 1:1 only the directive %YAML 1.2 is allowed',
  ])
  assert.equal(wrong('%YAML 1.1\n---\na: no\n'), ['Syntax 1:1 only the directive %YAML 1.2 is allowed'])
  assert.equal(valuesOf('%YAML 1.2\n---\na: !!str 012\n'), [{ a: '012' }])
})

test('Y18 numbers that would be rounded or lost are refused by their source text', () => {
  const beyond = 'a number must lie within ±9007199254740991'
  const digits = 'a number must not have more digits than can be kept exactly'
  const finite = 'a number must be finite'
  const cases: [string, string][] = [
    ['9007199254740992', beyond],
    ['9007199254740993', beyond],
    ['-9007199254740993', beyond],
    ['0x20000000000001', beyond],
    ['123456789012345678901234567890', beyond],
    ['1e16', beyond],
    ['1e400', finite],
    ['.inf', finite],
    ['-.Inf', finite],
    ['.NaN', finite],
    ['-0', 'negative zero is not a number that can be kept'],
    ['-0.0', 'negative zero is not a number that can be kept'],
    ['0.12345678901234567890', digits],
    ['1.0000000000000000001', digits],
    ['1e-400', digits],
    ['1.2345e-320', digits],
  ]
  for (const [number, message] of cases) {
    assert.equal(wrong(`spec:\n  limit: ${number}\n`), [`InvalidField 2:10 ${message}`], number)
    assert.equal(valuesOf(`limit: "${number}"\n`), [{ limit: number }], number)
  }
  for (const number of [
    '9007199254740991',
    '-9007199254740991',
    '0.1',
    '0.30000000000000004',
    '1e-7',
    '100000000000000000e-3',
  ]) {
    assert.equal(valuesOf(`limit: ${number}\n`), [{ limit: Number(number) }], number)
  }
  assert.equal(wrong('{"limit": 9007199254740993}', {}, 'a.json'), [`InvalidField 1:11 ${beyond}`])
})

test('Y19 several documents are read, those in which nothing is written are left out', () => {
  assert.equal(valuesOf('---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\n'), [{ a: 1 }, { b: 2 }])
  const { documents } = reading('---\n---\na: 1\n---\n---\nb: 2\n')
  assert.equal(
    documents.map(({ index, line }) => [index, line]),
    [
      [0, 3],
      [1, 6],
    ],
  )
})

test('Y19 a file that declares nothing is an error, and unreadable', () => {
  for (const text of ['', '\n', '# a comment\n', '---\n', '---\n---\n', '...\n', ' \n']) {
    assert.equal(wrong(text), ['EmptyFile 1:1 the file declares nothing'], JSON.stringify(text))
  }
  assert.equal(wrong('', {}, 'a.json'), ['EmptyFile 1:1 the file declares nothing'])
  assert.is(reading('').problems[0]?.help, 'delete the file if that is meant')
})

test('Y19 documents beyond the limit are refused', () => {
  assert.equal(wrong('a: 1\n---\na: 2\n---\na: 3\n', { documents: 2 }), [
    'TooLarge 5:1 the file holds more than 2 documents',
  ])
})

test('Y22 a hundred problems are told, the others counted', () => {
  const { problems } = reading(
    'a: .nan\n'.replace('a', 'k') + Array.from({ length: 100_000 }, () => 'k: 1\n').join(''),
    { nodes: 1_000_000 },
  )
  assert.is(problems.length, 100)
  assert.equal(problems[99]?.notes, ['99901 more problems of this file are not shown'])
  assert.equal(problems[98]?.notes, undefined)
})

test('Y23 names in messages are cut and escaped', () => {
  const [message = ''] = wrong('"\\e[31m\\u202e<b>": 1\n"\\e[31m\\u202e<b>": 2\n')
  assert.is(message, 'DuplicateField 2:1 the field \\u{1b}[31m\\u{202e}<b> is given twice')
  const long = 'k'.repeat(1000)
  assert.is(wrong(`${long}: 1\n${long}: 2\n`)[0]?.length, 'DuplicateField 2:1 the field  is given twice'.length + 60)
})

test('Y24 comments, quotes and line breaks do not change what is declared', () => {
  const plain = valuesOf('kind: User\nspec:\n  userGroups: [a, b]\n')
  assert.equal(valuesOf('# x\n"kind": "User" # y\nspec: {userGroups: [\n  a, # z\n  b\n  ]}\n'), plain)
  assert.equal(valuesOf('{"kind": "User", "spec": {"userGroups": ["a", "b"]}}', 'a.json'), plain)
})

test('a field given twice names both places', () => {
  const text = 'spec:\n  users:\n    - {name: ada, email: a}\n  email: x\n  "email": y\n'
  const [problem] = reading(text).problems
  assert.equal(told(reading(text).problems), ['DuplicateField 5:3 the field email is given twice'])
  assert.is(problem?.length, 7)
  assert.is(problem?.pointer, '/spec/email')
  assert.equal(problem?.related, [
    { origin: { source: 'git', path: 'acme.yaml', line: 4, column: 3 }, message: 'given here first' },
  ])
})

test('field names are text, within a length', () => {
  const message = 'a field name must be text'
  assert.equal(wrong('1: a\n'), [`InvalidField 1:1 ${message}`])
  assert.equal(wrong('a: {true: 1, null: 2, : 3}\n').length, 3)
  assert.equal(wrong('? [a]\n: 1\n'), [`InvalidField 1:3 ${message}`])
  assert.equal(wrong('a: &x b\n*x : 1\n'), [`InvalidField 2:1 ${message}`])
  assert.equal(wrong('a: {{ name }}\n'), [`InvalidField 1:5 ${message}`])
  assert.equal(valuesOf('no: 1\n2026-01-01: 2\n"1": 3\n'), [{ no: 1, '2026-01-01': 2, '1': 3 }])
  assert.equal(wrong(`${'k'.repeat(1025)}: 1\n`), [
    'InvalidField 1:1 a field name has 1025 characters, at most 1024 are allowed',
  ])
  assert.is(valuesOf(`${'k'.repeat(1024)}: 1\n`).length, 1)
})

test('a document that is no mapping is a problem', () => {
  const message = 'a document must be a mapping of fields, this is'
  assert.equal(wrong('just text\n'), [`InvalidField 1:1 ${message} text`])
  assert.equal(wrong('kind: User\n---\nnull\n'), [`InvalidField 3:1 ${message} null`])
  assert.equal(wrong('[1]', {}, 'a.json'), [`InvalidField 1:1 ${message} a list`])
  assert.equal(wrong('42\n'), [`InvalidField 1:1 ${message} a value`])
})

test('problems carry the pointer of the place', () => {
  const pointers = reading('spec:\n  users:\n    - name: a/b\n      x: .nan\n    - "a/b~": .nan\n').problems.map(
    ({ pointer }) => pointer,
  )
  assert.equal(pointers, ['/spec/users/0/x', '/spec/users/1/a~1b~0'])
})

test.run()
