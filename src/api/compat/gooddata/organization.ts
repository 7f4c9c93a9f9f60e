import { items, text } from '../../../access/fields.ts'
import { ORGANIZATION } from '../../../access/scope.ts'
import { bootstrapOf, identifierOf, present } from '../../../layouts/gooddata/ground.ts'
import { ownProvider } from '../../../layouts/gooddata/sources.ts'
import type { StoredResource } from '../../../model/resource.ts'
import type { SystemEndpoint } from '../system.ts'
import { type Entities, entitiesOf, entityDocument, isThere, type Relation } from './jsonapi.ts'
import { USER_GROUPS, USERS } from './people.ts'
import { permittedOn } from './permitted.ts'
import { IDENTITY_PROVIDERS } from './places.ts'
import { sceneOf } from './scene.ts'
import { inCalled, inOwn } from './within.ts'

const PATH = '/api/v1/entities/admin/organizations'

/** The organization itself, by the host of the request and by its identifier. */
export const GOODDATA_ORGANIZATION_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/api/v1/entities/organization',
    answer: (asked) =>
      inOwn(asked, ({ holding }) => {
        const meta = asked.query.texts('metaInclude').join(',')
        const query = meta === '' ? '' : `?${new URLSearchParams({ metaInclude: meta })}`
        return { type: 'redirect', to: `${PATH}/${encodeURIComponent(identifierOf(holding.organization))}${query}` }
      }),
  },
  {
    path: `${PATH}/{id}`,
    answer: (asked) =>
      inCalled(asked, asked.path('id'), (ground) => {
        const scene = sceneOf(ground, asked)
        return entityDocument(entitiesOf(ORGANIZATIONS), ground.holding.organization as never, { asked, scene })
      }),
  },
]

const ORGANIZATIONS: Entities<StoredResource> = {
  type: 'organization',
  path: 'admin/organizations',
  attributes: [],
  relations: {
    bootstrapUser: {
      ...one('users', entitiesOf(USERS)),
      of: (_, { ground }) => {
        const wanted = text(bootstrapOf(ground), 'user')
        return ground.holding.of('User').filter(({ name }) => name === wanted)
      },
    },
    bootstrapUserGroup: {
      ...one('userGroups', entitiesOf(USER_GROUPS)),
      of: (_, { ground, groups }) => [groups().get(text(bootstrapOf(ground), 'userGroup') ?? '')].filter(isThere),
    },
    identityProvider: {
      ...one('identityProviders', entitiesOf(IDENTITY_PROVIDERS)),
      of: ({ spec }, { ground }) =>
        ground.holding.of('IdentityProvider').filter(({ name }) => name === spec.identityProvider),
    },
  },
  of: ({ ground }) => [ground.holding.organization],
  id: identifierOf,
  attributesOf: ({ spec, name }, { ground }) => ({
    name: text(spec, 'displayName') ?? name,
    ...present({
      hostname: text(spec, 'hostname'),
      allowedOrigins: items(spec, 'allowedOrigins'),
      earlyAccessValues: items(spec, 'earlyAccess'),
    }),
    ...ownProvider(ground),
  }),
  meta: { permissions: (_, scene) => permittedOn(scene, { ...ORGANIZATION, type: 'organization' }) },
}

function one(alias: string, kind: Entities<never>): Omit<Relation<StoredResource>, 'of'> {
  return { isMany: false, alias, to: () => kind }
}
