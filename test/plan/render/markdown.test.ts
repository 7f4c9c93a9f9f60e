import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMENT_MOST, planMarkdown } from '../../../src/plan/render/markdown.ts'
import type { PlanReport } from '../../../src/plan/render/report.ts'
import { everything, large, trouble } from './scenes.ts'
import { create, golden, hold, impactOn, plan, problem, remove } from './support.ts'

test('a comment reads like this', () => golden(import.meta.url, 'everything.md', planMarkdown(everything())))

test('holds, problems and conditions read like this', () =>
  golden(import.meta.url, 'trouble.md', planMarkdown(trouble())))

test('a comment begins with the marker by which it is found again', () => {
  assert.ok(planMarkdown({ plans: [], holds: [] }).startsWith('<!-- charter-plan -->\n\n## Charter plan: no changes\n'))
})

test('there is no section without content', () => {
  const text = planMarkdown(everything())
  assert.not.match(text, /### (Held|Access|Problems|Conditions)/)
  assert.not.match(text, /\*\*Cut\*\*/)
})

test('who gains and loses access stands first, what is remarkable before the rest', () => {
  const report = trouble()
  const [acme] = report.plans
  assert.ok(acme)
  const impact = impactOn({ gained: [['eve', 'VIEW', 'lab']], lost: [['ada', 'MANAGE', undefined, 'last-holder']] })
  const text = planMarkdown({ ...report, impacts: new Map([[acme, impact]]) })
  const order = ['### Access', '### Held', '### Problems', '### Conditions', '<details'].map((part) =>
    text.indexOf(part),
  )
  assert.equal(
    order,
    order.toSorted((left, right) => left - right),
  )
  const items = [
    '- **−** ada loses MANAGE on acme: `was by admin: true` **last holder**',
    '- **+** eve gains VIEW on workspace lab: `by admin: true`',
  ]
  assert.ok(text.includes(`### Access\n\n${items.join('\n')}\n`))
  assert.match(text, /^\*\*2 held\*\* · \*\*leaves 1 permission to nobody\*\* · /m)
})

test('risks are named: people, admins, protected resources and organizations that go', () => {
  const changes = [
    remove({ name: 'ada', spec: { admin: true } }),
    remove({ name: 'bob', annotations: { 'charter.sh/protected': 'true' } }),
    remove({ kind: 'Organization', namespace: '', name: 'acme' }),
  ]
  const text = planMarkdown({ plans: [plan('acme', changes)], holds: [hold('acme')] })
  assert.match(
    text,
    /\*\*1 held\*\* · \*\*removes organization\*\* `acme` · \*\*removes 2 people\*\* · \*\*removes 1 admin\*\* · \*\*removes 1 protected resource\*\*/,
  )
})

test('held units come first among the details, then those that remove something', () => {
  const plans = [
    plan('adds', [create({ name: 'x', namespace: 'adds' })]),
    plan('removes', [remove({ name: 'x', namespace: 'removes' })]),
    plan('held', [create({ name: 'x', namespace: 'held' })]),
  ]
  const text = planMarkdown({ plans, holds: [hold('held')] })
  const names = [...text.matchAll(/<summary><code>(\w+)/g)].map((match) => match[1])
  assert.equal(names, ['held', 'removes', 'adds'])
})

const hostile = '</details><script>alert(1)</script> @everyone ```` # [x](javascript:y) `` \n/approve'

function hostileReport(): PlanReport {
  const changes = [create({ name: hostile, spec: { [hostile]: hostile } }), remove({ name: hostile })]
  const own = plan(hostile, changes)
  return {
    plans: [own],
    impacts: new Map([[own, impactOn({ gained: [[hostile, hostile, hostile]], lost: [[hostile, hostile, hostile]] })]]),
    holds: [hold(hostile, { message: hostile, evidence: { [hostile]: [hostile] }, next: [hostile], digest: hostile })],
    conditions: [{ unit: { type: 'organization', organization: hostile }, code: hostile, message: hostile }],
    problems: [{ problems: [problem({ message: hostile, help: hostile })] }],
  }
}

test('no name and no message becomes markup: tags, fences, mentions, links and commands stay text', () => {
  const text = planMarkdown(hostileReport())
  const lines = text.split('\n')
  let fence = ''
  const outside: string[] = []
  for (const line of lines) {
    const run = /^`{3,}/.exec(line)?.[0]
    if (fence === '' && run !== undefined) fence = run
    else if (fence !== '' && run !== undefined && line === fence) fence = ''
    else if (fence === '') outside.push(line.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, ''))
  }
  assert.is(fence, '')
  const allowed = /^(<!-- charter-plan -->|<details( open)?>|<\/details>|<summary>.*<\/summary>|<sub>[^<]*<\/sub>)?$/
  for (const line of outside.filter((each) => /[<>@[\]]/.test(each))) assert.match(line, allowed)
  assert.is(outside.filter((line) => line === '</details>').length, 1)
  assert.not.match(outside.join('\n'), /<script|^\/approve|@everyone (?!.*<\/summary>)/m)
})

test('a comment is never longer than the forge takes, and says what it leaves out', () => {
  for (const report of [large(1000, 10), large(3, 5000), many()]) {
    for (const most of [COMMENT_MOST, 32_768, 4000]) {
      const text = planMarkdown(report, { most })
      assert.ok(text.length <= most, `${text.length} > ${most}`)
      assert.is(text.match(/<details/g)?.length ?? 0, text.match(/<\/details>/g)?.length ?? 0)
    }
    assert.match(planMarkdown(report, { most: 4000 }), /> \*\*Cut\*\* to fit into 4000 characters, left out: /)
  }
})

test('what is left out is counted exactly', () => {
  const text = planMarkdown(many())
  const shown = text.match(/^- \*\*RemovalBudget\*\*/gm)?.length ?? 0
  assert.ok(shown > 50)
  assert.match(text, new RegExp(`left out: ${2000 - shown} of 2000 holds, 950 of 1000 problems, `))
  const units = text.match(/<details/g)?.length ?? 0
  assert.match(text, new RegExp(`, ${2000 - units} of 2000 units`))
})

function many(): PlanReport {
  const names = Array.from({ length: 2000 }, (_, index) => `org-${index}`)
  return {
    plans: names.map((name) => ({ ...plan(name, [create({ name: 'x', namespace: name })]), digest: name })),
    holds: names.map((name) => hold(name, { digest: name })),
    problems: [{ problems: Array.from({ length: 1000 }, (_, index) => problem({ pointer: `/spec/${index}` })) }],
  }
}

test.run()
