import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kindDefinitions } from '../../src/schemas/kinds.ts'
import { manifestTest, rendered, rulesOf } from '../support/manifests.ts'

const READ = ['get', 'list', 'watch']
const WRITE = ['create', 'delete', 'patch', 'update']
const PAID = ['Entitlement', 'Subscription']

const all = kindDefinitions()
const within = all.filter(({ scope, kind }) => scope === 'organization' && !PAID.includes(kind))

function lines(verbs: readonly string[], kinds: readonly { readonly plural: string }[], part = ''): readonly string[] {
  return kinds.flatMap(({ plural }) => verbs.map((verb) => `${verb} ${plural.toLowerCase()}${part}.charter.sh`))
}

const reports = (verbs: readonly string[]) => lines(verbs, [{ plural: 'reconcilereports' }])

manifestTest(
  'the program may read declarations, keep the finalizer of Organizations, and say what became of them',
  () => {
    const wanted = [
      ...lines(['list', 'watch'], all),
      'list namespaces',
      'watch namespaces',
      'list customresourcedefinitions.apiextensions.k8s.io',
      'watch customresourcedefinitions.apiextensions.k8s.io',
      'get organizations.charter.sh',
      'patch organizations.charter.sh',
      ...lines(['patch'], all, '/status'),
      ...reports(['get', 'watch', 'create']),
      'patch reconcilereports/status.charter.sh',
      'create events',
    ]
    assert.equal(rulesOf(rendered('base'), 'charter-controller'), wanted.sort())
  },
)

manifestTest('whoever may view may read every kind, and nothing else comes to anybody by itself', () => {
  const manifests = rendered('base')
  assert.equal(rulesOf(manifests, 'charter-viewer'), [...lines(READ, all), ...reports(READ)].sort())
  const aggregated = manifests.flatMap(({ metadata: { name, labels = {} } }) =>
    Object.keys(labels).flatMap((label) => (label.includes('aggregate-to-') ? [`${name} ${label}`] : [])),
  )
  assert.equal(aggregated, ['charter-viewer rbac.authorization.k8s.io/aggregate-to-view'])
  const bindings = manifests.filter(({ kind }) => kind.endsWith('Binding'))
  assert.equal(
    bindings.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ['ClusterRoleBinding charter-controller'],
  )
})

manifestTest('an editor writes what is in an organization, but not what it may use; an admin writes every kind', () => {
  const manifests = rendered('base')
  const read = all.filter(({ kind }) => kind === 'Organization' || PAID.includes(kind))
  assert.equal(
    rulesOf(manifests, 'charter-editor'),
    [...lines([...READ, ...WRITE], within), ...lines(READ, read)].sort(),
  )
  const annotated = reports([...READ, 'patch', 'update'])
  assert.equal(rulesOf(manifests, 'charter-admin'), [...lines([...READ, ...WRITE], all), ...annotated].sort())
})

manifestTest('asking the cluster whose a token is, and what they may do, is granted apart', () => {
  const [binding, ...others] = rendered('reviews')
  assert.equal(others, [])
  assert.equal(
    [binding?.kind, binding?.roleRef, binding?.subjects],
    [
      'ClusterRoleBinding',
      { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
      [{ kind: 'ServiceAccount', name: 'charter', namespace: 'charter-system' }],
    ],
  )
})

test.run()
