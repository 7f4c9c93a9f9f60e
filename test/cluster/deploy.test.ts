import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { chooseKubectl } from '../support/clusterassets.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { createFolder } from '../support/folder.ts'
import { DEPLOY, type Rule, rendered, ruleLines, rulesOf } from '../support/manifests.ts'
import { startProcess, until } from '../support/running.ts'
import { accountKubeconfig } from '../support/serviceaccount.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const BASE = `${DEPLOY}/base`
let installed: TestCluster | undefined

/** A cluster with the kinds and the base, applied as the documentation says. */
async function own(): Promise<TestCluster> {
  if (installed !== undefined) return installed
  installed = await startWithKinds()
  installed.kubectl(['apply', '-k', BASE])
  return installed
}

test.after(async () => installed?.stop())

/** What somebody may do in a namespace beyond what everybody may, as the API server says it. */
function rightsOf({ kubectl }: TestCluster, user: string, namespace: string): readonly string[] {
  const asked = (name: string): readonly string[] => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } }
    const answer = kubectl(['create', `--as=${name}`, '--raw', path, '-f', '-'], JSON.stringify(review))
    const { resourceRules } = (JSON.parse(answer) as { status: { resourceRules: readonly Rule[] } }).status
    return ruleLines(resourceRules)
  }
  const everybody = new Set(asked('somebody-without-any-role'))
  return asked(user).filter((line) => !everybody.has(line))
}

ownClusterTest('the base is applied as it is, again without another pod, and by the server too', async () => {
  const { kubectl } = await own()
  const again = kubectl(['apply', '-k', BASE]).trim().split('\n')
  assert.is(again.length, rendered('base').length)
  // Where the server has added defaults to a list that is taken as a whole, kubectl calls it configured.
  const defaulted = ['statefulset.apps/charter', 'networkpolicy.networking.k8s.io/charter']
  const changed = again.flatMap((line) => (line.endsWith(' unchanged') ? [] : [line.replace(/ configured$/, '')]))
  assert.equal(
    changed.filter((name) => !defaulted.includes(name)),
    [],
  )
  for (const name of defaulted) {
    assert.is(kubectl(['get', name, '-n', 'charter-system', '-o', 'jsonpath={.metadata.generation}']), '1')
  }
  kubectl(['apply', '-k', BASE, '--server-side', '--force-conflicts'])
})

ownClusterTest('the first start is asked for with a variable, which is taken away again', async () => {
  const { kubectl } = await own()
  const words = (setting: string) => ['set', 'env', '-n', 'charter-system', 'statefulset/charter', setting]
  const env = () =>
    kubectl(['get', 'statefulset', 'charter', '-n', 'charter-system', '-o', 'jsonpath={..containers[0].env}'])
  kubectl(words('CHARTER_STATE_INIT=true'))
  assert.equal(JSON.parse(env()), [{ name: 'CHARTER_STATE_INIT', value: 'true' }])
  kubectl(words('CHARTER_STATE_INIT-'))
  assert.is(env(), '')
})

ownClusterTest(
  'the account of the pod may do what its role says, in every namespace the same, and nothing else',
  async () => {
    const cluster = await own()
    const account = 'system:serviceaccount:charter-system:charter'
    const role = rulesOf(rendered('base'), 'charter-controller')
    for (const namespace of ['charter-system', 'default', 'kube-system']) {
      assert.equal(rightsOf(cluster, account, namespace), role)
    }
    cluster.kubectl(['apply', '-k', `${DEPLOY}/reviews`])
    const reviews = ['create subjectaccessreviews.authorization.k8s.io', 'create tokenreviews.authentication.k8s.io']
    await untilTrue(() => rightsOf(cluster, account, 'default').length > role.length)
    assert.equal(rightsOf(cluster, account, 'default'), [...role, ...reviews].sort())
  },
)

ownClusterTest(
  'with its configuration and the account of its pod it reads, watches and keeps the finalizer',
  async () => {
    const cluster = await own()
    const { kubectl } = cluster
    kubectl(['create', 'namespace', 'acme'])
    kubectl(['apply', '-R', '-f', quickstart])
    const folder = createFolder()
    const program = startProcess(folder, readFileSync(`${BASE}/charter-run.yaml`, 'utf8'), {
      KUBECONFIG: accountKubeconfig(cluster, 'charter-system', 'charter'),
      CHARTER_STATE_PATH: join(folder, 'state'),
      CHARTER_SECRETS_DIRECTORY: folder,
      CHARTER_HTTP_LISTEN: '127.0.0.1:0',
    })
    try {
      const said = (message: string, more: object = {}) =>
        program
          .log()
          .find((line) => line.msg === message && Object.entries(more).every(([key, is]) => line[key] === is))
      await untilTrue(() => said('pass is over') !== undefined, 60_000)
      const http = String(said('started')?.http)
      assert.is((await fetch(`${http}/readyz`)).status, 200)
      assert.is((await fetch(`${http}/metrics`)).status, 401)
      const finalizers = () => kubectl(['get', 'organization', 'acme', '-o', 'jsonpath={.metadata.finalizers}'])
      await untilTrue(() => finalizers() === '["charter.sh/organization"]', 30_000)
      kubectl(['patch', 'organization', 'acme', '--type=merge', '-p', '{"spec":{"description":"seen"}}'])
      await untilTrue(
        () => program.log().filter(({ msg, unit }) => msg === 'applied' && unit === 'organization/acme').length === 2,
        30_000,
      )
      kubectl(['patch', 'organization', 'initech', '--type=merge', '-p', '{"spec":{"deletionPolicy":"Allow"}}'])
      await untilTrue(
        () =>
          program.log().filter(({ msg, unit }) => msg === 'applied' && unit === 'organization/initech').length === 2,
        30_000,
      )
      kubectl(['delete', 'organization', 'initech', '--wait=false'])
      await untilTrue(() => said('organization may be deleted', { organization: 'initech' }) !== undefined, 30_000)
      const warnings = program.log().filter(({ level }) => level !== 'info')
      assert.equal(warnings, [])
      const asked = performance.now()
      assert.is(await program.end('SIGTERM'), 0)
      assert.ok(performance.now() - asked < 10_000)
    } finally {
      program.child.kill('SIGKILL')
    }
  },
)

