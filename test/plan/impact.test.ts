import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { changesIn } from '../../src/access/impact.ts'
import { scopeText } from '../../src/access/scope.ts'
import type { AccessMemo } from '../../src/plan/impact.ts'
import { impactsOf } from '../../src/plan/impact.ts'
import type { PassPlan } from '../../src/plan/pass.ts'
import { installationWith, textSnapshot } from '../support/installation.ts'

const INSTANT = '2026-11-22T12:00:00.000Z'

function acme(lists: string, name = 'acme', more = ''): string {
  return `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: ${name}}
spec:
  displayName: Acme
${more}  users:
    - {name: ada, email: ada@acme.example, admin: true}
    - {name: grace, email: grace@acme.example}
    - {name: linus, email: linus@acme.example}
${lists}`
}

const REVOCATION = `---
apiVersion: charter.sh/v1alpha1
kind: Revocation
metadata: {namespace: acme, name: linus-left}
spec: {user: linus, reason: left}
`

/** Every line of the impact of a pass: `+ ada organization MANAGE`. */
function linesOf(pass: PassPlan, impacts = pass.impacts()): readonly string[] {
  return pass.plans.flatMap((judged) => {
    const impact = impacts.get(judged) ?? []
    const told = (sign: string, list: 'gained' | 'lost' | 'kept'): readonly string[] =>
      [...changesIn(impact, list)].map(({ user, permission, scope, marks }) =>
        [sign, user, scopeText(scope), permission, ...marks.map((mark) => `[${mark}]`)].join(' '),
      )
    return [...told('+', 'gained'), ...told('-', 'lost'), ...told('~', 'kept')]
  })
}

async function planned(before: string, after: string): Promise<readonly string[]> {
  const installation = await installationWith({ 'acme.yaml': before })
  return linesOf(installation.plan([textSnapshot({ 'acme.yaml': after })], { instant: INSTANT }))
}

const OPERATORS = `  userGroups:
    - {name: operators, members: [grace, linus]}
`
const MANAGES = `  permissions:
    - {name: manage, permission: MANAGE, assignee: {userGroup: operators}}
`

test('who was there before and gets more power is told as an escalation, who comes with it is not', async () => {
  const before = acme(OPERATORS)
  const after = acme(`${OPERATORS}${MANAGES}`).replace(
    '  userGroups:',
    '    - {name: eve, email: eve@acme.example, admin: true}\n  userGroups:',
  )
  assert.equal(await planned(before, after), [
    '+ eve organization MANAGE',
    '+ grace organization MANAGE [escalation]',
    '+ linus organization MANAGE [escalation]',
  ])
})

test('who and what is renamed loses nothing', async () => {
  const before = acme(`${OPERATORS}${MANAGES}`)
  const after = before
    .replace('{name: grace,', '{name: ghopper, previousNames: [grace],')
    .replace(
      '{name: operators, members: [grace, linus]}',
      '{name: admins, previousNames: [operators], members: [ghopper, linus]}',
    )
    .replace('userGroup: operators', 'userGroup: admins')
  assert.equal(await planned(before, after), [])
})

test('an organization that is renamed takes everybody along, and what changes besides is told', async () => {
  const before = acme(`${OPERATORS}${MANAGES}`)
  const after = acme(OPERATORS.replace('[grace, linus]', '[grace]'), 'apex', '  previousNames: [acme]\n') + MANAGES
  assert.equal(await planned(before, after), ['- linus organization MANAGE'])
})

test('a Revocation takes everything away, and the plan of the organization after it starts from there', async () => {
  const before = acme(`${OPERATORS}${MANAGES}`)
  const after = `${acme(OPERATORS)}${REVOCATION}`
  assert.equal(await planned(before, after), ['- linus organization MANAGE', '- grace organization MANAGE'])
})

test('a permission that nobody holds any more is told once for each who held it, not where somebody still does', async () => {
  const token = MANAGES.replace('MANAGE', 'SELF_CREATE_TOKEN')
  assert.equal(await planned(acme(`${OPERATORS}${token}`), acme(OPERATORS)), [
    '- grace organization SELF_CREATE_TOKEN [last-holder]',
    '- linus organization SELF_CREATE_TOKEN [last-holder]',
  ])
  const one = acme(`${OPERATORS.replace('[grace, linus]', '[grace]')}${token}`)
  assert.equal(await planned(acme(`${OPERATORS}${token}`), one), ['- linus organization SELF_CREATE_TOKEN'])
})

test('an end that is set is told from then on: whether it comes soon, and whether nobody is left', async () => {
  const given = (until: string) => MANAGES.replace('MANAGE', 'SELF_CREATE_TOKEN').replace('}}', `}${until}}`)
  const lines = (until: string) => planned(acme(`${OPERATORS}${given('')}`), acme(`${OPERATORS}${given(until)}`))
  const lost = (marks: string) => ['grace', 'linus'].map((user) => `- ${user} organization SELF_CREATE_TOKEN ${marks}`)
  assert.equal(await lines(', until: 2026-11-25'), lost('[last-holder] [ends-soon]'))
  assert.equal(await lines(', until: 2027-11-25'), lost('[last-holder]'))
  const ada = '    - {name: ada-too, permission: SELF_CREATE_TOKEN, assignee: {user: ada}}\n'
  const before = acme(`${OPERATORS}${given('')}${ada}`)
  const after = acme(`${OPERATORS}${given(', until: 2026-11-25')}${ada}`)
  assert.equal(await planned(before, after), lost('[ends-soon]'))
})

test('what says nothing about access has no impact, and nothing is worked out', async () => {
  const before = acme(OPERATORS)
  const installation = await installationWith({ 'acme.yaml': before })
  const pass = installation.plan([
    textSnapshot({ 'acme.yaml': before.replace('displayName: Acme', 'displayName: Apex') }),
  ])
  assert.is(pass.plans.length, 1)
  const memo: AccessMemo = { known: undefined }
  assert.is(impactsOf(pass.plans, installation.state(), INSTANT, memo).size, 0)
  assert.is(memo.known, undefined)
})

test('a memo gives the same, pass after pass', async () => {
  const texts = [
    acme(OPERATORS),
    acme(`${OPERATORS}${MANAGES}`),
    acme(OPERATORS.replace('[grace, linus]', '[linus]') + MANAGES),
  ]
  const installation = await installationWith({ 'acme.yaml': texts[0] ?? '' })
  const memo: AccessMemo = { known: undefined }
  for (const text of texts) {
    const pass = installation.plan([textSnapshot({ 'acme.yaml': text })], { instant: INSTANT })
    const state = installation.state()
    assert.equal(linesOf(pass, impactsOf(pass.plans, state, INSTANT, memo)), linesOf(pass))
    await installation.apply([textSnapshot({ 'acme.yaml': text })], { instant: INSTANT })
  }
})

test.run()
