import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Document, Snapshot } from '../../../src/model/document.ts'
import { type JsonObject, keyOf } from '../../../src/model/resource.ts'
import type { State } from '../../../src/model/state.ts'
import { emptySource } from '../../../src/plan/guards/source.ts'
import { emptyState, storedAs } from '../../support/guard.ts'
import { resource } from '../../support/organization.ts'

const USERS = ['ada', 'bob'].map((name) => storedAs(resource('User', 'acme', name)))
const STORED: State = { ...emptyState(), resources: new Map(USERS.map((user) => [keyOf(user), user])) }

function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    source: 'git',
    revision: 'a1b2c3',
    complete: true,
    privileged: true,
    documents: [],
    unreadable: [],
    problems: [],
    files: new Map(),
    ...change,
  }
}

function document(value: JsonObject): Document {
  return { file: { source: 'git', path: 'a.yaml', text: '' }, index: 0, line: 1, column: 1, value }
}

test('a source that declared something and declares nothing is held whole', () => {
  const hold = emptySource(snapshot(), STORED)
  assert.equal(hold?.scope, { type: 'source', source: 'git' })
  assert.is(hold?.message, 'source git declares nothing at a1b2c3, but 2 stored resources came from it')
  assert.equal(hold?.evidence, { source: 'git', revision: 'a1b2c3', User: 2, names: ['User/ada', 'User/bob'] })
})

test('one declaration is enough, a namespace is none', () => {
  const user = document({ apiVersion: 'charter.sh/v1alpha1', kind: 'User', metadata: { name: 'ada' } })
  assert.is(emptySource(snapshot({ documents: [user] }), STORED), undefined)
  const namespace = document({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'acme' } })
  assert.is.not(emptySource(snapshot({ documents: [namespace] }), STORED), undefined)
})

test('a source that never declared anything may be empty', () => {
  assert.is(emptySource(snapshot({ source: 'other' }), STORED), undefined)
  assert.is(emptySource(snapshot(), emptyState()), undefined)
})

test('a source that could not be read removes nothing and needs no hold', () => {
  assert.is(emptySource(snapshot({ complete: false }), STORED), undefined)
  const unreadable = [{ path: 'a.yaml', organizations: [] }]
  assert.is(emptySource(snapshot({ unreadable }), STORED), undefined)
})

test('the digest is that of one revision, and of what the source declared before', () => {
  const digest = emptySource(snapshot(), STORED)?.digest
  assert.is(emptySource(snapshot(), STORED)?.digest, digest)
  assert.is.not(emptySource(snapshot({ revision: 'd4e5f6' }), STORED)?.digest, digest)
  const fewer = { ...STORED, resources: new Map([...STORED.resources].slice(1)) }
  assert.is.not(emptySource(snapshot(), fewer)?.digest, digest)
})

test.run()
