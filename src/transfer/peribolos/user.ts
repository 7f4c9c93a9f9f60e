import type { JsonObject } from '../../model/resource.ts'
import { declaration } from '../reading/declaration.ts'
import type { Organization } from './fact.ts'
import { distinct, login } from './person.ts'

/** A User for everybody in an organization, by name; the login is kept in `username`, and who is in both lists is an admin. */
export function usersOf(organization: Organization): readonly JsonObject[] {
  const admins = new Set(organization.admins.map(login))
  return distinct([...organization.admins, ...organization.members]).map((person) =>
    declaration('User', organization.name, person.name, {
      username: person.original,
      admin: admins.has(login(person)) ? true : undefined,
    }),
  )
}
