import { visible } from '../lib/text.ts'
import { ConfigError } from '../model/errors.ts'
import type { Protocol } from './environment.ts'

/** Where a repository is: a path on this machine, or a checked URL. `shown` may stand in any message. */
export type Address =
  | { readonly type: 'local'; readonly path: string; readonly shown: string }
  | {
      readonly type: 'remote'
      readonly url: string
      readonly protocol: Exclude<Protocol, 'none'>
      /** `scheme://host:port`, what a credential is good for; for `user@host:path` the same as ssh URL. */
      readonly origin: string
      readonly shown: string
    }

const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const URL_CHARACTERS = /^[A-Za-z0-9._~:/@%+,=[\]-]+$/
const ENCODED_CONTROL = /%([01][0-9a-f]|7f)/i
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)$/i
const USER = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const SSH_SHORT = /^([^/@:]*)@([^/@:]+):(?!\/\/)(.+)$/
const SCHEMES = 'use https://, ssh:// or user@host:path; http:// only to this machine'

/**
 * What `--git` was given, checked before any of it reaches git (faults T14): an https or ssh URL, http to loopback, the
 * short form `user@host:path`, or a local path, which may be written `path:`. Throws `ConfigError` on options, other transports (`ext::`, `file://`),
 * user info, queries and control characters; the message never repeats a password.
 */
export function parseAddress(text: string): Address {
  if (text === '') throw new ConfigError('the repository has no address', SCHEMES)
  if (CONTROL.test(text)) throw new ConfigError('the address of the repository holds control characters')
  if (/^[a-z0-9+.-]+::/i.test(text)) throw new ConfigError('remote helpers (`name::`) are not allowed', SCHEMES)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return remoteOf(text)
  const local = /^path:(.*)$/.exec(text)?.[1]
  if (local !== undefined) return localOf(local)
  const short = SSH_SHORT.exec(text)
  if (short !== null) return shortOf(text, short)
  return localOf(text)
}

function localOf(path: string): Address {
  if (path === '')
    throw new ConfigError('the address of the repository has no path', 'write it as `path:/srv/people.git`')
  if (path.startsWith('-')) {
    throw new ConfigError('the address of the repository begins with `-`', 'write a path as `./-name`')
  }
  return { type: 'local', path, shown: visible(path) }
}

function remoteOf(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw new ConfigError('the address of the repository is not a URL', SCHEMES)
  const scheme = url.protocol.slice(0, -1)
  checkUser(url, scheme)
  if (url.search !== '' || url.hash !== '')
    throw new ConfigError('the address of the repository has a query or fragment')
  if (!URL_CHARACTERS.test(text) || ENCODED_CONTROL.test(text) || !HOST.test(url.hostname) || url.pathname.length < 2) {
    throw new ConfigError('the address of the repository is not a URL that git may be given', SCHEMES)
  }
  const origin = `${scheme}://${url.host}`
  switch (scheme) {
    case 'https':
    case 'ssh':
      return { type: 'remote', url: text, protocol: scheme, origin, shown: text }
    case 'http':
      if (LOOPBACK.test(url.hostname)) return { type: 'remote', url: text, protocol: scheme, origin, shown: text }
      throw new ConfigError(`http to ${url.hostname} is not allowed`, 'use https://')
    case 'file':
      throw new ConfigError('file:// is not allowed', 'name the path itself')
  }
  throw new ConfigError(`the scheme ${scheme}:// is not allowed`, SCHEMES)
}

function checkUser(url: URL, scheme: string): void {
  if (url.password !== '' || (url.username !== '' && scheme !== 'ssh')) {
    throw new ConfigError(
      `the address of the repository at ${visible(url.hostname)} holds user info`,
      'take it out of the address and use a credential reference; a password that was written down should be changed',
    )
  }
  if (url.username !== '' && !USER.test(url.username)) {
    throw new ConfigError('the user name in the address of the repository is not one that ssh may be given')
  }
}

function shortOf(text: string, [, user = '', host = '', path = '']: RegExpExecArray): Address {
  if (!USER.test(user) || !HOST.test(host) || path.startsWith('-') || !URL_CHARACTERS.test(path)) {
    throw new ConfigError('the address of the repository is not one that ssh may be given', SCHEMES)
  }
  return { type: 'remote', url: text, protocol: 'ssh', origin: `ssh://${host}`, shown: text }
}
