import { BUILTIN_RIGHTS, BUILTIN_ROLES } from '../../../access/builtin.ts'
import { names, text } from '../../../access/fields.ts'
import { byText } from '../../../lib/compare.ts'
import { uuidV5 } from '../../../lib/uuid.ts'
import { type Named, withBuiltins } from '../../routes/builtin.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { type Assignment, assignmentsIn } from './assignments.ts'
import { inProject, PROJECT, type Project } from './project.ts'
import { personOf } from './users.ts'
import { notThere } from './within.ts'

/** Roles that can be given on a project, who has them, and what they may allow (systems §3.3). */
export const UBIOPS_ROLE_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/v2.1/permissions',
    answer: () => {
      const all = [...new Set([...BUILTIN_RIGHTS.values()].flat())].sort()
      return { type: 'value', value: all.map((name) => ({ name })) }
    },
  },
  {
    path: `${PROJECT}/roles`,
    answer: (asked) =>
      inProject(asked, (found) => ({ type: 'value', value: rolesIn(asked, found).map((one) => roleOf(found, one)) })),
  },
  {
    path: `${PROJECT}/roles/{role}`,
    answer: (asked) =>
      inProject(asked, (found) => {
        const role = rolesIn(asked, found).find(({ name }) => name === asked.path('role'))
        if (role === undefined) return notThere(`role ${asked.path('role')}`)
        return { type: 'value', value: { ...roleOf(found, role), permissions: permissionsOf(role) } }
      }),
  },
  {
    path: `${PROJECT}/role-assignments`,
    answer: (asked) =>
      inProject(asked, (found) => {
        const isWanted = wantedIn(asked, found)
        const value = assignmentsIn(asked, found)
          .filter(isWanted)
          .map((one) => assignmentOf(found, one))
        return { type: 'value', value }
      }),
  },
  {
    path: `${PROJECT}/role-assignments/{id}`,
    answer: (asked) =>
      inProject(asked, (found) => {
        const id = asked.path('id').toLowerCase()
        const one = assignmentsIn(asked, found).find((each) => each.id.toLowerCase() === id)
        return one === undefined
          ? notThere(`role assignment ${asked.path('id')}`)
          : { type: 'value', value: assignmentOf(found, one) }
      }),
  },
  {
    path: `${PROJECT}/users`,
    answer: (asked) => inProject(asked, (found) => ({ type: 'value', value: usersIn(asked, found).map(personOf) })),
  },
  {
    path: `${PROJECT}/users/{user}`,
    answer: (asked) =>
      inProject(asked, (found) => {
        const id = asked.path('user').toLowerCase()
        const user = usersIn(asked, found).find(({ uid }) => uid.toLowerCase() === id)
        return user === undefined ? notThere(`user ${asked.path('user')}`) : { type: 'value', value: personOf(user) }
      }),
  },
]

/** The roles of the organization but for those that count on another workspace only, by name. */
function rolesIn({ catalog }: SystemAsked, { organization, project }: Project): readonly Named[] {
  const declared = catalog.of(organization.name, 'AccessRole').filter(({ spec }) => {
    const only = text(spec, 'workspace')
    return only === undefined || only === project.name
  })
  return withBuiltins(declared, BUILTIN_ROLES)
}

/** What nobody declares has an id that is made of the organization's and its name. */
function roleOf({ organization }: Project, { name, stored }: Named) {
  return { id: stored?.uid ?? uuidV5(organization.uid, name), name, default: BUILTIN_ROLES.includes(name) }
}

function permissionsOf({ name, stored }: Named): readonly string[] {
  return stored === undefined ? (BUILTIN_RIGHTS.get(name) ?? []) : names(stored.spec, 'permissions')
}

/** Of objects in a project nothing is declared, so that every role is given to a user on the project. */
function wantedIn({ query }: SystemAsked, { project }: Project): (assignment: Assignment) => boolean {
  const [resource, type] = [query.text('resource'), query.text('resource_type')]
  const [assignee, assigneeType] = [query.text('assignee')?.toLowerCase(), query.text('assignee_type')]
  return (one) =>
    (resource === undefined || resource === project.name) &&
    (type === undefined || type === 'project') &&
    (assignee === undefined || one.assignee.toLowerCase() === assignee) &&
    (assigneeType === undefined || assigneeType === 'user')
}

function assignmentOf({ project }: Project, { id, assignee, role }: Assignment): object {
  return { id, assignee, assignee_type: 'user', role, resource: project.name, resource_type: 'project' }
}

/** Whoever has a role on the project, by name. */
function usersIn(asked: SystemAsked, found: Project) {
  const users = assignmentsIn(asked, found).flatMap(({ user }) => user ?? [])
  return [...new Set(users)].sort((left, right) => byText(left.name, right.name))
}
