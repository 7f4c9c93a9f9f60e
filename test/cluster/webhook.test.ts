import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { chooseKubectl } from '../support/clusterassets.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { createFolder } from '../support/folder.ts'
import { runKubectl } from '../support/kubectl.ts'
import { DEPLOY } from '../support/manifests.ts'
import { type RunningProcess, startProcess } from '../support/running.ts'
import { accountKubeconfig } from '../support/serviceaccount.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const guide = readFileSync(fileURLToPath(new URL('../../docs/kubernetes.md', import.meta.url)), 'utf8')
let cluster: TestCluster | undefined
let program: RunningProcess | undefined
test.after(async () => {
  program?.child.kill('SIGKILL')
  await cluster?.stop()
})

/** Runs what the guide shows to make a certificate without cert-manager. */
function certify(kubeconfig: string): void {
  const [, script = ''] = /<!-- certificate -->\n```sh\n([\s\S]*?)```/.exec(guide) ?? []
  const PATH = `${dirname(chooseKubectl() ?? '')}:${process.env.PATH ?? ''}`
  const env = { ...process.env, PATH, KUBECONFIG: kubeconfig }
  const { status, stderr } = spawnSync('sh', ['-e', '-c', script], { cwd: createFolder(), env, encoding: 'utf8' })
  assert.is(status, 0, stderr)
}

/** The files that the pod would find below the mounted Secret. */
function mounted({ kubectl }: TestCluster): { readonly certificate: string; readonly key: string } {
  const { data } = JSON.parse(kubectl(['get', 'secret', 'charter-admission', '-n', 'charter-system', '-o', 'json']))
  const folder = createFolder()
  const [certificate, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')]
  writeFileSync(certificate, Buffer.from(data['tls.crt'], 'base64'))
  writeFileSync(key, Buffer.from(data['tls.key'], 'base64'))
  return { certificate, key }
}

/** Lets the name of the Service mean this machine, where no pod has an address; the name, and what is asked by it, stay. */
function route({ kubectl }: TestCluster, address: string): void {
  const port = Number(new URL(address).port)
  kubectl(['delete', 'service', 'charter-admission', '-n', 'charter-system'])
  const words = ['create', 'service', 'externalname', 'charter-admission', '-n', 'charter-system']
  kubectl([...words, '--external-name=localhost'])
  const patch = [{ op: 'replace', path: '/webhooks/0/clientConfig/service/port', value: port }]
  kubectl(['patch', 'validatingwebhookconfiguration', 'charter', '--type=json', '-p', JSON.stringify(patch)])
}

ownClusterTest(
  'the webhook of deploy/ is installed as the guide says, and what a law refuses is refused by its name',
  async () => {
    cluster = await startWithKinds()
    const { kubectl, kubeconfig } = cluster
    kubectl(['apply', '-k', `${DEPLOY}/base`])
    kubectl(['apply', '-k', `${DEPLOY}/webhook`])
    certify(kubeconfig)
    const caBundle = () =>
      kubectl(['get', 'validatingwebhookconfiguration', 'charter', '-o', 'jsonpath={..clientConfig.caBundle}'])
    const first = caBundle()
    assert.is.not(first, '')
    kubectl(['apply', '-k', `${DEPLOY}/webhook`])
    assert.is(caBundle(), first)
    const { certificate, key } = mounted(cluster)
    assert.is(readFileSync(certificate, 'base64'), first)
    const folder = createFolder()
    program = startProcess(folder, readFileSync(`${DEPLOY}/base/charter-run.yaml`, 'utf8'), {
      KUBECONFIG: accountKubeconfig(cluster, 'charter-system', 'charter'),
      CHARTER_STATE_PATH: join(folder, 'state'),
      CHARTER_SECRETS_DIRECTORY: folder,
      CHARTER_HTTP_LISTEN: '127.0.0.1:0',
      CHARTER_ADMISSION_LISTEN: 'localhost:0',
      CHARTER_ADMISSION_CERTIFICATE_FILE: certificate,
      CHARTER_ADMISSION_KEY_FILE: key,
    })
    const { log } = program
    const address = (): unknown => log().find(({ msg }) => msg === 'started')?.admission
    await untilTrue(() => typeof address() === 'string', 60_000)
    route(cluster, String(address()))

    kubectl(['create', 'namespace', 'acme'])
    kubectl(['apply', '-R', '-f', quickstart])
    const applied = () => log().filter(({ msg }) => msg === 'applied').length
    await untilTrue(() => applied() >= 3, 60_000)
    const apply = (text: string) => runKubectl(kubeconfig, ['apply', '-f', '-'], text)
    // The API server asks a webhook only some moments after it is told of it; a warning says that it did.
    const lonely = objectText('User', 'acme', 'eve', { email: 'eve@acme.example', userGroups: ['not-there'] })
    let told = ''
    for (let tries = 0; tries < 100 && !told.includes('Warning'); tries += 1) {
      await pause(100)
      told = (await runKubectl(kubeconfig, ['apply', '--dry-run=server', '-f', '-'], lonely)).err
    }
    assert.match(told, /^Warning: warning\[DanglingReference\]: /m)
    const last = await apply(objectText('User', 'acme', 'ada', { email: 'ada@acme.example' }))
    assert.is(last.status, 1)
    assert.match(
      last.err,
      /admission webhook "admission\.charter\.sh" denied the request: \nerror\[LastAdmin\]: organization `acme` would have only 1 effective admin/,
    )
    assert.is(kubectl(['get', 'user', 'ada', '-n', 'acme', '-o', 'jsonpath={.spec.admin}']), 'true')

    assert.is(await program.end('SIGTERM'), 0)
    const past = await apply(objectText('User', 'acme', 'ada', { email: 'ada@acme.example' }))
    assert.is(past.status, 0, 'while charter is down nobody is kept from working')
  },
)

test.run()
