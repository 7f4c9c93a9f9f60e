import { type CryptoKey, errors, type JWSHeaderParameters, type LocalJWKSet } from 'jose'
import type { Log } from '../../lib/log.ts'
import type { Around } from './authenticate.ts'
import type { Discovered } from './discover.ts'

/** How long keys are taken as they are, and how long at most while the provider does not answer. */
export interface Keeping {
  readonly cacheMs: number
  readonly maxStaleMs: number
}

/** The key that a token names; `unknown` where the provider has no such key, `unavailable` where nobody can say. */
export type KeyFound =
  | { readonly type: 'key'; readonly key: CryptoKey }
  | { readonly type: 'unknown' }
  | { readonly type: 'unavailable' }

/** What the header of a token says of its key. */
type Named = Pick<JWSHeaderParameters, 'alg' | 'kid'>

/** Whoever makes up names of keys makes us ask the provider no more than once in this time. */
const COOLDOWN_MS = 30_000
/** A provider that does not answer is asked again after this time, whoever knocks. */
const RETRY_MS = 5_000

/** What is known of an issuer; ages are milliseconds, without end where there is nothing. */
interface Reader {
  readonly keys: () => LocalJWKSet | undefined
  readonly keysAge: () => number
  readonly triedAge: () => number
  readonly hasFailed: () => boolean
  /** Reads the keys anew; all who wait for them wait for the same answer. */
  readonly read: () => Promise<void>
}

function createReader(discover: () => Promise<Discovered>, { log, clock }: Around): Reader {
  let held: { readonly keys: LocalJWKSet; readonly at: number } | undefined
  let tried: { readonly at: number; readonly hasFailed: boolean } | undefined
  let reading: Promise<void> | undefined
  const age = (one: { readonly at: number } | undefined): number =>
    one === undefined ? Number.POSITIVE_INFINITY : clock.elapsedMs() - one.at
  const readNow = async (): Promise<void> => {
    try {
      const at = clock.elapsedMs()
      const found = await discover()
      if (found.type === 'keys') held = { keys: found.keys, at }
      tellOf(found, tried?.hasFailed === true, log)
      // It may have taken long to find out that nobody answers.
      tried = { at: clock.elapsedMs(), hasFailed: found.type === 'failed' }
    } finally {
      reading = undefined
    }
  }
  return {
    keys: () => held?.keys,
    keysAge: () => age(held),
    triedAge: () => age(tried),
    hasFailed: () => tried?.hasFailed === true,
    read() {
      reading ??= readNow()
      return reading
    },
  }
}

/**
 * Keeps the keys of an issuer: read when they are first needed, again when they are old or a token names one that is not
 * there, and used until `maxStaleMs` while the provider does not answer; then nobody can say who asks (faults T28).
 */
export function createKeyring(
  discover: () => Promise<Discovered>,
  { cacheMs, maxStaleMs }: Keeping,
  around: Around,
): (header: Named) => Promise<KeyFound> {
  const { keys, keysAge, triedAge, hasFailed, read } = createReader(discover, around)
  const pick = async (header: Named): Promise<CryptoKey | undefined> => {
    const held = keysAge() < maxStaleMs ? keys() : undefined
    return held === undefined ? undefined : keyIn(held, header)
  }
  return async (header) => {
    const isDown = hasFailed()
    if (keysAge() >= cacheMs && (!isDown || triedAge() >= RETRY_MS)) {
      const done = read()
      // Once a provider does not answer, nobody waits for it who can be told apart without it.
      if (!isDown || keysAge() >= maxStaleMs) await done
    }
    let key = await pick(header)
    if (key === undefined && triedAge() >= COOLDOWN_MS) {
      await read()
      key = await pick(header)
    }
    if (key !== undefined) return { type: 'key', key }
    return { type: hasFailed() ? 'unavailable' : 'unknown' }
  }
}

async function keyIn(keys: LocalJWKSet, header: Named): Promise<CryptoKey | undefined> {
  try {
    return await keys(header)
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}

function tellOf(found: Discovered, hadFailed: boolean, log: Log): void {
  if (found.type === 'failed' && !hadFailed) {
    log.warn('the identity provider cannot be asked', { reason: found.reason })
  } else if (found.type === 'keys' && hadFailed) {
    log.info('the identity provider can be asked again')
  }
}
