import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What an API server and its administrator prove themselves with; paths of files in one folder. */
export interface Certificates {
  readonly ca: string
  readonly serving: { readonly cert: string; readonly key: string }
  readonly admin: { readonly cert: string; readonly key: string }
  readonly accounts: { readonly key: string; readonly pub: string }
}

/** Makes a throw-away certificate authority, what it signs, and the key of service accounts, by openssl. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string): string => join(folder, name)
  const run = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`)
  }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  run('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2', '-subj', '/CN=charter-test')
  const issue = (name: string, subject: string, ...more: readonly string[]): { cert: string; key: string } => {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`]
    run('req', '-x509', ...key, ...files, '-days', '2', '-subj', subject, '-CA', 'ca.crt', '-CAkey', 'ca.key', ...more)
    return { cert: at(`${name}.crt`), key: at(`${name}.key`) }
  }
  const serving = issue('serving', '/CN=kube-apiserver', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  const admin = issue('admin', '/O=system:masters/CN=admin')
  run('genrsa', '-out', 'accounts.key', '2048')
  run('rsa', '-in', 'accounts.key', '-pubout', '-out', 'accounts.pub')
  return { ca: at('ca.crt'), serving, admin, accounts: { key: at('accounts.key'), pub: at('accounts.pub') } }
}

/** A kubeconfig with one context that holds everything itself, so that it can be moved. */
export function kubeconfigText(server: string, ca: string, user: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority-data': base64(ca) } }],
    users: [{ name: 'test', user }],
  })
}

/** The content of a file as a kubeconfig holds it. */
export function base64(path: string): string {
  return readFileSync(path).toString('base64')
}
