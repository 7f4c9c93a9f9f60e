import { text } from '../../access/fields.ts'
import { instantOf } from '../../lib/instant.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf } from '../../model/resource.ts'
import type { OrganizationLaw } from '../view.ts'
import { called, quoted } from './words.ts'

/** What counts for a time begins before it ends (model §3 `InvalidDate`): else it never counts, which nobody writes down on purpose. */
export const windowsBeginBeforeTheyEnd: OrganizationLaw = (view) =>
  [...view.of('User'), ...view.of('Permission')].flatMap((resource): Finding[] => {
    const [from, until] = [text(resource.spec, 'from'), text(resource.spec, 'until')]
    if (from === undefined || until === undefined || isPlainlyBefore(from, until)) return []
    const [begin, end] = [instantOf(from), instantOf(until)]
    if (begin === undefined || end === undefined || begin < end) return []
    return [
      {
        code: 'InvalidDate',
        key: keyOf(resource),
        pointer: '/spec/until',
        subject: `window/${keyOf(resource)}/${from}/${until}`,
        message: `${called(resource)} counts from ${quoted(from)} until ${quoted(until)}, which is never`,
        help: 'let `until` lie after `from`, or take the resource out',
      },
    ]
  })

/** Whether two times of the same form stand in order; so do nearly all, and reading them is slow. */
function isPlainlyBefore(from: string, until: string): boolean {
  const isSameForm = from.length === until.length && (from.length === 10 || (from.endsWith('Z') && until.endsWith('Z')))
  return isSameForm && from < until
}
