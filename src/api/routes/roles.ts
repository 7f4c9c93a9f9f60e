import { BUILTIN_RIGHTS, BUILTIN_ROLES } from '../../access/builtin.ts'
import { flag, names, part, text } from '../../access/fields.ts'
import { keyOf, type StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { BOUND, FLAG, listOf, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { ASSIGNEE_TYPES, assigneeOf, isCalled, placeOf } from './assignees.ts'
import { DECLARED_ONLY, NAMED_HEAD, NAMED_ORDERS, type Named, namedHead, namedShown, withBuiltins } from './builtin.ts'
import { HEAD, HEAD_ORDERS, headOf, resourcesShown } from './heads.ts'
import { WORKSPACE_TYPES } from './workspacetypes.ts'

const ROLE = objectOf(
  {
    ...NAMED_HEAD,
    description: TEXT,
    workspace: { ...TEXT, description: 'the only workspace on which the role counts' },
    permissions: listOf(TEXT),
  },
  [...DECLARED_ONLY, 'description', 'workspace'],
)

const ASSIGNMENT = objectOf(
  {
    ...HEAD,
    role: TEXT,
    assignee: TEXT,
    assigneeType: { type: 'string', enum: ASSIGNEE_TYPES },
    resource: { ...TEXT, description: 'the workspace on which the role is given' },
    resourceType: { type: 'string', enum: WORKSPACE_TYPES, description: 'the type of that workspace' },
    includeDescendants: FLAG,
    from: BOUND,
    until: BOUND,
    reason: TEXT,
  },
  ['resourceType', 'from', 'until', 'reason'],
)

const FILTERS: readonly Parameter[] = [
  { name: 'resource', type: 'text', description: 'the workspace on which the role is given: a name, id or uid' },
  { name: 'resource_type', type: 'one', of: WORKSPACE_TYPES, description: 'the type of that workspace' },
  { name: 'assignee', type: 'text', description: 'to whom the role is given: a name, id or uid' },
  { name: 'assignee_type', type: 'one', of: ASSIGNEE_TYPES, description: 'what it is given to' },
]

/** The roles of an organization, and to whom they are given (api 10). */
export const ROLE_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<Named>({
    path: '/organizations/{organization}/roles',
    operation: 'listRoles',
    summary: 'the roles of an organization, the built-in ones among them',
    parameters: [],
    response: ROLE,
    orders: Object.keys(NAMED_ORDERS),
    hasLabels: true,
    isDated: true,
    answer: (asked) =>
      inOrganization(asked, ({ name }) =>
        namedShown(withBuiltins(asked.catalog.of(name, 'AccessRole'), BUILTIN_ROLES), roleValue),
      ),
  }),
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/role-assignments',
    operation: 'listRoleAssignments',
    summary: 'the permissions that give a role: to whom, and on which workspace',
    parameters: FILTERS,
    response: ASSIGNMENT,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    tables: ['csv', 'ndjson'],
    isDated: true,
    answer: (asked) => inOrganization(asked, ({ name }) => assignments(asked, asked.catalog.of(name, 'Permission'))),
  }),
]

function roleValue(role: Named): Readonly<Record<string, unknown>> {
  const { stored, name } = role
  return {
    ...namedHead(role, BUILTIN_ROLES),
    description: stored?.spec.description,
    workspace: stored?.spec.workspace,
    permissions: stored === undefined ? (BUILTIN_RIGHTS.get(name) ?? []) : names(stored.spec, 'permissions'),
  }
}

function assignments(asked: Asked, permissions: readonly StoredResource[]): Listing<StoredResource> {
  const [resource, type, assignee, assigneeType] = ['resource', 'resource_type', 'assignee', 'assignee_type'].map(
    asked.query.text,
  )
  const isWanted = (permission: StoredResource): boolean =>
    text(permission.spec, 'role') !== undefined &&
    (resource === undefined || isCalled(placeOf(asked, permission), resource)) &&
    (type === undefined || workspaceType(asked, permission) === type) &&
    (assignee === undefined || isCalled(assigneeOf(asked, permission), assignee)) &&
    (assigneeType === undefined || assigneeOf(asked, permission).type === assigneeType)
  return resourcesShown(permissions.filter(isWanted), (permission) => {
    const { role, from, until, reason } = permission.spec
    const to = assigneeOf(asked, permission)
    return {
      ...headOf(permission),
      role,
      assignee: to.name,
      assigneeType: to.type,
      resource: placeOf(asked, permission).name,
      resourceType: workspaceType(asked, permission),
      includeDescendants: flag(permission.spec, 'includeDescendants'),
      from,
      until,
      reason,
    }
  })
}

function workspaceType({ view }: Asked, { namespace, spec }: StoredResource): string | undefined {
  const name = text(part(spec, 'scope'), 'workspace') ?? ''
  const workspace = view.state.resources.get(keyOf({ kind: 'Workspace', namespace, name }))
  return workspace === undefined ? undefined : text(workspace.spec, 'type')
}
