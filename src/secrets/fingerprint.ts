import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../lib/secret.ts'
import type { FingerprintKey } from '../model/secret.ts'

const PURPOSE = 'charter/fingerprint/v1'
const KEY_BYTES = 32
const SHOWN_BYTES = 16

/** Makes a key of fingerprints from 32 bytes; its id is taken from a hash of it and tells nothing of it. */
export function fingerprintKey(bytes: Uint8Array): FingerprintKey {
  if (bytes.length !== KEY_BYTES) throw new Error('a key of fingerprints has 32 bytes')
  const id = createHash('sha256').update(`${PURPOSE}/key\0`).update(bytes).digest('hex').slice(0, 8)
  return { id, bytes }
}

/** Makes a key of fingerprints of 256 random bits. */
export function newFingerprintKey(): FingerprintKey {
  return fingerprintKey(randomBytes(KEY_BYTES))
}

/**
 * The fingerprint of a secret: which key made it, and 128 bits of an HMAC-SHA-256 over the installation, the place that
 * names the secret (its kind, organization, name and path) and the secret. The same secret elsewhere has another one, so
 * that nobody sees who shares it (faults §5.1).
 */
export function fingerprintOf(
  secret: Secret,
  { installation, place }: { readonly installation: string; readonly place: string },
  key: FingerprintKey,
): string {
  const about = [PURPOSE, installation, place, ''].join('\0')
  const code = createHmac('sha256', key.bytes).update(about).update(secret.reveal()).digest()
  return `${key.id}:${code.subarray(0, SHOWN_BYTES).toString('base64url')}`
}

/**
 * Whether two fingerprints of one place say that the secret is another one. Made with different keys they say nothing:
 * what is not known has not changed.
 */
export function saysChanged(before: string | undefined, now: string | undefined): boolean {
  if (before === undefined || now === undefined) return false
  const [left, right] = [Buffer.from(before), Buffer.from(now)]
  const isComparable = before.split(':')[0] === now.split(':')[0] && left.length === right.length
  return isComparable && !timingSafeEqual(left, right)
}
