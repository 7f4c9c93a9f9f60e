import type { HttpProblem } from '../server.ts'
import type { System } from './system.ts'
import { WALDUR_ACTION_ENDPOINTS } from './waldur/actions.ts'
import { WALDUR_GROUP_ENDPOINTS } from './waldur/groups.ts'
import { WALDUR_STATISTICS_ENDPOINTS } from './waldur/statistics.ts'

/** Waldur's organization groups and the statistics by them (systems §1). */
export const WALDUR: System = {
  name: 'waldur',
  endpoints: [...WALDUR_GROUP_ENDPOINTS, ...WALDUR_STATISTICS_ENDPOINTS, ...WALDUR_ACTION_ENDPOINTS],
  error: waldurError,
}

/** What is wrong with parameters by their names, anything else as `detail` (systems §1.5). */
function waldurError({ status, title, detail = `${title}.`, errors = [] }: HttpProblem, method: string): object {
  if (status === 404 && detail === `${title}.`) return { detail: 'Not found.' }
  if (status === 405) return { detail: `Method "${method}" not allowed.` }
  if (errors.length === 0) return { detail }
  const names = [...new Set(errors.map(({ pointer }) => pointer))]
  const entries = names.map((name) => [
    name.replace(/^query\//, ''),
    errors.filter(({ pointer }) => pointer === name).map((one) => one.detail),
  ])
  return Object.fromEntries(entries)
}
