import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { freePort, ownClusterTest, type TestCluster } from '../support/cluster.ts'
import { chooseKubectl } from '../support/clusterassets.ts'
import { makeCertificates } from '../support/clustercertificates.ts'
import { objectText, startWithKinds } from '../support/clusterkinds.ts'
import { createFolder } from '../support/folder.ts'
import { type Ran, runKubectl } from '../support/kubectl.ts'
import { DEPLOY } from '../support/manifests.ts'
import { type RunningProcess, startProcess } from '../support/running.ts'
import { accountKubeconfig } from '../support/serviceaccount.ts'
import { untilTrue } from '../support/waiting.ts'

const quickstart = fileURLToPath(new URL('../../examples/quickstart/orgs', import.meta.url))
const guide = readFileSync(fileURLToPath(new URL('../../docs/kubernetes.md', import.meta.url)), 'utf8')
const LONELY = objectText('User', 'acme', 'eve', { email: 'eve@acme.example', userGroups: ['not-there'] })
const NO_ADMIN = objectText('User', 'acme', 'ada', { email: 'ada@acme.example' })
const proof = createFolder({})
let port = 0
let first = ''
let cluster: TestCluster | undefined
const programs: RunningProcess[] = []
test.after(async () => {
  for (const { child } of programs) child.kill('SIGKILL')
  await cluster?.stop()
})

/** What the guide shows at a mark, with other paths than those of a real machine. */
function shown(mark: string, paths: Readonly<Record<string, string>> = {}): string {
  const [, text = ''] = new RegExp(`<!-- ${mark} -->\n\`\`\`[a-z]+\n([\\s\\S]*?)\`\`\``).exec(guide) ?? []
  assert.is.not(text, '', mark)
  return Object.entries(paths).reduce((now, [path, own]) => now.replaceAll(path, own), text)
}

/** Runs what the guide shows. */
function follow(mark: string, kubeconfig: string, folder: string): void {
  const PATH = `${dirname(chooseKubectl() ?? '')}:${process.env.PATH ?? ''}`
  const env = { ...process.env, PATH, KUBECONFIG: kubeconfig }
  const { status, stderr } = spawnSync('sh', ['-e', '-c', shown(mark)], { cwd: folder, env, encoding: 'utf8' })
  assert.is(status, 0, stderr)
}

/** An API server that proves itself to the webhook as the guide says, with the webhook installed as the guide says. */
async function installed(): Promise<TestCluster> {
  if (cluster !== undefined) return cluster
  const folder = createFolder({})
  port = await freePort()
  // Of the usual port, 443, it is not said.
  const name = 'charter-admission.charter-system.svc'
  const paths = { '/etc/kubernetes/charter-client': join(proof, 'charter-client'), [name]: `${name}:${port}` }
  writeFileSync(join(folder, 'kubeconfig'), shown('webhooks-kubeconfig', paths))
  const configuration = join(folder, 'admission.yaml')
  const at = { '/etc/kubernetes/webhooks.kubeconfig': join(folder, 'kubeconfig') }
  writeFileSync(configuration, shown('admission-configuration', at))
  cluster = await startWithKinds([`--admission-control-config-file=${configuration}`])
  const { kubectl, kubeconfig } = cluster
  kubectl(['apply', '-k', `${DEPLOY}/base`])
  kubectl(['apply', '-k', `${DEPLOY}/webhook`])
  follow('certificate', kubeconfig, proof)
  follow('client-authority', kubeconfig, proof)
  first = caBundle(cluster)
  kubectl(['apply', '-k', `${DEPLOY}/webhook`])
  route(cluster)
  return cluster
}

const caBundle = ({ kubectl }: TestCluster): string =>
  kubectl(['get', 'validatingwebhookconfiguration', 'charter', '-o', 'jsonpath={..clientConfig.caBundle}'])

/** A folder with the files that the pod would find where a Secret is mounted. */
function mounted({ kubectl }: TestCluster, name: string): string {
  const { data } = JSON.parse(kubectl(['get', 'secret', name, '-n', 'charter-system', '-o', 'json']))
  const files = Object.entries(data as Readonly<Record<string, string>>)
  return createFolder(Object.fromEntries(files.map(([file, text]) => [file, Buffer.from(text, 'base64').toString()])))
}

/** Lets the name of the Service mean this machine, where no pod has an address; the name, and what is asked by it, stay. */
function route({ kubectl }: TestCluster): void {
  kubectl(['delete', 'service', 'charter-admission', '-n', 'charter-system'])
  const words = ['create', 'service', 'externalname', 'charter-admission', '-n', 'charter-system']
  kubectl([...words, '--external-name=localhost'])
  const patch = [{ op: 'replace', path: '/webhooks/0/clientConfig/service/port', value: port }]
  kubectl(['patch', 'validatingwebhookconfiguration', 'charter', '--type=json', '-p', JSON.stringify(patch)])
}

