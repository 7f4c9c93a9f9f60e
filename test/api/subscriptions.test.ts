import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openApi, person } from '../support/api.ts'

const HEAD = 'apiVersion: charter.sh/v1alpha1\nkind: '
const PLANS = `${HEAD}SubscriptionPlan
metadata: {name: free}
spec: {displayName: Free, fixedTerm: P1Y, selfService: true}
---
${HEAD}SubscriptionPlan
metadata: {name: large}
spec: {displayName: Large}
`

function organization(name: string, subscriptions: string, more = ''): string {
  return `${HEAD}Organization
metadata: {name: ${name}}
spec:
  displayName: The ${name}
  ${more}
  users: [{name: ada, email: ada@${name}.example, admin: true}]
  subscriptions: [${subscriptions}]
`
}

const TRIAL = '{name: trial, plan: large, startDate: "2026-01-31", endDate: "2026-12-01"}'
const NEXT = '{name: next, plan: large, startDate: "2027-03-01", endDate: never}'

const texts = (acme: string) => ({
  'plans.yaml': PLANS,
  'acme.yaml': acme,
  'globex.yaml': organization('globex', '{name: main, plan: free, startDate: "2025-03-20"}'),
  'initech.yaml': organization('initech', ''),
})

const api = await openApi(texts(organization('acme', `${TRIAL}, ${NEXT}`)))
test.after(() => api.close())

test('the subscription of an organization is the one that runs, with the month that runs', async () => {
  const { uid, ...acme } = (await api.read('/organizations/acme/subscription')).body
  assert.type(uid, 'string')
  assert.equal(acme, {
    name: 'trial',
    plan: 'large',
    state: 'active',
    startDate: '2026-01-31',
    endDate: '2026-12-01',
    effectiveEndDate: '2026-12-01',
    currentPeriod: { start: '2026-10-31', end: '2026-11-30' },
    selfService: false,
    overage: false,
  })
  const { uid: _, ...globex } = (await api.read('/organizations/globex/subscription')).body
  assert.equal(globex, {
    name: 'main',
    plan: 'free',
    state: 'active',
    startDate: '2025-03-20',
    effectiveEndDate: '2027-03-20',
    fixedTerm: 'P1Y',
    currentPeriod: { start: '2026-11-20', end: '2026-12-20' },
    selfService: true,
    overage: false,
  })
})

test('an organization without a subscription has none that could be told, and others are not told of it', async () => {
  assert.is((await api.read('/organizations/initech/subscription')).status, 404)
  assert.equal((await api.read('/organizations/initech/subscriptions')).body, [])
  for (const path of ['subscription', 'subscriptions']) {
    assert.is((await api.read(`/organizations/acme/${path}`, person('ada@globex.example'))).status, 404)
    assert.is((await api.read(`/organizations/acme/${path}`, person('ada@acme.example'))).status, 200)
  }
})

test('the history has removed subscriptions, also those from before the organization was renamed', async () => {
  const rows = async (path: string) =>
    (await api.read(path)).body.map(
      ({ name, state, startDate, endDate, effectiveEndDate }: Record<string, string>) =>
        `${name} ${state} ${startDate} ${endDate} ${effectiveEndDate}`,
    )
  const before = ['trial active 2026-01-31 2026-12-01 2026-12-01', 'next scheduled 2027-03-01 never never']
  assert.equal(await rows('/organizations/acme/subscriptions'), before)
  assert.equal(await rows('/organizations/acme/subscriptions?o=name&state=scheduled'), before.slice(1))
  await api.apply(texts(organization('acme', `${TRIAL.replace('12-01', '11-30')}, ${NEXT}`)))
  await api.apply(texts(organization('acme', NEXT)))
  const told = ['trial cancelled 2026-01-31 2026-11-30 2025-11-26', before[1]]
  assert.equal(await rows('/organizations/acme/subscriptions'), told)
  await api.apply(texts(organization('emca', NEXT, 'previousNames: [acme]')))
  assert.equal(await rows('/organizations/emca/subscriptions'), told)
  const { uid } = (await api.read('/organizations/emca/subscriptions')).body[0]
  assert.type(uid, 'string')
  assert.is((await api.read('/organizations/emca/subscription')).body.name, 'next')
})

test.run()
