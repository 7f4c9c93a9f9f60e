import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { problemFrame } from '../../../src/cli/problems/frame.ts'
import { createLines } from '../../../src/cli/problems/lines.ts'
import { createPlaces } from '../../../src/cli/problems/place.ts'
import type { Problem } from '../../../src/model/problem.ts'
import type { Key } from '../../../src/model/resource.ts'
import { plainStyle } from '../../../src/plan/render/style.ts'
import { file, problem } from '../../plan/render/support.ts'

function frame(texts: Record<string, string>, parts: Partial<Problem>): string {
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, { source: 'main', path, text }]))
  const lines = createLines([{ source: 'main', files }])
  return problemFrame(problem(parts), { lines, places: createPlaces({}), style: plainStyle })
}

/** The lines of a frame between the place and the remarks. */
function snippet(texts: Record<string, string>, parts: Partial<Problem>): readonly string[] {
  return frame(texts, parts).split('\n').slice(3, -2)
}

test('a problem is shown with its line, a caret, help and notes', () => {
  const text = `${'\n'.repeat(13)}      emial: jdoe@acme.example\n`
  const shown = frame(
    { 'orgs/acme/users.yaml': text },
    {
      length: 5,
      label: 'not a field of User',
      help: 'did you mean `email`?',
      notes: ['allowed fields: id, email, authId'],
    },
  )
  assert.is(
    shown,
    [
      'error[UnknownField]: unknown field `emial` in user',
      '  --> orgs/acme/users.yaml:14:7',
      '   |',
      '14 |       emial: jdoe@acme.example',
      '   |       ^^^^^ not a field of User',
      '   |',
      '   = help: did you mean `email`?',
      '   = note: allowed fields: id, email, authId',
      '   = see:  charter explain UnknownField',
    ].join('\n'),
  )
})

test('related places follow with their own lines and words, in one column', () => {
  const shown = frame(
    { 'a.yaml': 'name: ada\n', 'b.yaml': `${'\n'.repeat(119)}  name: "ada"\n` },
    {
      code: 'DuplicateResource',
      message: 'the user `ada` is declared twice',
      origin: file('a.yaml', 1, 7),
      related: [{ origin: file('b.yaml', 120, 9), message: 'declared here, too' }],
    },
  )
  assert.is(
    shown,
    [
      'error[DuplicateResource]: the user `ada` is declared twice',
      '   --> a.yaml:1:7',
      '    |',
      '  1 | name: ada',
      '    |       ^^^',
      '    |',
      '   ::: b.yaml:120:9',
      '    |',
      '120 |   name: "ada"',
      '    |         ----- declared here, too',
      '    |',
      '    = see:  charter explain DuplicateResource',
    ].join('\n'),
  )
})

test('the caret stands right below tabs, wide characters, emoji and escaped characters', () => {
  const carets = (text: string, column: number, length = 1): readonly string[] =>
    snippet({ 'a.yaml': text }, { origin: file('a.yaml', 1, column), length })
  assert.equal(carets('\tx: y', 2), ['1 |     x: y', '  |     ^'])
  assert.equal(carets('漢字: y', 5), ['1 | 漢字: y', '  |       ^'])
  assert.equal(carets('漢字: y', 1, 2), ['1 | 漢字: y', '  | ^^^^'])
  assert.equal(carets('👍🏽: y', 7), ['1 | 👍🏽: y', '  |     ^'])
  assert.equal(carets('e\u0301: y', 5), ['1 | e\u0301: y', '  |    ^'])
  assert.equal(carets('a\u202eb: y', 3), ['1 | a\\u{202e}b: y', '  |          ^'])
})

test('Windows line ends and a byte order mark do not show', () => {
  assert.equal(snippet({ 'a.yaml': '\ufeffa: 1\r\nbc: 2\r\n' }, { origin: file('a.yaml', 2, 1) }), [
    '2 | bc: 2',
    '  | ^^',
  ])
  assert.equal(snippet({ 'a.yaml': '\ufeffa: 1\r\n' }, { origin: file('a.yaml', 1, 2) }), ['1 | a: 1', '  | ^'])
})

test('where nobody said how long it is, the caret covers the word or the quoted text', () => {
  assert.is(snippet({ 'a.yaml': 'x: "a b", y' }, { origin: file('a.yaml', 1, 4) })[1], '  |    ^^^^^')
  assert.is(snippet({ 'a.yaml': 'x: ada, y' }, { origin: file('a.yaml', 1, 4) })[1], '  |    ^^^')
  assert.is(snippet({ 'a.yaml': 'x:' }, { origin: file('a.yaml', 1, 3) })[1], '  |   ^')
})

test('a long line is cut around the caret, also in a minified file of a megabyte', () => {
  const item = '{"kind":"User","metadata":{"namespace":"acme","name":"user-000000"},"spec":{"emial":"a@b"}},'
  const text = `[${item.repeat(12_000)}]`
  const column = 6000 * item.length + item.indexOf('emial') + 2
  const start = performance.now()
  const [line = '', caret = ''] = snippet({ 'a.json': text }, { origin: file('a.json', 1, column), length: 5 })
  assert.ok(performance.now() - start < 5000)
  assert.ok(line.length < 110, line)
  assert.match(line, /^1 \| ….*…$/)
  const at = caret.indexOf('^')
  assert.is(line.slice(at, at + 5), 'emial')
  assert.is(caret.slice(at), '^^^^^')
})