/** The program with the configuration of the base, switched on by a variable, and once more where the API server looks. */
async function started(own: TestCluster, more: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
  const tls = mounted(own, 'charter-admission')
  const folder = createFolder()
  const program = startProcess(folder, readFileSync(`${DEPLOY}/base/charter-run.yaml`, 'utf8'), {
    KUBECONFIG: accountKubeconfig(own, 'charter-system', 'charter'),
    CHARTER_STATE_PATH: join(folder, 'state'),
    CHARTER_SECRETS_DIRECTORY: folder,
    CHARTER_HTTP_LISTEN: '127.0.0.1:0',
    CHARTER_ADMISSION_LISTEN: `localhost:${port}`,
    CHARTER_ADMISSION_CERTIFICATE_FILE: join(tls, 'tls.crt'),
    CHARTER_ADMISSION_KEY_FILE: join(tls, 'tls.key'),
    ...more,
  })
  programs.push(program)
  await untilTrue(() => program.log().some(({ msg }) => msg === 'started'), 60_000)
  return program
}

/** Applies somebody in a group that is not there, without storing it, until the API server asks the webhook, which warns. */
async function untilAsked({ kubeconfig }: TestCluster): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { err } = await runKubectl(kubeconfig, ['apply', '--dry-run=server', '-f', '-'], LONELY)
    if (err.includes('Warning')) return err
    await pause(100)
  }
  return 'the webhook is not asked'
}

const apply = ({ kubeconfig }: TestCluster, text: string, ...more: readonly string[]): Promise<Ran> =>
  runKubectl(kubeconfig, ['apply', ...more, '-f', '-'], text)

ownClusterTest(
  'the webhook of deploy/ is installed as the guide says, and what a law refuses is refused by its name',
  async () => {
    const own = await installed()
    const { kubectl } = own
    assert.is.not(first, '')
    assert.is(caBundle(own), first)
    assert.is(readFileSync(join(mounted(own, 'charter-admission'), 'tls.crt'), 'base64'), first)
    const program = await started(own)
    kubectl(['create', 'namespace', 'acme'])
    kubectl(['apply', '-R', '-f', quickstart])
    const applied = () => program.log().filter(({ msg }) => msg === 'applied').length
    await untilTrue(() => applied() >= 3, 60_000)
    assert.match(await untilAsked(own), /^Warning: warning\[DanglingReference\]: /m)
    const last = await apply(own, NO_ADMIN)
    assert.is(last.status, 1)
    assert.match(
      last.err,
      /admission webhook "admission\.charter\.sh" denied the request: \nerror\[LastAdmin\]: organization `acme` would have only 1 effective admin/,
    )
    assert.is(kubectl(['get', 'user', 'ada', '-n', 'acme', '-o', 'jsonpath={.spec.admin}']), 'true')
    assert.is(await program.end('SIGTERM'), 0)
    const past = await apply(own, NO_ADMIN, '--dry-run=server')
    assert.is(past.status, 0, 'while charter is down nobody is kept from working')
  },
)

ownClusterTest('an API server that proves itself as the guide says is answered, and another one is not', async () => {
  const own = await installed()
  const authority = join(mounted(own, 'charter'), 'admission-client-ca.crt')
  const { kubectl } = own
  const variables = kubectl([
    'get',
    'statefulset',
    'charter',
    '-n',
    'charter-system',
    '-o',
    'jsonpath={..containers[0].env}',
  ])
  assert.equal(JSON.parse(variables), [
    { name: 'CHARTER_ADMISSION_CLIENT_CA_FILE', value: '/run/secrets/charter/admission-client-ca.crt' },
  ])
  const program = await started(own, { CHARTER_ADMISSION_CLIENT_CA_FILE: authority })
  await untilTrue(() => program.log().some(({ msg }) => msg === 'pass is over'), 60_000)
  assert.match(await untilAsked(own), /^Warning: warning\[DanglingReference\]: /m)
  const refused = () => program.log().filter(({ msg }) => /who may not ask/.test(String(msg)))
  assert.equal(refused(), [])
  const stranger = createFolder({})
  copyFileSync(makeCertificates(stranger).ca, authority)
  const renewed = () => program.log().some(({ msg }) => msg === 'certificate of the admission webhook was renewed')
  await untilTrue(renewed, 30_000)
  // What is connected already stays so for a moment.
  for (let tries = 0; tries < 200 && refused().length === 0; tries += 1) {
    await apply(own, LONELY, '--dry-run=server')
    await pause(100)
  }
  assert.equal(
    refused().map(({ reason }) => reason),
    ['untrusted'],
  )
  const past = await apply(own, LONELY, '--dry-run=server')
  assert.equal([past.status, past.err.includes('Warning')], [0, false])
})

test.run()
