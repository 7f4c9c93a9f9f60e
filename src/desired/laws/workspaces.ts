import { isObject, text } from '../../access/fields.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called } from './words.ts'

/** A workspace and its parent are of one type, and only one with a parent narrows its data (model §2 Workspace). */
export const workspacesFitTheirParent: OrganizationLaw = (view) =>
  view.of('Workspace').flatMap((workspace) => {
    const name = text(workspace.spec, 'parent')
    if (name === undefined) return isObject(workspace.spec.dataSource) ? [dataSourceWithoutParent(workspace)] : []
    const parent = view.get('Workspace', name)
    if (parent === undefined || text(parent.spec, 'type') === text(workspace.spec, 'type')) return []
    return [differentTypes(workspace, parent)]
  })

/** A host stands in a workspace of type environment (model §2 Host). */
export const hostsInEnvironments: OrganizationLaw = (view) =>
  view.of('Host').flatMap((host) => {
    const workspace = view.get('Workspace', text(host.spec, 'workspace') ?? '')
    if (workspace === undefined || text(workspace.spec, 'type') === 'environment') return []
    return [
      {
        code: 'InvalidField',
        key: keyOf(host),
        pointer: '/spec/workspace',
        subject: `host/${host.name}/${workspace.name}`,
        message: `${called(host)} stands in ${called(workspace)} of type ${typeOf(workspace)}, hosts stand in an environment`,
        help: 'name a workspace of type environment',
        related: [{ key: keyOf(workspace), pointer: '/spec/type', message: 'its type is declared here' }],
      } satisfies Finding,
    ]
  })

function dataSourceWithoutParent(workspace: Resource): Finding {
  return {
    code: 'InvalidField',
    key: keyOf(workspace),
    pointer: '/spec/dataSource',
    subject: `dataSource/${workspace.name}`,
    message: `${called(workspace)} has a dataSource, which only a workspace with a parent may have`,
    help: 'name its parent, or take dataSource out',
  }
}

function differentTypes(workspace: Resource, parent: Resource): Finding {
  return {
    code: 'InvalidField',
    key: keyOf(workspace),
    pointer: '/spec/parent',
    subject: `parent/${workspace.name}/${parent.name}/${typeOf(workspace)}`,
    message: `${called(workspace)} of type ${typeOf(workspace)} has a parent of type ${typeOf(parent)}`,
    help: `a parent has the type of its child: name another parent than ${called(parent)}, or change one of the types`,
    related: [{ key: keyOf(parent), pointer: '/spec/type', message: 'the type of the parent is declared here' }],
  }
}

function typeOf(workspace: Resource): string {
  return text(workspace.spec, 'type') ?? 'unknown'
}
