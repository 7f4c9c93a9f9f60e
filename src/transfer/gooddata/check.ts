import { quoted } from '../../desired/laws/words.ts'
import { plural } from '../../lib/text.ts'
import type { Json } from '../../model/resource.ts'
import { isOrganizationName, organizationName } from '../reading/name.ts'
import { problemAt } from '../reading/problem.ts'
import { below, contentOf, type Reading, type Spot } from '../reading/reading.ts'
import { BECOMES, convert, permissionListsOf, THINGS, type Things } from './convert.ts'
import { type Credentials, strayCredentials } from './credentials.ts'
import { noteFields } from './field.ts'
import { filterAt } from './filter.ts'
import type { ImportGround } from './ground.ts'
import { type Item, placed, placedProblem, problemOfItem, readItem, spotOf, textOf } from './item.ts'
import type { Layout } from './layout.ts'
import { namesOf } from './names.ts'
import { organizationAt } from './organization.ts'
import { permissionsAt } from './permission.ts'
import { problemsOf } from './place.ts'
import { hasOldProvider, OLD_PROVIDER, providerAt } from './provider.ts'
import { secretsAt } from './secret.ts'
import { createTally, type Tally } from './tally.ts'

/** A layout that was read once from end to end, and what its things are converted with. */
export interface Checked {
  readonly layout: Layout
  readonly ground: ImportGround
  readonly isOldForm: boolean
  /** How many permissions there are. */
  readonly permissions: number
}

/** Reads a layout from end to end, item by item, and yields everything that is wrong; what it makes on the way is forgotten. */
export function* checkedLayout(
  whole: Layout,
  { credentials, organization }: { readonly credentials: Credentials; readonly organization: string | undefined },
): Reading<Checked | undefined> {
  const head = yield* placed(whole.organization, readItem(whole.organization))
  if (head === undefined) return undefined
  const tally = createTally()
  const layout = withoutOthersProviders(whole, tally)
  const isOldForm = hasOldProvider(head)
  const names = yield* namesIn(layout)
  const known = isOldForm ? new Map([...names.IdentityProvider, [OLD_PROVIDER, OLD_PROVIDER]]) : names.IdentityProvider
  yield* strayCredentials(credentials, { dataSources: names.DataSource, identityProviders: known })
  const name = yield* placed(layout.organization, organizationNameAt(head, organization))
  if (name === undefined) return undefined
  const bare: ImportGround = { organization: name, names, credentials, filters: new Map() }
  const ground = { ...bare, filters: yield* filtersIn(layout, bare, tally) }
  let permissions = yield* placed(layout.organization, checkOrganization(head, ground, isOldForm))
  noteFields(layout.organization, head, { list: 'organization', tally })
  for (const list of THINGS) {
    for (const item of layout.lists[list]) permissions += yield* placed(item, checkThing(item, { list, ground, tally }))
  }
  yield* checkOthers(layout)
  yield* tally.problems()
  return { layout, ground, isOldForm, permissions }
}

/** Providers that GoodData keeps itself are not declared. */
function withoutOthersProviders(layout: Layout, tally: Tally): Layout {
  const identityProviders = layout.lists.identityProviders.filter((item) => {
    const isCustom = (textOf(item, 'idpType') ?? 'CUSTOM_IDP') === 'CUSTOM_IDP'
    if (!isCustom) tally.note('idpType', () => placedProblem(item, problemAt(below(spotOf(item), 'idpType'), MANAGED)))
    return isCustom
  })
  return { ...layout, lists: { ...layout.lists, identityProviders } }
}

const MANAGED = {
  code: 'IgnoredField',
  severity: 'warning',
  message: 'an identity provider that GoodData keeps itself has no place in Charter and is left out',
} as const

function* namesIn({ lists }: Layout): Reading<ImportGround['names']> {
  return {
    User: yield* namesOf(lists.users, 'User'),
    UserGroup: yield* namesOf(lists.userGroups, 'UserGroup'),
    Workspace: yield* namesOf(lists.workspaces, 'Workspace'),
    IdentityProvider: yield* namesOf(lists.identityProviders, 'IdentityProvider'),
    DataSource: yield* namesOf(lists.dataSources, 'DataSource'),
  }
}

