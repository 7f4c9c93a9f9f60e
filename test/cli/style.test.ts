import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createStyle, wantsColor } from '../../src/cli/style.ts'
import { plainStyle } from '../../src/plan/render/style.ts'

const terminal = { isTTY: true }
const pipe = { isTTY: false }

test('a terminal is coloured, a pipe and a file are not', () => {
  assert.is(wantsColor({ stream: terminal, env: {} }), true)
  assert.is(wantsColor({ stream: pipe, env: {} }), false)
  assert.is(wantsColor({ stream: {}, env: {} }), false)
})

test('NO_COLOR refuses whatever else is said in the environment, unless it is empty', () => {
  assert.is(wantsColor({ stream: terminal, env: { NO_COLOR: '1', FORCE_COLOR: '1', CLICOLOR_FORCE: '1' } }), false)
  assert.is(wantsColor({ stream: terminal, env: { NO_COLOR: '' } }), true)
  assert.is(wantsColor({ stream: terminal, env: { NODE_DISABLE_COLORS: '1' } }), false)
})

test('FORCE_COLOR and CLICOLOR_FORCE colour a pipe, and refuse where they say so', () => {
  assert.is(wantsColor({ stream: pipe, env: { FORCE_COLOR: '1' } }), true)
  assert.is(wantsColor({ stream: pipe, env: { FORCE_COLOR: '' } }), true)
  assert.is(wantsColor({ stream: pipe, env: { CLICOLOR_FORCE: '1', TERM: 'dumb' } }), true)
  assert.is(wantsColor({ stream: terminal, env: { FORCE_COLOR: '0' } }), false)
  assert.is(wantsColor({ stream: terminal, env: { FORCE_COLOR: 'false' } }), false)
  assert.is(wantsColor({ stream: pipe, env: { CLICOLOR_FORCE: '0' } }), false)
})

test('a dumb terminal is not coloured', () => {
  assert.is(wantsColor({ stream: terminal, env: { TERM: 'dumb' } }), false)
})

test('the option decides before everything', () => {
  assert.is(wantsColor({ stream: terminal, env: { FORCE_COLOR: '1' }, color: false }), false)
  assert.is(wantsColor({ stream: pipe, env: { NO_COLOR: '1' }, color: true }), true)
})

test('without colour the style is plain, with colour every name dresses and undresses its text', () => {
  assert.is(createStyle({ stream: pipe, env: {} }), plainStyle)
  const style = createStyle({ stream: pipe, env: {}, color: true })
  assert.is(style.added('+'), '\u001b[32m+\u001b[39m')
  assert.is(style.error(''), '')
  for (const dress of Object.values(style)) {
    assert.is(dress('x').replaceAll(/\u001b\[\d+m/g, ''), 'x')
    assert.ok(dress('x').length > 1)
  }
})

test.run()