test('a caret near the end or the start of a long line is shown, too', () => {
  const long = 'ab '.repeat(100)
  const [line = '', caret = ''] = snippet({ 'a.yaml': `${long}!` }, { origin: file('a.yaml', 1, 301) })
  assert.is(line[caret.indexOf('^')], '!')
  const [first = '', below = ''] = snippet({ 'a.yaml': `!${long}` }, { origin: file('a.yaml', 1, 1), length: 1 })
  assert.is(first[below.indexOf('^')], '!')
  assert.match(first, /^1 \| !ab .*…$/)
})

test('an inline secret shows its key and a mask, and nothing of any of its lines', () => {
  const shown = frame(
    { 'a.yaml': 'spec:\n  settings:\n    - {key: smtp, value: hunter2}\n', 'b.json': '{"x":"hunter2"}' },
    {
      code: 'SecretInline',
      message: 'the setting holds a secret',
      origin: file('a.yaml', 3, 26),
      pointer: '/spec/settings/0/value',
      length: 7,
      label: 'use a `secretRef`',
      related: [{ origin: file('b.json', 1, 6), message: 'the same here' }],
    },
  )
  assert.is(
    shown,
    [
      'error[SecretInline]: the setting holds a secret',
      ' --> a.yaml:3:26',
      '  |',
      '3 | value: ****',
      '  |        ^^^^ use a `secretRef`',
      '  |',
      ' ::: b.json:1:6',
      '  | the same here',
      '  |',
      '  = see:  charter explain SecretInline',
    ].join('\n'),
  )
})

test('a secret beside another mistake is masked, with the caret on the mask', () => {
  const text = 'settings:\n  - key: smtp\n    secret: true\n    value: hunter2\n  - key: theme\n    value: dark\n'
  const at = (line: number, column: number) =>
    snippet({ 'a.yaml': text }, { origin: file('a.yaml', line, column), length: 7 })
  assert.equal(at(4, 12), ['4 |     value: ****', '  |            ^^^^'])
  assert.equal(at(6, 12), ['6 |     value: dark', '  |            ^^^^'])
  const typo = snippet({ 'a.yaml': 'passwrod: hunter2' }, { origin: file('a.yaml', 1, 1), length: 8 })
  assert.equal(typo, ['1 | passwrod: ****', '  | ^^^^^^^^'])
})

test('an object of a cluster is named, with the field', () => {
  const origin = { source: 'cluster', uid: '6f1c-22', generation: 4 }
  const context = { lines: createLines([]), style: plainStyle }
  const names = new Map([['6f1c-22', 'User/acme/ada' as Key]])
  const shown = problemFrame(problem({ origin }), { ...context, places: createPlaces({ names }) })
  assert.is(
    shown,
    [
      'error[UnknownField]: unknown field `emial` in user',
      ' --> User/acme/ada (uid 6f1c-22, generation 4, cluster) at /spec/emial',
      '  |',
      '  = see:  charter explain UnknownField',
    ].join('\n'),
  )
  const unnamed = problemFrame(problem({ origin }), { ...context, places: createPlaces({}) })
  assert.match(unnamed, /--> uid 6f1c-22, generation 4, cluster at \/spec\/emial/)
})

test('a place that the text does not have is named without a line', () => {
  assert.is(frame({ 'a.yaml': 'x\n' }, { origin: file('a.yaml', 9, 1) }).split('\n').length, 4)
  assert.is(frame({ 'a.yaml': 'x\n' }, { origin: file('a.yaml', 1, 9) }).split('\n').length, 4)
  assert.is(frame({}, { origin: file('a.yaml', 1, 1) }).split('\n').length, 4)
})

test('no message, path, field or line can move the cursor or break a line', () => {
  const hostile = 'a\u001b[31m\u202e\nerror: forged'
  const shown = frame(
    { [hostile]: 'x\u001b[2J: \u009b1m\n' },
    {
      message: hostile,
      help: hostile,
      notes: [hostile],
      label: hostile,
      origin: file(hostile, 1, 1),
      related: [{ origin: file(hostile, 1, 1), message: hostile }],
    },
  )
  assert.not.match(shown, /[\u001b\u202e\u009b]|^error: forged/m)
})

test('the words of a message are cut at a thousand characters', () => {
  assert.ok((frame({}, { message: 'x'.repeat(5000) }).split('\n')[0] ?? '').length < 1100)
})

test('a folder of the source stands before its paths', () => {
  const places = createPlaces({ folders: new Map([['main', './config/']]) })
  assert.is(places.full(file('orgs/a.yaml', 1, 2)), 'config/orgs/a.yaml:1:2')
  assert.is(createPlaces({ folders: new Map([['main', '.']]) }).path(file('a.yaml', 1)), 'a.yaml')
})

test('what stands in place of the name of a variable may be the secret itself, and is not shown', () => {
  const text = 'passwordRef:\n  env: hunter2!\ngenerate: hunter3\n'
  const origin = file('a.yaml', 2, 8)
  const wrong = { code: 'InvalidField', message: 'the form is wrong' } as const
  assert.equal(snippet({ 'a.yaml': text }, { ...wrong, origin, pointer: '/spec/passwordRef/env' }), [
    '2 | env: ****',
    '  |      ^^^^',
  ])
  const shown = frame({ 'a.yaml': text }, { ...wrong, origin: file('a.yaml', 3, 11), pointer: '/spec/generate' })
  assert.not.match(shown, 'hunter')
  assert.match(frame({ 'a.yaml': text }, { ...wrong, origin, pointer: '/spec/passwordRef/file' }), 'hunter2!')
})

test.run()
