import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where the programs of an API server lie. */
export interface ClusterAssets {
  readonly etcd: string
  readonly apiserver: string
}

/** A cluster that is there already, by its kubeconfig; or the programs to start one; or why there is neither. */
export type ClusterChoice =
  | { readonly type: 'existing'; readonly kubeconfig: string }
  | { readonly type: 'start'; readonly assets: ClusterAssets }
  | { readonly type: 'missing'; readonly why: string }

type Environment = Readonly<Record<string, string | undefined>>

const STANDARD_FOLDER = '/usr/local/kubebuilder/bin'
const HOW = 'set KUBEBUILDER_ASSETS to the folder that `setup-envtest use -p path` prints'

/**
 * The API server to test against, by the convention of envtest: USE_EXISTING_CLUSTER with a kubeconfig, TEST_ASSET_ETCD and
 * TEST_ASSET_KUBE_APISERVER, KUBEBUILDER_ASSETS, the standard folder.
 */
export function chooseCluster(environment: Environment = process.env): ClusterChoice {
  if (environment.USE_EXISTING_CLUSTER === 'true') {
    const kubeconfig = environment.KUBECONFIG?.split(delimiter)[0] ?? join(environment.HOME ?? '', '.kube/config')
    return isReadable(kubeconfig)
      ? { type: 'existing', kubeconfig }
      : { type: 'missing', why: `USE_EXISTING_CLUSTER is set, and there is no kubeconfig ${kubeconfig}` }
  }
  const folder = environment.KUBEBUILDER_ASSETS ?? STANDARD_FOLDER
  const etcd = environment.TEST_ASSET_ETCD ?? join(folder, 'etcd')
  const apiserver = environment.TEST_ASSET_KUBE_APISERVER ?? join(folder, 'kube-apiserver')
  const missing = [etcd, apiserver].filter((path) => !isProgram(path))
  if (missing.length === 0) return { type: 'start', assets: { etcd, apiserver } }
  return { type: 'missing', why: `no program ${missing.join(', ')}; ${HOW}` }
}

/** The `kubectl` to test with: TEST_ASSET_KUBECTL, the one beside the API server, the first on the PATH. */
export function chooseKubectl(environment: Environment = process.env): string | undefined {
  const folders = [environment.KUBEBUILDER_ASSETS ?? STANDARD_FOLDER, ...(environment.PATH ?? '').split(delimiter)]
  const named = environment.TEST_ASSET_KUBECTL
  return [...(named === undefined ? [] : [named]), ...folders.map((folder) => join(folder, 'kubectl'))].find(isProgram)
}

function isProgram(path: string): boolean {
  return isAccessible(path, constants.X_OK)
}

function isReadable(path: string): boolean {
  return isAccessible(path, constants.R_OK)
}

function isAccessible(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}
