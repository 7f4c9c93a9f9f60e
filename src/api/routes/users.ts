import { isAllowed } from '../../access/allowed.ts'
import { USERS_GROUP } from '../../access/builtin.ts'
import { groupsOfUser } from '../../access/closure.ts'
import { flag, text } from '../../access/fields.ts'
import { organizationIndex } from '../../access/indexed.ts'
import { absenceOf } from '../../access/presence.ts'
import { ORGANIZATION } from '../../access/scope.ts'
import { momentOf } from '../../access/windows.ts'
import { folded } from '../../lib/text.ts'
import type { StoredResource } from '../../model/resource.ts'
import {
  type Answer,
  type Asked,
  badParameter,
  type Endpoint,
  type Listing,
  listEndpoint,
  NOT_FOUND,
  valueEndpoint,
} from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { FLAG, listOf, objectOf, TEXT } from '../schema.ts'
import { inOrganization, organizationCalled, tellRead } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourceCalled, withResource } from './heads.ts'

const STATES = ['active', 'inactive', 'not-yet', 'no-longer', 'revoked'] as const

const USER = objectOf(
  {
    ...HEAD,
    organization: TEXT,
    email: TEXT,
    firstName: TEXT,
    lastName: TEXT,
    username: TEXT,
    admin: { ...FLAG, description: 'whether the user is an effective admin at that instant' },
    state: { type: 'string', enum: STATES, description: 'whether the user has access at that instant, and why not' },
    systemAccount: FLAG,
    groups: listOf(TEXT),
    from: { ...TEXT, description: 'a date, or a time with its offset' },
    until: { ...TEXT, description: 'a date, or a time with its offset' },
  },
  ['email', 'firstName', 'lastName', 'username', 'from', 'until'],
)

const FILTERS: readonly Parameter[] = [
  { name: 'email', type: 'text', description: 'the e-mail address, in upper or lower case' },
  { name: 'admin', type: 'boolean', description: 'whether the user is an effective admin' },
  { name: 'state', type: 'one', of: STATES, description: 'whether the user has access, and why not' },
  { name: 'group', type: 'text', description: 'a group that the user is in: its uid, name or id' },
]

const ORGANIZATION_NAMED: Parameter = {
  name: 'organization',
  type: 'text',
  description: 'uid, name or id of an organization',
}

const ORDERS = { ...HEAD_ORDERS, email: ({ spec }: StoredResource) => folded(text(spec, 'email') ?? '') }

/** `/organizations/{organization}/users` and one of them; `/users` over all organizations that the reader sees, and one of these (api 5, 6, 40). */
export const USER_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/users',
    operation: 'listUsers',
    summary: 'the users of an organization',
    parameters: FILTERS,
    response: USER,
    orders: Object.keys(ORDERS),
    hasLabels: true,
    tables: ['csv', 'ndjson'],
    isDated: true,
    answer: (asked) => inOrganization(asked, ({ name }) => listing(asked, asked.catalog.of(name, 'User'))),
  }),
  valueEndpoint({
    path: '/organizations/{organization}/users/{user}',
    operation: 'getUser',
    summary: 'one user, by uid, name or id',
    parameters: [],
    response: USER,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) =>
        withResource(asked.catalog.of(name, 'User'), asked.path('user'), (user) => ({
          type: 'value',
          value: userValue(asked)(user),
        })),
      ),
  }),
  listEndpoint<StoredResource>({
    path: '/users',
    operation: 'listAllUsers',
    summary: 'the users of all organizations that the reader sees, by organization and name',
    parameters: [...FILTERS, ORGANIZATION_NAMED],
    response: USER,
    orders: ['organization', ...Object.keys(ORDERS)],
    hasLabels: true,
    tables: ['csv', 'ndjson'],
    isDated: true,
    answer(asked) {
      const all = listing(asked, usersSeen(asked))
      const organizationOf = ({ namespace }: StoredResource): string => namespace
      return { ...all, organization: organizationOf, orders: { organization: organizationOf, ...ORDERS } }
    },
  }),
  valueEndpoint({
    path: '/users/{user}',
    operation: 'getUserAnywhere',
    summary: 'one user of the organizations that the reader sees: by uid, else by name, id or e-mail address',
    parameters: [ORGANIZATION_NAMED],
    response: USER,
    isDated: true,
    answer: userAnywhere,
  }),
]

