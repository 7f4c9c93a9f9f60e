import { uuidV5 } from '../../../lib/uuid.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'
import { fieldError } from './fault.ts'

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/

/** A uuid in its usual form; Waldur takes it with and without dashes. `undefined` for what is none. */
export function uuidOf(word: string): string | undefined {
  return UUID.exec(word.toLowerCase())?.slice(1).join('-')
}

/** The uuids that a parameter gives, or which it cannot be. */
export function uuidsIn(
  { query }: Pick<SystemAsked, 'query'>,
  name: string,
): { readonly uuids: readonly string[] } | Trouble {
  const words = query.texts(name)
  const uuids = words.flatMap((word) => uuidOf(word.trim()) ?? [])
  return uuids.length === words.length ? { uuids } : fieldError(name, 'Enter a valid UUID.')
}

/** The one uuid that a parameter gives; absent where it does not stand there. */
export function uuidIn(
  { query }: Pick<SystemAsked, 'query'>,
  name: string,
): { readonly uuid: string | undefined } | Trouble {
  const word = query.text(name)
  const uuid = word === undefined ? undefined : uuidOf(word)
  return word !== undefined && uuid === undefined ? fieldError(name, 'Enter a valid UUID.') : { uuid }
}

/** The uuid of a component of an offering, which has none of its own: it is made of the offering's and its type. */
export function componentUuid({ uid }: Pick<StoredResource, 'uid'>, type: string): string {
  return uuidV5(uid, type)
}
