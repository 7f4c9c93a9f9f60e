import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StatusEvent } from '../../src/model/event.ts'
import type { PolicyStatus, Status } from '../../src/model/status.ts'
import { factsAmong } from '../../src/status/conditions.ts'
import { eventsBetween, type Look } from '../../src/status/events.ts'
import { lateEvents } from '../../src/status/late.ts'
import { withRequests } from '../../src/status/requests.ts'
import { type Standing, standingOf } from '../../src/status/standing.ts'
import { policyOf, statusOf, unitOf } from '../support/status.ts'

const NOON = '2026-11-22T12:00:00.000Z'
const TEN = '2026-11-22T10:00:00.000Z'

function statusWith(...policies: readonly PolicyStatus[]): Status {
  return statusOf([], policies.length === 0 ? {} : { policies })
}

/** What is told of statuses that follow one another, where `before` is what is known of the time before. */
function told(statuses: readonly Status[], before: Standing = new Map()): readonly (readonly StatusEvent[])[] {
  let last: Look | Pick<Look, 'standing'> = { standing: before }
  return statuses.map((status) => {
    const next = { status, standing: standingOf(status, last.standing), at: NOON }
    const events = eventsBetween(last, next, [])
    last = next
    return events
  })
}

const messages = (events: readonly StatusEvent[]) => events.map(({ message }) => message)

test('a policy is told once when it fires, and once when it is reset', () => {
  const budget = policyOf('budget', ['acme', 'beta'])
  const [fires = [], stays = [], resets = [], rests = []] = told(
    [budget, budget, undefined, undefined].map((one) => statusWith(...(one ? [one] : []))),
  )
  assert.equal(messages(fires), [
    'policy/budget: a usage policy has fired: cpu 1200.5, limit 1000 in a month; it affects 2 organizations; actions: notify_organization_owners and request_downscaling',
  ])
  const { exceeded, actions } = budget
  assert.equal(fires, [
    {
      type: 'policy',
      id: `policy/budget/fired/${TEN}`,
      at: NOON,
      subject: 'policy/budget',
      message: messages(fires)[0] ?? '',
      fired: true,
      policy: 'budget',
      since: TEN,
      exceeded,
      actions,
      organizations: ['acme', 'beta'],
      affected: 2,
      sources: ['people'],
      revisions: {},
    },
  ])
  assert.equal([stays, rests], [[], []])
  const [reset] = resets
  assert.equal(messages(resets), [
    'policy/budget: a usage policy is reset: no value is greater than its limit any more',
  ])
  assert.equal(reset?.type === 'policy' && [reset.fired, reset.id, reset.organizations], [
    false,
    `policy/budget/reset/${TEN}`,
    ['acme', 'beta'],
  ])
})

test('after a start a policy that still fires has the id it had, and one that was reset meanwhile is told', () => {
  const [still = []] = told([statusWith(policyOf('budget', ['acme']))], new Map([['policy/budget', TEN]]))
  assert.equal(
    still.map(({ id }) => id),
    [`policy/budget/fired/${TEN}`],
  )
  const [gone = []] = told([statusWith()], new Map([['policy/budget', TEN]]))
  assert.equal(
    gone.map((event) => event.type === 'policy' && [event.fired, event.policy, event.actions]),
    [[false, 'budget', []]],
  )
})

test('a policy that fires again is told again', () => {
  const later = policyOf('budget', ['acme'], { since: NOON })
  const [, , again = []] = told([statusWith(policyOf('budget', ['acme'])), statusWith(), statusWith(later)])
  assert.equal(
    again.map(({ id }) => id),
    [`policy/budget/fired/${NOON}`],
  )
})

test('a policy that has fired for long is not late', () => {
  const status = statusWith(policyOf('budget', ['acme'], { since: '2026-01-01T00:00:00.000Z' }))
  assert.equal(lateEvents({ status, standing: standingOf(status, new Map()), at: NOON }, 1000), [])
})

test('an organization has the policies that affect it, and what they request as conditions', () => {
  const stop = policyOf('stop', ['acme'], {
    actions: ['request_downscaling', 'restrict_members', 'terminate_resources'],
    since: '2026-11-22T09:00:00.000Z',
    exceeded: [{ period: 'total', current: '51', limit: '50' }],
  })
  const ready = { type: 'Ready', status: 'True', reason: 'x', message: 'y', since: NOON } as const
  const units = [unitOf('acme', { conditions: [ready] }), unitOf('beta'), unitOf('gamma')]
  const [acme, beta, gamma] = withRequests(units, [policyOf('budget', ['acme', 'beta']), stop])
  assert.equal([acme?.firedPolicies, beta?.firedPolicies], [['budget', 'stop'], ['budget']])
  assert.is(gamma, units[2])
  assert.equal(
    acme?.conditions.map(({ type, since }) => `${type} ${since}`),
    [
      `Ready ${NOON}`,
      'DownscalingRequested 2026-11-22T09:00:00.000Z',
      'MemberRestrictionRequested 2026-11-22T09:00:00.000Z',
      'TerminationRequested 2026-11-22T09:00:00.000Z',
    ],
  )
  assert.equal(acme?.conditions[1], {
    type: 'DownscalingRequested',
    status: 'True',
    reason: 'PolicyFired',
    message:
      'requested by 2 usage policies: budget (cpu 1200.5, limit 1000 in a month) and stop (cost 51, limit 50 in total)',
    since: '2026-11-22T09:00:00.000Z',
  })
})

test('what is requested breaks no law', () => {
  const asking = policyOf('all', ['acme'], {
    actions: ['request_downscaling', 'request_pausing', 'restrict_members', 'terminate_resources'],
  })
  const [acme] = withRequests([unitOf('acme')], [asking])
  assert.equal([acme?.conditions.length, factsAmong(acme?.conditions ?? [])], [4, []])
})

test('a revocation in an affected organization is not asked for anything', () => {
  const revocation = unitOf('acme', { unit: 'revocation/acme/leaver' as never })
  assert.equal(withRequests([revocation], [policyOf('budget', ['acme'])]), [revocation])
})

test.run()