/** The users of the organizations that the reader sees, or of the one that is asked for. */
function usersSeen(asked: Asked): readonly StoredResource[] {
  const { catalog, viewer, query } = asked
  const wanted = query.text('organization')
  const only = wanted === undefined ? undefined : (organizationCalled(asked, wanted)?.name ?? '')
  return catalog
    .of('', 'Organization')
    .filter(({ name }) => viewer.sees(name) && (only === undefined || name === only))
    .flatMap(({ name }) => catalog.of(name, 'User'))
}

/** Names are those of one organization: where several have somebody who is called so, the question has to say which. */
function userAnywhere(asked: Asked): Answer {
  const word = asked.path('user')
  const all = usersSeen(asked)
  const found = all.find(({ uid }) => uid === word)
  const [first, ...others] = found === undefined ? all.filter(isCalled(word)) : [found]
  if (first === undefined) return NOT_FOUND
  tellRead(
    asked,
    [first, ...others].map(({ namespace }) => namespace),
  )
  if (others.length > 0) return badParameter('organization', 'is needed: several organizations have a user called so')
  return { type: 'value', value: userValue(asked)(first) }
}

function isCalled(word: string): (user: StoredResource) => boolean {
  const address = folded(word)
  return ({ name, spec }) => name === word || text(spec, 'id') === word || folded(text(spec, 'email') ?? '') === address
}

function listing(asked: Asked, users: readonly StoredResource[]): Listing<StoredResource> {
  const { query } = asked
  const [email, admin, state, group] = [
    query.text('email'),
    query.flag('admin'),
    query.text('state'),
    query.text('group'),
  ]
  const fact = factsOf(asked)
  const called = groupCalled(asked, group ?? '')
  const isWanted = (user: StoredResource): boolean =>
    (email === undefined || folded(text(user.spec, 'email') ?? '') === folded(email)) &&
    (admin === undefined || fact(user).admin === admin) &&
    (state === undefined || fact(user).state === state) &&
    (group === undefined || fact(user).groups.includes(called(user.namespace)))
  const isFiltered = [email, admin, state, group].some((one) => one !== undefined)
  return {
    type: 'list',
    items: isFiltered ? users.filter(isWanted) : users,
    show: userValue(asked),
    name: ({ name }) => name,
    labels: ({ labels }) => labels,
    orders: ORDERS,
  }
}

/** The name of the group of an organization that a word names. */
function groupCalled({ catalog }: Asked, word: string): (organization: string) => string {
  const known = new Map<string, string>()
  return (organization) => {
    const name = known.get(organization) ?? resourceCalled(catalog.of(organization, 'UserGroup'), word)?.name ?? word
    known.set(organization, name)
    return name
  }
}

function userValue(asked: Asked): (user: StoredResource) => Readonly<Record<string, unknown>> {
  const fact = factsOf(asked)
  return (user) => {
    const { email, firstName, lastName, username, from, until } = user.spec
    const facts = fact(user)
    const systemAccount = flag(user.spec, 'systemAccount')
    return {
      ...headOf(user),
      organization: user.namespace,
      email,
      firstName,
      lastName,
      username,
      ...facts,
      systemAccount,
      from,
      until,
    }
  }
}

/** What is to be worked out of a user: at the instant of the view. */
export function factsOf({ catalog, view }: Asked) {
  const moment = momentOf(view.instant)
  return ({ namespace, name }: StoredResource) => {
    const index = organizationIndex(catalog.access, namespace)
    const absence = absenceOf(index, name, moment)
    return {
      admin: isAllowed(index, name, { permission: 'MANAGE', scope: ORGANIZATION }, moment),
      state: absence === undefined || absence === 'unknown' ? 'active' : absence.replace(' ', '-'),
      groups: groupsOfUser(index, name).filter((group) => group !== USERS_GROUP),
    }
  }
}
