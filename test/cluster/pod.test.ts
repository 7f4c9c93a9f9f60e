import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { createFolder } from '../support/folder.ts'
import { DEPLOY } from '../support/manifests.ts'
import { type RunningProcess, startProgram } from '../support/running.ts'
import { accountKubeconfig } from '../support/serviceaccount.ts'
import { untilTrue } from '../support/waiting.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const USER = 65532
const canEnclose = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'setpriv', '--version']).status === 0
if (!canEnclose)
  console.warn('\nSKIPPED: the program does not run as in its pod: that needs root, unshare and setpriv\n')

let cluster: TestCluster | undefined
const pods: RunningProcess[] = []
test.after(async () => {
  for (const { child } of pods) child.kill('SIGKILL')
  await cluster?.stop()
})

/** What the pod finds: the package of the image, its configuration, an empty volume, and what proves its account. */
async function podFolder(cluster: TestCluster): Promise<{ readonly folder: string; readonly server: URL }> {
  const folder = createFolder()
  for (const name of ['package', 'configuration/..data', 'volume', 'secrets', 'account']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  for (const name of ['package.json', 'bin', 'schemas', 'examples']) {
    cpSync(join(root, name), join(folder, 'package', name), { recursive: true })
  }
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(folder, 'package/dist')])
  cpSync(join(DEPLOY, 'base/charter-run.yaml'), join(folder, 'configuration/..data/charter-run.yaml'))
  symlinkSync('..data/charter-run.yaml', join(folder, 'configuration/charter-run.yaml'))
  chownSync(join(folder, 'volume'), 0, USER)
  chmodSync(join(folder, 'volume'), 0o2770)
  const kubeconfig = JSON.parse(readFileSync(accountKubeconfig(cluster, 'charter-system', 'charter'), 'utf8'))
  const { server, 'certificate-authority-data': authority } = kubeconfig.clusters[0].cluster
  writeFileSync(join(folder, 'account/token'), kubeconfig.users[0].user.token)
  writeFileSync(join(folder, 'account/ca.crt'), Buffer.from(authority, 'base64'))
  writeFileSync(join(folder, 'account/namespace'), 'charter-system')
  return { folder, server: new URL(server) }
}

const [, nodeOptions = ''] = /^ENV NODE_OPTIONS="(.*)"$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? []

function startPod(folder: string, server: URL, more: Readonly<Record<string, string>> = {}): RunningProcess {
  const script = ['unshare', '-m', 'sh', join(root, 'test/support/pod.sh'), process.execPath, folder]
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    NODE_OPTIONS: nodeOptions,
    KUBERNETES_SERVICE_HOST: server.hostname,
    KUBERNETES_SERVICE_PORT: server.port,
    CHARTER_HTTP_LISTEN: '127.0.0.1:0',
    ...more,
  }
  const pod = startProgram([...script, 'run', '--config', '/etc/charter/charter-run.yaml'], environment, '/')
  pods.push(pod)
  return pod
}

const enclosedTest: typeof ownClusterTest = canEnclose ? ownClusterTest : (name, work) => test.skip(name, work)

enclosedTest(
  'in its pod it makes the ledger only when told to, reads its cluster, and starts again on its volume',
  async () => {
    cluster = await startWithKinds()
    const { kubectl } = cluster
    kubectl(['apply', '-k', `${DEPLOY}/base`])
    kubectl(['create', 'namespace', 'acme'])
    kubectl(['apply', '-f', '-'], objectText('Organization', '', 'acme', { displayName: 'Acme', minAdmins: 0 }))
    const { folder, server } = await podFolder(cluster)
    const untold = startPod(folder, server)
    assert.is(await untold.ended, 74)
    assert.match(untold.said.err, /there is no state folder \/var\/lib\/charter\/state/)
    const first = startPod(folder, server, { CHARTER_STATE_INIT: 'true' })
    const applied = (unit: string) => first.log().some((line) => line.msg === 'applied' && line.unit === unit)
    await untilTrue(() => applied('organization/acme'), 60_000)
    kubectl(['apply', '-f', '-'], objectText('User', 'charter-system', 'eve', { email: 'eve@acme.example' }))
    await untilTrue(() => first.log().some(({ code }) => code === 'InvalidName'), 30_000)
    assert.is(await first.end('SIGTERM'), 0)
    const warnings = first.log().filter(({ level, code }) => level !== 'info' && code !== 'InvalidName')
    assert.equal(warnings, [])
    const second = startPod(folder, server)
    await untilTrue(() => second.log().some(({ msg }) => msg === 'started'), 30_000)
    assert.is(await second.end('SIGTERM'), 0)
  },
)

test.run()
