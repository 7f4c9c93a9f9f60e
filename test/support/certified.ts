import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolder } from './folder.ts'

/** Makes a certificate for this machine that signs itself, and its key, as PEM; it counts for two days. */
export function certified(): { readonly cert: string; readonly key: string } {
  const folder = createFolder({})
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'tls.key']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-out', 'tls.crt']
  const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...key, ...name, '-days', '2'], {
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  return { cert: readFileSync(join(folder, 'tls.crt'), 'utf8'), key: readFileSync(join(folder, 'tls.key'), 'utf8') }
}
