import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

/**
 * What a server proves itself with, as PEM: its certificate, with those that lead to its issuer behind it, and the key. With `ca`
 * it speaks to nobody for whose client certificate none of these authorities vouches.
 */
export interface Certificate {
  readonly cert: string
  readonly key: string
  readonly ca?: string
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

const PEM = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Why a file cannot say who may ask at a moment: it holds no certificate, something else, or only such as count no more; `undefined` where it can. */
export function authorityFault(text: string, now: string): string | undefined {
  const found = [...text.matchAll(PEM)].map(([pem]) => parsed(() => new X509Certificate(pem)))
  const read = found.flatMap((one) => (one === undefined ? [] : [one]))
  if (read.length === 0 || read.length < found.length) return 'the client authority is not a certificate in PEM'
  const moment = Date.parse(now)
  const [first] = read.filter(({ validTo }) => Date.parse(validTo) > moment)
  return first === undefined ? 'every certificate of the client authority has ended' : undefined
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
