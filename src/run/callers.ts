import type { Server } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Log } from '../lib/log.ts'

/** What is said and counted of those who may not ask. */
export interface CallersAround {
  readonly log: Log
  readonly refused: (reason: string) => void
}

/** Why nobody is spoken to: no client certificate, one that has ended or not begun, one that no authority vouches for. */
const REASONS: Readonly<Record<string, string>> = {
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'missing',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'expired',
}

/**
 * Counts whom a server over TLS refuses for their client certificate, and says each reason once: a stranger fills no log. After
 * `forget` it is said again.
 */
export function watchCallers(server: Server, { log, refused }: CallersAround): { forget(): void } {
  const told = new Set<string>()
  server.on('tlsClientError', ({ code }: NodeJS.ErrnoException, { authorizationError }: TLSSocket) => {
    const reason = reasonOf(code, authorizationError)
    if (reason === undefined) return
    refused(reason)
    if (told.has(reason)) return
    told.add(reason)
    log.warn('somebody who may not ask the admission webhook was refused', { reason })
  })
  return { forget: () => told.clear() }
}

/** `undefined` where a connection failed for something else. */
function reasonOf(code: string | undefined, unproved: unknown): string | undefined {
  if (typeof unproved === 'string') return REASONS[unproved] ?? 'untrusted'
  return REASONS[code ?? '']
}
