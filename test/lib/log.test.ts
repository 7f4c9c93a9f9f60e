import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createLog } from '../../src/lib/log.ts'

function opened(format: 'json' | 'text', secrets: readonly string[] = []) {
  const lines: string[] = []
  const log = createLog({ level: 'debug', format, write: (line) => void lines.push(line) })
  for (const secret of secrets) log.hide(secret)
  return { log, lines }
}

const told = (format: 'json' | 'text', secrets: readonly string[], detail: string): string => {
  const { log, lines } = opened(format, secrets)
  log.warn('something', { detail })
  return lines.join('')
}

const CANARY = 'p/ss "w+rd\\ ünd=10%'

test('a line is one JSON object with level, time, fields and message', () => {
  const { log, lines } = opened('json')
  log.with({ source: 'people' }).info('applied', { seq: 3, names: ['a', 'b'] })
  const { ts, ...line } = JSON.parse(lines.join(''))
  assert.equal(line, { level: 'info', source: 'people', seq: 3, names: ['a', 'b'], msg: 'applied' })
  assert.match(ts, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('a line for people has the time of day, the level, the message and the fields behind it', () => {
  const { log, lines } = opened('text')
  log.error('pass failed', { code: 'StoreFull', error: 'no space', names: ['a', 'b c'] })
  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d ERROR pass failed {2}code=StoreFull {2}error="no space" {2}names=a,"b c"\n$/,
  )
})

test('a line for people stays one line, whatever a field holds', () => {
  assert.is(told('text', [], 'a\nb\u001b[2J').split('\n').length, 2)
  assert.not.match(told('text', [], 'a\u001b[2J'), /\u001b/)
})

for (const format of ['json', 'text'] as const) {
  test(`a secret is in no ${format} line, in whatever form it comes`, () => {
    const forms = [
      CANARY,
      JSON.stringify(CANARY),
      JSON.stringify({ body: JSON.stringify({ password: CANARY }) }),
      encodeURIComponent(CANARY),
      encodeURIComponent(CANARY).toLowerCase(),
      `https://ada:${encodeURIComponent(CANARY)}@git.example/acme`,
      Buffer.from(CANARY).toString('base64'),
      Buffer.from(CANARY).toString('base64url'),
    ]
    for (const form of forms) {
      const line = told(format, [CANARY], `before ${form} after`)
      assert.match(line, /before .*\*\*\*.* after/)
      for (const part of ['w+rd', 'w%2Brd', 'w%2brd', 'nd=10', Buffer.from(CANARY).toString('base64').slice(0, 12)])
        assert.not(line.includes(part), `${form} shows ${part}: ${line}`)
    }
  })
}

test('a secret inside the base64 of a longer text is hidden, wherever it begins', () => {
  for (const user of ['', 'a', 'ab', 'abc']) {
    const header = Buffer.from(`${user}:ghp_canarycanarycanary:x`).toString('base64')
    const shown = JSON.parse(told('json', ['ghp_canarycanarycanary'], `Basic ${header}`)).detail
    const left = Buffer.from(shown.replace('Basic ', '').split('***')[0] ?? '', 'base64').toString()
    assert.match(shown, /\*\*\*/)
    assert.not.match(left, /canary/)
  }
})

test('of secrets that contain each other nothing is left, in whatever order they became known', () => {
  for (const secrets of [
    ['token-abc', 'token-abc-second-part'],
    ['token-abc-second-part', 'token-abc'],
  ])
    assert.is(JSON.parse(told('json', secrets, 'x token-abc-second-part y token-abc z')).detail, 'x *** y *** z')
})

test('a short secret is hidden as a word, and leaves the words that contain it', () => {
  assert.is(
    JSON.parse(told('json', ['ab1'], 'ab1 cab12 user:ab1@host')).detail,
    'ab1 cab12 user:ab1@host'.replace(/\bab1\b/g, '***'),
  )
  assert.is(JSON.parse(told('json', ['$.*'], 'is $.* so')).detail, 'is *** so')
  assert.is(JSON.parse(told('json', ['a'], 'a place')).detail, '*** place')
})

test('a secret of few characters leaves a line JSON, with its level, time and message', () => {
  const { log, lines } = opened('json', ['"', ':', 'info', 'true', '7', ''])
  log.info('info', { ok: true, seq: 7, code: 'info' })
  const { ts, ...line } = JSON.parse(lines.join(''))
  assert.type(ts, 'string')
  assert.equal(line, { level: 'info', ok: '***', seq: '***', code: '***', msg: 'info' })
})

test('a secret is hidden in numbers and lists, and without the line end it was read with', () => {
  const { log, lines } = opened('json', ['12345678', 'file-canary\n'])
  log.info('read', { port: 12345678, names: ['a', 'file-canary'] })
  const { port, names } = JSON.parse(lines.join(''))
  assert.equal([port, names], ['***', ['a', '***']])
})

test('a secret that is no well-formed text is hidden too', () => {
  assert.not.match(told('json', ['\ud800canary'], '\ud800canary'), /canary/)
})

test.run()
