import type { Endpoint } from './endpoint.ts'
import { ORGANIZATION_ENDPOINTS } from './routes/organizations.ts'
import { USER_ENDPOINTS } from './routes/users.ts'

/** Everything that can be read below `/api/v1`, in the order of api.md. */
export const ENDPOINTS: readonly Endpoint[] = [...ORGANIZATION_ENDPOINTS, ...USER_ENDPOINTS]
