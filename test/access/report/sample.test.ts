import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { incidentsOf, sampleOf } from '../../../src/access/report/sample.ts'
import { createTimeline } from '../../../src/access/report/timeline.ts'
import type { JsonObject } from '../../../src/model/resource.ts'
import { storedOf } from '../../support/surveyed.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const role = (user: string, more: JsonObject = {}): JsonObject => ({
  role: 'bucket-viewer',
  assignee: { user },
  scope: { workspace: 'lab' },
  ...more,
})
const people = Object.fromEntries(['ada', 'bob', 'cyd', 'dan', 'eve'].map((name) => [`User/acme/${name}`, {}]))
const roles = Object.fromEntries(['ada', 'bob', 'cyd', 'dan'].map((name) => [`Permission/acme/${name}`, role(name)]))
const all = { 'Organization//acme': {}, 'Workspace/acme/lab': {}, ...people }

const timeline = createTimeline(storedOf(all), START)
const events = [
  ...timeline.add({ seq: 1, changes: [] }, START, storedOf({ ...all, ...roles })),
  ...timeline.add(
    { seq: 2, changes: [] },
    START + 1,
    storedOf({ ...all, 'Permission/acme/eve': role('eve', { until: '2026-06-01' }) }),
  ),
  ...timeline.until(Date.parse('2026-07-01')),
]
const incidents = incidentsOf(events)
const hashOf = (seq: number): string => `hash ${seq}`
const drawn = (seed: string, most: number) =>
  sampleOf(incidents, { seed, most, hashOf }).drawn.map(({ incident: { user, change, entry } }) => {
    return `${user.name} ${change} by ${entry === undefined ? 'window' : entry.seq}`
  })

test('what a user gains or loses at once is one incident', () => {
  assert.is(events.length, 20)
  assert.is(incidents.length, 10)
  for (const incident of incidents) {
    assert.equal(
      incident.events.map(({ holding }) => holding.permission),
      ['buckets.get', 'buckets.list'],
    )
  }
})

test('a sample can be drawn again from what the page says of it', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
  const listed = incidents.map(({ user, change, entry, moment }) => {
    const place = entry === undefined ? `window ${new Date(moment).toISOString()}` : hashOf(entry.seq)
    return { name: `${user.name} ${change}`, digest: sha256(`7\n${place}\n${user.uid}\n${change}\n`) }
  })
  listed.sort((left, right) => (left.digest < right.digest ? -1 : 1))
  const sample = sampleOf(incidents, { seed: '7', most: 3, hashOf })
  assert.equal(
    sample.drawn.map(({ digest }) => digest),
    listed.slice(0, 3).map(({ digest }) => digest),
  )
  assert.is(sample.population, 10)
  assert.is(sample.digest, sha256(listed.map(({ digest }) => `${digest}\n`).join('')))
})

test('a larger sample begins with the smaller one, and another seed draws others', () => {
  assert.equal(drawn('7', 10).slice(0, 4), drawn('7', 4))
  assert.is(new Set(drawn('7', 100)).size, 10)
  assert.equal([...drawn('8', 10)].sort(), [...drawn('7', 10)].sort())
  assert.not.equal(drawn('8', 10), drawn('7', 10))
})

test.run()
