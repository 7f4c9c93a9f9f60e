import type { ProblemStatus, UnitStatus } from '../../../model/status.ts'
import { inManagedOrganization } from '../../within.ts'
import type { SystemEndpoint } from '../system.ts'
import { ORGANIZATION } from './nodes.ts'
import { lockteraPage } from './paging.ts'

/** What is wrong in what is declared of an organization, and whether the program does its work (systems §2.1). */
export const LOCKTERA_STATUS_ENDPOINTS: readonly SystemEndpoint[] = [
  {
    path: `${ORGANIZATION}/errors`,
    answer: (asked) =>
      inManagedOrganization(asked, ({ name }) => {
        const { view } = asked
        const own = view.status.units.filter(({ organization }) => organization === name)
        const errors = own.flatMap((unit) => unit.problems.map((problem) => errorOf(problem, unit, view.instant)))
        return lockteraPage(asked, errors, (error) => error)
      }),
  },
  {
    path: '/service_status',
    answer({ view }) {
      const storage = view.status.trouble === undefined ? 'up' : 'down'
      return { type: 'value', value: { api: 'up', auth: 'up', storage } }
    },
  },
]

/** The words for how bad it is. */
const SEVERITIES = { error: 'high', warning: 'medium' } as const

/** A problem as Locktera tells an error: `code` is that of an answer to something invalid, `fields` say what and where it is. */
function errorOf({ code, severity, message, help, source, place }: ProblemStatus, unit: UnitStatus, instant: string) {
  return {
    error_id: `${code} ${source} ${place}`,
    message,
    code: 400,
    fields: { code, source, place, ...(help === undefined ? {} : { help }) },
    timestamp: unit.lateSince ?? instant,
    severity: SEVERITIES[severity],
  }
}
