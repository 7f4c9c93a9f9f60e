import { BUILTIN_GROUPS } from '../../../access/builtin.ts'
import { text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { accessKeyOf, keyIdOf } from '../../../status/accesskey.ts'
import type { Trouble } from '../../endpoint.ts'
import { type Named, withBuiltins } from '../../routes/builtin.ts'
import { memberNames, membersOfGroup, personOf } from '../../routes/members.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { collection, collectionAt, entity, inNamed, named, nameIn, ORGANIZATION, shownName } from './within.ts'

const GROUPS = `${ORGANIZATION}/groups`
/** Where one of its application keys stands. */
export const KEY = `${ORGANIZATION}/applicationkeys/{key}`

/** How many people one answer names at most: it is made in memory. */
const MOST_PEOPLE = 20_000

/** The groups of an organization with who is in them, and its application keys (systems §3.1). */
export const COMODIT_GROUP_ENDPOINTS: readonly SystemEndpoint[] = [
  ...collectionAt(GROUPS, (asked) => shown(asked, groupsOf, collection)),
  ...collectionAt(`${GROUPS}/tree`, (asked) =>
    shown(asked, groupsOf, (groupViews) => {
      const organization = asked.path('organization')
      return entity({ organization, groupViews, environmentGroupViews: [] })
    }),
  ),
  {
    path: `${GROUPS}/{group}`,
    answer: (asked) => {
      const isWanted = ({ name }: Named): boolean => name === asked.path('group')
      return shown(
        asked,
        (...both) => groupsOf(...both).filter(isWanted),
        ([group]) => entity(group),
      )
    },
  },
  ...collectionAt(`${ORGANIZATION}/applicationkeys`, (asked) =>
    inNamed(asked, (organization) => collection(keysOf(asked, organization).map(keyIn(asked, organization)))),
  ),
  {
    path: KEY,
    answer: (asked) =>
      inNamed(asked, (organization) => {
        const found = named(keysOf(asked, organization), asked.path('key'))
        return entity(found && keyIn(asked, organization)(found))
      }),
  },
]

/** What groups are called: those that are built in have their names from ComodIT, the others go by their own too. */
export function groupNames(asked: SystemAsked, organization: StoredResource): readonly string[] {
  return groupsOf(asked, organization).map(({ name }) => name)
}

function groupsOf({ catalog }: SystemAsked, { name }: StoredResource): readonly Named[] {
  return withBuiltins(catalog.of(name, 'UserGroup'), BUILTIN_GROUPS)
}

function shown(
  asked: SystemAsked,
  choose: (asked: SystemAsked, organization: StoredResource) => readonly Named[],
  show: (groups: readonly object[]) => SystemValue | Trouble,
): SystemValue | Trouble {
  return inNamed(asked, (organization) => {
    const groups = choose(asked, organization).map(
      (group) => [group, memberNames(asked, organization.name, group.name)] as const,
    )
    const people = groups.reduce((sum, [, members]) => sum + members.length, 0)
    if (people > MOST_PEOPLE) return tooMany(people)
    return show(groups.map(([group, members]) => groupIn(asked, organization, { group, members })))
  })
}

function groupIn(
  asked: SystemAsked,
  organization: StoredResource,
  { group, members }: { readonly group: Named; readonly members: readonly string[] },
): object {
  const { name, stored } = group
  return {
    ...(stored === undefined ? {} : { uuid: stored.uid, version: stored.version }),
    name,
    description: (stored && text(stored.spec, 'description')) ?? '',
    organization: shownName(organization),
    users: membersOfGroup(asked, organization.name, name, members)
      .map(personOf)
      .map(({ username, fullName, email }) => ({ username, fullname: fullName, email: email ?? null })),
    applicationKeys: keysOf(asked, organization)
      .filter(({ spec }) => text(spec, 'userGroup') === name)
      .map(keyIn(asked, organization)),
  }
}

/** The access keys but the organization's own. */
function keysOf({ catalog }: SystemAsked, { name }: StoredResource): readonly StoredResource[] {
  const all = catalog.of(name, 'AccessKey')
  const own = accessKeyOf(all)
  return all.filter((key) => key !== own)
}

/** An application key without what it is proved by. */
function keyIn(asked: SystemAsked, organization: StoredResource): (key: StoredResource) => object {
  const nameOf = nameIn(keysOf(asked, organization))
  return (key) => {
    const { spec, uid, createdAt } = key
    const end = text(spec, 'expiresAt') ?? 'never'
    const isToken = text(spec, 'type') === 'token'
    return {
      uuid: uid,
      name: nameOf(key),
      description: text(spec, 'description') ?? '',
      organization: shownName(organization),
      group: text(spec, 'userGroup') ?? null,
      method: isToken ? 'TOKEN' : 'BASIC_AUTH',
      ...(isToken ? {} : { accessKey: keyIdOf(key) }),
      expirationDate: end === 'never' ? null : end,
      created: createdAt,
    }
  }
}

function tooMany(people: number): Trouble {
  const detail = `${people} people are in these groups, and at most ${MOST_PEOPLE} are told at once: read them by pages below /api/v1`
  return { type: 'problem', problem: { status: 400, title: 'Bad Request', detail } }
}
