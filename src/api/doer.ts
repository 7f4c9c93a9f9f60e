import { folded } from '../lib/text.ts'
import type { Made } from '../model/ledger.ts'
import type { StoredResource } from '../model/resource.ts'
import type { Occurrence } from './auditing.ts'
import type { Catalog } from './catalog.ts'
import { personOf } from './routes/members.ts'

/** Who did something, as far as the ledger tells: `user` is what the organization knows them as. */
export interface Doer {
  readonly username: string
  readonly fullName?: string
  readonly email?: string
  readonly user?: StoredResource
}

/** Who made the commit of a change; `undefined` where the ledger does not tell, or it was erased. */
export function madeBy({ change }: Pick<Occurrence, 'change'>): Made | undefined {
  return change?.body?.by
}

/** By which field manager the object of a change was declared. */
export function managerOf({ change }: Pick<Occurrence, 'change'>): string | undefined {
  const body = change?.body
  return body !== undefined && 'manager' in body ? body.manager : undefined
}

/**
 * Who did something (api §5): the author of the commit, who is the user of the organization with that e-mail address where there is one,
 * proved by nothing but a signature; of an object in a cluster the field manager that wrote it; where neither tells, whoever acted at a
 * command, by the name of the account.
 */
export function doerOf(
  occurrence: Pick<Occurrence, 'entry' | 'change' | 'organization'>,
  { usersWith }: Pick<Catalog, 'usersWith'>,
): Doer | undefined {
  const { entry, organization } = occurrence
  const author = madeBy(occurrence)?.author
  const manager = managerOf(occurrence)
  if (author === undefined && manager !== undefined) return { username: manager }
  if (author === undefined) return entry.actor?.type === 'operator' ? { username: entry.actor.name } : undefined
  const user = usersWith(author.email).find(({ namespace }) => namespace === organization.name)
  if (user === undefined) return { username: author.name, fullName: author.name, email: author.email }
  const { username, fullName, email = author.email } = personOf(user)
  return { username, fullName: fullName === '' ? author.name : fullName, email, user }
}

/** Whether a reader means this one by a name: of the user, of the account, or of a person as they call themselves, or an address. */
export function isDoer(doer: Doer | undefined, word: string): boolean {
  if (doer === undefined) return false
  const { username, fullName, email, user } = doer
  return [username, fullName, email, user?.name].some((name) => name !== undefined && folded(name) === folded(word))
}
