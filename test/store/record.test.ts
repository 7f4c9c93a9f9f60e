import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Key, StoredResource } from '../../src/model/resource.ts'
import { recordedOf } from '../../src/store/record.ts'
import { TIME } from './support.ts'

const before: StoredResource = {
  apiVersion: 'charter.sh/v1alpha1',
  kind: 'User',
  namespace: 'acme',
  name: 'ada',
  labels: { team: 'blue' },
  annotations: {},
  spec: { email: 'ada@acme.example' },
  digest: 'd1',
  origin: { source: 'git', path: 'acme/users.yaml', line: 12, column: 3 },
  uid: 'uid-1',
  version: 4,
  createdAt: TIME,
  updatedAt: TIME,
}
const after = {
  ...before,
  spec: { email: 'a@acme.example' },
  origin: { source: 'git', path: 'acme/ada.yaml', line: 2, column: 1 },
}
const key = 'User/acme/ada' as Key
const fields = [{ type: 'value', pointer: '/spec/email', before: 'ada@acme.example', after: 'a@acme.example' }] as const

test('a create is recorded with all fields, its owner and its place', () => {
  const recorded = recordedOf({ action: 'create', key, uid: 'uid-1', after: before, commit: 'c1' })
  assert.equal(recorded, {
    uid: 'uid-1',
    kind: 'User',
    commit: 'c1',
    action: 'create',
    body: {
      key,
      owner: 'git',
      path: 'acme/users.yaml',
      line: 12,
      apiVersion: 'charter.sh/v1alpha1',
      labels: { team: 'blue' },
      annotations: {},
      spec: { email: 'ada@acme.example' },
    },
  })
})

test('an update is recorded with what differs and where it is declared now', () => {
  assert.equal(recordedOf({ action: 'update', key, before, after, fields }), {
    uid: 'uid-1',
    kind: 'User',
    action: 'update',
    body: { key, owner: 'git', version: 5, path: 'acme/ada.yaml', line: 2, fields },
  })
  const follows = ['User/acme/bob' as Key]
  const newer = { ...after, apiVersion: 'charter.sh/v1' }
  assert.equal(recordedOf({ action: 'update', key, before, after: newer, fields, follows }).body, {
    key,
    owner: 'git',
    version: 4,
    path: 'acme/ada.yaml',
    line: 2,
    apiVersion: 'charter.sh/v1',
    follows,
    fields,
  })
})

test('a rename is recorded with both names, a delete with the name, its owner and its last version', () => {
  const to = 'User/acme/lovelace' as Key
  const renamed = recordedOf({
    action: 'rename',
    key: to,
    from: key,
    before,
    after: { ...after, name: 'lovelace' },
    fields,
  })
  assert.equal(
    [renamed.action, renamed.body],
    ['rename', { key: to, from: key, owner: 'git', version: 5, path: 'acme/ada.yaml', line: 2, fields }],
  )
  assert.equal(recordedOf({ action: 'delete', key, before }), {
    uid: 'uid-1',
    kind: 'User',
    action: 'delete',
    body: { key, owner: 'git', version: 4 },
  })
})

test('a resource of a cluster is recorded with its object', () => {
  const origin = { source: 'cluster', uid: '0b0e', generation: 7 }
  const { body } = recordedOf({ action: 'create', key, uid: 'uid-1', after: { ...before, origin } })
  const { labels, annotations, spec, apiVersion } = before
  const object = { uid: '0b0e', generation: 7 }
  assert.equal(body, { key, owner: 'cluster', object, apiVersion, labels, annotations, spec })
})

test.run()
