import type { HttpProblem } from '../server.ts'
import type { System } from './system.ts'
import { UBIOPS_AUDIT_ENDPOINTS } from './ubiops/audit.ts'
import { UBIOPS_ORGANIZATION_ENDPOINTS } from './ubiops/organizations.ts'
import { UBIOPS_PROJECT_ENDPOINTS } from './ubiops/projects.ts'
import { UBIOPS_ROLE_ENDPOINTS } from './ubiops/roles.ts'
import { UBIOPS_USAGE_ENDPOINTS } from './ubiops/usage.ts'
import { UBIOPS_USER_ENDPOINTS } from './ubiops/users.ts'

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
  ],
  error: ({ status, title, detail = title }: HttpProblem, method) => ({
    error: status === 405 ? `Method "${method}" not allowed` : detail,
  }),
}
