import { effectiveAdmins } from '../../access/admins.ts'
import { names } from '../../access/fields.ts'
import { adminSpans } from '../../access/timeline.ts'
import { instantAt } from '../../access/windows.ts'
import type { Finding } from '../../model/problem.ts'
import { keyOf, type Resource } from '../../model/resource.ts'
import type { OrganizationLaw, OrganizationView } from '../view.ts'
import { requiredAdminsOf } from './safeguards.ts'
import { quoted } from './words.ts'

/** Every required admin is an effective admin; one whose access will end is a warning (model §3 `RequiredAdminMissing`). */
export const requiredAdminsAreAdmins: OrganizationLaw = (view) => {
  const { organization } = view
  if (organization === undefined) return []
  const admins = effectiveAdmins(view, view.instant)
  return requiredAdminsOf(view).flatMap((name) => {
    if (!admins.has(name)) return isReportedElsewhere(view, name) ? [] : [missing(view, organization, name)]
    const end = adminSpans(view).get(name)?.at(-1)?.until ?? Number.POSITIVE_INFINITY
    return end === Number.POSITIVE_INFINITY ? [] : [ending(organization, name, instantAt(end))]
  })
}

// A required admin who is declared nowhere is a name that nothing declares: one cause, one problem.
function isReportedElsewhere(view: OrganizationView, name: string): boolean {
  return view.get('User', name) === undefined && names(view.organization?.spec ?? {}, 'requiredAdmins').includes(name)
}

function missing(view: OrganizationView, organization: Resource, name: string): Finding {
  const index = names(organization.spec, 'requiredAdmins').indexOf(name)
  const user = view.get('User', name)
  return {
    code: 'RequiredAdminMissing',
    key: keyOf(organization),
    pointer: index < 0 ? '/metadata/name' : `/spec/requiredAdmins/${index}`,
    subject: `requiredAdmin/${name}`,
    message: `${quoted(name)} must be an admin of organization ${quoted(view.name)} and ${user === undefined ? 'is not declared' : 'is none'}`,
    help:
      index < 0
        ? `the stored organization still requires ${quoted(name)}: taking it out of requiredAdmins is a change of its own, made first`
        : `make ${quoted(name)} an active admin (\`admin: true\`, no window that excludes now, not revoked), or take it out of requiredAdmins`,
    ...(user === undefined
      ? {}
      : { related: [{ key: keyOf(user), pointer: '/metadata/name', message: 'this user is no effective admin' }] }),
  }
}

function ending(organization: Resource, name: string, end: string): Finding {
  return {
    code: 'RequiredAdminMissing',
    severity: 'warning',
    key: keyOf(organization),
    pointer: `/spec/requiredAdmins/${Math.max(0, names(organization.spec, 'requiredAdmins').indexOf(name))}`,
    subject: `requiredAdmin/${name}/${end}`,
    message: `required admin ${quoted(name)} stops being an admin at ${end}`,
    help: 'give a required admin no `until`',
  }
}
