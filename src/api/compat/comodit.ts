import type { HttpProblem } from '../server.ts'
import { COMODIT_AUDIT_ENDPOINTS } from './comodit/audit.ts'
import { COMODIT_ENVIRONMENT_ENDPOINTS } from './comodit/environments.ts'
import { COMODIT_GROUP_ENDPOINTS, KEY } from './comodit/groups.ts'
import { COMODIT_ORGANIZATION_ENDPOINTS } from './comodit/organizations.ts'
import { COMODIT_SETTING_ENDPOINTS } from './comodit/settings.ts'
import { ORGANIZATION } from './comodit/within.ts'
import type { System } from './system.ts'

/** ComodIT's organizations with what stands in them (systems §3.1). */
export const COMODIT: System = {
  name: 'comodit',
  endpoints: [
    ...COMODIT_ORGANIZATION_ENDPOINTS,
    ...COMODIT_ENVIRONMENT_ENDPOINTS,
    ...COMODIT_GROUP_ENDPOINTS,
    ...COMODIT_SETTING_ENDPOINTS,
    ...COMODIT_AUDIT_ENDPOINTS,
  ],
  writes: [`${KEY}/_reset`, `${ORGANIZATION}/environments/{environment}/_clone`],
  error: ({ title, detail = title }: HttpProblem) => ({ error: [detail] }),
}
