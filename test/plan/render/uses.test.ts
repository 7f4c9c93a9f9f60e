import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Key } from '../../../src/model/resource.ts'
import { planMarkdown } from '../../../src/plan/render/markdown.ts'
import { planText } from '../../../src/plan/render/text.ts'
import { useLine, useText, useValue } from '../../../src/plan/render/uses.ts'
import type { UnitUse } from '../../../src/plan/uses.ts'
import type { Bound } from '../../../src/usage/uses.ts'
import { limited, use } from './scenes.ts'

const unlimited: Bound = { key: 'Entitlement/acme/all' as Key, pointer: '/spec', type: 'unlimited' }
const plan: Bound = { key: 'SubscriptionPlan//pro' as Key, pointer: '/spec', type: 'limited', most: 5, mayExceed: true }

/** The same without what bounds it before or after. */
function without(one: UnitUse, name: 'bound' | 'boundBefore'): UnitUse {
  const { [name]: _, ...rest } = one
  return rest
}

test('what is used is told before and after, with the limit', () => {
  const words = (more: Partial<UnitUse>): string => useLine(use('acme', more)).text
  assert.is(words({ used: 48, after: 50 }), 'UserCount 50, 48 used, 50 after this change')
  assert.is(words({ used: 48, after: 51, isOver: true }), 'UserCount 50, 48 used, 51 after this change [1 over]')
  assert.is(words({ used: 48, after: 48, boundBefore: limited(60) }), 'UserCount 50 (60 before), 48 used')
  assert.is(
    words({ used: 1, after: 2, bound: unlimited }),
    'UserCount unlimited (50 before), 1 used, 2 after this change',
  )
  const gone = without(use('acme', { used: 1, after: 1 }), 'bound')
  assert.is(useText(gone), 'UserCount without limit (50 before), 1 used')
  const come = without(use('acme', { used: 1, after: 1 }), 'boundBefore')
  assert.is(useText(come), 'UserCount 50 (without limit before), 1 used')
  assert.is(
    words({ name: 'maxUsers', used: 5, after: 7, bound: plan, boundBefore: plan, isOver: true }),
    'maxUsers 5, 5 used, 7 after this change [2 over, overage is agreed]',
  )
})

test('who gives the limit stands at the margin, and colour says what is refused', () => {
  const line = (more: Partial<UnitUse>) => {
    const { place, tone } = useLine(use('acme', more))
    return [place, tone]
  }
  assert.equal(line({ used: 48, after: 49 }), ['license (main)', 'plain'])
  assert.equal(line({ used: 48, after: 51, isOver: true }), ['license (main)', 'held'])
  assert.equal(line({ used: 52, after: 51, isOver: true }), ['license (main)', 'condition'])
  assert.equal(line({ bound: plan, used: 5, after: 6, isOver: true }), ['plan (pro)', 'plain'])
  assert.equal(line({ bound: unlimited }), ['organization (all)', 'plain'])
  assert.is(useLine(without(use('acme', {}), 'bound')).place, undefined)
})

test('programs read the numbers, and the limit of before where it was another', () => {
  const same = { unit: 'organization/acme', name: 'UserCount', source: { type: 'license', name: 'main' } }
  assert.equal(useValue(use('acme', { used: 48, after: 51, isOver: true })), {
    ...same,
    limit: 50,
    used: 48,
    after: 51,
    over: true,
  })
  assert.equal(useValue(use('acme', { used: 1, after: 1, boundBefore: unlimited })).before, { unlimited: true })
  assert.equal(useValue(without(use('acme', { used: 1, after: 1 }), 'boundBefore')).before, {})
  const gone = useValue(without(use('acme', { used: 1, after: 1 }), 'bound'))
  assert.equal([gone.limit, gone.source, gone.before], [undefined, undefined, { limit: 50 }])
})

const many = Array.from({ length: 60 }, (_, index) => use(`org-${String(index).padStart(2, '0')}`, { after: index }))

test('a limit that changes for very many organizations is cut, unless everything is asked for', () => {
  const report = { plans: [], holds: [], uses: many }
  const text = planText(report)
  assert.match(
    text,
    /# org-49\n\n {2}UserCount 50, 0 used, 49 after this change {2}license \(main\)\n\n… and 10 more lines of what is used \(--full lists them\)/,
  )
  assert.not.match(text, /org-50/)
  assert.match(planText(report, { full: true }), /# org-59\n/)
})

test('in a comment what would be over stands first', () => {
  const last = use('zeta', { used: 48, after: 51, isOver: true })
  const text = planMarkdown({ plans: [], holds: [], uses: [use('alpha', { after: 1 }), last] })
  const lines = text.split('\n').filter((line) => line.includes('UserCount'))
  assert.equal(lines, [
    '- `zeta`: UserCount 50, 48 used, 51 after this change, **1 over** (from license (main))',
    '- `alpha`: UserCount 50, 0 used, 1 after this change (from license (main))',
  ])
})

test.run()
