import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change } from '../../../src/model/change.ts'
import { plainStyle } from '../../../src/plan/render/style.ts'
import { planText } from '../../../src/plan/render/text.ts'
import { everything, large, trouble } from './scenes.ts'
import { create, golden, hold, plan, remove, rename, update } from './support.ts'

function textOf(...changes: readonly Change[]): string {
  return planText({ plans: [plan('acme', changes)], holds: [] })
}

test('a plan reads like this', () => golden(import.meta.url, 'everything.txt', planText(everything())))

test('holds, conditions and invalid units read like this', () =>
  golden(import.meta.url, 'trouble.txt', planText(trouble())))

test('a plan without changes is one line', () => {
  assert.is(
    planText({ plans: [plan('acme', []), plan('beta', [])], holds: [] }),
    'No changes. The stored state matches the declarations.\n',
  )
})

test('the value of a secret setting is never shown, neither the one before nor the one after', () => {
  const text = planText(everything(), { full: true })
  assert.not.match(text, /hunter2/)
  assert.match(text, /settings\[smtp\]\.value +: \(sensitive value\)/)
})

test('a secret setting is masked in a create, in a delete and below a pointer into the item', () => {
  const spec = { settings: [{ key: 'smtp', secret: true, value: 'hunter2', default: 'hunter3' }] }
  const parts = { kind: 'Organization' as const, namespace: '', name: 'acme', spec }
  const pointers = ['/spec/settings/0/value', '/spec/settings/smtp/value']
  const fields = pointers.map((pointer) => ({ type: 'value' as const, pointer, before: 'hunter2', after: 'hunter4' }))
  const text = textOf(create(parts), remove(parts), update(parts, spec, fields))
  assert.not.match(text, /hunter/)
  assert.is(text.match(/~ settings\[smtp\]\.value : \(sensitive value\)/g)?.length, 2)
})

test('names and values cannot move the cursor, turn the text around or break a line', () => {
  const hostile = 'a\u001b[2J\u202eb\nPlan: 0 to add\u009b1m'
  const text = textOf(
    create({ name: hostile, spec: { [hostile]: hostile }, labels: { [hostile]: hostile } }),
    update({ name: 'x' }, {}, [{ type: 'set', pointer: `/spec/${hostile}`, added: [hostile], removed: [] }]),
    rename({ name: hostile }, 'y'),
  )
  assert.not.match(text, /[\u001b\u202e\u009b]/)
  assert.is(text.split('\n').filter((line) => line.startsWith('Plan:')).length, 1)
})

test('a large plan lists fifty changes of a unit and counts the rest', () => {
  const text = planText(large(1, 10_000))
  assert.is(text.match(/will be created/g)?.length, 50)
  assert.match(text, /… and 9950 more: 9950 to add \(--full lists them\)/)
  assert.match(text, /\nPlan: 10000 to add, 0 to change, 0 to remove, 0 to rename\.\n$/)
})

test('many units list five hundred changes in all and count the rest', () => {
  const text = planText(large(1000, 10))
  assert.is(text.match(/will be created/g)?.length, 500)
  assert.match(text, /… and 950 more units: 9500 to add \(--full lists them\)/)
})

test('a held unit is shown even when the listing is full', () => {
  const report = large(1000, 10)
  const last = report.plans.at(-1)
  const held = hold('org-0999', { digest: last?.digest ?? '' })
  const text = planText({ ...report, holds: [held] })
  assert.match(
    text,
    /# org-0999, revision main@a1b2c3d\n\n {2}… and 10 more: 10 to add \(--full lists them\)\n\n {2}! held/,
  )
  assert.match(text, /… and 949 more units/)
})

test('removals are listed before anything else is cut', () => {
  const creates = Array.from({ length: 200 }, (_, index) => create({ name: `new-${index}` }))
  const text = textOf(...creates, remove({ name: 'mallory' }), rename({ name: 'ada' }, 'ada-l'))
  assert.match(text, /- user "mallory" will be removed/)
  assert.match(text, /-> user "ada-l" \(was "ada"\) will be renamed/)
  assert.match(text, /… and 152 more: 152 to add/)
})

test('--full lists every change, every field and every item', () => {
  const members = Array.from({ length: 622 }, (_, index) => `user-${index}`)
  const parts = { kind: 'UserGroup' as const, name: 'all', spec: { members } }
  const report = { plans: [plan('acme', [create(parts)])], holds: [] }
  assert.match(planText(report), /"user-9" … and 612 more/)
  assert.match(planText(report, { full: true }), /"user-621"/)
  assert.not.match(planText(report, { full: true }), /…/)
  assert.is(planText(large(3, 300), { full: true }).match(/will be created/g)?.length, 900)
})

test('colour follows the meaning of a line and changes no word', () => {
  const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`
  const style = { ...plainStyle, added: mark('a'), removed: mark('r'), changed: mark('c'), error: mark('e') }
  const text = planText(trouble(), { style })
  assert.match(text, /<r> {2}- user "ada" will be removed<\/r>/)
  assert.match(text, /<e> {2}! held\[RemovalBudget\]: [^<]*<\/e>/)
  assert.is(text.replace(/<\/?\w>/g, ''), planText(trouble()))
})

test('units stand in the order of a pass: revocations, installation, organizations, removals of the installation', () => {
  const change = [create({ name: 'x' })]
  const plans = [
    { ...plan('z', change), unit: { type: 'installation' } as const, phase: 'removals' as const },
    plan('beta', change),
    plan('acme', change),
    { ...plan('y', change), unit: { type: 'installation' } as const },
    { ...plan('w', change), unit: { type: 'revocation', organization: 'acme', name: 'eve' } as const },
  ]
  const headings = planText({ plans, holds: [] })
    .split('\n')
    .filter((line) => line.startsWith('#'))
  const names = headings.map((line) => line.replace(', revision main@a1b2c3d', ''))
  assert.equal(names, [
    '# revocation acme/eve',
    '# the installation',
    '# beta',
    '# acme',
    '# the installation, removals',
  ])
})

test.run()
