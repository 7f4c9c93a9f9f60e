import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ledgerOf, type Step } from '../support/steps.ts'
import { ran } from '../support/terminal.ts'

// The requests and examples of UbiOps' organizations (systems §3.3), as declarations that follow one another.

const head = 'apiVersion: charter.sh/v1alpha1\nkind: '
const plans = [
  `${head}SubscriptionPlan\nmetadata: {name: free}\nspec: {displayName: Free, fixedTerm: P1Y, selfService: true}\n`,
  `${head}SubscriptionPlan\nmetadata: {name: professional}\nspec: {displayName: Professional}\n`,
].join('---\n')

/** What is declared on a day: an organization with these subscriptions. */
function on(instant: string, ...subscriptions: readonly string[]): Step {
  const spec = ['displayName: Test Organization', 'users: [{name: user, admin: true}]']
  const all = subscriptions.length === 0 ? spec : [...spec, `subscriptions: [${subscriptions.join(', ')}]`]
  const organization = `${head}Organization\nmetadata: {name: test-organization}\nspec:\n`
  return {
    instant,
    files: { 'plans.yaml': plans, 'o.yaml': `${organization}${all.map((line) => `  ${line}\n`).join('')}` },
  }
}

/** What speaks for the organization at a time: plan, state, end and period. */
async function standing(state: string, at: string): Promise<string> {
  const { out } = await ran(['entitlements', 'test-organization', '--at', at, '--state', state, '-o', 'json'])
  const { subscription } = JSON.parse(out).organizations[0]
  const { plan, state: is, effectiveEndDate, currentPeriod, selfService } = subscription
  const period = currentPeriod === undefined ? '' : ` ${currentPeriod.start}/${currentPeriod.end}`
  return `${plan} ${is} until ${effectiveEndDate}${period}${selfService ? ' self-service' : ''}`
}

const CREATED = '2020-03-25T15:43:46.101Z'
const code = async (steps: readonly Step[]): Promise<string> => {
  try {
    await ledgerOf(steps)
    return ''
  } catch (error) {
    return /"code":"(\w+)"/.exec(String(error))?.[1] ?? String(error)
  }
}

test('an organization is created with a plan and an end date, and without a start', async () => {
  const state = await ledgerOf([on(CREATED, '{name: main, plan: professional, endDate: 2021-03-25}')])
  assert.is(await standing(state, '2020-04-24T23:59:59Z'), 'professional active until 2021-03-25 2020-03-25/2020-04-25')
  assert.is(await standing(state, '2021-03-25'), 'professional expired until 2021-03-25')
})

test('a free subscription is valid for a year and then for another, and cannot have an end of its own', async () => {
  const free = '{name: main, plan: free}'
  const state = await ledgerOf([on(CREATED, free)])
  assert.is(await standing(state, '2020-12-01'), 'free active until 2021-03-25 2020-11-25/2020-12-25 self-service')
  assert.is(await standing(state, '2021-03-25'), 'free active until 2022-03-25 2021-03-25/2021-04-25 self-service')
  assert.is(await code([on(CREATED, '{name: main, plan: free, endDate: 2020-08-30}')]), 'EndDateNotAllowed')
})

test('any other plan is given its end, and a change of plan its start', async () => {
  const free = on(CREATED, '{name: main, plan: free}')
  const later = '2020-07-30T08:00:00Z'
  const change = (fields: string): Promise<string> =>
    code([free, on(later, `{name: main, plan: professional${fields}}`)])
  assert.is(await change(', startDate: 2020-07-30'), 'EndDateRequired')
  assert.is(await change(', endDate: 2020-08-30'), 'StartDateRequired')
  assert.is(await change(', startDate: 2020-08-30, endDate: 2020-07-30'), 'InvalidDate')
  const state = await ledgerOf([
    free,
    on(later, '{name: main, plan: professional, startDate: 2020-07-30, endDate: 2020-08-30}'),
    on('2020-08-01T08:00:00Z', '{name: main, plan: professional, startDate: 2020-07-30, endDate: never}'),
  ])
  assert.is(await standing(state, '2020-07-01'), 'free active until 2021-03-25 2020-06-25/2020-07-25 self-service')
  assert.is(await standing(state, '2020-07-31'), 'professional active until 2020-08-30 2020-07-30/2020-08-30')
  assert.is(await standing(state, '2020-09-01'), 'professional active until never 2020-08-30/2020-09-30')
})

test('a subscription is scheduled for the future, follows the present one, and is cancelled when it is taken away', async () => {
  const now = '{name: now, plan: professional, startDate: 2020-07-30, endDate: 2020-08-30}'
  const next = '{name: next, plan: professional, startDate: 2020-08-30, endDate: never}'
  const start = '2020-07-30T08:00:00Z'
  const state = await ledgerOf([on(start, now), on('2020-08-01T08:00:00Z', now, next), on('2020-09-10T08:00:00Z', now)])
  assert.is(await standing(state, '2020-08-29'), 'professional active until 2020-08-30 2020-07-30/2020-08-30')
  assert.is(await standing(state, '2020-08-30'), 'professional active until never 2020-08-30/2020-09-30')
  assert.is(await standing(state, '2020-09-11'), 'professional cancelled until 2020-09-10')
  const early = next.replace('2020-08-30', '2020-08-29')
  assert.is(await code([on(start, now), on('2020-08-01T08:00:00Z', now, early)]), 'Overlap')
})

test.run()
