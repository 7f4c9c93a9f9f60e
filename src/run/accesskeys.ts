import { names, text } from '../access/fields.ts'
import type { AccessKeys, KeyHolder } from '../api/authentication/keys.ts'
import { hasCome } from '../lib/instant.ts'
import type { Clock } from '../model/ports.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'
import type { Keeping } from '../pass/keeping.ts'
import { createKeyIndex } from '../pass/keys.ts'
import type { Remembered } from '../store/fingerprints.ts'

/** What is asked for who holds an access key: the state as it is now, and what is remembered of values. */
export interface KeysAround {
  readonly state: () => State
  readonly memory: Keeping['memory']
  readonly clock: Clock
}

/**
 * Says whose access key has a SHA-256: a stored AccessKey of type `token` with a `user`, whose value Charter has made, as
 * long as it has not expired (api §2.4). A value that was made anew counts from the moment at which the ledger says so, and
 * the one before it no more.
 */
export function createAccessKeys({ state, memory, clock }: KeysAround): AccessKeys {
  const keysIn = createKeyIndex()
  const uidBySha256 = derived(
    ({ keys }: Remembered) =>
      new Map([...keys].flatMap(([uid, { sha256 }]) => (sha256 === undefined ? [] : [[sha256, uid] as const]))),
  )
  const keyByUid = derived(
    (keys: ReturnType<typeof keysIn>) => new Map([...keys.values()].map((key) => [key.uid, key])),
  )
  return (sha256) => {
    const uid = uidBySha256(memory.now()).get(sha256)
    const key = uid === undefined ? undefined : keyByUid(keysIn(state().resources)).get(uid)
    return key === undefined ? undefined : holderOf(key, clock.now())
  }
}

/** What is made of the last value that was given; the same as long as that is. */
function derived<F extends object, T>(make: (from: F) => T): (from: F) => T {
  let last: { readonly from: F; readonly value: T } | undefined
  return (from) => {
    if (last?.from !== from) last = { from, value: make(from) }
    return last.value
  }
}

function holderOf({ namespace, name, spec }: StoredResource, instant: string): KeyHolder | undefined {
  const [user, end] = [text(spec, 'user'), text(spec, 'expiresAt') ?? 'never']
  const isOurs = spec.type === 'token' && spec.generate !== undefined
  if (!isOurs || user === undefined || (end !== 'never' && hasCome(end, instant))) return undefined
  const permissions = names(spec, 'permissions')
  return {
    organization: namespace,
    user,
    name: `${namespace}/${name}`,
    ...(permissions.length === 0 ? {} : { permissions }),
  }
}
