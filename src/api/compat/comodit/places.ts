import { text } from '../../../access/fields.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import type { SystemAsked } from '../system.ts'
import { inNamed, MISSING, named, ORGANIZATION } from './within.ts'

/** Where the environments of an organization stand. */
export const ENVIRONMENTS = `${ORGANIZATION}/environments`
/** Where one of them stands. */
export const ENVIRONMENT = `${ENVIRONMENTS}/{environment}`
/** Where a host in one of them stands. */
export const HOST = `${ENVIRONMENT}/hosts/{host}`

/** A host with where it stands. */
export interface HostPlace {
  readonly organization: StoredResource
  readonly environment: StoredResource
  readonly host: StoredResource
}

/** The environments of an organization, by name. */
export function environmentsOf({ catalog }: SystemAsked, { name }: StoredResource): readonly StoredResource[] {
  return catalog.of(name, 'Workspace').filter(({ spec }) => text(spec, 'type') === 'environment')
}

/** The hosts in an environment, by name. */
export function hostsOf(
  { catalog }: SystemAsked,
  organization: StoredResource,
  environment: StoredResource,
): readonly StoredResource[] {
  return catalog.of(organization.name, 'Host').filter(({ spec }) => text(spec, 'workspace') === environment.name)
}

/** The environment that an address names, in its organization; else what is not there. */
export function inEnvironment<T>(
  asked: SystemAsked,
  use: (organization: StoredResource, environment: StoredResource) => T,
): T | Trouble {
  return inNamed(asked, (organization): T | Trouble => {
    const found = named(environmentsOf(asked, organization), asked.path('environment'))
    return found === undefined ? MISSING : use(organization, found)
  })
}

/** The host that an address names, in its environment; else what is not there. */
export function inHost<T>(asked: SystemAsked, use: (place: HostPlace) => T): T | Trouble {
  return inEnvironment(asked, (organization, environment): T | Trouble => {
    const host = named(hostsOf(asked, organization, environment), asked.path('host'))
    return host === undefined ? MISSING : use({ organization, environment, host })
  })
}
