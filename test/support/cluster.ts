import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'uvu'
import { type ClusterAssets, chooseCluster, chooseKubectl } from './clusterassets.ts'
import { base64, type Certificates, kubeconfigText, makeCertificates } from './clustercertificates.ts'
import { createFolder } from './folder.ts'

/** An API server that runs. `kubeconfig` is that of its administrator, `stranger` of somebody who may do nothing yet; both are paths. */
export interface TestCluster {
  readonly kubeconfig: string
  readonly stranger: string
  /** Runs `kubectl` as administrator and gives what it printed; throws where it fails. */
  kubectl(words: readonly string[], input?: string): string
  /** Ends the API server, and starts it again on the same data and port. */
  restart(): Promise<void>
  /** Kills the API server and etcd; what is given back starts both again on the same data and ports. */
  halt(): Promise<() => Promise<void>>
  /** Lets etcd forget all versions but the newest. */
  compact(): Promise<void>
  /** Lets etcd stand still until what is given back is called: the API server can neither read nor write. */
  freezeStore(): () => void
  stop(): Promise<void>
}

const choice = chooseCluster()
const kubectlPath = chooseKubectl()
const lacking =
  choice.type === 'missing' ? choice.why : kubectlPath === undefined ? 'no kubectl on the PATH' : undefined
if (lacking !== undefined) console.warn(`\nSKIPPED: nothing is tested against a Kubernetes API server: ${lacking}\n`)

/** A test against a real API server. Without one it is left out, loudly; with REQUIRE_CLUSTER=1 it fails. */
export function clusterTest(name: string, work: () => Promise<void>): void {
  if (lacking === undefined) return void test(name, work)
  const why = lacking
  if (process.env.REQUIRE_CLUSTER === '1') {
    test(name, () => {
      throw new Error(`REQUIRE_CLUSTER=1, and there is no API server: ${why}`)
    })
  } else test.skip(name, work)
}

/** The same for a test that needs an API server of its own: to stop it, or a user without rights. */
export function ownClusterTest(name: string, work: () => Promise<void>): void {
  if (choice.type === 'existing') test.skip(name, work)
  else clusterTest(name, work)
}

/** Starts an API server of its own on empty data, with more flags; that of USE_EXISTING_CLUSTER is taken as it is. */
export async function startCluster(more: readonly string[] = []): Promise<TestCluster> {
  switch (choice.type) {
    case 'missing':
      throw new Error(choice.why)
    case 'existing': {
      const { kubeconfig } = choice
      const refuse = async (): Promise<void> => undefined
      return {
        kubeconfig,
        stranger: kubeconfig,
        kubectl: kubectlWith(kubeconfig),
        restart: refuse,
        halt: async () => refuse,
        compact: refuse,
        stop: refuse,
        freezeStore: () => () => undefined,
      }
    }
    case 'start':
      return startOwn(choice.assets, more)
  }
}

const READY_MS = 60_000

async function startOwn(assets: ClusterAssets, more: readonly string[]): Promise<TestCluster> {
  const folder = createFolder({ 'tokens.csv': 'stranger-token,stranger,1\n' })
  const certificates = makeCertificates(folder)
  const [client, peer, secure] = [await freePort(), await freePort(), await freePort()]
  const startStore = () => startProgram(assets.etcd, etcdWords(join(folder, 'etcd'), client, peer), folder)
  let etcd = startStore()
  const words = [...apiserverWords({ folder, certificates, secure, etcd: client }), ...more]
  const server = `https://127.0.0.1:${secure}`
  const [kubeconfig, stranger] = [join(folder, 'admin.kubeconfig'), join(folder, 'stranger.kubeconfig')]
  const { cert, key } = certificates.admin
  const admin = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }
  writeFileSync(kubeconfig, kubeconfigText(server, certificates.ca, admin))
  writeFileSync(stranger, kubeconfigText(server, certificates.ca, { token: 'stranger-token' }))
  const kubectl = kubectlWith(kubeconfig)
  let api = startProgram(assets.apiserver, words, folder)
  const startServer = async (): Promise<void> => {
    api = startProgram(assets.apiserver, words, folder)
    await untilReady(kubectl, api, folder)
  }
  await untilReady(kubectl, api, folder)
  return {
    kubeconfig,
    stranger,
    kubectl,
    async restart() {
      await end(api)
      await startServer()
    },
    async halt() {
      await end(api)
      await end(etcd)
      return async () => {
        etcd = startStore()
        await startServer()
      }
    },
    compact: () => compactStore(client),
    freezeStore() {
      etcd.kill('SIGSTOP')
      return () => etcd.kill('SIGCONT')
    },
    async stop() {
      await end(api)
      await end(etcd)
    },
  }
}

