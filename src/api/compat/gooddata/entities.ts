import type { Trouble } from '../../endpoint.ts'
import { sightOf } from '../../routes/sight.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked, SystemEndpoint } from '../system.ts'
import { ENTITLEMENTS } from './entitlements.ts'
import { type Entities, entitiesOf, listValue, singleValue } from './jsonapi.ts'
import { USER_GROUPS, USER_IDENTIFIERS, USERS } from './people.ts'
import { DATA_SOURCE_IDENTIFIERS, DATA_SOURCES, IDENTITY_PROVIDERS, OWN_LISTS, WORKSPACES } from './places.ts'
import { type Scene, sceneOf } from './scene.ts'
import { inOwn } from './within.ts'

const KINDS: readonly Entities<never>[] = [
  entitiesOf(USERS),
  entitiesOf(USER_IDENTIFIERS),
  entitiesOf(USER_GROUPS),
  entitiesOf(WORKSPACES),
  entitiesOf(DATA_SOURCES),
  entitiesOf(DATA_SOURCE_IDENTIFIERS),
  entitiesOf(IDENTITY_PROVIDERS),
  entitiesOf(ENTITLEMENTS),
  ...OWN_LISTS.map(entitiesOf),
]

/** The entities of an organization, sort by sort: all, and one of them. */
export const GOODDATA_ENTITY_ENDPOINTS: readonly SystemEndpoint[] = KINDS.flatMap((kind) => {
  const path = `/api/v1/entities/${kind.path}`
  return [
    { path, answer: (asked) => inScene(asked, kind, (scene) => listValue(kind, asked, scene)) },
    { path: `${path}/{id}`, answer: (asked) => inScene(asked, kind, (scene) => singleValue(kind, asked, scene)) },
  ] satisfies readonly SystemEndpoint[]
})

function inScene<T>(asked: SystemAsked, { type }: Entities<never>, use: (scene: Scene) => T): T | Trouble {
  return inOwn(asked, (ground): T | Trouble => {
    const isHidden = type === 'organizationSetting' && sightOf(asked, ground.holding.name) === 'none'
    return isHidden ? FORBIDDEN : use(sceneOf(ground, asked))
  })
}
