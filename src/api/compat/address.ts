import type { FastifyRequest } from 'fastify'

const HOST = /^[A-Za-z0-9._-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/

/**
 * Where a reader reaches this server: `http://charter.example:8080`. It is what the reader calls it, so that it is told to
 * nobody else; a proxy that speaks TLS says so in `X-Forwarded-Proto`. Empty where the `Host` header names no host.
 */
export function originOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const { host = '' } = headers
  if (!HOST.test(host)) return ''
  return `${headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'}://${host}`
}
