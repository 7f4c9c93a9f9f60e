import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

/** What a server proves itself with, as PEM: its certificate, with those that lead to its issuer behind it, and the key. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Why a server must not begin with a certificate at a moment (faults H24); `undefined` where it may. Nothing of the key is told. */
export function certificateFault({ cert, key }: Certificate, now: string): string | undefined {
  const certificate = parsed(() => new X509Certificate(cert))
  if (certificate === undefined) return 'the certificate is not one in PEM'
  const secret = parsed((): KeyObject => createPrivateKey(key))
  if (secret === undefined) return 'the key is not a private key in PEM without a password'
  if (!certificate.checkPrivateKey(secret)) return 'the key does not fit the certificate'
  const [from, until] = [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text))
  const moment = Date.parse(now)
  if (until !== undefined && until <= moment) return `the certificate ended at ${new Date(until).toISOString()}`
  if (from !== undefined && from > moment) return `the certificate begins at ${new Date(from).toISOString()}`
  return undefined
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
