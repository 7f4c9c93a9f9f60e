import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { detailsOf, heldItem, problemItem } from '../../../src/plan/render/markdown-parts.ts'
import { createSheet } from '../../../src/plan/render/sheet.ts'
import { create, file, hold, plan, problem } from './support.ts'

const ticks = '`'.repeat(80)
const changes = Array.from({ length: 60 }, (_, index) => create({ name: `user-${index}`, spec: { note: ticks } }))
const section = { plan: plan('acme', changes), holds: [], conditions: [] }

test('details are exactly as long as they may be, whatever fence their content needs', () => {
  for (let most = 100; most < 20_000; most += 211) {
    const block = detailsOf(section, most)
    if (block === undefined) continue
    assert.ok(block.text.length <= most, `${block.text.length} > ${most}`)
    assert.is(block.partial, /… and \d+ more lines?, cut to fit/.test(block.text))
  }
})

test('details that fit are whole, and those of which ten lines do not fit are left out', () => {
  assert.is(detailsOf(section, 1_000_000)?.partial, false)
  assert.is(detailsOf(section, 800), undefined)
})

test('partial details count the lines that are missing', () => {
  const block = detailsOf(section, 5000)
  const shown = block?.text.match(/^[+ ] .*(created|note)/gm)?.length ?? 0
  assert.match(block?.text ?? '', new RegExp(`… and ${120 - shown} more lines, cut to fit`))
})

test('a held item gives message, evidence, next steps and digest', () => {
  const item = heldItem('acme', hold('acme', { digest: 'abc', next: ['charter approve abc', 'revert the commit'] }))
  assert.is(
    item,
    [
      '- **RemovalBudget** in `acme`: removes 649 of 1200 users, at most 60 may go',
      '  - User: `{removed: 649, allowed: 60}`',
      '  - Next: `charter approve abc`',
      '  - Next: `revert the commit`',
      '  - Digest: `abc`',
    ].join('\n'),
  )
})

test('a problem item names its place, or its object', () => {
  assert.is(
    problemItem({ unit: undefined, problem: problem({ origin: file('a.yaml', 3, 7) }) }),
    '- **error** `UnknownField` at `a.yaml:3:7`: unknown field `emial` in user',
  )
  const origin = { source: 'cluster', uid: '6f1c', generation: 2 }
  assert.match(problemItem({ unit: undefined, problem: problem({ origin }) }), / at `cluster 6f1c`: /)
})

test('a sheet takes what fits, in order, and counts the rest', () => {
  const sheet = createSheet(60)
  sheet.list('First', ['a'.repeat(20), 'b'.repeat(20), 'c'], { share: 44, noun: 'item', total: 5 })
  assert.equal(sheet.content, [`### First\n\n${'a'.repeat(20)}`])
  assert.equal(sheet.missing, ['4 of 5 items'])
  sheet.list('Second', [], { share: 60, noun: 'other' })
  assert.is(sheet.content.length, 1)
})

test.run()
