import { join } from 'node:path'
import type { TestCluster } from './cluster.ts'
import { createFolder } from './folder.ts'

/** Makes a token of a service account, as `kubectl create token` of 1.24 does; for the API server, or for an audience. */
export function accountToken(kubectl: TestCluster['kubectl'], namespace: string, name: string, audience = ''): string {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`
  const spec = { expirationSeconds: 3600, ...(audience === '' ? {} : { audiences: [audience] }) }
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
  const answer = kubectl(['create', '--raw', path, '-f', '-'], JSON.stringify(request))
  return (JSON.parse(answer) as { status: { token: string } }).status.token
}

/** Makes a kubeconfig of a service account, with a token as its pod gets one; gives its path. */
export function accountKubeconfig({ kubectl }: TestCluster, namespace: string, name: string): string {
  const token = accountToken(kubectl, namespace, name)
  const own = JSON.parse(kubectl(['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json'])) as Kubeconfig
  const users = own.users.map((user) => ({ ...user, user: { token } }))
  return join(createFolder({ kubeconfig: JSON.stringify({ ...own, users }) }), 'kubeconfig')
}

interface Kubeconfig {
  readonly users: readonly { readonly name: string; readonly user: unknown }[]
}
