import { text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { factsOf } from '../../routes/users.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { inNamed, notThere, ORGANIZATION } from './within.ts'

/** The users of an organization, and one of them. */
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
]

/** A user in UbiOps' words: `admin` is whether they administer the organization now, by whatever way. */
function userOf(asked: SystemAsked): (user: StoredResource) => object {
  const fact = factsOf(asked)
  return (user) => ({ ...personOf(user), admin: fact(user).admin })
}

/** Who a user is, in UbiOps' words. */
export function personOf({ uid, spec }: StoredResource) {
  return {
    id: uid,
    email: text(spec, 'email') ?? '',
    name: text(spec, 'firstName') ?? '',
    surname: text(spec, 'lastName') ?? '',
  }
}
