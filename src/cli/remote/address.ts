import { readFileSync, statSync } from 'node:fs'
import { visible } from '../../lib/text.ts'
import { ConfigError } from '../../model/errors.ts'

/** The options by which a command is told which server to ask (`withServer`), in place of a state folder. */
export interface ServerOptions {
  readonly server?: string
  readonly tokenFile?: string
  readonly insecureHttp?: boolean
}

/** Where a server is, without `/` at its end, and as whom it is asked. */
export interface Address {
  readonly base: string
  readonly token: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** A token is a line; what is larger is another file. */
const MOST_TOKEN_BYTES = 16 * 1024

/**
 * The server that the options name, else `CHARTER_SERVER`, with the token of `--token-file`, else `CHARTER_TOKEN`; `undefined`
 * where a state folder is named, or no server. Throws `ConfigError` where both are named, or one cannot be used as it is.
 */
export function addressOf(
  { state, server, tokenFile, insecureHttp = false }: ServerOptions & { readonly state?: string },
  environment: Environment,
): Address | undefined {
  if (state !== undefined) {
    const given = { '--server': server, '--token-file': tokenFile }
    const [other] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]))
    if (other === undefined) return undefined
    throw new ConfigError(`--state and ${other} do not go together`, 'name a state folder, or a server')
  }
  const named = server ?? nonEmpty(environment.CHARTER_SERVER)
  if (named === undefined) return undefined
  const base = baseOf(named, server === undefined ? 'CHARTER_SERVER' : '--server', insecureHttp)
  const token = tokenFile === undefined ? nonEmpty(environment.CHARTER_TOKEN) : tokenIn(tokenFile)
  return { base, token: token === undefined ? undefined : checkedToken(token, tokenFile) }
}

/** That neither a folder nor a server is named. */
export function nothingNamed(): ConfigError {
  return new ConfigError(
    'name what to read: --state or --server, one of them',
    '--state <folder> is a state folder, --server <url> (or CHARTER_SERVER) a running program',
  )
}

function baseOf(text: string, option: string, mayBeOpen: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(
      `${option} takes an address that begins with https://, or with http:// to this machine`,
      'for example https://charter.example, or http://localhost:8080',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(
      `${option} holds a user or password: command lines are seen by others`,
      'put the token into a file and name it with --token-file, or set CHARTER_TOKEN',
    )
  }
  if (url.search !== '' || url.hash !== '') {
    throw new ConfigError(`${option} takes an address without ? and #`, `for example ${visible(url.origin)}`)
  }
  if (url.protocol === 'http:' && !mayBeOpen && !isLoopback(url.hostname)) {
    throw new ConfigError(
      `${option} is http: anybody on the way could read the token and the answers`,
      'use https; where the way is safe otherwise, say --insecure-http',
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim()
}

function tokenIn(path: string): string {
  try {
    if (statSync(path).size <= MOST_TOKEN_BYTES) return readFileSync(path, 'utf8').trim()
  } catch {
    throw new ConfigError(`the token file ${visible(path)} cannot be read`, 'name a file that holds the token alone')
  }
  throw new ConfigError(`${visible(path)} is too large for a token`, 'name a file that holds the token alone')
}

/** A header takes no more; the token itself is never shown. */
function checkedToken(token: string, file: string | undefined): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  const where = file === undefined ? 'CHARTER_TOKEN' : visible(file)
  throw new ConfigError(`${where} holds no token`, 'a token is one word of printable characters, alone on its line')
}
