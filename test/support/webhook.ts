import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { base64 } from './clustercertificates.ts'

const WEBHOOK = fileURLToPath(new URL('../../deploy/webhook/webhook.yaml', import.meta.url))

/** The webhook as it is installed, but that the program at this address is asked; `ca` is the path of its authority. */
export function webhookText(url: string, ca: string): string {
  const text = readFileSync(WEBHOOK, 'utf8')
  const at = text.indexOf('clientConfig:')
  const end = text.indexOf('rules:')
  const clientConfig = `clientConfig: {url: "${url}/admission/cluster", caBundle: ${base64(ca)}}\n    `
  return text.slice(0, at) + clientConfig + text.slice(end)
}
