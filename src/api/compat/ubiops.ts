import type { HttpProblem } from '../server.ts'
import type { System } from './system.ts'
import { UBIOPS_ORGANIZATION_ENDPOINTS } from './ubiops/organizations.ts'
import { UBIOPS_USAGE_ENDPOINTS } from './ubiops/usage.ts'
import { UBIOPS_USER_ENDPOINTS } from './ubiops/users.ts'

/** UbiOps' organizations, their users, and what they use (systems §3.3). */
export const UBIOPS: System = {
  name: 'ubiops',
  endpoints: [...UBIOPS_ORGANIZATION_ENDPOINTS, ...UBIOPS_USER_ENDPOINTS, ...UBIOPS_USAGE_ENDPOINTS],
  error: ({ status, title, detail = title }: HttpProblem, method) => ({
    error: status === 405 ? `Method "${method}" not allowed` : detail,
  }),
}
