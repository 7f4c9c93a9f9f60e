import { text } from '../../access/fields.ts'
import { by } from '../../lib/compare.ts'
import { folded, listed } from '../../lib/text.ts'
import type { Change } from '../../model/change.ts'
import { capped, type Guard, holdOf } from './guard.ts'

/**
 * `IdentityChanged`: under the same user another `externalId` would stand, or, where the user is renamed, another
 * `email`. Giving a first one changes nobody; taking one away does, else the next change could give another.
 */
export const identityChanged: Guard = ({ plan }) => {
  const changed = plan.changes.flatMap((change) => changedFields(change)).sort(by(({ user }) => user))
  if (changed.length === 0) return undefined
  return holdOf(plan, {
    code: 'IdentityChanged',
    message: `${listed(changed.map(({ user, field }) => `\`${field}\` of ${user}`))} would change: that is somebody else, or nobody can tell`,
    evidence: { count: changed.length, names: capped(changed.map(({ user, field }) => `${user}: ${field}`)) },
    next: ['declare a new user for somebody else, and remove the old one'],
  })
}

interface ChangedField {
  readonly user: string
  readonly field: string
}

function changedFields(change: Change): readonly ChangedField[] {
  if (change.action !== 'update' && change.action !== 'rename') return []
  const { before, after } = change
  if (before.kind !== 'User') return []
  const fields = change.action === 'rename' ? ['externalId', 'email'] : ['externalId']
  return fields
    .filter((field) => {
      const old = text(before.spec, field)
      return old !== undefined && fold(field, old) !== fold(field, text(after.spec, field))
    })
    .map((field) => ({ user: before.name, field }))
}

/** E-mail addresses compare without letter case (model §1.6); an identity provider's id is what it is. */
function fold(field: string, value: string | undefined): string | undefined {
  return value !== undefined && field === 'email' ? folded(value) : value
}
