import { text } from '../../access/fields.ts'
import { nearest } from '../../lib/text.ts'
import { keyOf } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { secretsIn } from './secrets.ts'
import { called, quoted } from './words.ts'

/** A Revocation names a user of the organization (model §2 Revocation, §3 `NotAMember`). */
export const revokedUsersAreMembers: OrganizationLaw = (view) =>
  view.of('Revocation').flatMap((revocation) => {
    const user = text(revocation.spec, 'user') ?? ''
    if (view.get('User', user) !== undefined) return []
    const near = nearest(
      user,
      view.of('User').map(({ name }) => name),
    )
    return [
      {
        code: 'NotAMember' as const,
        key: keyOf(revocation),
        pointer: '/spec/user',
        subject: `revoked/${user}`,
        message: `${called(revocation)} names User ${quoted(user)}, who is not in organization ${quoted(view.name)}`,
        help: near === undefined ? 'name a stored user, or take the Revocation out' : `did you mean ${quoted(near)}?`,
      },
    ]
  })

/** No Revocation holds a secret (model §3 `SecretInline`). */
export const noSecretInRevocations: OrganizationLaw = (view) => view.of('Revocation').flatMap(secretsIn)
