import { text } from '../../access/fields.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import { type Asked, badParameter, type Trouble } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { resourceCalled } from './heads.ts'

/** Which of the resources in an organization is asked about. */
export const LEVEL_PARAMETERS: readonly Parameter[] = [
  { name: 'host', type: 'text', description: 'the settings of this host: its uid or name' },
  { name: 'workspace', type: 'text', description: 'the settings of this workspace: its uid, name or id' },
]

/** The resources whose settings count where a reader looks: the organization, the workspaces down to there, and a host. */
export function levelsOf(asked: Asked, organization: StoredResource): readonly StoredResource[] | Trouble {
  const { query, catalog } = asked
  const [host, workspace] = [query.text('host'), query.text('workspace')]
  if (host !== undefined && workspace !== undefined) {
    return badParameter('workspace', 'and `host` both name a place: give one of them')
  }
  if (host !== undefined) {
    const found = resourceCalled(catalog.of(organization.name, 'Host'), host)
    if (found === undefined) return badParameter('host', 'names no host of the organization')
    return [organization, ...workspacesDownTo(asked, organization, text(found.spec, 'workspace')), found]
  }
  if (workspace === undefined) return [organization]
  const found = resourceCalled(catalog.of(organization.name, 'Workspace'), workspace)
  if (found === undefined) return badParameter('workspace', 'names no workspace of the organization')
  return [organization, ...workspacesDownTo(asked, organization, found.name)]
}

/** A workspace with those above it, the uppermost first; safe in a circle. */
function workspacesDownTo({ view }: Asked, { name: namespace }: StoredResource, lowest: string | undefined) {
  const line = new Set<StoredResource>()
  for (let name = lowest; name !== undefined; ) {
    const found = view.state.resources.get(keyOf({ kind: 'Workspace', namespace, name }))
    if (found === undefined || line.has(found)) break
    line.add(found)
    name = text(found.spec, 'parent')
  }
  return [...line].reverse()
}
