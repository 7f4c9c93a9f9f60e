import { flag } from '../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../model/resource.ts'
import {
  type Asked,
  badParameter,
  type Endpoint,
  type Listing,
  listEndpoint,
  NOT_FOUND,
  type Trouble,
  valueEndpoint,
} from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { ANYTHING, FLAG, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { LEVEL_PARAMETERS, levelsOf } from './levels.ts'
import { organizationStatus } from './organization.ts'
import { type Resolved, type Setting, settingResolver, settingsAlong, settingsOf } from './resolution.ts'
import { DECLARED_SETTING, type Sight, sightOf } from './sight.ts'

const SETTING = objectOf(
  {
    ...DECLARED_SETTING,
    value: { ...ANYTHING, description: 'any JSON; null where it is a secret that is hidden from the reader' },
    secret: { ...FLAG, description: 'whether the value is a secret, of this setting or of the one that it links to' },
    multiline: FLAG,
    final: FLAG,
    hasValue: { ...FLAG, description: 'whether there is a value or a secret, in the end' },
    from: { ...objectOf({ kind: TEXT, name: TEXT }), description: 'who declares it' },
  },
  ['type', 'value', 'link', 'default', 'property', 'secretRef'],
)

const RESOLVED: Parameter = {
  name: 'resolved',
  type: 'boolean',
  description: 'whether links and properties are followed, and what the levels above set is told too (false)',
}

const FILTERS: readonly Parameter[] = [
  { name: 'key', type: 'text', description: 'the key' },
  { name: 'secret_only', type: 'boolean', description: 'whether secret settings only are told (false)' },
  { name: 'no_secret', type: 'boolean', description: 'whether secret settings are left out (false)' },
]

/** The settings of an organization, its workspaces and hosts (api 15). */
export const SETTING_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Told>({
    path: '/organizations/{organization}/settings',
    operation: 'listSettings',
    summary: 'settings, as they are declared or resolved: a host over its workspace over the organization',
    parameters: [...FILTERS, RESOLVED, ...LEVEL_PARAMETERS],
    response: SETTING,
    orders: ['key'],
    problems: [403],
    isDated: true,
    answer: (asked) => inSettings(asked, (settings) => listing(asked, settings)),
  }),
  valueEndpoint({
    path: '/organizations/{organization}/settings/{key}',
    operation: 'getSetting',
    summary: 'one setting',
    parameters: [RESOLVED, ...LEVEL_PARAMETERS],
    response: SETTING,
    problems: [403],
    isDated: true,
    answer: (asked) =>
      inSettings(asked, (settings) => {
        const found = settings.find(({ key }) => key === asked.path('key'))
        return found === undefined ? NOT_FOUND : { type: 'value', value: settingValue(asked)(found) }
      }),
  }),
]

/** A setting with what it comes to, and what the reader sees of settings. */
interface Told extends Setting {
  readonly resolved: Resolved
  readonly sight: Sight
}

function inSettings<T>(asked: Asked, use: (settings: readonly Told[]) => T): T | Trouble {
  return inOrganization(asked, (organization): T | Trouble => {
    const sight = sightOf(asked, organization.name)
    if (sight === 'none') return NO_SETTINGS
    const levels = levelsOf(asked, organization)
    if ('type' in levels) return levels
    const own = levels.slice(-1).flatMap(settingsOf)
    const settings = asked.query.flag('resolved') ? settingsAlong(levels) : own
    const resolve = settingResolver(organization, () => organizationStatus(asked, organization))
    return use(settings.map((one) => ({ ...one, resolved: resolve(one.declared), sight })))
  })
}

function listing(asked: Asked, settings: readonly Told[]): Listing<Told> | Trouble {
  const { query } = asked
  const [wanted, isOnly, isPlain] = [query.text('key'), query.flag('secret_only'), query.flag('no_secret')]
  if (isOnly && isPlain) return badParameter('no_secret', 'and `secret_only` leave nothing: give one of them')
  return {
    type: 'list',
    items: settings.filter(
      ({ key, resolved: { isSecret } }) =>
        (wanted === undefined || key === wanted) && !(isOnly && !isSecret) && !(isPlain && isSecret),
    ),
    show: settingValue(asked),
    name: ({ key }) => key,
    orders: { key: ({ key }) => key },
  }
}

function settingValue({ query }: Asked): (setting: Told) => Readonly<Record<string, unknown>> {
  const isResolved = query.flag('resolved') ?? false
  return ({ key, declared, from, resolved, sight }) => ({
    key,
    type: declared.type,
    ...contentOf(declared, resolved, { isResolved, sight }),
    secret: resolved.isSecret,
    multiline: flag(declared, 'multiline'),
    final: flag(declared, 'final'),
    hasValue: resolved.isThere,
    from: placeOf(from),
  })
}

function contentOf(
  declared: JsonObject,
  { value, secretRef, isSecret }: Resolved,
  { isResolved, sight }: { readonly isResolved: boolean; readonly sight: Sight },
): object {
  if (isSecret && sight !== 'all') return { value: null }
  if (isResolved) return isSecret ? { secretRef } : { value }
  const { link, default: otherwise, property } = declared
  const own = link === undefined && property === undefined
  if (own) return isSecret ? { secretRef } : { value }
  return { link, default: otherwise, property }
}

function placeOf({ kind, name }: StoredResource): object {
  return { kind, name }
}

const NO_SETTINGS: Trouble = {
  type: 'problem',
  problem: { status: 403, title: 'Forbidden', detail: 'settings are not shown to auditors' },
}
