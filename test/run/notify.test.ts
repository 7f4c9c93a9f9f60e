import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { NotificationConfig } from '../../src/config.ts'
import type { StatusEvent } from '../../src/model/event.ts'
import type { PolicyStatus } from '../../src/model/status.ts'
import { isMeant, narrowed } from '../../src/run/notify.ts'
import { firedEvents } from '../../src/status/policies.ts'
import { policyOf } from '../support/status.ts'

const AT = '2026-11-22T12:00:00.000Z'
const all: NotificationConfig = { name: 'ops', type: 'webhook', url: 'https://x.example', on: ['policy'] }
const team: NotificationConfig = { ...all, organizations: ['team-*'] }

function eventOf(policy: PolicyStatus): StatusEvent {
  const [event] = firedEvents({ policies: [policy] }, AT)
  assert.ok(event)
  return event
}

/** Whom a receiver is told of, as `affected: names`; nothing where it is not told. */
function told(
  receiver: NotificationConfig,
  organizations: readonly string[],
  more: Partial<PolicyStatus> = {},
): string {
  const event = eventOf(policyOf('budget', organizations, more))
  const shown = narrowed(event, receiver)
  if (!isMeant(event, receiver) || shown.type !== 'policy') return 'not told'
  return `${shown.affected}: ${shown.organizations.join(' ')}`
}

test('a receiver of some organizations is told of these alone, where the policy asks to tell owners', () => {
  const affected = ['acme', 'team-a', 'team-b']
  assert.is(told(all, affected), '3: acme team-a team-b')
  assert.is(told(team, affected), '2: team-a team-b')
  assert.is(told(team, ['acme']), 'not told')
  assert.is(told(team, affected, { actions: ['request_pausing'] }), 'not told')
  assert.is(told(all, affected, { actions: ['request_pausing'] }), '3: acme team-a team-b')
})

test('a message tells how many organizations there are, and no name of another one', () => {
  const event = narrowed(eventOf(policyOf('budget', ['acme', 'team-a'])), team)
  assert.is(JSON.stringify(event).includes('acme'), false)
})

test('at most a hundred organizations are named', () => {
  const names = Array.from({ length: 250 }, (_, index) => `o${String(index).padStart(3, '0')}`)
  const event = narrowed(eventOf(policyOf('budget', names)), all)
  assert.equal(event.type === 'policy' && [event.affected, event.organizations.length, event.organizations.at(-1)], [
    250,
    100,
    'o099',
  ])
})

test('who did not ask for policies, or asks for another source, is not told', () => {
  assert.is(told({ ...all, on: ['held'] }, ['acme']), 'not told')
  assert.is(told({ ...all, sources: ['elsewhere'] }, ['acme']), 'not told')
  assert.is(told({ ...all, sources: ['people'] }, ['acme']), '1: acme')
})

test.run()
