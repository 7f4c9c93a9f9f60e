import { groupBy } from '../../lib/compare.ts'
import { shown } from '../../lib/shown.ts'
import { type Entry, propertiesAt, textAt } from '../reading/field.ts'
import { organizationName } from '../reading/name.ts'
import { originAt, problemAt } from '../reading/problem.ts'
import { below, type Reading, type Spot } from '../reading/reading.ts'
import { clashesOf } from './clash.ts'
import type { Organization } from './fact.ts'
import type { Fragment, Parts } from './layout.ts'
import { distinct, peopleAt } from './person.ts'
import { allRepositories, repositoriesAt } from './repository.ts'
import { settingsOf } from './setting.ts'
import { teamsAt } from './team.ts'

const LISTS = ['admins', 'members', 'teams', 'repos']
const FIELDS = ['name', 'description', 'billing_email']

/** One organization merged from its fragments: lists are joined, a field that stands in two of them is a problem. */
export function* organizationOf({ original, fragments }: Parts): Reading<Organization> {
  const fields = yield* fieldsOf(fragments)
  const admins = distinct(yield* joined(fragments, ({ spot }) => peopleAt(below(spot, 'admins'), '`admins`')))
  const members = distinct(yield* joined(fragments, ({ spot }) => peopleAt(below(spot, 'members'), '`members`')))
  const teams = yield* joined(fragments, ({ spot, folder }) => teamsAt(below(spot, 'teams'), folder))
  const declared = yield* joined(fragments, ({ spot }) => repositoriesAt(below(spot, 'repos')))
  const repositories = allRepositories(declared, teams)
  yield* clashesOf('login', distinct([...admins, ...members]))
  yield* clashesOf('team', [...teams, ...teams.flatMap((team) => team.previously)])
  for (const { grants } of teams)
    yield* clashesOf(
      'repository',
      grants.map(({ repository }) => repository),
    )
  yield* clashesOf('repository', [...repositories, ...repositories.flatMap((repository) => repository.previously)])
  return {
    name: organizationName(original),
    original,
    spot: firstSpot(fragments),
    displayName: (yield* textOf(fields, 'name')) ?? original,
    description: yield* textOf(fields, 'description'),
    billingEmail: yield* textOf(fields, 'billing_email'),
    settings: settingsOf([...fields.values()].filter(({ text }) => !FIELDS.includes(text))),
    admins,
    members,
    teams,
    repositories,
  }
}

function* joined<T>(
  fragments: readonly Fragment[],
  read: (fragment: Fragment) => Reading<readonly T[]>,
): Reading<readonly T[]> {
  const all: T[] = []
  for (const fragment of fragments) all.push(...(yield* read(fragment)))
  return all
}

/** The fields that hold no list, by name; of one that two fragments declare the first. */
function* fieldsOf(fragments: readonly Fragment[]): Reading<ReadonlyMap<string, Entry>> {
  const entries = yield* joined(fragments, ({ spot }) => propertiesAt(spot, 'the organization'))
  const byName = groupBy(
    entries.filter(({ text }) => !LISTS.includes(text)),
    ({ text }) => text,
  )
  const fields = new Map<string, Entry>()
  for (const [name, [first, ...others]] of byName) {
    if (first === undefined) continue
    fields.set(name, first)
    for (const other of others) {
      yield problemAt(other.spot, {
        code: 'DuplicateField',
        message: `field \`${shown(name)}\` stands in two files of the organization`,
        help: 'keep one of them',
        related: [{ origin: originAt(first.spot), message: 'the other one is here' }],
      })
    }
  }
  return fields
}

function* textOf(fields: ReadonlyMap<string, Entry>, name: string): Reading<string | undefined> {
  const field = fields.get(name)
  return field === undefined ? undefined : yield* textAt(field.spot, `\`${name}\``)
}

/** The place that speaks for the whole organization; every organization has at least one fragment. */
function firstSpot([first]: readonly Fragment[]): Spot {
  if (first === undefined) throw new RangeError('an organization without a file')
  return first.spot
}
