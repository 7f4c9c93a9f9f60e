import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import { ownClusterTest, type TestCluster } from './cluster.ts'
import { createFolder } from './folder.ts'
import { DEPLOY } from './manifests.ts'
import { type RunningProcess, startProgram } from './running.ts'
import { accountKubeconfig } from './serviceaccount.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const USER = 65532
const canEnclose = process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'setpriv', '--version']).status === 0
if (!canEnclose)
  console.warn('\nSKIPPED: the program does not run as in its pod: that needs root, unshare and setpriv\n')

/** A test that runs the program as in its pod. Where that cannot be done it is left out, loudly. */
export const podTest: typeof ownClusterTest = canEnclose ? ownClusterTest : (name, work) => test.skip(name, work)

/** What a pod finds, and the API server of its cluster. */
export interface Pod {
  readonly folder: string
  readonly server: URL
}

/** Makes what the pod finds: the package of the image, its configuration (that of the base), an empty volume, and what proves its account. */
export function createPod(cluster: TestCluster, configuration?: string): Pod {
  const folder = createFolder()
  for (const name of ['package', 'configuration/..data', 'volume', 'secrets', 'account']) {
    mkdirSync(join(folder, name), { recursive: true })
  }
  for (const name of ['package.json', 'bin', 'schemas', 'examples']) {
    cpSync(join(root, name), join(folder, 'package', name), { recursive: true })
  }
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(folder, 'package/dist')])
  const text = configuration ?? readFileSync(join(DEPLOY, 'base/charter-run.yaml'), 'utf8')
  writeFileSync(join(folder, 'configuration/..data/charter-run.yaml'), text)
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

/** Starts the program in its pod; whoever starts it ends it. */
export function startPod({ folder, server }: Pod, more: Readonly<Record<string, string>> = {}): RunningProcess {
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
  return startProgram([...script, 'run', '--config', '/etc/charter/charter-run.yaml'], environment, '/')
}
