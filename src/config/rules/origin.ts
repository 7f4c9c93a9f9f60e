import { visible } from '../../lib/text.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { type Part, textOf, wrong } from './fault.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** What is wrong with an origin whose pages may read: it is compared with what browsers send, character for character. */
export function originFaults(part: Part): Fault[] {
  const text = textOf(part)
  if (text === undefined) return []
  if (text.includes('*')) {
    const help = 'name each origin: `https://dashboard.example`'
    return [wrong(part, 'with `*` any page that gets hold of a token could read', help)]
  }
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (url === undefined || !isWeb || url.origin !== text) {
    const help = isWeb ? `write \`${visible(url?.origin ?? '')}\`` : 'for example `https://dashboard.example`'
    return [wrong(part, 'an origin is a scheme, a host, and a port where that is not the usual one', help)]
  }
  if (url.protocol === 'https:' || LOOPBACK.test(url.hostname)) return []
  return [wrong(part, 'an origin must begin with https://', 'http:// is taken for this machine only')]
}
