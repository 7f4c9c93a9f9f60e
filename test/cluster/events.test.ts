import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { eventBody } from '../../src/cluster/events.ts'
import type { StatusEvent } from '../../src/model/event.ts'

const REGARDING = { apiVersion: 'charter.sh/v1alpha1', kind: 'Organization', name: 'acme', uid: 'object-uid' }

function held(message: string, id = 'organization/acme/held/RemovalBudget/abc/now'): StatusEvent {
  const base = { id, at: '2026-03-02T10:15:00.250Z', subject: 'organization/acme', organization: 'acme' }
  const more = { sources: ['cluster'], revisions: {}, until: '2026-03-03T10:15:00.000Z', next: [] }
  return { type: 'held', code: 'RemovalBudget', digest: 'd'.repeat(64), message, ...base, ...more }
}

test('the same thing has the same name, and another one another', () => {
  const nameOf = (event: StatusEvent, regarding = REGARDING) =>
    (eventBody(event, regarding).metadata as { readonly name: string }).name
  assert.is(nameOf(held('one')), nameOf({ ...held('two'), at: '2027-01-01T00:00:00.000Z' }))
  assert.is.not(nameOf(held('one')), nameOf(held('one', 'another')))
  assert.is.not(nameOf(held('one')), nameOf(held('one'), { ...REGARDING, uid: 'made anew' }))
  assert.match(nameOf(held('one')), /^acme\.[0-9a-f]{16}$/)
})

test('annotations tell programs the revisions and the plan', () => {
  const annotations = (event: StatusEvent) =>
    (eventBody(event, REGARDING).metadata as { readonly annotations: unknown }).annotations
  const revisions = { people: 'b'.repeat(40), cluster: 'a'.repeat(64) }
  const told = { 'charter.sh/revisions': `cluster@${'a'.repeat(64)} people@${'b'.repeat(40)}` }
  assert.equal(annotations({ ...held('one'), revisions }), { ...told, 'charter.sh/plan': 'd'.repeat(64) })
  const { digest: _, ...one } = held('one') as Extract<StatusEvent, { type: 'held' }>
  assert.equal(annotations({ ...one, revisions, type: 'recovered', since: one.at }), told)
  assert.equal(annotations({ ...one, type: 'recovered', since: one.at }), {})
})

test('a note has at most 1,024 bytes, and says how to approve at its end', () => {
  for (const text of ['x'.repeat(3000), '漢'.repeat(3000), 'short']) {
    const { message: note, lastTimestamp } = eventBody(held(text), REGARDING)
    assert.ok(Buffer.byteLength(String(note)) <= 1024)
    assert.ok(String(note).endsWith(`charter.sh/approve=${'d'.repeat(64)}`))
    assert.is(lastTimestamp, '2026-03-02T10:15:00Z')
  }
})

test('what is held and belongs to no organization is approved by the report of the cluster, or by the command line', () => {
  const { organization: _, ...event } = held('source cluster declares nothing') as StatusEvent & {
    organization?: string
  }
  const ofSource = { ...event, subject: 'source/cluster' } as StatusEvent
  const messageFor = (own?: string) => {
    return eventBody(ofSource, { ...REGARDING, kind: 'ReconcileReport', name: 'cluster' }, own).message
  }
  const how = 'source cluster declares nothing; to approve exactly that:'
  assert.is(messageFor(), `${how} charter approve ${'d'.repeat(64)}`)
  assert.is(messageFor('another'), messageFor())
  assert.is(
    messageFor('cluster'),
    `${how} kubectl annotate --overwrite reconcilereport cluster charter.sh/approve=${'d'.repeat(64)}`,
  )
})

test.run()
