import { flag, text } from '../../access/fields.ts'
import { isInForce, momentOf } from '../../access/windows.ts'
import type { StoredResource } from '../../model/resource.ts'
import { type Asked, type Endpoint, type Listing, listEndpoint } from '../endpoint.ts'
import type { Parameter } from '../parameter.ts'
import { BOUND, FLAG, objectOf, TEXT } from '../schema.ts'
import { inOrganization } from '../within.ts'
import { ASSIGNEE_TYPES, assigneeOf, isCalled, placeOf, TARGET } from './assignees.ts'
import { HEAD, HEAD_ORDERS, headOf, resourcesShown } from './heads.ts'

const PERMISSION = objectOf(
  {
    ...HEAD,
    permission: TEXT,
    role: TEXT,
    assignee: TARGET,
    scope: TARGET,
    includeDescendants: FLAG,
    from: BOUND,
    until: BOUND,
    reason: TEXT,
    inForce: { ...FLAG, description: 'whether that instant lies between `from` and `until`' },
  },
  ['permission', 'role', 'from', 'until', 'reason'],
)

const FILTERS: readonly Parameter[] = [
  { name: 'subject', type: 'text', description: 'to whom it is given: a name, id or uid' },
  { name: 'kind', type: 'one', of: ASSIGNEE_TYPES, description: 'what it is given to' },
  { name: 'permission', type: 'text', description: 'what is given: a permission or a role' },
]

/** The permissions that an organization declares (api 8). */
export const PERMISSION_ENDPOINTS: readonly Endpoint[] = [
  listEndpoint<StoredResource>({
    path: '/organizations/{organization}/permissions',
    operation: 'listPermissions',
    summary: 'the permissions that are declared: what is given, to whom and on what',
    parameters: FILTERS,
    response: PERMISSION,
    orders: Object.keys(HEAD_ORDERS),
    hasLabels: true,
    tables: ['csv', 'ndjson'],
    isDated: true,
    answer: (asked) => inOrganization(asked, ({ name }) => listing(asked, asked.catalog.of(name, 'Permission'))),
  }),
]

function listing(asked: Asked, permissions: readonly StoredResource[]): Listing<StoredResource> {
  const [subject, kind, given] = ['subject', 'kind', 'permission'].map(asked.query.text)
  const isWanted = (permission: StoredResource): boolean => {
    const { spec } = permission
    if (given !== undefined && (text(spec, 'permission') ?? text(spec, 'role')) !== given) return false
    if (subject === undefined && kind === undefined) return true
    const assignee = assigneeOf(asked, permission)
    return (kind === undefined || assignee.type === kind) && (subject === undefined || isCalled(assignee, subject))
  }
  const moment = momentOf(asked.view.instant)
  return resourcesShown(permissions.filter(isWanted), (permission) => {
    const { permission: name, role, from, until, reason } = permission.spec
    return {
      ...headOf(permission),
      permission: name,
      role,
      assignee: assigneeOf(asked, permission),
      scope: placeOf(asked, permission),
      includeDescendants: flag(permission.spec, 'includeDescendants'),
      from,
      until,
      reason,
      inForce: isInForce(permission, moment),
    }
  })
}
