import type { Endpoint } from './endpoint.ts'
import { GROUP_ENDPOINTS } from './routes/groups.ts'
import { HOLDING_ENDPOINTS } from './routes/holdings.ts'
import { ORGANIZATION_ENDPOINTS } from './routes/organizations.ts'
import { PERMISSION_ENDPOINTS } from './routes/permissions.ts'
import { USER_ENDPOINTS } from './routes/users.ts'

/** Everything that can be read below `/api/v1`, in the order of api.md. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...ORGANIZATION_ENDPOINTS,
  ...USER_ENDPOINTS,
  ...GROUP_ENDPOINTS,
  ...PERMISSION_ENDPOINTS,
  ...HOLDING_ENDPOINTS,
]
