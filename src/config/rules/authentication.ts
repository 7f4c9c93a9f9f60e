import type { Fault } from '../../schemas/decoded.ts'
import { listenOf } from '../units.ts'
import { below, items, misplaced, type Part, stands, textOf, wrong } from './fault.ts'

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

/** What is wrong with who may ask over HTTP, beyond its schema (api.md §2). */
export function authenticationFaults(whole: Part): Fault[] {
  const authentication = below(whole, 'authentication')
  if (!stands(authentication)) return openFaults(below(below(whole, 'http'), 'listen'))
  const tokens = items(below(authentication, 'tokens'))
  return [...nobodyFaults(authentication), ...tokens.flatMap(roleFaults), ...sameFaults(tokens)]
}

/** The operator's token is made for this machine: whoever reads the state folder has it, and nobody can take it from one person alone. */
function openFaults(part: Part): Fault[] {
  const listen = listenOf(textOf(part) ?? 'off')
  if (listen === undefined || listen === 'off' || LOOPBACK.test(listen.host)) return []
  const message = 'others than this machine could ask, but nobody is configured who may: `authentication` is missing'
  const help = 'set `authentication` (`charter token new` makes a token), or listen at 127.0.0.1'
  return [wrong(part, message, help)]
}

function nobodyFaults(authentication: Part): Fault[] {
  if (stands(below(authentication, 'tokens'))) return []
  return [misplaced(authentication, '`authentication` lets nobody in', 'name `tokens`, or take it away')]
}

function roleFaults(token: Part): Fault[] {
  const organizations = below(token, 'organizations')
  if (textOf(below(token, 'role')) !== 'metrics' || !stands(organizations)) return []
  const help = 'take `organizations` away, or give another role'
  return [misplaced(organizations, 'metrics tell of all organizations, so that `metrics` cannot be for some', help)]
}

/** Two names for one token: who used it could not be told from the access log. */
function sameFaults(tokens: readonly Part[]): Fault[] {
  const digests = tokens.map((token) => below(token, 'sha256'))
  return digests.flatMap((digest, at) => {
    const text = textOf(digest)
    const isFirst = digests.findIndex((other) => textOf(other) === text) === at
    if (text === undefined || isFirst) return []
    return [wrong(digest, 'this is the SHA-256 of another token here', 'make one for each: charter token new')]
  })
}
