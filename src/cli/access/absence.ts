import { absenceOf } from '../../access/presence.ts'
import type { Question } from '../../access/question.ts'
import { scopeText } from '../../access/scope.ts'
import { visible } from '../../lib/text.ts'
import type { Known } from './known.ts'

/** Why a user has no access at all at the moment, as a sentence; `undefined` where that is not so. */
export function absenceText({ index, moment, organization, stored }: Known, user: string): string | undefined {
  const at = `at ${stored.instant}`
  switch (absenceOf(index, user, moment)) {
    case undefined:
      return undefined
    case 'unknown':
      return `${visible(user)} is no user of ${visible(organization)} ${at}`
    case 'inactive':
      return `${visible(user)} is inactive (active: false): nothing that was given counts`
    case 'not yet':
      return `${visible(user)} has no access yet ${at}: \`from\` of the user is later`
    case 'no longer':
      return `${visible(user)} has no access any more ${at}: \`until\` of the user has passed`
    case 'revoked':
      return `${visible(user)} is revoked ${at}: nothing that was given counts while the Revocation stands`
  }
}

/** Why a user does not hold a permission, as a sentence. */
export function refusalText(known: Known, user: string, { permission, scope }: Question): string {
  const on = scope.type === 'organization' ? known.organization : scopeText(scope)
  return absenceText(known, user) ?? `nothing in force gives ${visible(user)} ${permission} on ${visible(on)}`
}
