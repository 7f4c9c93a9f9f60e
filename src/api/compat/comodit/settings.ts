import { flag, text } from '../../../access/fields.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { type Setting, settingsOf } from '../../routes/resolution.ts'
import { isSecret, sightOf } from '../../routes/sight.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { ENVIRONMENT, environmentsOf, HOST, hostsOf, inEnvironment, inHost } from './places.ts'
import { collection, collectionAt, entity, inNamed, nameIn, ORGANIZATION, shownName } from './within.ts'

/** The settings of an organization, its environments and hosts, and all of them as a tree (systems §3.1). */
export const COMODIT_SETTING_ENDPOINTS: readonly SystemEndpoint[] = [
  ...settingsAt(ORGANIZATION, (asked, use) => inNamed(asked, (organization) => use(organization, organization))),
  ...settingsAt(ENVIRONMENT, (asked, use) => inEnvironment(asked, use)),
  ...settingsAt(HOST, (asked, use) => inHost(asked, ({ organization, host }) => use(organization, host))),
  ...collectionAt(`${ORGANIZATION}/tree/settings`, (asked) =>
    inNamed(asked, (organization) => (isHidden(asked, organization) ? NO_SETTINGS : entity(tree(asked, organization)))),
  ),
]

type Use = (organization: StoredResource, holder: StoredResource) => SystemValue | Trouble

function settingsAt(
  path: string,
  within: (asked: SystemAsked, use: Use) => SystemValue | Trouble,
): readonly SystemEndpoint[] {
  const answered = (asked: SystemAsked, show: (settings: readonly object[]) => SystemValue | Trouble) =>
    within(asked, (organization, holder) =>
      isHidden(asked, organization)
        ? NO_SETTINGS
        : show(settingsOf(holder).filter(isWanted(asked)).map(settingIn(organization))),
    )
  return [
    ...collectionAt(`${path}/settings`, (asked) => answered(asked, collection)),
    {
      path: `${path}/settings/{key}`,
      answer: (asked) =>
        within(asked, (organization, holder) => {
          if (isHidden(asked, organization)) return NO_SETTINGS
          const found = settingsOf(holder).find(({ key }) => key === asked.path('key'))
          return entity(found && settingIn(organization)(found))
        }),
    },
  ]
}

/** The settings of a resource as ComodIT's representations list them: none for whoever may not see settings. */
export function settingsIn(
  asked: SystemAsked,
  organization: StoredResource,
): (holder: StoredResource) => readonly object[] {
  const hidden = isHidden(asked, organization)
  return (holder) => (hidden ? [] : settingsOf(holder).map(settingIn(organization)))
}

function isHidden(asked: SystemAsked, { name }: StoredResource): boolean {
  return sightOf(asked, name) === 'none'
}

const NO_SETTINGS: Trouble = {
  type: 'problem',
  problem: { status: 403, title: 'Forbidden', detail: 'settings are not shown to auditors' },
}

/** A setting in ComodIT's words: a link's default is its `value`; that of a secret is never told. */
function settingIn(organization: StoredResource): (setting: Setting) => object {
  return ({ key, declared }) => {
    const { link, property } = declared
    const secret = isSecret(declared)
    return {
      key,
      value: secret ? null : (declared.value ?? declared.default ?? null),
      ...(link === undefined ? {} : { link: `organizations/${shownName(organization)}/settings/${link}` }),
      ...(property === undefined ? {} : { property }),
      schema: schemaOf(declared, secret),
    }
  }
}

function schemaOf(declared: JsonObject, secret: boolean): object {
  return {
    type: text(declared, 'type') ?? null,
    multiline: flag(declared, 'multiline'),
    final: flag(declared, 'final'),
    secret,
  }
}

/** Which settings a tree is asked for: `secret_only`, `no_secret`, `key`. */
function isWanted({ query }: SystemAsked): (setting: Setting) => boolean {
  const [only, plain, wanted] = [query.flag('secret_only'), query.flag('no_secret'), query.text('key')]
  return ({ key, declared }) =>
    (wanted === undefined || key === wanted) &&
    !(only === true && !isSecret(declared)) &&
    !(plain === true && isSecret(declared))
}

function tree(asked: SystemAsked, organization: StoredResource): object {
  const settings = (holder: StoredResource) => settingsOf(holder).filter(isWanted(asked)).map(settingIn(organization))
  const environments = environmentsOf(asked, organization)
  const nameOf = nameIn(environments)
  return {
    organization: shownName(organization),
    settings: settings(organization),
    environments: environments.map((environment) => {
      const hosts = hostsOf(asked, organization, environment)
      const hostName = nameIn(hosts)
      return {
        environment: nameOf(environment),
        settings: settings(environment),
        hosts: hosts.map((host) => ({ host: hostName(host), settings: settings(host), applications: [] })),
      }
    }),
    distributions: [],
    platforms: [],
  }
}
