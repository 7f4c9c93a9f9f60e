import { names } from '../../access/fields.ts'
import { keyOf } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called, quoted } from './words.ts'

/**
 * `User.userGroups` names only groups of the source that declares the user (model §1, "Ownership"): membership in a group
 * of another source would be that source's to give.
 */
export const groupsAreOfTheSameSource: OrganizationLaw = (view) =>
  view.of('User').flatMap((user) =>
    names(user.spec, 'userGroups').flatMap((name, index) => {
      const group = view.get('UserGroup', name)
      if (group === undefined || group.origin.source === user.origin.source) return []
      return [
        {
          code: 'OwnershipConflict' as const,
          key: keyOf(user),
          pointer: `/spec/userGroups/${index}`,
          subject: `source/${user.name}/${name}`,
          message: `${called(user)} joins ${called(group)}, which the source ${quoted(group.origin.source)} declares`,
          help: `name the user among the group's members in ${quoted(group.origin.source)}`,
          related: [{ key: keyOf(group), pointer: '/metadata/name', message: 'declared here' }],
        },
      ]
    }),
  )
