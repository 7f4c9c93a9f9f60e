import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Headers of a request, as Node gives them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Headers that carry an HMAC-SHA256 of the body in hex: GitHub's, Gitea's, and a generic one. */
const SIGNATURES = ['x-hub-signature-256', 'x-gitea-signature', 'x-signature']
/** GitLab sends the secret itself. */
const TOKEN = 'x-gitlab-token'

/**
 * Whether whoever sent these bytes knows the secret, as GitHub, GitLab, Gitea, or anybody with a generic `X-Signature:
 * sha256=<hex>` proves it. The first header that is there decides; what is compared takes the same time whatever it is.
 */
export function isSigned(headers: Headers, body: Uint8Array, secret: string): boolean {
  const name = SIGNATURES.find((one) => headers[one] !== undefined)
  if (name !== undefined) {
    const given = text(headers[name]).replace(/^sha256=/, '')
    return isEqual(given.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'))
  }
  return headers[TOKEN] !== undefined && isEqual(text(headers[TOKEN]), secret)
}

function text(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : ''
}

function isEqual(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right))
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
