import type { Identity } from '../identity.ts'

/** The user that an access key stands for; `permissions` are the only ones that the key has, absent: all of the user's. */
export interface KeyHolder {
  readonly organization: string
  readonly user: string
  readonly name: string
  readonly permissions?: readonly string[]
}

/** Says whose access key has this SHA-256 (lower-case hex), where there is one that counts now (api §2.4). */
export type AccessKeys = (sha256: string) => KeyHolder | undefined

/** The holder of an access key as somebody who asks. */
export function keyIdentity({ organization, user, name, permissions }: KeyHolder): Identity {
  return { type: 'user', name, organization, user, ...(permissions === undefined ? {} : { permissions }) }
}
