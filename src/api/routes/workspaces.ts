import { flag, text } from '../../access/fields.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, listEndpoint, valueEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { FLAG, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { HEAD, HEAD_ORDERS, headOf, resourceCalled, resourcesShown, withResource } from './heads.ts'
import { specProperties } from './kinds.ts'
import { SETTINGS, settingsSeen, sightOf } from './sight.ts'
import { WORKSPACE_TYPES } from './workspacetypes.ts'

type WorkspaceType = (typeof WORKSPACE_TYPES)[number]

const { settings: _settings, previousNames: _names, id: _id, ...SPEC } = specProperties('Workspace')

const WORKSPACE = objectOf({ ...HEAD, organization: TEXT, ...SPEC, settings: SETTINGS, archived: FLAG }, [
  ...Object.keys(SPEC).filter((name) => !['type', 'displayName', 'archived'].includes(name)),
  'settings',
])

const PARENT: Parameter = { name: 'parent', type: 'text', description: 'the workspace above: a name, id or uid' }
const TYPE: Parameter = { name: 'type', type: 'one', of: WORKSPACE_TYPES, description: 'what kind of workspace it is' }

/** The workspaces of an organization: environments, all, and projects (api 11). */
export const WORKSPACE_ENDPOINTS: readonly Endpoint[] = [
  ...workspaceEndpoints('environments', 'Environment', 'environment'),
  ...workspaceEndpoints('workspaces', 'Workspace', undefined),
  ...workspaceEndpoints('projects', 'Project', 'project'),
]

function workspaceEndpoints(place: string, word: string, type: WorkspaceType | undefined): readonly Endpoint[] {
  const path = `/organizations/{organization}/${place}`
  const workspacesOf = (asked: Asked, organization: string): readonly StoredResource[] => {
    const wanted = type ?? asked.query.text('type')
    const all = asked.catalog.of(organization, 'Workspace')
    return wanted === undefined ? all : all.filter(({ spec }) => text(spec, 'type') === wanted)
  }
  return [
    listEndpoint<StoredResource>({
      path,
      operation: `list${word}s`,
      summary: `the ${place} of an organization`,
      parameters: type === undefined ? [TYPE, PARENT] : [PARENT],
      response: WORKSPACE,
      orders: Object.keys(HEAD_ORDERS),
      hasLabels: true,
      isDated: true,
      answer: (asked) =>
        inOrganization(asked, ({ name }) => {
          const isWanted = belowParent(asked, name)
          return resourcesShown(workspacesOf(asked, name).filter(isWanted), workspaceValue(asked, name))
        }),
    }),
    valueEndpoint({
      path: `${path}/{workspace}`,
      operation: `get${word}`,
      summary: `one of the ${place}, by uid, name or id`,
      parameters: [],
      response: WORKSPACE,
      isDated: true,
      answer: (asked) =>
        inOrganization(asked, ({ name }) =>
          withResource(workspacesOf(asked, name), asked.path('workspace'), (workspace) => ({
            type: 'value',
            value: workspaceValue(asked, name)(workspace),
          })),
        ),
    }),
  ]
}

function belowParent({ query, catalog }: Asked, organization: string): (workspace: StoredResource) => boolean {
  const word = query.text('parent')
  if (word === undefined) return () => true
  const parent = resourceCalled(catalog.of(organization, 'Workspace'), word)
  return ({ spec }) => parent !== undefined && text(spec, 'parent') === parent.name
}

function workspaceValue(
  asked: Asked,
  organization: string,
): (workspace: StoredResource) => Readonly<Record<string, unknown>> {
  const sight = sightOf(asked, organization)
  return (workspace) => {
    const { settings: _, previousNames: __, ...spec } = workspace.spec
    return {
      ...spec,
      ...headOf(workspace),
      organization,
      settings: settingsSeen(workspace.spec, sight),
      archived: flag(spec, 'archived'),
    }
  }
}
