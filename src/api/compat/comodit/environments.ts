import { names, text } from '../../../access/fields.ts'
import { by, groupBy } from '../../../lib/compare.ts'
import type { StoredResource } from '../../../model/resource.ts'
import { hostStates } from '../../routes/hosts.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { ENVIRONMENT, ENVIRONMENTS, environmentsOf, HOST, hostsOf, inEnvironment, inHost } from './places.ts'
import { settingsIn } from './settings.ts'
import { collection, collectionAt, entity, inNamed, nameIn, ORGANIZATION, shownName } from './within.ts'

/** The environments of an organization and the hosts in them (systems §3.1). */
export const COMODIT_ENVIRONMENT_ENDPOINTS: readonly SystemEndpoint[] = [
  ...collectionAt(ENVIRONMENTS, (asked) =>
    inNamed(asked, (organization) =>
      collection(environmentsOf(asked, organization).map(environmentIn(asked, organization))),
    ),
  ),
  {
    path: ENVIRONMENT,
    answer: (asked) =>
      inEnvironment(asked, (organization, environment) => entity(environmentIn(asked, organization)(environment))),
  },
  ...collectionAt(`${ORGANIZATION}/hosts`, (asked) =>
    inNamed(asked, (organization) => {
      const show = hostIn(asked, organization)
      const all = environmentsOf(asked, organization)
      return collection(all.flatMap((environment) => hostsOf(asked, organization, environment).map(show)))
    }),
  ),
  ...collectionAt(`${ENVIRONMENT}/hosts`, (asked) =>
    inEnvironment(asked, (organization, environment) =>
      collection(hostsOf(asked, organization, environment).map(hostIn(asked, organization))),
    ),
  ),
  {
    path: HOST,
    answer: (asked) => inHost(asked, ({ organization, host }) => entity(hostIn(asked, organization)(host))),
  },
]

function environmentIn(asked: SystemAsked, organization: StoredResource): (environment: StoredResource) => object {
  const nameOf = nameIn(environmentsOf(asked, organization))
  const settings = settingsIn(asked, organization)
  return (environment) => {
    const hosts = hostsOf(asked, organization, environment)
    return {
      uuid: environment.uid,
      name: nameOf(environment),
      description: text(environment.spec, 'description') ?? '',
      version: environment.version,
      organization: shownName(organization),
      hosts: hosts.map(nameIn(hosts)),
      settings: settings(environment),
    }
  }
}

/** A host; its name is unique in its environment. */
function hostIn(asked: SystemAsked, organization: StoredResource): (host: StoredResource) => object {
  const environments = environmentsOf(asked, organization)
  const environmentName = nameIn(environments)
  const places = new Map(environments.map((one) => [one.name, environmentName(one)]))
  const all = [...asked.catalog.of(organization.name, 'Host')].sort(by(({ name }) => name))
  const namers = new Map(
    [...groupBy(all, ({ spec }) => text(spec, 'workspace') ?? '')].map(([place, own]) => [place, nameIn(own)]),
  )
  const settings = settingsIn(asked, organization)
  const stateOf = hostStates(asked, organization.name)
  return (host) => {
    const { spec, uid, version } = host
    const place = text(spec, 'workspace') ?? ''
    return {
      uuid: uid,
      name: namers.get(place)?.(host) ?? host.name,
      description: text(spec, 'description') ?? '',
      version,
      organization: shownName(organization),
      environment: places.get(place) ?? place,
      platform: text(spec, 'platform') ?? null,
      distribution: text(spec, 'distribution') ?? null,
      applications: names(spec, 'applications'),
      settings: settings(host),
      state: stateOf(host),
    }
  }
}
