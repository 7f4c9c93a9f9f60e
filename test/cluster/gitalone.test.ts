import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TestCluster } from '../support/cluster.ts'
import { startWithKinds } from '../support/clusterkinds.ts'
import { createFolder } from '../support/folder.ts'
import { type GitServer, serveRepository } from '../support/gitserver.ts'
import { createPod, type Pod, podTest, startPod } from '../support/pod.ts'
import { createRepository } from '../support/repository.ts'
import type { RunningProcess } from '../support/running.ts'
import { untilTrue } from '../support/waiting.ts'

const ACCOUNT = 'system:serviceaccount:charter-system:charter'
const AUDIT = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', users: [ACCOUNT] }],
})
const ACME = `apiVersion: charter.sh/v1alpha1
kind: Organization
metadata: {name: acme}
spec: {displayName: Acme, minAdmins: 0}
`
/** What the guide says is enough where no source is a cluster. */
const ROLE = fileURLToPath(new URL('../../examples/kubernetes/reports.yaml', import.meta.url))

let cluster: TestCluster | undefined
let server: GitServer | undefined
const programs: RunningProcess[] = []
test.after(async () => {
  for (const { child } of programs) child.kill('SIGKILL')
  await server?.close()
  await cluster?.stop()
})

const repository = createRepository()
const audit = createFolder({ 'policy.json': AUDIT })

/** A pod whose one source is a repository, and whose account may do what the guide says. */
async function gitPod(): Promise<Pod & Pick<TestCluster, 'kubectl'>> {
  if (cluster !== undefined && server !== undefined) return podOf(cluster, server)
  const flags = [`--audit-policy-file=${join(audit, 'policy.json')}`, `--audit-log-path=${join(audit, 'audit.log')}`]
  cluster = await startWithKinds(flags)
  const { kubectl } = cluster
  kubectl(['create', 'namespace', 'charter-system'])
  kubectl(['create', 'serviceaccount', 'charter', '-n', 'charter-system'])
  kubectl(['apply', '-f', ROLE])
  kubectl(['create', 'clusterrolebinding', 'charter-reports', '--clusterrole=charter-reports', `--user=${ACCOUNT}`])
  repository.commit({ files: { 'orgs/acme.yaml': ACME } })
  server = await serveRepository(repository.gitDir)
  return podOf(cluster, server)
}

function podOf(own: TestCluster, { url }: GitServer, more = ''): Pod & Pick<TestCluster, 'kubectl'> {
  const source = `{name: people, privileged: true, git: {url: "${url}", branch: main, path: orgs, interval: 2s}}`
  const text = `state: {path: /var/lib/charter/state}\nsources: [${source}]\n${more}`
  return { ...createPod(own, text), kubectl: own.kubectl }
}

/** Every request of the account, as the API server wrote it down: `get reconcilereports/people 200`. */
function asked(): readonly string[] {
  const lines = readFileSync(join(audit, 'audit.log'), 'utf8').trim().split('\n')
  const requests = lines.map((line) => {
    const { verb, objectRef: { resource, name, subresource } = {}, requestURI, responseStatus } = JSON.parse(line)
    const what = [resource ?? requestURI, subresource].filter((part) => part !== undefined).join('/')
    return `${verb} ${what}${resource === 'events' || name === undefined ? '' : ` ${name}`} ${responseStatus.code}`
  })
  return [...new Set(requests)].sort()
}

