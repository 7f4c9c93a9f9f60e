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
  let read: { readonly from: Remembered; readonly uids: ReadonlyMap<string, string> } | undefined
  const uidOf = (sha256: string): string | undefined => {
    const now = memory.now()
    if (read?.from !== now) {
      const known = [...now.keys].flatMap(([uid, key]) =>
        key.sha256 === undefined ? [] : [[key.sha256, uid] as const],
      )
      read = { from: now, uids: new Map(known) }
    }
    return read.uids.get(sha256)
  }
  return (sha256) => {
    const uid = uidOf(sha256)
    if (uid === undefined) return undefined
    for (const key of keysIn(state().resources).values()) {
      if (key.uid === uid) return holderOf(key, clock.now())
    }
    return undefined
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