function* organizationNameAt(spot: Spot, organization: string | undefined): Reading<string | undefined> {
  const id = contentOf(below(spot, 'id'))
  const name = organization ?? (typeof id === 'string' ? organizationName(id).replace(/^(?=[0-9])/, 'org-') : '')
  if (isOrganizationName(name)) return name
  yield problemAt(id === undefined ? spot : below(spot, 'id'), {
    code: 'InvalidName',
    message: `no organization can be named ${quoted(name)}`,
    help: 'give it a name of at most 63 lower-case letters, digits and `-`, beginning with a letter, with --organization NAME',
  })
  return undefined
}

function* filtersIn(layout: Layout, ground: ImportGround, tally: Tally): Reading<ImportGround['filters']> {
  const filters = new Map<string, Json[]>()
  for (const item of layout.lists.workspaceDataFilters) {
    const spot = yield* placed(item, readItem(item))
    if (spot === undefined) continue
    noteFields(item, spot, { list: 'workspaceDataFilters', tally })
    const found = yield* placed(item, filterAt(spot, ground))
    if (found === undefined) continue
    const own = filters.get(found.workspace)
    if (own === undefined) filters.set(found.workspace, [found.filter])
    else own.push(found.filter)
  }
  return filters
}

function* checkOrganization(spot: Spot, ground: ImportGround, isOldForm: boolean): Reading<number> {
  yield* secretsAt(spot)
  const { credentials } = ground
  yield* problemsOf(yield* organizationAt(spot, ground, isOldForm), { spot, credentials })
  if (isOldForm) {
    const document = providerAt(spot, { ground, id: OLD_PROVIDER, name: OLD_PROVIDER })
    yield* problemsOf(document, { spot, list: 'identityProviders', id: OLD_PROVIDER, credentials })
  }
  const list = { spot: below(spot, 'permissions'), scope: undefined, isHierarchical: false }
  return (yield* permissionsAt(list, ground)).length
}

/** Checks one thing with its permissions, and gives how many these are. */
function* checkThing(
  item: Item,
  { list, ground, tally }: { readonly list: Things; readonly ground: ImportGround; readonly tally: Tally },
): Reading<number> {
  const spot = yield* readItem(item)
  if (spot === undefined) return 0
  const id = contentOf(below(spot, 'id'))
  if (typeof id !== 'string') {
    if (id !== undefined)
      yield problemAt(below(spot, 'id'), {
        code: 'InvalidField',
        message: 'an `id` must be text',
        help: 'put it in quotes',
      })
    else
      yield problemAt(spot, {
        code: 'MissingField',
        message: `an item of \`${list}\` has no \`id\``,
        help: 'give it one',
      })
    return 0
  }
  noteFields(item, spot, { list, tally })
  yield* secretsAt(spot)
  const name = ground.names[BECOMES[list].kind].get(id) ?? ''
  // That nothing can be named after it is told already.
  if (name === '') return 0
  const document = yield* convert(list, spot, { ground, id, name })
  yield* problemsOf(document, { spot, list, id, credentials: ground.credentials })
  let permissions = 0
  for (const own of permissionListsOf(list, spot, name)) permissions += (yield* permissionsAt(own, ground)).length
  return permissions
}

/** Sections without a place in Charter are told, and secrets in them refused all the same: they should not be in a file. */
function* checkOthers({ others }: Layout): Reading<void> {
  for (const { name, items, item } of others) {
    for (const own of items) {
      const spot = yield* placed(own, readItem(own))
      if (spot !== undefined) yield* placed(own, secretsAt(spot))
    }
    yield problemOfItem(item, {
      code: 'IgnoredField',
      severity: 'warning',
      message: `${quoted(name)} has no place in Charter and is left out${items.length === 0 ? '' : `, with ${plural(items.length, 'item')}`}`,
    })
  }
}
