import { effectiveAdmins } from '../../access/admins.ts'
import { shownPath } from '../../access/path.ts'
import { lastingAdmins } from '../../access/timeline.ts'
import { instantAt, momentOf } from '../../access/windows.ts'
import { listed, plural } from '../../lib/text.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { lossOf, type Shortage, shortageOf } from './losses.ts'
import { minAdminsOf } from './safeguards.ts'
import { quoted } from './words.ts'

/**
 * At every instant from now on, given the declared windows, the organization has at least `minAdmins` effective admins
 * (model §3 `LastAdmin`). The measure is how many are missing where the fewest are left. A change that leaves fewer at
 * any instant than were there before is a breach of its own, whatever shortage the stored state has.
 */
export const enoughAdmins: OrganizationLaw = (view) => {
  const { organization } = view
  if (organization === undefined) return []
  const needed = minAdminsOf(view)
  const loss = lossOf(view, needed)
  const shortage = loss ?? shortageOf(view, needed)
  if (shortage === undefined) return []
  const later = shortage.instant === instantAt(momentOf(view.instant)) ? '' : ` from ${shortage.instant} on`
  return [
    {
      code: 'LastAdmin',
      key: keyOf(organization),
      pointer: organization.spec.minAdmins === undefined ? '/metadata/name' : '/spec/minAdmins',
      subject: loss === undefined ? 'admins' : 'admins/lost',
      measure: needed - shortage.count,
      message: `organization ${quoted(view.name)} would have ${leftOf(shortage)}${later}, at least ${needed} must stay`,
      help: helpOf(view, shortage, organization),
      notes: notesOf(view),
      related: lostAdmins(view),
    },
  ]
}

function leftOf({ count }: Shortage): string {
  return count === 0 ? 'no effective admin' : `only ${plural(count, 'effective admin')}`
}

function helpOf(view: OrganizationView, { names: remain }: Shortage, organization: Resource): string {
  const lasting = new Set(lastingAdmins(view))
  const ending = [...effectiveAdmins(view, view.instant).keys()].filter((name) => !lasting.has(name))
  const clauses = [
    remain.length === 0 ? 'nobody would remain' : `${listed(remain.map(quoted))} would remain`,
    ...(ending.length === 0
      ? []
      : [
          `${listed(ending.map(quoted))} will not stay: an admin whose access ends (\`until\`) does not count for ever`,
        ]),
    'keep an admin, or make somebody one for good (`admin: true` without `until`)',
  ]
  if (organization.spec.minAdmins !== undefined) clauses.push('or lower minAdmins in a change of its own')
  return clauses.join('; ')
}

const MOST_SHOWN = 10

// Who was an admin and by which path: the reader looks there for the line that took it away.
function notesOf(view: OrganizationView): readonly string[] {
  if (view.stored === undefined) return []
  const before = [...effectiveAdmins(view.stored, view.instant).values()].map(shownPath)
  if (before.length === 0) return ['as stored, nobody is an admin']
  return [`as stored: ${listed(before, MOST_SHOWN)}`]
}

function lostAdmins(view: OrganizationView): NonNullable<Finding['related']> {
  if (view.stored === undefined) return []
  const now = effectiveAdmins(view, view.instant)
  return [...effectiveAdmins(view.stored, view.instant).values()]
    .filter(({ user }) => !now.has(user))
    .flatMap((path) => {
      const user = view.get('User', path.user)
      return user === undefined
        ? []
        : [{ key: keyOf(user), pointer: '/metadata/name', message: `was an admin: ${shownPath(path)}` }]
    })
    .slice(0, MOST_SHOWN)
}
