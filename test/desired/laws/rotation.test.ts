import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acme, told } from '../../support/laws.ts'

const key = (
  generation?: number,
): { accessKeys: Record<string, { type: string; rotation?: { generation: number } }> } => ({
  accessKeys: { deploy: { type: 'token', ...(generation === undefined ? {} : { rotation: { generation } }) } },
})

test('a generation never falls', () => {
  const stored = acme(key(3))
  assert.equal(told(acme({ ...key(2), stored })), [
    'RotationBackwards AccessKey/acme/deploy/spec/rotation/generation: the rotation of AccessKey `deploy` falls from generation 3 to 2',
  ])
  assert.equal(told(acme({ ...key(), stored })), [
    'RotationBackwards AccessKey/acme/deploy/metadata/name: the rotation of AccessKey `deploy` falls from generation 3 to 1',
  ])
  assert.equal(told(acme({ ...key(3), stored })), [])
  assert.equal(told(acme({ ...key(4), stored })), [])
  assert.equal(told(acme(key(1))), [])
})

test.run()
