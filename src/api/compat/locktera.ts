import type { HttpProblem } from '../server.ts'
import { LOCKTERA_NODE_ENDPOINTS } from './locktera/nodes.ts'
import { LOCKTERA_RECORD_ENDPOINTS } from './locktera/records.ts'
import { LOCKTERA_STATUS_ENDPOINTS } from './locktera/status.ts'
import { LOCKTERA_USAGE_ENDPOINTS } from './locktera/usage.ts'
import type { System } from './system.ts'

/** Locktera's organizations, what is known of them, and what was done below them (systems §2). */
export const LOCKTERA: System = {
  name: 'locktera',
  endpoints: [
    ...LOCKTERA_NODE_ENDPOINTS,
    ...LOCKTERA_RECORD_ENDPOINTS,
    ...LOCKTERA_USAGE_ENDPOINTS,
    ...LOCKTERA_STATUS_ENDPOINTS,
  ],
  writes: ['/orgs', '/orgs/import_orgs', '/orgs/{organization}/api_keys/{key}'],
  isClosed: true,
  error: lockteraError,
}

/** A message, the status as `code`, and what is wrong with parameters by their names (systems §2.3). */
function lockteraError({ status, title, detail = title, errors = [] }: HttpProblem): object {
  if (errors.length === 0) return { message: detail, code: status }
  const fields = Object.fromEntries(errors.map((one) => [one.pointer.replace(/^query\//, ''), one.detail]))
  return { message: detail, code: status, fields }
}
