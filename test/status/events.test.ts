import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Status } from '../../src/model/status.ts'
import { eventsBetween, type Look } from '../../src/status/events.ts'
import { withoutEmails } from '../../src/status/plain.ts'
import { type Standing, standingOf } from '../../src/status/standing.ts'
import { heldUnit, holdOf, invalidUnit, looseError, sourceOf, statusOf, troubleOf, unitOf } from '../support/status.ts'

const NOON = '2026-11-22T12:00:00.000Z'
const NOTHING: Standing = new Map()

function lookAt(status: Status, before: Standing = NOTHING): Look {
  return { status, standing: standingOf(status, before), at: NOON }
}

/** What is told of statuses that follow one another, from the first look on. */
function told(...statuses: readonly Status[]): readonly (readonly string[])[] {
  let last: Look | Pick<Look, 'standing'> = { standing: NOTHING }
  return statuses.map((status) => {
    const next = lookAt(status, last.standing)
    const events = eventsBetween(last, next, [])
    last = next
    return events.map(({ type, subject }) => `${type} ${subject}`)
  })
}

test('a hold is told once, another one of the same unit again, and its end as recovered', () => {
  const other = { ...heldUnit('acme'), holds: [holdOf('LastAdmin')] }
  const steps = [[heldUnit('acme')], [heldUnit('acme')], [other], [unitOf('acme')], [unitOf('acme')]]
  assert.equal(told(...steps.map((units) => statusOf(units))), [
    ['held organization/acme'],
    [],
    ['held organization/acme'],
    ['recovered organization/acme'],
    [],
  ])
})

test('other places of an invalid unit are told anew, the same ones are not', () => {
  const steps = [invalidUnit('acme'), invalidUnit('acme'), invalidUnit('acme', 15)]
  assert.equal(told(...steps.map((unit) => statusOf([unit]))), [
    ['invalid organization/acme'],
    [],
    ['invalid organization/acme'],
  ])
})

test('a source that cannot be read is told at the third attempt, and again when it can be', () => {
  const steps = [troubleOf(1), troubleOf(2), troubleOf(3), troubleOf(9)].map((trouble) =>
    statusOf([], { sources: [sourceOf({ trouble })] }),
  )
  assert.equal(told(...steps, statusOf([])), [[], [], ['invalid source/people'], [], ['recovered source/people']])
})

test('an error that concerns no unit is told of its source', () => {
  const broken = statusOf([unitOf('acme')], { problems: [looseError()] })
  assert.equal(told(broken, broken, statusOf([unitOf('acme')])), [
    ['invalid source/people'],
    [],
    ['recovered source/people'],
  ])
  const [event] = eventsBetween({ standing: NOTHING }, lookAt(broken), [])
  assert.is(event?.message, 'source/people: 1 error, first at orgs/new.yaml:3:1: a list is not closed')
  const warning = { ...looseError(), severity: 'warning' } as const
  assert.equal(told(statusOf([], { problems: [warning, { ...looseError(), source: 'other' }] })), [[]])
})

test('passes that fail as a whole are told of the program', () => {
  const steps = [statusOf([], { trouble: troubleOf(3) }), statusOf([])]
  assert.equal(told(...steps), [['invalid charter'], ['recovered charter']])
})

test('a source that is held is told with what to do', () => {
  const status = statusOf([], { sources: [sourceOf({ holds: [holdOf('EmptySource')] })] })
  const [event] = eventsBetween({ standing: NOTHING }, lookAt(status), [])
  assert.is(event?.type === 'held' ? event.next[0] : '', 'put them back')
  assert.is(event?.subject, 'source/people')
})

test('a start does not look like a recovery: what was held stays so until every source was read', () => {
  const before: Standing = new Map([['organization/acme', '2026-11-20T00:00:00.000Z']])
  const { attempted: _, ...unread } = sourceOf()
  const starting = lookAt(statusOf([unitOf('acme')], { sources: [unread] }), before)
  assert.equal(eventsBetween({ standing: before }, starting, []), [])
  const read = lookAt(statusOf([unitOf('acme')]), starting.standing)
  assert.equal(
    eventsBetween(starting, read, []).map(({ id }) => id),
    ['organization/acme/recovered/2026-11-20T00:00:00.000Z'],
  )
})

test('a hold that was told keeps its id after a restart', () => {
  const first = lookAt(statusOf([heldUnit('acme')]))
  const again = statusOf([{ ...heldUnit('acme'), lateSince: NOON, holds: [holdOf('RemovalBudget', { since: NOON })] }])
  const second = lookAt(again, first.standing)
  const id = (look: Look): string | undefined => eventsBetween({ standing: NOTHING }, look, [])[0]?.id
  assert.is(id(second), id(first))
})

test('no message holds an e-mail address', () => {
  const [event] = eventsBetween({ standing: NOTHING }, lookAt(statusOf([invalidUnit('acme')])), [])
  assert.not.match(JSON.stringify(event), /@acme/)
  assert.is(withoutEmails('of `ada.l+x@acme.example`, at people@05cb69f'), 'of `…@…`, at people@05cb69f')
  assert.is(withoutEmails('Zoë <zoë@bücher.example>'), 'Zoë <…@…>')
  assert.ok(withoutEmails('x'.repeat(5_000)).length <= 1_000)
})

test.run()
