import { isObject, text } from '../../../access/fields.ts'
import { workspacesDownTo } from '../../../layouts/gooddata/workspaces.ts'
import type { JsonObject, StoredResource } from '../../../model/resource.ts'
import type { Trouble } from '../../endpoint.ts'
import { organizationStatus } from '../../routes/organization.ts'
import { settingResolver, settingsAlong } from '../../routes/resolution.ts'
import { sightOf } from '../../routes/sight.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { listBody, namedIn } from './body.ts'
import { type Scene, sceneOf } from './scene.ts'
import { inOwn, MISSING } from './within.ts'

/** What settings come to for whoever asks; of all, or of those that a body names (systems §3.2). */
export const GOODDATA_SETTING_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: '/api/v1/actions/resolveSettings',
    body: listBody('settings'),
    answer: (asked) => inSettings(asked, (scene) => resolvedValue(asked, scene, [])),
  },
  {
    path: '/api/v1/actions/workspaces/{workspace}/resolveSettings',
    body: listBody('settings'),
    answer: (asked) =>
      inSettings(asked, (scene) => {
        const levels = workspacesDownTo(scene.ground, asked.path('workspace'))
        return levels.length === 0 ? MISSING : resolvedValue(asked, scene, levels)
      }),
  },
]

/** What settings are told from, for whoever may see any. */
function inSettings(asked: SystemAsked, use: (scene: Scene) => SystemValue | Trouble): SystemValue | Trouble {
  return inOwn(asked, (ground): SystemValue | Trouble =>
    sightOf(asked, ground.holding.name) === 'none' ? FORBIDDEN : use(sceneOf(ground, asked)),
  )
}

/** The organization's settings, below them those of workspaces, the uppermost first, and of whoever asks; secrets are left out. */
function resolvedValue(asked: SystemAsked, { ground }: Scene, workspaces: readonly StoredResource[]): SystemValue {
  const { organization, name, of } = ground.holding
  const own = asked.viewer.userOf(name)
  const users = of('User').filter((user) => user.name === own)
  const resolve = settingResolver(organization, () => organizationStatus(asked, organization))
  const isAsked = namedIn(asked, 'settings')
  const value = settingsAlong([organization, ...workspaces, ...users]).flatMap(({ key, declared }): JsonObject[] => {
    const type = text(declared, 'type')
    const { value: content, isSecret } = resolve(declared)
    if (content === undefined || isSecret || !(isAsked(key) || (type !== undefined && isAsked(type)))) return []
    return [
      { id: key, ...(type === undefined ? {} : { type }), content: isObject(content) ? content : { value: content } },
    ]
  })
  return { type: 'value', value }
}
