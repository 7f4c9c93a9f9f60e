import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../../src/documents/limits.ts'
import type { Json } from '../../../src/model/resource.ts'
import { objectIn } from '../../../src/sources/cluster/object.ts'

const SPEC = { 'f:spec': { 'f:email': {} } }

/** The field manager of an object with these fields managed. */
function managerOf(...managedFields: readonly Json[]): string | undefined {
  const metadata = { namespace: 'acme', name: 'ada', uid: 'u', resourceVersion: '1', generation: 1, managedFields }
  const item = { apiVersion: 'charter.sh/v1alpha1', kind: 'User', metadata, spec: { email: 'ada@acme.example' } }
  return objectIn(item, { source: 'cluster', kind: 'User', limits: DEFAULT_LIMITS })?.manager
}

test('an object is by who wrote its spec last; who writes a status or a finalizer declares nothing', () => {
  const kubectl = { manager: 'kubectl', operation: 'Update', time: '2026-11-22T10:00:00Z', fieldsV1: SPEC }
  const helm = { ...kubectl, manager: 'helm', time: '2026-11-22T11:00:00Z' }
  const later = { ...kubectl, manager: 'charter', time: '2026-11-22T12:00:00Z' }
  const status = { ...later, fieldsV1: { 'f:status': {} } }
  const finalizer = { ...later, fieldsV1: { 'f:metadata': { 'f:finalizers': {} } } }
  assert.is(managerOf(helm, kubectl, status, finalizer), 'helm')
  assert.is(managerOf({ ...helm, time: kubectl.time }, kubectl), 'kubectl')
})

test('whatever stands there, nothing is kept that is no name, is endless or looks like a secret', () => {
  const one = { operation: 'Update', time: '2026-11-22T10:00:00Z', fieldsV1: SPEC }
  for (const manager of [undefined, 7, null, { a: 1 }]) {
    assert.is(managerOf({ ...one, ...(manager === undefined ? {} : { manager }) }), undefined)
  }
  assert.is(
    managerOf(null, 7, [one], { ...one, manager: 'x', time: 1 }, { ...one, manager: 'x', fieldsV1: 'f:spec' }),
    undefined,
  )
  assert.is(managerOf({ ...one, manager: 'a'.repeat(200) })?.length, 128)
  assert.is(managerOf({ ...one, manager: 'ghp_0123456789abcdefghijABCDEFGHIJ012345' }), '(hidden)')
})

test.run()
