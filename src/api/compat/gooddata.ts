import type { HttpProblem } from '../server.ts'
import { GOODDATA_ENTITY_ENDPOINTS } from './gooddata/entities.ts'
import { GOODDATA_ACTION_ENDPOINTS } from './gooddata/entitlements.ts'
import { GOODDATA_LAYOUT_ENDPOINTS } from './gooddata/layouts.ts'
import { GOODDATA_MANAGEMENT_ENDPOINTS } from './gooddata/management.ts'
import { GOODDATA_NESTED_ENDPOINTS } from './gooddata/nested.ts'
import { GOODDATA_ORGANIZATION_ENDPOINTS } from './gooddata/organization.ts'
import { GOODDATA_PROFILE_ENDPOINTS } from './gooddata/profile.ts'
import { GOODDATA_SETTING_ENDPOINTS } from './gooddata/settings.ts'
import { MISSING } from './gooddata/within.ts'
import type { RequestHeaders, System } from './system.ts'

/** What GoodData only takes: permissions, members, and what is logged in with. */
const WRITES: readonly string[] = [
  'dataSources/{id}/managePermissions',
  'organization/managePermissions',
  'organization/switchActiveIdentityProvider',
  'userManagement/assignPermissions',
  'userManagement/removeUsersUserGroups',
  'userManagement/revokePermissions',
  'userManagement/userGroups/{id}/addMembers',
  'userManagement/userGroups/{id}/removeMembers',
].map((path) => `/api/v1/actions/${path}`)

/** GoodData's organization, declaratively and by entities, and what it is entitled to and uses (systems §3.2). */
export const GOODDATA: System = {
  name: 'gooddata',
  endpoints: [
    ...GOODDATA_ORGANIZATION_ENDPOINTS,
    ...GOODDATA_ENTITY_ENDPOINTS,
    ...GOODDATA_NESTED_ENDPOINTS,
    ...GOODDATA_LAYOUT_ENDPOINTS,
    ...GOODDATA_ACTION_ENDPOINTS,
    ...GOODDATA_SETTING_ENDPOINTS,
    ...GOODDATA_MANAGEMENT_ENDPOINTS,
    ...GOODDATA_PROFILE_ENDPOINTS,
  ],
  writes: WRITES,
  errorType: 'application/problem+json',
  isDiscreet: true,
  error({ status, title, detail }: HttpProblem, _method, headers) {
    const told = status === 404 ? MISSING.problem.detail : (detail ?? title)
    return { title, status, detail: told, traceId: traceIn(headers) }
  },
}

const TRACE_PARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace that whoever asks follows; nobody follows one here, so that there is none of our own. */
function traceIn({ traceparent }: RequestHeaders): string {
  return (typeof traceparent === 'string' && TRACE_PARENT.exec(traceparent)?.[1]) || '0'.repeat(32)
}
