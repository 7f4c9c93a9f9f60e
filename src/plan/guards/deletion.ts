import { text } from '../../access/fields.ts'
import { groupBy } from '../../lib/compare.ts'
import { listed, plural } from '../../lib/text.ts'
import { deletedBy } from './deleted.ts'
import { type Guard, holdOf } from './guard.ts'

/**
 * `OrganizationDelete`: an organization with stored resources would go, and its stored `deletionPolicy` is `Restrict`.
 * A policy that the same change loosens is not there to be read: the organization is gone from it.
 */
export const organizationDelete: Guard = ({ plan, before }) => {
  const deleted = deletedBy(plan)
  const organization = deleted.find(({ kind }) => kind === 'Organization')
  if (organization === undefined || before === undefined) return undefined
  if (text(organization.spec, 'deletionPolicy') === 'Allow') return undefined
  const children = deleted.filter(({ kind }) => kind !== 'Organization')
  if (children.length === 0) return undefined
  const counts = [...groupBy(children, ({ kind }) => kind)].map(([kind, { length }]): [string, number] => [
    kind,
    length,
  ])
  return holdOf(plan, {
    code: 'OrganizationDelete',
    message: `organization ${organization.name} and ${plural(children.length, 'resource')} in it would go: ${listed(counts.map(([kind, count]) => `${count} ${kind}`))}`,
    evidence: { organization: organization.name, removed: Object.fromEntries(counts) },
    next: [`declare \`deletionPolicy: Allow\` for ${organization.name} in a commit before the one that removes it`],
  })
}
