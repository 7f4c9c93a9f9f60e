import { parseAddress } from '../../git/address.ts'
import { ConfigError } from '../../model/errors.ts'
import type { Fault } from '../../schemas/decoded.ts'
import { below, inline, type Part, stands, textOf, wrong } from './fault.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/
const USER_INFO = /^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i
/** Addresses that are a password themselves: who knows them may write. */
const SECRET_ADDRESS = /^https:\/\/(hooks\.slack\.com|discord\.com\/api\/webhooks|[^/]*\.webhook\.office\.com)\//i

/** The address of a repository (design §6), and that the proof of who asks goes with its transport. */
export function gitAddressFaults(git: Part): Fault[] {
  const url = below(git, 'url')
  const text = textOf(url)
  if (text === undefined) return []
  try {
    const address = parseAddress(text)
    if (address.type === 'remote') return authFaults(below(git, 'auth'), address.protocol)
    if (below(git, 'allowLocal').value === true) return authFaults(below(git, 'auth'), 'none')
    const help = 'set `allowLocal: true` if a path of this machine is meant, or use a `directory`'
    return [wrong(url, '`url` is a path of this machine, which is not allowed here', help)]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (!/^ssh:/i.test(text) && USER_INFO.test(text))
      return [inline(url, error.message, `use auth.tokenRef: ${error.help}`)]
    return [wrong(url, error.message, error.help)]
  }
}

function authFaults(auth: Part, protocol: 'none' | 'https' | 'http' | 'ssh'): Fault[] {
  if (!stands(auth)) return []
  const [token, key] = [below(auth, 'tokenRef'), below(auth, 'sshKeyRef')]
  const faults: Fault[] = []
  if (stands(token) && (protocol === 'ssh' || protocol === 'none')) {
    faults.push(wrong(token, `a token serves https, not ${shown(protocol)}`, fix(protocol)))
  }
  if (stands(key) && protocol !== 'ssh') {
    faults.push(wrong(key, `a key serves ssh, not ${shown(protocol)}`, fix(protocol)))
  }
  if (stands(key) && stands(below(auth, 'username'))) {
    faults.push(
      wrong(below(auth, 'username'), '`username` goes with a token', 'write the user into the url: ssh://git@…'),
    )
  }
  if (stands(token) && stands(below(auth, 'knownHosts'))) {
    faults.push(wrong(below(auth, 'knownHosts'), '`knownHosts` goes with a key for ssh', 'take it away'))
  }
  return faults
}

function shown(protocol: 'none' | 'https' | 'http' | 'ssh'): string {
  return protocol === 'none' ? 'a path of this machine' : protocol
}

function fix(protocol: 'none' | 'https' | 'http' | 'ssh'): string {
  switch (protocol) {
    case 'none':
      return 'take `auth` away'
    case 'ssh':
      return 'use `sshKeyRef`, or an https address'
    case 'http':
    case 'https':
      return 'use `tokenRef`, or an ssh address'
  }
}

/** The address of a notification: https, or http to this machine; no user info, no secret. */
export function webAddressFaults(url: Part): Fault[] {
  const text = textOf(url)
  if (text === undefined) return []
  if (USER_INFO.test(text)) {
    return [
      inline(url, 'the address holds user info', 'put the secret into `tokenRef`, or the whole address into `urlRef`'),
    ]
  }
  if (SECRET_ADDRESS.test(text)) {
    return [inline(url, 'the address is a secret itself: who knows it may write there', 'put it into `urlRef`')]
  }
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  if (parsed === undefined) return [wrong(url, '`url` is not a URL', 'for example `https://hooks.example/charter`')]
  const isRight = parsed.protocol === 'https:' || (parsed.protocol === 'http:' && LOOPBACK.test(parsed.hostname))
  return isRight ? [] : [wrong(url, '`url` must begin with https://', 'http:// is taken for this machine only')]
}
