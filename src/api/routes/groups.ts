import { isAllowedToGroup } from '../../access/allowed.ts'
import { BUILTIN_GROUPS, MANAGE } from '../../access/builtin.ts'
import { flag, names, text } from '../../access/fields.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { ORGANIZATION } from '../../access/scope.ts'
import { momentOf } from '../../access/windows.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint, valueEndpoint } from '../endpoint.ts'
import { COUNT, FLAG, listOf, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { type Branch, branchesOf } from './branches.ts'
import {
  DECLARED_ONLY,
  NAMED_HEAD,
  NAMED_ORDERS,
  type Named,
  namedHead,
  namedShown,
  withBuiltins,
  withNamed,
} from './builtin.ts'
import { HEAD_ORDERS, resourceCalled, resourcesShown } from './heads.ts'
import { specProperties } from './kinds.ts'
import { memberNames, membersOfGroup, personOf } from './members.ts'

/** How many people are told with a group; all of them are told by pages. */
const MOST_USERS = 300

const PERSON = { username: TEXT, fullName: TEXT, email: TEXT }

const { displayName, description, level, privacy } = specProperties('UserGroup')

const GROUP = objectOf(
  {
    ...NAMED_HEAD,
    organization: TEXT,
    displayName: displayName ?? TEXT,
    description: description ?? TEXT,
    parents: listOf(TEXT),
    level: level ?? TEXT,
    privacy: privacy ?? TEXT,
    hideSecrets: FLAG,
    users: {
      ...listOf(objectOf(PERSON, ['email'])),
      description: `who is in the group itself, by name: the first ${MOST_USERS}; \`members\` has all of them`,
    },
    userCount: { ...COUNT, description: 'how many are in the group itself' },
    organizationAdmin: {
      ...FLAG,
      description: 'whether whoever is in it holds MANAGE on the organization, at that instant',
    },
  },
  [...DECLARED_ONLY, 'displayName', 'description', 'level', 'privacy'],
)

const MEMBER = objectOf(
  {
    uid: TEXT,
    id: TEXT,
    name: TEXT,
    ...PERSON,
    maintainer: { ...FLAG, description: 'whether the group names the user as somebody who looks after it' },
  },
  ['email'],
)

const BRANCH = objectOf(
  {
    name: TEXT,
    displayName: displayName ?? TEXT,
    parent: { ...TEXT, description: 'the group under which it stands here' },
    depth: { ...COUNT, description: '0 where it stands under none' },
    repeated: { ...FLAG, description: 'whether it stands further up already: what is below it is told there' },
    userCount: COUNT,
  },
  ['displayName', 'parent'],
)

const BELOW = '/organizations/{organization}/groups'

/** The groups of an organization: all, one, who is in it, and all as a tree (api 7). */
export const GROUP_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Named>({
    path: BELOW,
    operation: 'listGroups',
    summary: 'the user groups of an organization, `admin` and `users` among them',
    parameters: [
      { name: 'parent', type: 'text', description: 'a group that the group inherits from: its uid, name or id' },
    ],
    response: GROUP,
    orders: Object.keys(NAMED_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) => inOrganization(asked, (organization) => groupListing(asked, organization)),
  }),
  // Before `{group}`: a group that is called `tree` is told by its uid.
  listEndpoint<Branch>({
    path: `${BELOW}/tree`,
    operation: 'listGroupTree',
    summary: 'the groups as a tree, from the top: each stands behind the group that it inherits from, one deeper',
    parameters: [],
    response: BRANCH,
    orders: ['tree'],
    isDated: true,
    answer: (asked) => inOrganization(asked, (organization) => treeListing(asked, organization)),
  }),
  valueEndpoint({
    path: `${BELOW}/{group}`,
    operation: 'getGroup',
    summary: 'one group, by uid, name or id',
    parameters: [],
    response: GROUP,
    isDated: true,
    answer: (asked) =>
      inGroup(asked, (organization, group) => ({ type: 'value', value: groupValue(asked, organization)(group) })),
  }),
  listEndpoint<StoredResource>({
    path: `${BELOW}/{group}/members`,
    operation: 'listMembers',
    summary: 'who is in a group itself: whoever it names, and whoever names it',
    parameters: [],
    response: MEMBER,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inGroup(asked, (organization, { name, stored }) => {
        const maintainers = new Set(stored === undefined ? [] : names(stored.spec, 'maintainers'))
        return resourcesShown(membersOfGroup(asked, organization, name), (user) => ({
          ...personOf(user),
          maintainer: maintainers.has(user.name),
        }))
      }),
  }),
]

function inGroup<T>(asked: Asked, use: (organization: string, group: Named) => T) {
  return inOrganization(asked, ({ name }) =>
    withNamed(asked.catalog.of(name, 'UserGroup'), BUILTIN_GROUPS, asked.path('group'), (group) => use(name, group)),
  )
}

function groupListing(asked: Asked, { name }: StoredResource): Listing<Named> {
  const word = asked.query.text('parent')
  const groups = asked.catalog.of(name, 'UserGroup')
  const parent = word === undefined ? undefined : (resourceCalled(groups, word)?.name ?? word)
  const all = withBuiltins(groups, BUILTIN_GROUPS)
  const wanted = all.filter(
    ({ stored }) => parent === undefined || (stored !== undefined && names(stored.spec, 'parents').includes(parent)),
  )
  return namedShown(wanted, groupValue(asked, name))
}

function groupValue(asked: Asked, organization: string): (group: Named) => Readonly<Record<string, unknown>> {
  const index = organizationIndex(asked.catalog.access, organization)
  const moment = momentOf(asked.view.instant)
  const manage = { permission: MANAGE, scope: ORGANIZATION }
  return (group) => {
    const spec = group.stored?.spec ?? {}
    const members = memberNames(asked, organization, group.name)
    return {
      ...namedHead(group, BUILTIN_GROUPS),
      organization,
      displayName: spec.displayName,
      description: spec.description,
      parents: names(spec, 'parents'),
      level: spec.level,
      privacy: spec.privacy,
      hideSecrets: flag(spec, 'hideSecrets'),
      users: membersOfGroup(asked, organization, group.name, members.slice(0, MOST_USERS)).map(personOf),
      userCount: members.length,
      organizationAdmin: isAllowedToGroup(index, group.name, manage, moment),
    }
  }
}

function treeListing(asked: Asked, { name: organization }: StoredResource): Listing<Branch> {
  const items = branchesOf(withBuiltins(asked.catalog.of(organization, 'UserGroup'), BUILTIN_GROUPS))
  return {
    type: 'list',
    items,
    show: ({ group, parent, depth, repeated }) => ({
      name: group.name,
      displayName: group.stored === undefined ? undefined : text(group.stored.spec, 'displayName'),
      parent,
      depth,
      repeated,
      userCount: memberNames(asked, organization, group.name).length,
    }),
    name: ({ group }) => group.name,
    orders: { tree: ({ place }) => place },
  }
}
