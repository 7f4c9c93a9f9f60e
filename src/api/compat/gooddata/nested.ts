import { identifierOf } from '../../../layouts/gooddata/ground.ts'
import { workspacesDownTo } from '../../../layouts/gooddata/workspaces.ts'
import { badParameter, type Trouble } from '../../endpoint.ts'
import { sightOf } from '../../routes/sight.ts'
import { FORBIDDEN } from '../../within.ts'
import type { SystemAsked, SystemEndpoint, SystemValue } from '../system.ts'
import { OF_USERS } from './inuser.ts'
import { IN_WORKSPACES, ORIGINS } from './inworkspace.ts'
import { type Entities, listValue, singleValue } from './jsonapi.ts'
import { type Scene, sceneOf } from './scene.ts'
import { SEARCH_BODY, searched } from './search.ts'
import { inOwn, MISSING } from './within.ts'

type Use = (kind: Entities<never>, scene: Scene) => SystemValue | Trouble

/** The entities in workspaces and of users: all, one of them, and in workspaces those that are searched for (systems §3.2). */
export const GOODDATA_NESTED_ENDPOINTS: readonly SystemEndpoint[] = [
  ...Object.keys(IN_WORKSPACES).flatMap((name): readonly SystemEndpoint[] => {
    const path = `/api/v1/entities/workspaces/{workspace}/${name}`
    const all = (asked: SystemAsked) => inWorkspace(asked, name, (kind, scene) => listValue(kind, asked, scene))
    return [
      { path, answer: all },
      { path: `${path}/search`, body: SEARCH_BODY, answer: (asked) => all(searched(asked)) },
      {
        path: `${path}/{id}`,
        answer: (asked) => inWorkspace(asked, name, (kind, scene) => singleValue(kind, asked, scene)),
      },
    ]
  }),
  ...Object.keys(OF_USERS).flatMap((name): readonly SystemEndpoint[] => {
    const path = `/api/v1/entities/users/{user}/${name}`
    return [
      { path, answer: (asked) => ofUser(asked, name, (kind, scene) => listValue(kind, asked, scene)) },
      {
        path: `${path}/{id}`,
        answer: (asked) => ofUser(asked, name, (kind, scene) => singleValue(kind, asked, scene)),
      },
    ]
  }),
]

function inWorkspace(asked: SystemAsked, name: string, use: Use): SystemValue | Trouble {
  return inOwn(asked, (ground): SystemValue | Trouble => {
    if (name === 'workspaceSettings' && sightOf(asked, ground.holding.name) === 'none') return FORBIDDEN
    const workspaces = workspacesDownTo(ground, asked.path('workspace'))
    const word = asked.query.text('origin') ?? 'ALL'
    const origin = ORIGINS.find((one) => one === word)
    if (origin === undefined) return badParameter('origin', `is one of ${ORIGINS.join(', ')}`)
    const kind = IN_WORKSPACES[name]
    if (workspaces.length === 0 || kind === undefined) return MISSING
    return use(kind({ workspaces, origin }), sceneOf(ground, asked))
  })
}

/** What is a user's own is told to them, and to whoever manages the organization. */
function ofUser(asked: SystemAsked, name: string, use: Use): SystemValue | Trouble {
  return inOwn(asked, (ground): SystemValue | Trouble => {
    const { holding } = ground
    const user = holding.of('User').find((one) => identifierOf(one) === asked.path('user'))
    const { viewer } = asked
    if (user === undefined || !(viewer.manages(holding.name) || viewer.userOf(holding.name) === user.name)) {
      return MISSING
    }
    if (name === 'userSettings' && sightOf(asked, holding.name) === 'none') return FORBIDDEN
    const kind = OF_USERS[name]
    return kind === undefined ? MISSING : use(kind(user), sceneOf(ground, asked))
  })
}
