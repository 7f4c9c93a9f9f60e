import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kindDefinitions } from '../../src/schemas/kinds.ts'
import { clusterTest, startCluster, type TestCluster } from '../support/cluster.ts'

const crds = fileURLToPath(new URL('../../crds', import.meta.url))
const complete = fileURLToPath(new URL('../../examples/complete/orgs', import.meta.url))
let cluster: TestCluster | undefined

async function own(): Promise<TestCluster> {
  cluster ??= await startCluster()
  return cluster
}

test.after(async () => cluster?.stop())

clusterTest('a real API server accepts every definition through kubectl apply, and establishes it', async () => {
  const { kubectl } = await own()
  kubectl(['apply', '-f', crds])
  kubectl(['wait', '--for=condition=Established', '--timeout=60s', '-f', crds])
  assert.match(kubectl(['apply', '-f', crds]), /unchanged/)
  const found = JSON.parse(kubectl(['get', 'crds', '-o', 'json'])) as { items: readonly Definition[] }
  const types = found.items.flatMap(({ status }) => status.conditions.map(({ type, status: is }) => `${type}=${is}`))
  // And that of the reports, which nobody declares.
  assert.is(found.items.length, kindDefinitions().length + 1)
  // A schema that is not structural has a condition of that name.
  assert.equal([...new Set(types)].sort(), ['Established=True', 'NamesAccepted=True'])
})

interface Definition {
  readonly status: { readonly conditions: readonly { readonly type: string; readonly status: string }[] }
}

clusterTest('every kind is found by its names, in the category charter, and explained', async () => {
  const { kubectl } = await own()
  const rows = kubectl(['api-resources', '--api-group=charter.sh', '--no-headers']).trim().split('\n')
  const known = rows.map((row) => row.trim().split(/\s+/))
  const wanted = kindDefinitions().map(({ kind, plural, shortNames, scope }) => {
    const short = shortNames.length === 0 ? [] : [shortNames.join(',')]
    return [plural.toLowerCase(), ...short, 'charter.sh/v1alpha1', String(scope === 'organization'), kind]
  })
  const report = ['reconcilereports', 'rreport', 'charter.sh/v1alpha1', 'false', 'ReconcileReport']
  assert.equal(known.map((row) => row.join(' ')).sort(), [...wanted, report].map((row) => row.join(' ')).sort())
  assert.match(kubectl(['get', 'charter', '-A', '--show-kind', '--ignore-not-found']), /^$/)
  assert.match(await explained('users.spec.until', kubectl), /DESCRIPTION:\s+\S/)
  assert.match(await explained('organizations.spec.removalBudget.fraction', kubectl), /DESCRIPTION:\s+\S/)
})

/** The API server publishes what `kubectl explain` shows some seconds after a definition is established. */
async function explained(field: string, kubectl: TestCluster['kubectl']): Promise<string> {
  const until = performance.now() + 60_000
  for (;;) {
    try {
      return kubectl(['explain', field])
    } catch (error) {
      if (performance.now() > until) throw error
      await pause(1000)
    }
  }
}

clusterTest('the example with a document of every kind is accepted as it is, and shown in columns', async () => {
  const { kubectl } = await own()
  kubectl(['create', 'namespace', 'globex'])
  kubectl(['apply', '-R', '-f', complete])
  const head = (words: readonly string[]) =>
    kubectl(['get', ...words])
      .split('\n')[0]
      ?.split(/\s+/)
      .filter(Boolean)
  assert.equal(head(['organizations']), ['NAME', 'READY', 'STATUS', 'REVISION', 'AGE'])
  assert.equal(head(['users', '-n', 'globex', '-o', 'wide'])?.slice(0, 6), [
    'NAME',
    'READY',
    'STATUS',
    'REVISION',
    'AGE',
    'EMAIL',
  ])
  const listed = JSON.parse(kubectl(['get', 'charter', '-A', '-o', 'json'])) as { items: readonly { kind: string }[] }
  const kinds = new Set(listed.items.map(({ kind }) => kind))
  const absent = kindDefinitions().filter(({ kind }) => !kinds.has(kind))
  assert.equal(
    absent.map(({ kind }) => kind),
    [],
  )
})

clusterTest(
  'the status is apart: an object that was just made says that nobody has seen it, and a wrong value is refused with its field',
  async () => {
    const { kubectl } = await own()
    const user = { apiVersion: 'charter.sh/v1alpha1', kind: 'User', metadata: { name: 'mia', namespace: 'globex' } }
    const spec = { email: 'mia@globex.example' }
    kubectl(['create', '-f', '-'], JSON.stringify({ ...user, spec, status: { observedGeneration: 7 } }))
    assert.is(kubectl(['get', 'user', 'mia', '-n', 'globex', '-o', 'jsonpath={.status}']), '{"observedGeneration":0}')
    assert.is(kubectl(['get', 'user', 'mia', '-n', 'globex', '-o', 'jsonpath={.metadata.generation}']), '1')
    assert.throws(() => kubectl(['apply', '-f', '-'], JSON.stringify({ ...user, spec: { email: 7 } })), /spec\.email/)
  },
)

test.run()
