import { names, text } from '../../access/fields.ts'
import type { StoredResource } from '../../model/resource.ts'
import { accessKeyOf, generationOf, isExpired, keyIdOf, keySecretOf } from '../../status/accesskey.ts'
import { type Asked, type Endpoint, listEndpoint, NOT_FOUND, valueEndpoint } from '../endpoint.ts'
import { COUNT, FLAG, listOf, objectOf, TEXT, TIME } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourcesShown, withResource } from './heads.ts'

const TYPES = ['access-key', 'token', 'basic'] as const

const KEY_ID = { ...TEXT, description: 'the public identifier of the key, stable for its life' }
const GENERATION = { ...COUNT, minimum: 1, description: 'raised by one for each new secret that was asked for' }

const HAS_SECRET = { ...FLAG, description: 'whether its secret is there' }
const ROTATED_AT = { ...TIME, description: 'when a secret that Charter makes was last handed over' }

const ACCESS = objectOf(
  { accessKey: KEY_ID, hasSecretKey: HAS_SECRET, rotatedAt: ROTATED_AT, generation: GENERATION },
  ['rotatedAt'],
)

const KEY = objectOf(
  {
    ...HEAD,
    keyId: KEY_ID,
    type: { type: 'string', enum: TYPES },
    displayName: TEXT,
    description: TEXT,
    permissions: listOf(TEXT),
    user: TEXT,
    userGroup: TEXT,
    expiresAt: { ...TEXT, description: 'a time with its offset, or `never`' },
    expired: { ...FLAG, description: 'whether that time has come, at that instant' },
    generation: GENERATION,
    hasSecret: HAS_SECRET,
    rotatedAt: ROTATED_AT,
    secretGeneration: { ...COUNT, minimum: 1, description: 'the generation that its last secret was made for' },
  },
  ['displayName', 'description', 'user', 'userGroup', 'rotatedAt', 'secretGeneration'],
)

/** The access key of an organization, and all its keys; never a secret of them (api 13, 14). */
export const KEY_ENDPOINTS: readonly Endpoint[] = [
  valueEndpoint({
    path: '/organizations/{organization}/access',
    operation: 'getAccess',
    summary: "the organization's access key: the AccessKey named `access`, else the only one of type access-key",
    parameters: [],
    response: ACCESS,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) => {
        const key = accessKeyOf(asked.catalog.of(name, 'AccessKey'))
        if (key === undefined) return NOT_FOUND
        const { hasSecret, rotatedAt } = keySecretOf(key, asked.view.state)
        const value = { accessKey: keyIdOf(key), hasSecretKey: hasSecret, rotatedAt, generation: generationOf(key) }
        return { type: 'value', value }
      }),
  }),
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/access-keys',
    operation: 'listAccessKeys',
    summary: 'the access keys of an organization, without their secrets',
    parameters: [],
    response: KEY,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) => resourcesShown(asked.catalog.of(name, 'AccessKey'), keyValue(asked))),
  }),
  valueEndpoint({
    path: '/organizations/{organization}/access-keys/{key}',
    operation: 'getAccessKey',
    summary: 'one access key, by key id, uid or name',
    parameters: [],
    response: KEY,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) => {
        const word = asked.path('key')
        const keys = asked.catalog.of(name, 'AccessKey')
        const { uid } = keys.find((key) => keyIdOf(key) === word) ?? { uid: word }
        return withResource(keys, uid, (key) => ({ type: 'value', value: keyValue(asked)(key) }))
      }),
  }),
]

function keyValue({ view }: Asked): (key: StoredResource) => Readonly<Record<string, unknown>> {
  return (key) => {
    const { type, displayName, description, user, userGroup } = key.spec
    return {
      ...headOf(key),
      keyId: keyIdOf(key),
      type,
      displayName,
      description,
      permissions: names(key.spec, 'permissions'),
      user,
      userGroup,
      expiresAt: text(key.spec, 'expiresAt') ?? 'never',
      expired: isExpired(key, view.instant),
      generation: generationOf(key),
      ...keySecretOf(key, view.state),
    }
  }
}