ownClusterTest('the account of the pod is refused everywhere else', async () => {
  const cluster = await own()
  const kubeconfig = accountKubeconfig(cluster, 'charter-system', 'charter')
  const refused = (words: readonly string[], input = ''): void => {
    const { status, stderr } = spawnSync(chooseKubectl() ?? '', [`--kubeconfig=${kubeconfig}`, ...words], {
      encoding: 'utf8',
      input,
    })
    assert.is.not(status, 0, words.join(' '))
    assert.match(stderr, /Forbidden|forbidden/, words.join(' '))
  }
  refused(['get', 'secrets', '-A'])
  refused(['get', 'configmaps', '-n', 'charter-system'])
  refused(['get', 'pods', '-n', 'charter-system'])
  refused(['delete', 'user', 'ada', '-n', 'acme'])
  refused(['delete', 'organization', 'acme'])
  refused(['annotate', 'user', 'ada', '-n', 'acme', 'charter.sh/protected=true'])
  refused(['create', 'clusterrolebinding', 'more', '--clusterrole=cluster-admin', '--user=charter'])
  refused(['create', '-f', '-'], objectText('User', 'acme', 'eve', { email: 'eve@acme.example' }))
})

ownClusterTest('an editor of a namespace changes its organization and no other, and not what it may use', async () => {
  const { kubectl } = await own()
  kubectl(['create', 'namespace', 'umbrella'])
  // The API server knows a binding only some moments after it is stored.
  const untilMay = (user: string, verb: string, kind: string) =>
    until(`${user} may ${verb} ${kind}`, () => {
      const words = ['--raw', '/apis/authorization.k8s.io/v1/subjectaccessreviews', '-f', '-']
      const resourceAttributes = { group: 'charter.sh', resource: kind, verb, namespace: 'acme' }
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' }
      const text = JSON.stringify({ ...review, spec: { user, resourceAttributes } })
      return JSON.parse(kubectl(['create', ...words], text)).status.allowed
    })
  kubectl(['create', 'rolebinding', 'editors', '--clusterrole=charter-editor', '--user=erin', '-n', 'acme'])
  await untilMay('erin', 'create', 'users')
  const as = (user: string) => (text: string) => kubectl(['apply', `--as=${user}`, '-f', '-'], text)
  const erin = as('erin')
  /** What Charter asks before it shows an organization over HTTP. */
  const seen = (verb: string, name: string): boolean => {
    const resourceAttributes = { group: 'charter.sh', resource: 'organizations', verb, name, namespace: name }
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
    const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' }
    const review = JSON.stringify({ ...kind, spec: { user: 'erin', resourceAttributes } })
    return JSON.parse(kubectl(['create', '--raw', path, '-f', '-'], review)).status.allowed
  }
  const user = (namespace: string) => objectText('User', namespace, 'mia', { email: `mia@${namespace}.example` })
  erin(user('acme'))
  assert.throws(() => erin(user('umbrella')), /orbidden/)
  const entitlement = objectText('Entitlement', 'acme', 'more', { entitlement: 'UserCount', value: '9000' })
  assert.throws(() => erin(entitlement), /orbidden/)
  const umbrella = objectText('Organization', '', 'umbrella', { displayName: 'Umbrella' })
  assert.throws(() => erin(umbrella), /orbidden/)
  assert.equal([seen('get', 'acme'), seen('get', 'umbrella'), seen('update', 'acme')], [true, false, false])
  kubectl(['create', 'clusterrolebinding', 'admins', '--clusterrole=charter-admin', '--user=alma'])
  await untilMay('alma', 'create', 'entitlements')
  const alma = as('alma')
  alma(entitlement)
  alma(umbrella)
  kubectl(['create', 'rolebinding', 'viewers', '--clusterrole=charter-viewer', '--user=vera', '-n', 'acme'])
  await untilMay('vera', 'list', 'users')
  assert.match(kubectl(['get', 'users', '-n', 'acme', '--as=vera']), /^mia /m)
  assert.throws(() => as('vera')(user('acme').replace('mia@', 'mai@')), /orbidden/)
})

ownClusterTest(
  'whoever may edit a namespace, by the roles of Kubernetes, may not grant access in its organization',
  async () => {
    const { kubectl } = await own()
    const granting = kubectl(['get', 'clusterrole', 'edit', 'admin', '-o', 'json'])
    assert.not.match(granting, /charter\.sh/)
  },
)

test.run()
