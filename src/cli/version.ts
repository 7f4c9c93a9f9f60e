import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../lib/root.ts'
import { API_VERSION } from '../model/resource.ts'

/** What runs here: the package's version, the API version it speaks, and the Node it runs on. */
export function versions(): { readonly charter: string; readonly apiVersion: string; readonly node: string } {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  return { charter: version, apiVersion: API_VERSION, node: process.versions.node }
}

/** The versions as one line. */
export function versionText(): string {
  const { charter, apiVersion, node } = versions()
  return `charter ${charter} (${apiVersion}, Node ${node})\n`
}
