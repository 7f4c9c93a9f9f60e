import type { HttpProblem } from '../server.ts'
import type { System, SystemEndpoint } from './system.ts'
import { UBIOPS_AUDIT_ENDPOINTS } from './ubiops/audit.ts'
import { UBIOPS_ORGANIZATION_ENDPOINTS } from './ubiops/organizations.ts'
import { UBIOPS_PLAN_ENDPOINTS } from './ubiops/plans.ts'
import { UBIOPS_PROJECT_ENDPOINTS } from './ubiops/projects.ts'
import { UBIOPS_ROLE_ENDPOINTS } from './ubiops/roles.ts'
import { SERVICE_USER_WRITES, UBIOPS_SERVICE_USER_ENDPOINTS } from './ubiops/serviceusers.ts'
import { UBIOPS_USAGE_ENDPOINTS } from './ubiops/usage.ts'
import { UBIOPS_USER_ENDPOINTS } from './ubiops/users.ts'

/** Whether the program does its work; UbiOps' own command line asks before everything else. */
const STATUS: SystemEndpoint = {
  path: '/v2.1/status',
  answer: ({ view }) => ({ type: 'value', value: { status: view.status.trouble === undefined ? 'ok' : 'fail' } }),
}

/** UbiOps' organizations, their users and projects, and what they use (systems §3.3). */
export const UBIOPS: System = {
  name: 'ubiops',
  endpoints: [
    ...UBIOPS_ORGANIZATION_ENDPOINTS,
    ...UBIOPS_USER_ENDPOINTS,
    ...UBIOPS_PROJECT_ENDPOINTS,
    ...UBIOPS_ROLE_ENDPOINTS,
    ...UBIOPS_USAGE_ENDPOINTS,
    ...UBIOPS_AUDIT_ENDPOINTS,
    ...UBIOPS_SERVICE_USER_ENDPOINTS,
    ...UBIOPS_PLAN_ENDPOINTS,
    STATUS,
  ],
  writes: SERVICE_USER_WRITES,
  error: ({ status, title, detail = title }: HttpProblem, method) => ({
    error: status === 405 ? `Method "${method}" not allowed` : detail,
  }),
}