podTest(
  'in a pod whose sources are all Git it writes its ReconcileReport and Events, and asks for nothing else',
  async () => {
    const { kubectl, ...pod } = await gitPod()
    const program = startPod(pod, { CHARTER_STATE_INIT: 'true' })
    programs.push(program)
    const applied = (): boolean =>
      program.log().some(({ msg, unit }) => msg === 'applied' && unit === 'organization/acme')
    await untilTrue(applied, 60_000)
    const reports = (): string => kubectl(['get', 'reconcilereports', '-o', 'name'])
    await untilTrue(() => reports() !== '', 30_000)
    kubectl(['wait', '--for=condition=Ready', '--timeout=30s', 'reconcilereport/people'])
    repository.commit({ files: { 'orgs/acme.yaml': ACME.replace('Acme,', 'Acme Corporation,') } })
    const events = (): string => kubectl(['get', 'events', '-n', 'default', '-o', 'jsonpath={..reason}'])
    await untilTrue(
      () =>
        events()
          .split(' ')
          .filter((reason) => reason === 'Applied').length === 2,
      30_000,
    )
    assert.is(await program.end('SIGTERM'), 0)
    assert.equal(
      program.log().filter(({ level }) => level !== 'info'),
      [],
    )
    assert.equal(asked(), [
      'create events 201',
      'create reconcilereports people 201',
      'get reconcilereports people 200',
      'get reconcilereports people 404',
      'patch reconcilereports/status people 200',
    ])
    assert.is(kubectl(['get', 'organizations,users', '-A', '--ignore-not-found']), '')
  },
)

podTest('in a pod without a token of its account it asks the cluster nothing, and says nothing of it', async () => {
  const pod = await gitPod()
  const before = asked().length
  rmSync(join(pod.folder, 'account/token'))
  const program = startPod(pod, { CHARTER_STATE_INIT: 'true' })
  programs.push(program)
  await untilTrue(() => program.log().some(({ msg }) => msg === 'pass is over'), 60_000)
  assert.is(await program.end('SIGTERM'), 0)
  assert.equal(
    program.log().filter(({ level }) => level !== 'info'),
    [],
  )
  assert.is(asked().length, before)
})

podTest('the token of a usage source is had from a Secret beside the program, and as it is now', async () => {
  const { kubectl } = await gitPod()
  if (cluster === undefined || server === undefined) throw new Error('they are started with the first test')
  const tokens: (string | undefined)[] = []
  const meter = createServer((request, response) => {
    tokens.push(request.headers.authorization)
    response.end('{"organization":"acme","start":"2026-11-22T00:00:00Z","value":3}\n')
  })
  await new Promise<void>((resolve) => meter.listen(0, '127.0.0.1', resolve))
  try {
    const host = `127.0.0.1:${(meter.address() as AddressInfo).port}`
    const ref = 'authSecretRef: {kubernetes: {name: meter, key: token}}'
    const spec = `{type: http, url: "http://${host}/usage", metric: api_calls, ${ref}}`
    const source = `apiVersion: charter.sh/v1alpha1\nkind: UsageSource\nmetadata: {name: calls}\nspec: ${spec}\n`
    repository.commit({ files: { 'orgs/acme.yaml': `${ACME}---\n${source}` } })
    const pod = podOf(cluster, server, `usage: {allowedHosts: ["${host}"]}\n`)
    const program = startPod(pod, { CHARTER_STATE_INIT: 'true' })
    programs.push(program)
    const trouble = () => program.log().find(({ msg }) => msg === 'usage source cannot be read')
    await untilTrue(() => trouble() !== undefined, 60_000)
    assert.match(String(trouble()?.error), /its token cannot be had: cannot get secrets at .*: RBAC does not allow it/)
    const words = ['-n', 'charter-system', 'create']
    kubectl([...words, 'secret', 'generic', 'meter', '--from-literal=token=made-for-a-test'])
    kubectl([...words, 'role', 'meter', '--verb=get', '--resource=secrets', '--resource-name=meter'])
    kubectl([...words, 'rolebinding', 'meter', '--role=meter', '--serviceaccount=charter-system:charter'])
    await untilTrue(() => tokens.length > 0, 60_000)
    assert.is(tokens[0], 'Bearer made-for-a-test')
    assert.is(await program.end('SIGTERM'), 0)
    assert.not.match(program.said.err, /made-for-a-test/)
  } finally {
    meter.close()
  }
})

test.run()
