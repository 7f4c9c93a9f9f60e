import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutLeaving } from '../../src/desired/leaving.ts'
import type { Document, Snapshot, UnreadableFile } from '../../src/model/document.ts'
import type { State } from '../../src/model/state.ts'

function documentOf(kind: string, namespace: string, name: string): Document {
  const path = namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`
  const metadata = namespace === '' ? { name } : { namespace, name }
  return { file: { source: '', path, text: '' }, index: 0, line: 1, column: 1, value: { kind, metadata } }
}

function snapshotOf(source: string, documents: readonly Document[], more: Partial<Snapshot> = {}): Snapshot {
  const rest = { revision: '1', complete: true, privileged: true, unreadable: [], problems: [], files: new Map() }
  return { source, documents, ...rest, ...more }
}

/** A state in which the organization acme belongs to a source. */
function stored(owner?: string): State {
  const resources = owner === undefined ? [] : [['Organization//acme', { origin: { source: owner } }]]
  return { resources: new Map(resources as []) } as unknown as State
}

const ADA = documentOf('User', 'acme', 'ada')
const BILL = documentOf('User', 'initech', 'bill')
const ACME = documentOf('Organization', '', 'acme')
const CLOSING: UnreadableFile = { path: 'Namespace/acme', organizations: [], held: [], namespace: 'acme' }
const OTHER: UnreadableFile = { path: 'Namespace/initech', organizations: [], held: [], namespace: 'initech' }
const LOST: UnreadableFile = { path: 'User/acme/mia', organizations: ['acme'], held: [] }
const LEAVING = snapshotOf('cluster', [ADA, BILL], { departing: [ACME], unreadable: [CLOSING, OTHER, LOST] })

function pathsOf(snapshots: readonly Snapshot[]) {
  return snapshots.map(({ documents, unreadable }) => [
    ...documents.map(({ file }) => file.path),
    ...unreadable.map(({ path }) => path),
  ])
}

test('with an Organization that is deleted its namespace goes, and nothing else', () => {
  assert.equal(pathsOf(withoutLeaving([LEAVING], stored('cluster'))), [['User/initech/bill', 'Namespace/initech']])
})

test('an Organization that belongs to another source, or to none yet, takes nothing with it', () => {
  const all = ['User/acme/ada', 'User/initech/bill', 'Namespace/acme', 'Namespace/initech', 'User/acme/mia']
  assert.equal(pathsOf(withoutLeaving([LEAVING], stored('git'))), [all])
  assert.equal(pathsOf(withoutLeaving([LEAVING], stored())), [all])
})

test('an Organization that another source takes over takes nothing with it', () => {
  const git = snapshotOf('git', [ACME])
  assert.is(pathsOf(withoutLeaving([git, LEAVING], stored('cluster')))[1]?.length, 5)
})

test('snapshots in which nothing is deleted are given as they are', () => {
  const snapshots = [snapshotOf('cluster', [ADA])]
  assert.is(withoutLeaving(snapshots, stored('cluster')), snapshots)
})

test.run()
