import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadAll } from 'js-yaml'
import { test } from 'uvu'
import { chooseKubectl } from './clusterassets.ts'

/** The folder of the manifests. */
export const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url))

/** A manifest as it is rendered: of what tests look at, the rest is JSON. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** A rule of a role. */
export interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

const kubectlPath = chooseKubectl()
if (kubectlPath === undefined) console.warn('\nSKIPPED: no manifest is rendered: no kubectl on the PATH\n')

/** A test that renders manifests. Without kubectl it is left out, loudly; with REQUIRE_CLUSTER=1 it fails. */
export function manifestTest(name: string, work: () => void | Promise<void>): void {
  if (kubectlPath !== undefined || process.env.REQUIRE_CLUSTER === '1') test(name, work)
  else test.skip(name, work)
}

/** What `kubectl kustomize` renders of a folder, below `deploy/` or by its path, in its order. Throws where it does not. */
export function rendered(folder: string): readonly Manifest[] {
  return loadAll(kubectl(['kustomize', resolve(DEPLOY, folder)])) as readonly Manifest[]
}

/** Whether this is a kubectl before 1.21, which takes folders only as `bases`. */
export function isOldKubectl(): boolean {
  return /"v1\.(1[0-9]|20)\./.test(kubectl(['version', '--client', '-o', 'json']))
}

function kubectl(words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(kubectlPath ?? 'kubectl', words, { encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`kubectl ${words.join(' ')}: ${stderr}`)
  return stdout
}

/** The one manifest of this kind and name. Throws where there is none, or several. */
export function manifestOf(manifests: readonly Manifest[], kind: string, name: string | RegExp): Manifest {
  const found = manifests.filter((one) => one.kind === kind && isNamed(one.metadata.name, name))
  const [one] = found
  if (one === undefined || found.length > 1) throw new Error(`${found.length} manifests ${kind} ${name}`)
  return one
}

function isNamed(own: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? own === name : name.test(own)
}

/** The rules of a ClusterRole as lines, sorted: `patch organizations.charter.sh`. */
export function rulesOf(manifests: readonly Manifest[], name: string): readonly string[] {
  return ruleLines(manifestOf(manifests, 'ClusterRole', name).rules as readonly Rule[])
}

/** Rules as lines, each once, sorted: `patch organizations.charter.sh`. */
export function ruleLines(rules: readonly Rule[]): readonly string[] {
  const lines = rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}${group === '' ? '' : `.${group}`}`)),
    ),
  )
  return [...new Set(lines)].sort()
}