async function compactStore(port: number): Promise<void> {
  const ask = async (what: string, body: object): Promise<{ readonly header?: { readonly revision: string } }> => {
    const answer = await fetch(`http://127.0.0.1:${port}/v3/kv/${what}`, { method: 'POST', body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`etcd answers ${answer.status} to ${what}`)
    return (await answer.json()) as { readonly header?: { readonly revision: string } }
  }
  const { header } = await ask('range', { key: Buffer.from('/').toString('base64') })
  await ask('compaction', { revision: header?.revision, physical: true })
}

function etcdWords(data: string, client: number, peer: number): readonly string[] {
  const [clientUrl, peerUrl] = [`http://127.0.0.1:${client}`, `http://127.0.0.1:${peer}`]
  return [
    `--data-dir=${data}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ]
}

interface Serving {
  readonly folder: string
  readonly certificates: Certificates
  readonly secure: number
  readonly etcd: number
}

function apiserverWords({ folder, certificates, secure, etcd }: Serving): readonly string[] {
  const { ca, serving, accounts } = certificates
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${secure}`,
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    `--cert-dir=${folder}`,
    `--tls-cert-file=${serving.cert}`,
    `--tls-private-key-file=${serving.key}`,
    `--client-ca-file=${ca}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${accounts.pub}`,
    `--service-account-signing-key-file=${accounts.key}`,
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.0.0.0/24',
  ]
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program whose output goes to a file; it does not keep this process alive, and ends with it. */
function startProgram(path: string, words: readonly string[], folder: string): ChildProcess {
  const log = openSync(join(folder, `${path.split('/').at(-1)}.log`), 'a')
  const child = spawn(path, words, { cwd: folder, stdio: ['ignore', log, log] })
  child.unref()
  running.add(child)
  return child
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone
  running.delete(child)
}

async function untilReady(kubectl: TestCluster['kubectl'], api: ChildProcess, folder: string): Promise<void> {
  const until = performance.now() + READY_MS
  for (;;) {
    try {
      kubectl(['get', '--raw', '/readyz'])
      kubectl(['get', 'namespace', 'default'])
      return
    } catch {
      if (api.exitCode === null && performance.now() < until) await pause(200)
      else throw new Error(`the API server does not start:\n${logTail(folder)}`)
    }
  }
}

function logTail(folder: string): string {
  return readFileSync(join(folder, 'kube-apiserver.log'), 'utf8').split('\n').slice(-20).join('\n')
}

function kubectlWith(kubeconfig: string): TestCluster['kubectl'] {
  return (words, input) => {
    const cache = join(kubeconfig, '../kubectl-cache')
    const all = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${cache}`, ...words]
    const { status, stdout, stderr } = spawnSync(kubectlPath ?? 'kubectl', all, {
      encoding: 'utf8',
      input: input ?? '',
      maxBuffer: 256 * 1024 * 1024,
    })
    if (status !== 0) throw new Error(`kubectl ${words.join(' ')}: ${stderr}`)
    return stdout
  }
}

const given = new Set<number>()

/**
 * A port of this machine at which nobody listens now. It is none of those that the system gives to connections and to servers
 * without a port of their own: one of these would take it before it is used, or while a server starts again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    await new Promise((resolve) => server.close(resolve))
    if (given.has(port)) continue
    given.add(port)
    return port
  }
}
