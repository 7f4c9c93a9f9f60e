import { visible } from '../lib/text.ts'
import { meterError } from './failure.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/**
 * The address that a usage source names, where it may be called: its host, with the port where that is not the usual one, stands
 * among those allowed, and a token only goes over https or to this machine. Throws `SourceError`.
 */
export function addressOf(text: string, allowedHosts: ReadonlySet<string>, hasToken: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw meterError('MeterMisused', 'its `url` is no http or https address', 'write the address without user info')
  }
  const host = visible(url.host)
  if (!allowedHosts.has(url.host)) {
    throw meterError(
      'HostNotAllowed',
      `the host \`${host}\` is not allowed by the configuration`,
      `add \`${host}\` to usage.allowedHosts, if usage is to be read from there`,
    )
  }
  if (hasToken && url.protocol === 'http:' && !LOOPBACK.test(url.hostname)) {
    throw meterError('MeterMisused', `its token would go to \`${host}\` in clear text`, 'use an https address')
  }
  return url
}
