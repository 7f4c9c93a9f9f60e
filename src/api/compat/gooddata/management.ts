import { isAllowed, isAllowedToGroup } from '../../../access/allowed.ts'
import { MANAGE, USERS_GROUP } from '../../../access/builtin.ts'
import { membersOf } from '../../../access/closure.ts'
import { flag, text } from '../../../access/fields.ts'
import { ORGANIZATION } from '../../../access/scope.ts'
import { type Ground, identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import type { LaidGroup } from '../../../layouts/gooddata/groups.ts'
import { fullName } from '../../../layouts/gooddata/organization.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { type Assignments, assignmentsIn } from './assignments.ts'
import { pageIn } from './paging.ts'
import { type Scene, sceneOf } from './scene.ts'
import { entityValue, inManaged } from './within.ts'

const PATH = '/api/v1/actions/userManagement'
const ADMINISTRATION = { permission: MANAGE, scope: ORGANIZATION }

/** Users and groups with what is given to each of them, for whoever manages the organization (systems §3.2). */
export const GOODDATA_MANAGEMENT_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${PATH}/users`,
    answer: (asked) => inScene(asked, (scene) => pageValue(asked, 'users', usersIn(scene))),
  },
  {
    path: `${PATH}/userGroups`,
    answer: (asked) => inScene(asked, (scene) => pageValue(asked, 'userGroups', groupsIn(scene))),
  },
  {
    path: `${PATH}/users/{id}/permissions`,
    answer: (asked) =>
      inScene(asked, (scene) => {
        const found = scene.ground.holding.of('User').find((user) => identifierOf(user) === asked.path('id'))
        return entityValue(found && assignmentsIn(scene.ground)('user', identifierOf(found)))
      }),
  },
  {
    path: `${PATH}/userGroups/{id}/permissions`,
    answer: (asked) =>
      inScene(asked, (scene) =>
        entityValue(groupCalled(asked, scene) && assignmentsIn(scene.ground)('userGroup', asked.path('id'))),
      ),
  },
  {
    path: `${PATH}/userGroups/{id}/members`,
    answer: (asked) =>
      inScene(asked, (scene) => {
        const group = groupCalled(asked, scene)
        return entityValue(group && { members: membersIn(scene.ground, group).map(shortUser) })
      }),
  },
]

function inScene(asked: SystemAsked, use: (scene: Scene) => SystemValue | Trouble): SystemValue | Trouble {
  return inManaged(asked, (ground) => use(sceneOf(ground, asked)))
}

/** Somebody in a list: by what it is chosen, and what is told of it once it is. */
interface Managed {
  readonly name: string
  readonly groups: readonly string[]
  readonly assignments: () => Assignments
  show(assignments: Assignments): object
}

/** The page of those whose name contains `name`, who are in one of the groups, and to whom something is given on one of the workspaces and data sources. */
function pageValue(asked: SystemAsked, field: string, all: readonly Managed[]): SystemValue | Trouble {
  const page = pageIn(asked)
  if ('type' in page) return page
  const part = asked.query.text('name')?.toLowerCase()
  const [groups, workspaces, sources] = ['group', 'workspace', 'dataSource'].map((name) => wordsIn(asked, name))
  const found = all.filter(
    ({ name, groups: own, assignments }) =>
      (part === undefined || name.toLowerCase().includes(part)) &&
      isAny(groups, () => own) &&
      isAny(workspaces, () => assignments().workspaces.map(({ id }) => id)) &&
      isAny(sources, () => assignments().dataSources.map(({ id }) => id)),
  )
  const shown = found.slice(page.page * page.size, (page.page + 1) * page.size)
  const value = { totalCount: found.length, [field]: shown.map(({ show, assignments }) => show(assignments())) }
  return { type: 'value', value, total: found.length }
}

function isAny(wanted: readonly string[] | undefined, own: () => readonly string[]): boolean {
  return wanted === undefined || wanted.length === 0 || own().some((one) => wanted.includes(one))
}

function wordsIn({ query }: SystemAsked, name: string): readonly string[] {
  return query.texts(name).flatMap((text) => text.split(','))
}

function usersIn(scene: Scene): readonly Managed[] {
  const { ground, membershipsOf, groups } = scene
  const { index, moment } = ground
  const assignments = assignmentsIn(ground)
  return ground.holding.of('User').map((user): Managed => {
    const id = identifierOf(user)
    const own = membershipsOf(user.name)
    return {
      name: fullName(user.spec) || user.name,
      groups: own.map((name) => ground.id('UserGroup', name)),
      assignments: () => assignments('user', id),
      show: ({ workspaces, dataSources }) => ({
        ...shortUser(user),
        ...present({ email: text(user.spec, 'email'), systemAccount: flag(user.spec, 'systemAccount') || undefined }),
        organizationAdmin: isAllowed(index, user.name, ADMINISTRATION, moment),
        userGroups: own.map((name) => shortGroup(ground, groups().get(name) ?? { name, stored: undefined })),
        workspaces,
        dataSources,
      }),
    }
  })
}

function groupsIn({ ground, groups }: Scene): readonly Managed[] {
  const { index, moment } = ground
  const assignments = assignmentsIn(ground)
  return [...groups().values()].map((group): Managed => {
    const head = shortGroup(ground, group)
    return {
      name: head.name ?? group.name,
      groups: [head.id],
      assignments: () => assignments('userGroup', head.id),
      show: ({ workspaces, dataSources }) => ({
        ...head,
        organizationAdmin: isAllowedToGroup(index, group.name, ADMINISTRATION, moment),
        userCount: membersIn(ground, group).length,
        workspaces,
        dataSources,
      }),
    }
  })
}

function groupCalled(asked: SystemAsked, { ground, groups }: Scene): LaidGroup | undefined {
  return [...groups().values()].find(({ name }) => ground.id('UserGroup', name) === asked.path('id'))
}

/** Who is in a group itself, by name. */
function membersIn({ holding, index }: Ground, { name: group }: LaidGroup): readonly StoredResource[] {
  const members = new Set(membersOf(index, group))
  return holding
    .of('User')
    .filter(({ name, spec }) => members.has(name) && (group !== USERS_GROUP || flag(spec, 'active', true)))
}

function shortUser(user: StoredResource) {
  return { id: identifierOf(user), ...present({ name: fullName(user.spec) || undefined }) }
}

function shortGroup(
  ground: Pick<Ground, 'id'>,
  { name, stored }: LaidGroup,
): { readonly id: string; readonly name?: string } {
  const shown = stored && text(stored.spec, 'displayName')
  return { id: ground.id('UserGroup', name), ...(shown === undefined ? {} : { name: shown }) }
}
