import { count, part, text } from '../access/fields.ts'
import { hasCome } from '../lib/instant.ts'
import type { StoredResource } from '../model/resource.ts'
import type { State } from '../model/state.ts'

/** The public identifier of an access key, stable for its life: its uid as 32 upper-case hexadecimal digits. */
export function keyIdOf({ uid }: StoredResource): string {
  return uid.replaceAll('-', '').toUpperCase()
}

/** How often the secret of an access key was asked to be made anew, from 1 on (model §2 AccessKey). */
export function generationOf({ spec }: StoredResource): number {
  return count(part(spec, 'rotation'), 'generation', 1)
}

/** Whether the value of an access key is there, and when one was last handed over, where Charter makes it (model §2 AccessKey). */
export interface KeySecret {
  readonly hasSecret: boolean
  readonly rotatedAt: string | undefined
  /** The generation that it was made for, where Charter makes it. */
  readonly secretGeneration: number | undefined
}

/** What is known of the value of an access key: one that is referred to resolved when the key was applied. */
export function keySecretOf({ uid, spec }: StoredResource, { rotations }: Pick<State, 'rotations'>): KeySecret {
  const rotation = rotations.get(uid)
  return {
    hasSecret: spec.secretRef !== undefined || rotation !== undefined,
    rotatedAt: rotation?.at,
    secretGeneration: rotation?.generation,
  }
}

/** Whether an access key has expired at an instant (RFC 3339). */
export function isExpired({ spec }: StoredResource, instant: string): boolean {
  const end = text(spec, 'expiresAt') ?? 'never'
  return end !== 'never' && hasCome(end, instant)
}

/** The access key of an organization among its keys: the one named `access`, else the only one of type access-key (model §2). */
export function accessKeyOf(keys: readonly StoredResource[]): StoredResource | undefined {
  const named = keys.find(({ name }) => name === 'access')
  if (named !== undefined) return named
  const [only, ...others] = keys.filter(({ spec }) => text(spec, 'type') === 'access-key')
  return others.length === 0 ? only : undefined
}
