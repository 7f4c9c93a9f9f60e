import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { boundaryAfter } from '../../src/desired/span.ts'
import { API_VERSION, type JsonObject, type Resource } from '../../src/model/resource.ts'

const NOW = '2026-11-22T12:00:00.000Z'

function resource(spec: JsonObject): Resource {
  const origin = { source: 'local', path: 'a.yaml', line: 1, column: 1 }
  const rest = { labels: {}, annotations: {}, digest: '', origin }
  return { apiVersion: API_VERSION, kind: 'User', namespace: 'acme', name: 'ada', spec, ...rest }
}

function boundary(...specs: readonly JsonObject[]): string {
  const moment = boundaryAfter(specs.map(resource), NOW)
  return Number.isFinite(moment) ? new Date(moment).toISOString() : String(moment)
}

test('the next date that a resource names is when laws are asked again, however deep it stands', () => {
  assert.is(
    boundary({ until: '2027-01-01' }, { list: [{ from: '2026-12-01T10:00:00+02:00' }] }),
    '2026-12-01T08:00:00.000Z',
  )
})

test('a date of today counts at its end, and one that is over no more', () => {
  assert.is(boundary({ expiry: '2026-11-22' }), '2026-11-23T00:00:00.000Z')
  assert.is(boundary({ expiry: '2026-11-20', name: 'x' }), 'Infinity')
})

test('the instant itself counts, since what begins then is not over', () => {
  assert.is(boundary({ from: NOW }), NOW)
})

test('at an instant that is none, laws are always asked', () => {
  assert.is(boundaryAfter([], 'noon'), Number.NEGATIVE_INFINITY)
})

test.run()
