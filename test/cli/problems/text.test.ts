import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { problemsText } from '../../../src/cli/problems/text.ts'
import { createStyle } from '../../../src/cli/style.ts'
import { plainStyle } from '../../../src/plan/render/style.ts'
import { golden, problem } from '../../plan/render/support.ts'
import { flood, scene } from './scene.ts'

const nothing = { groups: [], texts: [] }

test('all problems read like this', () => golden(import.meta.url, 'problems.txt', problemsText(scene(), plainStyle)))

test('the last line sums up', () => {
  assert.match(problemsText(scene(), plainStyle), /\n5 errors and 1 warning in 14 files\n$/)
  const totals = { files: 1, resources: 1, organizations: 1 }
  const one = { ...nothing, totals, groups: [{ problems: [problem({ severity: 'warning' })] }] }
  assert.match(problemsText(one, plainStyle), /\n1 warning in 1 file\n$/)
})

test('where nothing is wrong, it says how much was looked at', () => {
  const totals = { files: 14, resources: 120, organizations: 3 }
  assert.is(
    problemsText({ ...nothing, totals }, plainStyle),
    '14 files, 120 resources in 3 organizations: no problems\n',
  )
  const one = { files: 1, resources: 1, organizations: 1 }
  assert.is(
    problemsText({ ...nothing, totals: one }, plainStyle),
    '1 file, 1 resource in 1 organization: no problems\n',
  )
})

test('fifty are shown, errors before warnings, and the rest is counted', () => {
  const text = problemsText(flood(48, 15), plainStyle)
  assert.is(text.match(/^error\[/gm)?.length, 48)
  assert.is(text.match(/^warning\[/gm)?.length, 2)
  assert.match(text, /\nand 13 more \(13 warnings\)\n\n48 errors and 15 warnings in 1 file\n$/)
  const errors = problemsText(flood(60, 5), plainStyle)
  assert.match(errors, /\nand 15 more \(10 errors and 5 warnings\)\n/)
})

test('what is said of two units is shown once and stands before both', () => {
  const text = problemsText(scene(), plainStyle)
  assert.is(text.match(/error\[Syntax\]/g)?.length, 1)
  assert.match(text, /^error\[Syntax\]/)
  assert.equal(text.match(/^# .*/gm), ['# acme', '# beta'])
})

test('one unit needs no heading', () => {
  assert.not.match(problemsText(flood(2, 0), plainStyle), /^# /m)
})

test('twenty thousand problems take a moment', () => {
  const report = flood(20_000, 0)
  const start = performance.now()
  assert.match(problemsText(report, plainStyle), /and 19950 more/)
  assert.ok(performance.now() - start < 5000)
})

test('colour changes no word', () => {
  const style = createStyle({ stream: {}, env: {}, color: true })
  const text = problemsText(scene(), style)
  assert.match(text, /\u001b\[31m/)
  assert.is(text.replaceAll(/\u001b\[\d+m/g, ''), problemsText(scene(), plainStyle))
})

test.run()
