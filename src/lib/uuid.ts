import { hash } from 'node:crypto'

/** A name-based UUID (RFC 9562, version 5) of a name under a namespace UUID. */
export function uuidV5(namespace: string, name: string): string {
  const content = Buffer.concat([Buffer.from(namespace.replaceAll('-', ''), 'hex'), Buffer.from(name, 'utf8')])
  const hex = hash('sha1', content, 'hex')
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
