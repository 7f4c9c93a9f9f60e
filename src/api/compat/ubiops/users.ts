import { text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { factsOf } from '../../routes/users.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { inNamed, notThere, ORGANIZATION } from './within.ts'

/** The users of an organization, one of them, and whoever asks. */
export const UBIOPS_USER_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/users`,
    answer: (asked) =>
      inNamed(asked, ({ name }) => ({ type: 'value', value: asked.catalog.of(name, 'User').map(userOf(asked)) })),
  },
  {
    path: `${ORGANIZATION}/users/{user}`,
    answer: (asked) =>
      inNamed(asked, ({ name }) => {
        const id = asked.path('user')
        const found = asked.catalog.of(name, 'User').find(({ uid }) => uid === id.toLowerCase())
        return found === undefined ? notThere(`user ${id}`) : { type: 'value', value: userOf(asked)(found) }
      }),
  },
  {
    path: '/v2.1/user',
    answer(asked) {
      const found = ownUser(asked)
      if (found === undefined) return notThere('user of this token')
      return { type: 'value', value: { ...personOf(found), registration_date: found.createdAt } }
    },
  },
]

/** As whom somebody asks: in the first of their organizations by name, where they are in several; a token is nobody. */
function ownUser({ catalog, viewer, concerns }: SystemAsked): StoredResource | undefined {
  for (const organization of catalog.of('', 'Organization')) {
    const { name } = organization
    const user = viewer.sees(name) ? viewer.userOf(name) : undefined
    const found = user === undefined ? undefined : catalog.of(name, 'User').find((one) => one.name === user)
    if (found === undefined) continue
    concerns(organization)
    return found
  }
  return undefined
}

/** A user in UbiOps' words: `admin` is whether they administer the organization now, by whatever way. */
function userOf(asked: SystemAsked): (user: StoredResource) => object {
  const fact = factsOf(asked)
  return (user) => ({ ...personOf(user), admin: fact(user).admin })
}

/** Who a user is, in UbiOps' words. Clients fail at a user without an address; one that ends so reaches nobody (RFC 2606). */
export function personOf({ uid, spec }: StoredResource) {
  return {
    id: uid,
    email: text(spec, 'email') ?? `${uid}@user.invalid`,
    name: text(spec, 'firstName') ?? '',
    surname: text(spec, 'lastName') ?? '',
  }
}
